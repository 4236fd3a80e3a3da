"""A number that its label calls an identifier is found: what the gate refuses stops a night."""

from __future__ import annotations

import re

import polars as pl
import pytest

from safeharbor.detect.engine import build_detector
from safeharbor.gate.text_patterns import LABELLED

LABELS = (
    "mrn,mr,med rec,medical record,chart,acct,account,member,subscriber,policy,group,claim,invoice,csn",
    "fin,visit,encounter",
    "accession,specimen,license,dl,dea,npi,clia,passport,serial,s/n,vin,plate,badge,confirmation,tracking,medicaid",
    "medicare,mbi,imei,barcode,order,rx",
)
FORMS = ("{0} {1}", "{0} no. {1}", "{0} #{1}", "{0}: {1}", "{0} id {1}", "{0}-{1}", "{0} A{1}")
FRAMES = ("Seen today, {}, doing well.", "BP 120/80 and she limits salt. {}.", "{}")


@pytest.mark.parametrize("labels", LABELS)
def test_what_the_gate_would_refuse_is_found(labels: str) -> None:
    """Every label of the gate, in any case and form, before numbers of five figures and more."""
    texts = [
        frame.format(form.format(written, number))
        for label in labels.split(",")
        for written in (label, label.capitalize(), label.upper())
        for form in FORMS
        for number in ("48217", "482170", "48-21704")
        for frame in FRAMES
    ]
    left = []
    for text, findings in zip(texts, build_detector().detect(texts, [None] * len(texts)), strict=True):
        gone = set().union(*(range(finding.start, finding.end) for finding in findings))
        left.append("".join("_" if place in gone else char for place, char in enumerate(text)))
    assert any(re.search(LABELLED.pattern, text) for text in texts)
    assert [text for text in left if re.search(LABELLED.pattern, text)] == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Order 81002 placed", False),
        ("order 810024 placed", True),
        ("order A81002 placed", True),
        ("order no. 81002", True),
        ("Order: 81002", True),
        ("order #81002", True),
        ("Visit 48217.", True),
        ("visit, 99215, 45 min", False),
        ("MRN 00-77-123", True),
        ("chart id 48217", True),
    ],
)
def test_five_figures_after_an_order_are_a_procedure(text: str, refused: bool) -> None:  # noqa: FBT001 - a case's answer
    """A code that a clerk orders by (CPT) is no number of the order; after `no.`, `:` and `#` it is."""
    assert pl.Series([text]).str.contains(LABELLED.pattern).to_list() == [refused]
    assert [(finding.start, finding.end) for finding in build_detector().detect([text], [None])[0]] != [] or not refused

"""The same value behind the same label, written in every way that forms, printouts and people write them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pytest

from safeharbor.detect.engine import TextDetector, build_detector

FRAMES: Final = (
    "{l}: {v}", "{l}:{v}", "{l}={v}", "{l} = {v}", "{l} {v}", "{l}\t{v}", "{l} - {v}", "{l} ({v})", "{l} [{v}]",
    '{l} "{v}"', "{l}|{v}|", "{l} is {v}.", "{l}.. {v}", "{l}....{v}", '"{l}":"{v}"', "<{l}>{v}</{l}>", "**{l}:** {v}",
    "- {l}: {v}", "x {l}:{v} y", "{l}:  {v}", "{l}, {v}", "{l}:({v})", "pt here, {l}: {v}; BP 120/80", "{l}:\xa0{v}",
    "{l}\uff1a{v}",
)  # fmt: skip
VALUES: Final = {
    "DATE": ("DOB|Seen|Admitted|D", "07/20/83|7/2/2019|2019-07-20|20-Jul-2019|July 20, 2019|20 July 2019|07.20.2019"),
    "PHONE": ("Phone|Cell|Fax", "(415) 555-0182|415-555-0182|415.555.0182|4155550182|+1 415 555 0182"),
    "SSN": ("SSN", "219-09-9999|219 09 9999"),
    "MRN": ("MRN|Medical record|MR#", "4471920|MR-447192|A4471920"),
    "ACCOUNT": ("Acct|Account #", "6620148833|ACC-99120"),
    "EMAIL": ("Email|Contact", "jane.doe@mail.org|j_d77@clinic.example"),
    "IP": ("IP|Host", "10.34.201.7"),
    "ZIP": ("ZIP|Zip code|Postal code", "94110|94110-2231"),
    "STREET": ("Address|Lives at", "1420 Maple Ridge Ct|77 W 42nd St Apt 5B|PO Box 1182"),
    "CITY": ("City|Lives in", "Visalia|San Antonio|Grand Rapids"),
    "PLATE": ("Plate|License plate", "8XYZ432"),
    "DEVICE": ("Serial|S/N|Pacemaker serial", "CG5-881207X|4471B992"),
    "PLAN": ("Member ID|Policy #|Medicare", "HPX-77-40921|XEH904412887|1EG4-TE5-MK73"),
    "LICENSE": ("NPI|DEA|License", "1841007193|AB1234567"),
    "STUDY": ("Study ID|Study code|Accession", "CRIMSON-0447|S21-88142"),
    "NAME": ("Patient|Name|Pt name|PCP|Mother", "Maria Gonzalez|Chen, Wei|Robert T. Hale|JOHN DOE|Jane Doe|Aisha Khan"),
    "AGE": ("Age", "94|102"),
}  # fmt: skip
PLAIN: Final = (
    "Dose|20 mg", "BP|120/80", "WBC|12.4", "Age|54", "Grade|3", "EF|55%", "Ratio|1/2", "Version|2.1.4", "For|3 days",
    "Weight|81.2 kg", "Pain|7/10", "Findings|none", "Laterality|left", "FiO2|40", "Count|1200", "Year|2019",
    "State|Ohio",
)  # fmt: skip
AROUND: Final = ("{}", "Seen today for cough.\n{}\nLungs clear, no wheeze.")


@lru_cache(maxsize=1)
def _detector() -> TextDetector:
    return build_detector()


def _leaks(pairs: list[tuple[str, str]]) -> list[str]:
    """Return the texts in which a letter or digit of the value is left."""
    texts = [
        (around.format(frame.format(l=label, v=value)), value)
        for label, value in pairs
        for frame in FRAMES
        for around in AROUND
    ]
    leaking = []
    for (text, value), found in zip(texts, _detector().detect([t for t, _ in texts], [None] * len(texts)), strict=True):
        covered = {at for finding in found for at in range(finding.start, finding.end)}
        start = text.rfind(value)
        if any(text[at].isalnum() and at not in covered for at in range(start, start + len(value))):
            leaking.append(text)
    return leaking


@pytest.mark.parametrize("kind", VALUES)
def test_a_labelled_value_goes_however_it_is_set(kind: str) -> None:
    """Colon, equals sign, tab, brackets, dots, JSON, XML, no blank at all: none hides a value from its label."""
    labels, values = (part.split("|") for part in VALUES[kind])
    assert _leaks([(label, value) for label in labels for value in values]) == []


def test_plain_values_stay_however_they_are_set() -> None:
    """The same settings around measures, grades and words lose nothing."""
    texts = [frame.format(l=label, v=value) for label, value in (pair.split("|") for pair in PLAIN) for frame in FRAMES]
    found = _detector().detect(texts, [None] * len(texts))
    assert [text for text, findings in zip(texts, found, strict=True) if findings] == []


@pytest.mark.parametrize("name", ["John Doe", "JOHN DOE", "Jane Q. Doe", "O'Brien", "D'Angelo", "maria gonzalez"])
@pytest.mark.parametrize("frame", ["Patient {} was seen.", "Seen by {} today.", "Attending - {}", "Spoke with {}."])
def test_a_name_goes_whole(name: str, frame: str) -> None:
    """A name that vocabulary claims a part of, or that an apostrophe parts, goes with all of its letters."""
    text = frame.format(name)
    covered = {at for f in _detector().detect([text], [None])[0] for at in range(f.start, f.end)}
    start = text.index(name)
    assert all(at in covered for at in range(start, start + len(name)) if text[at].isalnum())

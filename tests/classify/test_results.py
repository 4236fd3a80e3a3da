"""Results that look like ids, times or months, and ids that look like words."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.classify.draft import draft_policy
from safeharbor.classify.samples import sample_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 240
Chance = random.Random


def kept(header: str, value: Callable[[Chance], str]) -> bool:
    """Whether a draft keeps a column of `value`s beside a person's number."""
    chance = Chance(13)
    frame = pl.DataFrame(
        {"mrn": [f"P{row % 60:05d}" for row in range(ROWS)], header: [value(chance) for _ in range(ROWS)]}
    )
    (table,) = draft_policy({"t": sample_of("t", frame)}, as_of=dt.date(2026, 11, 22)).tables
    return {column.path: column.treatment for column in table.columns}[header] == "keep"


@pytest.mark.parametrize(
    ("header", "value", "stays"),
    [
        ("CCT", lambda c: f"{c.randrange(480, 611)}/{c.randrange(480, 611)}", True),
        ("CCT", lambda c: f"{c.randrange(100, 1000)}/{c.randrange(100, 1000)}", False),
        ("leave_at", lambda c: c.choice(["none", f"back door, gate code {c.randrange(1000, 9999)}"]), False),
        ("position", lambda c: c.choice(["supine", "left side", "prone"]), True),
        ("FK8420", lambda c: c.choice([f"{c.randrange(180)},{c.randrange(10)}", "neg.", "< 0,01"]), True),
        ("FK8420", lambda c: f"{c.randrange(10_000_000, 99_999_999)}", False),
        ("FK8460", lambda c: c.choice(["0,5 - 0,9", "bis 35", "4,0 - 10,0"]), True),
        ("blood pH", lambda c: f"{c.uniform(7.05, 7.55):.2f}", True),
        ("cut", lambda c: f"{c.randrange(7, 18)}.{c.randrange(60):02}", False),
        ("recall_mo", lambda c: c.choice(["3", "4", "6"]), True),
        ("admit_mo", lambda c: str(c.randrange(1, 13)), False),
        ("refraction", lambda c: c.choice(["plano", f"{c.uniform(-6, 6):+.2f} sph"]), True),
        ("IDENT", lambda c: c.choice("15"), True),
        ("patient_no", lambda c: c.choice("15"), False),
        ("device_concept_id", lambda c: c.choice(["4145530", "4222965"]), True),
        ("device_id", lambda c: c.choice(["4145530", "4222965"]), False),
        ("AGETYPE", lambda c: c.choice("124"), True),
        ("COUNTYC", lambda c: f"{c.randrange(1, 255):03}", False),
        ("PROC_REA", lambda c: c.choice(["0303140151", "0411010034", "0415010012"]), True),
        ("Hipertenso", lambda c: c.choice(["Sim", "Não"]), True),
        ("GPI", lambda c: c.choice(["2717007000D220", "6627001500F840", "8337001000 0330"]), True),
        ("qzq", lambda c: c.choice("ABCDEFGHJKLMNPRSTW"), False),
        ("qzq", lambda c: c.choice("ABHKLN"), True),
        ("I/O", lambda c: f"+{c.randrange(2400)}/-{c.randrange(2400)}", True),
        ("BG", lambda c: f"{c.randrange(70, 320)}, {c.randrange(70, 320)}", True),
        ("samples", lambda c: str(c.randrange(-900, 1400)), True),
        ("DIA_PRINC", lambda c: c.choice(["428.0", "820.21", "434.91"]), True),
        ("weight", lambda c: f"{c.randrange(5)},{c.randrange(1000, 9999)}", True),
        ("alarm text", lambda c: c.choice(["** HR HIGH", "* SpO2 LOW", "*** ASYSTOLE"]), True),
        ("given", lambda c: c.choice(["oxy 5 x2", "APAP 650", "none"]), True),
        ("given", lambda c: c.choice(["Ngozi", "Miguel", "Ewa"]), False),
        ("family", lambda c: c.choice(["MMR", "DTaP", "HepB", "Flu"]), True),
        ("grade", lambda c: c.choice(["Wagner 1", "Wagner 2", "0"]), True),
        ("phone_type_cd", lambda c: c.choice(["170", "163", "4149712"]), True),
        ("extension", lambda c: str(c.randrange(100, 999)), False),
        ("event tag", lambda c: c.choice(["98.6", "72", "Cooperative", "Clear to auscultation"]), True),
        ("dose", lambda c: f"{c.randrange(1, 13):02}/{c.randrange(1, 29):02}", False),
        ("dose", lambda c: f"{c.randrange(1, 13)}/{c.randrange(12, 29)}", True),
        ("severity", lambda c: f"{c.choice(['West Brandon', 'Port Jimmy'])}, LA {c.randrange(10000, 99999)}", False),
        ("level", lambda c: f"3{c.randrange(15, 26)}{c.randrange(1, 13):02}{c.randrange(1, 29):02}.1430", False),
        ("result", lambda c: f"{c.randrange(7, 18)}:{c.randrange(60):02}", False),
        ("V7", lambda c: c.choice(["99213", "99283", "99285"]), True),
        ("V7", lambda c: c.choice(["99213", "60614", "94110"]), False),
        ("SF36_PF", lambda c: str(c.randrange(0, 105, 5)), True),
        ("episode_dur_s", lambda c: str(c.randrange(4, 90_000)), True),
        ("GTIME", lambda c: str(c.randrange(0, 6_200)), True),
        ("SCHTIME", lambda c: str(c.randrange(0, 24) * 100 + c.randrange(60)), False),
        ("service code", lambda c: c.choice(["99213", "99214", "36415", "93000"]), True),
        ("group_no", lambda c: c.choice(["2717007000D220", "6627001500F840", "8337001000 0330"]), False),
    ],
)
def test_what_stays_and_what_does_not(header: str, value: Callable[[Chance], str], *, stays: bool) -> None:
    """Each shape beside the one it is taken for."""
    assert kept(header, value) is stays


def test_days_waited_are_counts_where_persons_share_them() -> None:
    """One row a person: small numbers of several lengths that come again are counts; a person's own never do."""
    chance = Chance(17)
    rows = range(ROWS)
    frame = pl.DataFrame(
        {
            "mrn": [f"P{row:05d}" for row in rows],
            "dob": [f"{chance.randrange(1940, 2010)}-03-11" for _ in rows],
            "waited": [str(int(chance.lognormvariate(5, 1.5)) % 4000 + 1) for _ in rows],
            "chartish": [str(3 + row * 37) for row in rows],
        }
    )
    (table,) = draft_policy({"t": sample_of("t", frame)}, as_of=dt.date(2026, 11, 22)).tables
    found = {column.path: column.treatment for column in table.columns}
    assert (found["waited"], found["chartish"] == "keep") == ("keep", False)

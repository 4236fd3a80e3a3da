"""The batch runner, end to end, on parts in memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.assemble import Opened, join, planned
from safeharbor.audit import AuditLog
from safeharbor.detect.engine import build_detector
from safeharbor.errors import DriftError, GateError
from safeharbor.identifiers import DataKind
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.models import Case, MirrorRule, Policy, Rule, SourceRule, TableRule, VaultRule
from safeharbor.runners.batch import run
from safeharbor.testing import FixedClock, MemoryMirror, MemorySource, MemoryVault
from safeharbor.vault.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

K = DataKind
PATIENTS = pl.DataFrame(
    {
        "mrn": ["00417", "00418", "00419", "00420"],
        "ssn": ["999-17-5017", "999175018", None, "999175020"],
        "last": ["Okafor", "May", "Rossi-Bianchi", "O'Neil"],
        "first": ["Chidinma", "Rose", "Ana", "Pat"],
        "dob": ["1931-04-02", "03/09/1960", "Mar 3, 1975", "19880229"],
        "zip": ["3601", "83001", "94110-2210", "K1A 0B1"],
        "phone": ["(801) 555-0137", "801.555.0162", None, "555-0199"],
        "sex": ["F", "F", "F", "M"],
    }
)
VISITS = pl.DataFrame(
    {
        "pat_mrn": ["417", "418", "418", "419", "420"],
        "age": [58, 64, 65, 49, 36],
        "when": ["1990-05-01", "2024-02-03 10:11:00", "02/04/2025", "2024-W11", "Q1 2024"],
        "code": ["I10", "E11.9", "E11.9", "Z00.00", "J45.909"],
        "value": [1.5, 2.0, None, 7.25, 0.0],
    }
)
NOTES = pl.DataFrame(
    {
        "mrn": ["00417", "00418", "99999"],
        "note": [
            "Ms. OKAFOR called from 801 555 0137 about her BP 120/80.",
            "Rose May (MRN 00418) seen on 3/14/2024; she may return. Foley removed.",
            "Nobody knows whose note this is.",
        ],
    }
)


class Silent:
    """A watch that says nothing."""

    def stage(self, name: str, table: str) -> None:
        """Hear."""

    def rows(self, table: str, number: int) -> None:
        """Hear."""


def _rules() -> dict[str, TableRule]:
    source = SourceRule(path="none")
    return {
        "patients": TableRule(
            source=source,
            subject="mrn",
            columns={
                "mrn": Rule(kind=K.MRN, treatment="tokenize"),
                "ssn": Rule(kind=K.SSN, treatment="drop"),
                "last": Rule(kind=K.FAMILY_NAME, treatment="drop"),
                "first": Rule(kind=K.GIVEN_NAME, treatment="drop"),
                "dob": Rule(kind=K.BIRTH_DATE, treatment="birth_year"),
                "zip": Rule(kind=K.ZIP, treatment="zip3"),
                "phone": Rule(kind=K.PHONE, treatment="drop"),
                "sex": Rule(kind=K.CATEGORY, treatment="keep"),
            },
        ),
        "visits": TableRule(
            source=source,
            subject="pat_mrn",
            columns={
                "pat_mrn": Rule(kind=K.MRN, treatment="tokenize"),
                "age": Rule(kind=K.AGE, treatment="age_cap"),
                "when": Rule(kind=K.DATE, treatment="year"),
                "code": Rule(kind=K.CODE, treatment="keep"),
                "value": Rule(kind=K.MEASURE, treatment="keep"),
            },
        ),
        "notes": TableRule(
            source=source,
            subject="mrn",
            columns={
                "mrn": Rule(kind=K.MRN, treatment="tokenize"),
                "note": Rule(kind=K.FREE_TEXT, treatment="text"),
            },
        ),
    }


class House:
    """A policy, frames as sources, a vault and a mirror that outlive a run."""

    def __init__(self, folder: Path) -> None:
        """Start with the tables above and an empty vault."""
        self.folder = folder
        self.frames = {"patients": PATIENTS, "visits": VISITS, "notes": NOTES}
        self.rules = _rules()
        self.vault = MemoryVault()
        self.mirror = MemoryMirror()
        self.recipient = "research"

    def night(self) -> Mapping[str, pl.DataFrame]:
        """Run once and return the published tables."""
        policy = compile_policy(
            Policy(
                name="test",
                as_of=dt.date(2025, 6, 30),
                recipient=self.recipient,
                vault=VaultRule(path=self.folder / "vault"),
                mirror=MirrorRule(path=self.folder / "mirror"),
                tables=self.rules,
            )
        )
        sources = {name: MemorySource(name, self.frames[name]) for name in self.rules}
        audit = AuditLog(self.folder / "audit", signer=SigningKey(bytes(32)))
        try:
            opened = Opened(self.vault, self.mirror, audit, FixedClock())
            outcome = run(join(policy, planned(policy, sources), sources, opened, detector=build_detector()), Silent())
        finally:
            audit.close()
        return self.mirror.releases[outcome.release]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return a house of its own for each test."""
    return House(tmp_path)


def _by_token(tables: Mapping[str, pl.DataFrame], sex_of: str = "mrn") -> pl.DataFrame:
    return tables["patients"].sort(sex_of)


def test_one_id_is_one_token_everywhere(house: House) -> None:
    """The same record number under two headers, with and without zeros, joins."""
    tables = house.night()
    joined = tables["patients"].join(tables["visits"], left_on="mrn", right_on="pat_mrn", how="inner")
    assert joined.height == VISITS.height


def test_nothing_of_the_dropped_columns_is_published(house: House) -> None:
    """Headers and values of dropped columns are gone."""
    tables = house.night()
    assert tables["patients"].columns == ["mrn", "dob", "zip", "sex"]
    everything = "".join(frame.write_ndjson() for frame in tables.values())
    for value in ("Okafor", "OKAFOR", "999", "555", "00417", "00418"):
        assert value not in everything


def test_dates_ages_and_zips_are_what_the_law_lets_stay(house: House) -> None:
    """Years as integers, the birth year of a 94-year-old at the floor, ZIP3 by the 2020 census, foreign withheld."""
    tables = house.night()
    assert sorted(tables["patients"]["dob"].to_list()) == [1935, 1960, 1975, 1988]
    assert sorted(tables["patients"]["zip"].to_list(), key=str) == ["000", "830", "941", None]
    assert sorted(tables["visits"]["when"].to_list()) == [1990, 2024, 2024, 2024, 2025]


def test_an_age_that_shows_who_is_over_89_is_withheld(house: House) -> None:
    """58 in 1990 would be 93 now: the age is not published beside its year."""
    visits = house.night()["visits"]
    assert visits.filter(pl.col("when") == 1990)["age"].to_list() == [None]
    assert sorted(visits["age"].drop_nulls().to_list()) == [36, 49, 64, 65]


def test_text_that_a_code_tells_is_scrubbed_with_its_patients_own_row(house: House) -> None:
    """Observations hold notes among values: their people's names are learnt though no column is text throughout."""
    case = Case(column="code", values=("NOTE",), kind=K.FREE_TEXT, treatment="text")
    house.frames["visits"] = VISITS.with_columns(
        code=pl.Series(["WT", "NOTE", "WT", "WT", "WT"]),
        value=pl.Series(["81.5", "Told MAY, ROSE of 801.555.0162; Foley out", "7", "7", "8"]),
    )
    house.rules["visits"].columns["value"] = Rule(kind=K.MEASURE, treatment="keep", cases=(case,))
    del house.rules["notes"]
    values = house.night()["visits"]["value"].to_list()
    assert sorted(values)[:4] == ["7", "7", "8", "81.5"]
    text = next(value for value in values if "Foley" in value)
    assert "ROSE" not in text
    assert "[NAME]" in text


def test_a_note_is_scrubbed_with_its_patients_own_row(house: House) -> None:
    """Name and telephone go in any case and spacing; the word and the device stay; the token is the column's."""
    tables = house.night()
    notes = tables["notes"]["note"].drop_nulls().to_list()
    okafor = next(note for note in notes if "120/80" in note)
    may = next(note for note in notes if "Foley" in note)
    assert "OKAFOR" not in okafor
    assert "0137" not in okafor
    assert "she may return" in may
    assert "2024" in may
    assert "3/14" not in may
    assert any(token in may for token in tables["patients"]["mrn"])


def test_a_note_of_nobody_is_withheld(house: House) -> None:
    """A note whose patient row is missing is not published."""
    notes = house.night()["notes"]
    assert notes.height == NOTES.height
    assert notes["note"].null_count() == 1


def test_clinical_values_are_untouched(house: House) -> None:
    """Codes and measures are the same cells, in another order."""
    visits = house.night()["visits"]
    assert sorted(visits["code"]) == sorted(VISITS["code"])
    assert sorted(visits["value"].to_list(), key=str) == sorted(VISITS["value"].to_list(), key=str)


def test_tokens_are_remembered_from_night_to_night(house: House) -> None:
    """The same vault gives the same tokens, and the same input the same release."""
    assert _by_token(house.night()).equals(_by_token(house.night()))


def test_two_recipients_share_no_token(house: House) -> None:
    """Two extracts cannot be joined on tokens."""
    one = set(house.night()["patients"]["mrn"])
    house.recipient = "vendor"
    assert one.isdisjoint(house.night()["patients"]["mrn"])


def test_row_order_says_nothing_of_the_source(house: House) -> None:
    """Rows are ordered by key, not as they came."""
    house.frames["visits"] = pl.concat([VISITS] * 40).with_columns(
        pl.int_range(pl.len()).cast(pl.Float64).alias("value")
    )
    values = house.night()["visits"]["value"].to_list()
    assert values != sorted(values)
    assert sorted(values) == [float(number) for number in range(200)]


def test_a_table_of_which_nothing_is_published_stops_nothing(house: House) -> None:
    """Its identifiers still count as known; the other tables are published without it."""
    house.frames["visitors"] = pl.DataFrame({"visitor": ["Adaeze Obi", "Lars Holm"], "badge": ["V-1", "V-2"]})
    house.rules["visitors"] = TableRule(
        source=SourceRule(path="none"),
        columns={
            "visitor": Rule(kind=K.FULL_NAME, treatment="drop"),
            "badge": Rule(kind=K.UNKNOWN, treatment="withhold"),
        },
    )
    assert sorted(house.night()) == ["notes", "patients", "visits"]


def test_a_new_column_stops_the_run(house: House) -> None:
    """What no rule names is not published, and the old release still serves."""
    house.night()
    before = house.mirror.current()
    house.frames["visits"] = VISITS.with_columns(pl.lit("x").alias("comment"))
    with pytest.raises(DriftError, match=r"visits\.comment"):
        house.night()
    assert house.mirror.current() == before


def test_a_missing_column_stops_the_run(house: House) -> None:
    """A rule without its column is drift."""
    house.frames["visits"] = VISITS.drop("age")
    with pytest.raises(DriftError, match=r"visits\.age"):
        house.night()


def test_values_that_no_longer_fit_stop_the_run(house: House) -> None:
    """A date column that holds prose is not published as nulls."""
    house.frames["visits"] = VISITS.with_columns(pl.lit("see the attached letter").alias("when"))
    with pytest.raises(DriftError, match=r"visits\.when"):
        house.night()


def test_free_text_in_a_code_column_stops_the_run(house: House) -> None:
    """A code column that turns into notes is not published."""
    house.frames["visits"] = VISITS.with_columns(pl.lit("patient says that she feels better since then").alias("code"))
    with pytest.raises((DriftError, GateError)):
        house.night()


def test_a_refusal_is_in_the_audit_log_without_values(house: House) -> None:
    """Who, when, what kind of error: nothing else."""
    house.frames["visits"] = VISITS.with_columns(pl.lit("see the canary letter").alias("when"))
    with pytest.raises(DriftError) as caught:
        house.night()
    assert "canary" not in str(caught.value)
    audit = AuditLog(house.folder / "audit")
    events = [recorded.event for recorded in audit.events()]
    audit.close()
    assert [event.outcome for event in events] == ["refused"]
    assert "canary" not in str(events)

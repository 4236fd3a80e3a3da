"""Columns judged by what stands beside them: ZIPs, births, ages, countries, subjects."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from safeharbor.classify.draft import Draft, draft_policy
from safeharbor.classify.samples import sample_of
from safeharbor.identifiers import DataKind as K

NUMBERS = [10_001 + 2_237 * n % 89_000 for n in range(40)]
ZIPS = ["02139", "60614", "94110", "77002", "10025", "48201", "97201", "20001"] * 5
STATES = ["MA", "IL", "CA", "TX", "NY", "MI", "OR", "DC"] * 5
NAMES = ["Miguel Hernandez", "Thao Nguyen", "Agnieszka Kowalski", "Priya Patel"] * 10
BORN = [dt.date(1928 + 2 * n, 3, 1 + n % 28) for n in range(40)]
AGES = [2026 - born.year for born in BORN]


def draft(**tables: pl.DataFrame) -> Draft:
    """Return the draft of small tables."""
    samples = {name: sample_of(name, frame, source={"format": "csv"}) for name, frame in tables.items()}
    return draft_policy(samples, as_of=dt.date(2026, 11, 22))


def kinds(frame: pl.DataFrame) -> dict[str, K]:
    """Return path -> kind of one table."""
    return {column.path: column.kind for column in draft(t=frame).tables[0].columns}


@pytest.mark.parametrize("header", ["ext", "pager", "extension", "badge", "desk", "room"])
def test_five_digits_under_a_header_of_its_own_are_no_zip(header: str) -> None:
    """An extension beside names and states is never cut to three digits."""
    frame = pl.DataFrame({"provider": NAMES, "state": STATES, header: NUMBERS})
    assert kinds(frame)[header] is not K.ZIP


def test_zips_without_a_word_are_told_by_prefix_and_neighbours() -> None:
    """Prefixes in which somebody lives, beside a state, are ZIPs; the same beside nothing are not known."""
    assert kinds(pl.DataFrame({"c1": NAMES, "c2": STATES, "c3": ZIPS}))["c3"] is K.ZIP
    assert kinds(pl.DataFrame({"c3": ZIPS}))["c3"] is K.UNKNOWN


def test_births_and_ages_are_told_by_each_other() -> None:
    """Dates spread over generations are births, numbers that complete them to one year are ages; scores are not."""
    score = [(n * 37) % 101 for n in range(40)]
    frame = pl.DataFrame({"c1": [f"{day:%m/%d/%Y}" for day in BORN], "score": AGES, "c3": score})
    found = kinds(frame)
    assert [found["c1"], found["score"], found["c3"]] == [K.BIRTH_DATE, K.AGE, K.MEASURE]


def test_a_country_beside_a_zip_is_asked() -> None:
    """`10115` in Berlin is no ZIP: the rule names the column of countries."""
    frame = pl.DataFrame({"zip": ZIPS, "country": ["USA", "Germany", "Canada", "USA"] * 10, "name": NAMES})
    options = {column.path: dict(column.options) for column in draft(t=frame).tables[0].columns}
    assert options["zip"] == {"country": "country"}


def test_a_nested_key_with_dashes_is_the_subject() -> None:
    """`patient.mrn` written with dashes is the patients' key under another spelling."""
    ids = [f"{48_291_307 + 7_919 * n}" for n in range(40)]
    patients = pl.DataFrame({"patientId": ids, "name": NAMES, "birthDate": BORN})
    implants = pl.DataFrame({"patient": [{"mrn": f"{one[:4]}-{one[4:]}"} for one in ids], "side": ["left"] * 40})
    drafted = {table.table: table for table in draft(patients=patients, implants=implants).tables}
    assert drafted["implants"].subject == "patient.mrn"
    assert drafted["implants"].subject_system == drafted["patients"].subject_system


@pytest.mark.parametrize("mark", ["\n\n", "  "])
def test_long_notes_are_text(mark: str) -> None:
    """Notes of several lines are text, not unknown."""
    notes = [f"CHIEF COMPLAINT: cough.{mark}HISTORY: visit {n}, no fever.{mark}PLAN: rest" for n in range(30)]
    assert kinds(pl.DataFrame({"z": notes}))["z"] is K.FREE_TEXT


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Dx", ["E11.9; I10", "J44.1; N18.3", "K21.9", "C50.911; Z79.4"]),
        ("variant", ["c.68_69delAG", "p.R175H", "p.L858R", "wild type"]),
        ("gene", ["KRAS", "EGFR", "TP53", "BRCA1"]),
        ("manufacturer", ["Abbott", "Merck", "Stryker", "Medtronic"]),
        ("PARAM", ["GLU", "EGFR", "HOMEADDR", "PREG"]),
        ("o2", ["RA", "2L NC", "4L NC", "RA"]),
        ("contact_method", ["letter", "phone", "clinic", "letter"]),
        ("emergency_relation", ["Daughter", "Neighbor", "Spouse", "Son"]),
        ("ADMISSION_TYPE", ["URGENT", "EW EMER.", "ELECTIVE", "URGENT"]),
        ("comment", ["hemolyzed", "repeat in 3 months", "called to nurse", "fasting"]),
        ("site", ["LD", "RD", "LT", "RT"]),
    ],
)
def test_clinical_words_stay(header: str, values: list[str]) -> None:
    """Lists of codes, genes, makers, methods and stock phrases are kept."""
    drafted = draft(t=pl.DataFrame({header: values * 20})).tables[0].columns[0]
    assert drafted.treatment == "keep"


@pytest.mark.parametrize("header", ["lot", "device.lot", "lot_no"])
def test_a_lot_is_a_device_number(header: str) -> None:
    """The lot of an implant goes (letter M)."""
    frame = pl.DataFrame({"device": [{"lot": f"A{100 + n}"} for n in range(40)], "lot": [f"B{n}" for n in range(40)]})
    frame = frame.with_columns(lot_no=pl.col("lot"))
    assert kinds(frame)[header] is K.DEVICE


def test_a_comment_does_not_hang_on_a_diagnosis() -> None:
    """Only a column that names what was observed decides what a value is; a DRG or a diagnosis does not."""
    remarks = ["spoke with Miguel Hernandez about diet", "no change", "call 617-555-0133", "pain 3/10"] * 10
    frame = pl.DataFrame({"drg": ["470", "291", "871", "392"] * 10, "remarks": remarks, "plan": remarks})
    assert all(not column.cases for column in draft(t=frame).tables[0].columns)


def test_zips_a_spreadsheet_has_touched_are_zips() -> None:
    """`96913.0`, `1013` and `94110-1234` under a header that says ZIP."""
    assert kinds(pl.DataFrame({"zip": ["96913.0", "1013", "94110-1234", "60614", "K1A 0B1"] * 8}))["zip"] is K.ZIP


@pytest.mark.parametrize(("header", "kind"), [("ZIPCD", K.ZIP), ("PTNAME", K.FULL_NAME)])
def test_glued_header_words_are_read(header: str, kind: K) -> None:
    """Old systems glue an abbreviation to the word."""
    frame = pl.DataFrame({"ZIPCD": [int(one) for one in ZIPS], "PTNAME": NAMES})
    assert kinds(frame)[header] is kind


def test_a_fhir_reference_is_the_id_it_names() -> None:
    """`Patient/77...` in another table is the patients' own key, and its rows have the same subject."""
    ids = [f"{n:08x}-7b4d-4b0e-9c1e-2f3a4b5c6d7e" for n in range(40)]
    patients = pl.DataFrame({"id": ids, "family": NAMES, "birthDate": BORN})
    notes = pl.DataFrame({"subject": [{"reference": f"Patient/{one}"} for one in ids], "status": ["final"] * 40})
    drafted = {table.table: table for table in draft(Patient=patients, Note=notes).tables}
    assert drafted["Note"].subject_system == drafted["Patient"].subject_system != ""


def test_months_beside_a_year_are_a_date_under_any_header() -> None:
    """All of 1 to 12 beside a year of birth go; they stay where no year stands beside them."""
    rows = range(60)
    columns = {
        "f.34.0.0": [str(1950 + row % 40) for row in rows],
        "f.52.0.0": [str(row % 12 + 1) for row in rows],
        "f.40.0.0": [str(row % 7) for row in rows],
        "f.53.0.0": [str(row % 12 + 1) for row in rows],
    }
    found = kinds(pl.DataFrame(columns))
    assert (found["f\\.52\\.0\\.0"], found["f\\.53\\.0\\.0"]) == (K.DATE, K.MEASURE)


def test_metres_of_a_grid_are_a_place_and_round_amounts_are_none() -> None:
    """Two columns of whole hundreds in six digits side by side, under headers that say nothing, are a place."""
    east, north = ([str(low + 1100 * row) for row in range(60)] for low in (320_000, 130_000))
    assert set(kinds(pl.DataFrame({"f74": east, "f75": north})).values()) == {K.GEOCODE}
    assert set(kinds(pl.DataFrame({"income": east, "charges": north})).values()) == {K.MEASURE}


def test_places_on_a_chromosome_are_no_dates() -> None:
    """`Start` beside `Chr` is a place among its bases; a day without marks there is none."""
    bases = [str(1_000_000 + 3_437_117 * n) for n in range(40)]
    days = [f"2024{1 + n % 12:02}{1 + n * 7 % 28:02}" for n in range(40)]
    arms = [str(1 + n % 22) for n in range(40)]
    found = kinds(pl.DataFrame({"Chr": arms, "Start": bases, "Stop": days}))
    assert (found["Start"], found["Stop"]) == (K.MEASURE, K.DATE)
    assert kinds(pl.DataFrame({"arm": arms, "Start": bases}))["Start"] is not K.MEASURE


def test_the_days_of_a_month_stand_beside_a_month() -> None:
    """1 to 31 beside `cmonth` is a date's day; beside a dose it is none, and a pain score beside a month is none."""
    rows = range(120)
    days, months = [1 + row * 7 % 31 for row in rows], [1 + row % 12 for row in rows]
    scores = [row % 11 for row in rows]
    found = kinds(pl.DataFrame({"cmonth": months, "czz": days, "pain": scores}))
    assert (found["czz"], found["pain"]) == (K.DATE, K.MEASURE)
    assert kinds(pl.DataFrame({"pain": scores, "czz": days}))["czz"] is K.MEASURE


def test_months_counted_since_1900_are_dates_beside_their_years() -> None:
    """`1325` beside 2010 is May of that year; numbers of that size that fall in other years are no date."""
    rows = range(120)
    births = [1961 + row * 7 % 35 for row in rows]
    frame = pl.DataFrame(
        {
            "v010": births,
            "v011": [(year - 1900) * 12 + 1 + row % 12 for row, year in enumerate(births)],
            "v445": [733 + row * 37 % 480 for row in rows],
        }
    )
    found = kinds(frame)
    assert (found["v011"], found["v445"] is K.DATE) == (K.DATE, False)


def test_most_months_beside_a_year_are_a_surveys() -> None:
    """5 to 12 beside the one year of the field work are months, under a header that says nothing, and no score."""
    months = [5 + row % 8 for row in range(120)]
    assert kinds(pl.DataFrame({"v006": months, "v007": [2010] * 120}))["v006"] is K.DATE
    assert kinds(pl.DataFrame({"score": months, "v007": [2010] * 120}))["score"] is K.MEASURE

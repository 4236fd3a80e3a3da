"""The generator: the same bytes for the same seed, and a truth that is true."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from safeharbor.identifiers import Label, SafeHarborCategory
from safeharbor.sample import make_hospital

SAMPLE = Path(__file__).parents[2] / "sample_data"
TRUTH = Path(__file__).parent / "truth"
PLAIN = ("patients.csv", "claims.csv", "staff.csv", "devices.ndjson", "notes.ndjson")
RESTRICTED = {"036", "059", "102", "203", "556", "692", "772", "821", "823", "878", "879", "884", "893"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the committed hospital again."""
    out = tmp_path_factory.mktemp("hospital")
    make_hospital(120, 2025, out, truth=out / "truth")
    return out


def _committed(name: str) -> Path:
    return TRUTH.parent / name if name.startswith("truth/") else SAMPLE / name


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _notes() -> dict[str, str]:
    return {str(note["note_id"]): str(note["text"]) for note in _lines(SAMPLE / "notes.ndjson")}


def _gold() -> list[tuple[str, list[tuple[int, int, str]]]]:
    gold = []
    for note in _lines(TRUTH / "notes.ndjson"):
        spans, neutral = note["spans"], note["neutral"]
        assert isinstance(spans, list)
        assert isinstance(neutral, list)
        marks = [(s["start"], s["end"], s.get("label", "~")) for s in spans + neutral]
        gold.append((str(note["id"]), sorted(marks)))
    return gold


@pytest.mark.parametrize("name", [*PLAIN, "truth/columns.ndjson", "truth/notes.ndjson"])
def test_committed_text_files_are_reproduced_byte_for_byte(made: Path, name: str) -> None:
    """The same size and seed make the committed bytes."""
    assert (made / name).read_bytes() == _committed(name).read_bytes()


def test_committed_gzip_holds_the_same_bytes(made: Path) -> None:
    """Compared unpacked: zlib's own output differs between builds of Python."""
    name = "encounters.csv.gz"
    assert gzip.decompress((made / name).read_bytes()) == gzip.decompress((SAMPLE / name).read_bytes())


@pytest.mark.parametrize("name", ["labs.parquet", "truth/values.parquet"])
def test_committed_parquet_holds_the_same_rows(made: Path, name: str) -> None:
    """Compared as tables: a Parquet footer names the library's version."""
    assert_frame_equal(pl.read_parquet(made / name), pl.read_parquet(_committed(name)))


def test_two_runs_write_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    """Every file of a hospital depends on nothing but its size and seed."""
    for out, seed in (("a", 7), ("b", 7), ("c", 8)):
        make_hospital(20, seed, tmp_path / out)
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()
        assert file.read_bytes() != (tmp_path / "c" / file.name).read_bytes()


def test_a_patient_is_the_same_in_a_larger_hospital(tmp_path: Path) -> None:
    """Rows depend on the patient's number, not on the block they are made in: memory stays bounded."""
    make_hospital(5, 3, tmp_path / "small")
    make_hospital(9, 3, tmp_path / "large")
    for name in PLAIN:
        small, large = ((tmp_path / size / name).read_bytes() for size in ("small", "large"))
        assert large.startswith(small)


def test_sample_is_small_enough_for_git() -> None:
    """The committed hospital stays under 3 MB, its truth included."""
    assert sum(file.stat().st_size for file in (*SAMPLE.iterdir(), *TRUTH.iterdir())) < 3_000_000


def test_every_letter_occurs_in_the_tables() -> None:
    """All 18 identifiers (A)-(R) are columns of the sample, with values."""
    columns = pl.DataFrame(_lines(TRUTH / "columns.ndjson"), infer_schema_length=None)
    values = pl.read_parquet(TRUTH / "values.parquet")
    held = values.join(columns, on=["table", "column"], how="inner").get_column("letter").unique().drop_nulls()
    assert {category.letter for category in SafeHarborCategory} == set(held)


def test_every_label_occurs_in_the_notes() -> None:
    """Notes hold spans of every label that gold files know."""
    labels = {label for _, marks in _gold() for _, _, label in marks}
    assert {label.value for label in Label} | {"YEAR", "STATE", "~"} == labels


def test_gold_spans_are_sorted_apart_and_tight() -> None:
    """Spans never overlap, are never empty and never begin or end with a blank."""
    notes = _notes()
    for note, marks in _gold():
        at = 0
        for start, end, _ in marks:
            assert at <= start < end <= len(notes[note])
            piece = notes[note][start:end]
            assert piece == piece.strip()
            at = end


def test_ages_up_to_89_are_never_marked() -> None:
    """AGE spans are those over 89 only; in digits or in words."""
    notes = _notes()
    ages = [notes[note][start:end] for note, marks in _gold() for start, end, label in marks if label == "AGE"]
    assert ages
    assert all(int(age) > 89 for age in ages if age.isdigit())


def test_truth_values_stand_in_the_files() -> None:
    """Each value of the truth is what the named cell of the file holds."""
    tables = {
        "patients": pl.read_csv(SAMPLE / "patients.csv", infer_schema=False),
        "claims": pl.read_csv(SAMPLE / "claims.csv", separator=";", encoding="cp1252", infer_schema=False),
        "encounters": pl.read_csv(SAMPLE / "encounters.csv.gz", infer_schema=False),
    }
    truth = pl.read_parquet(TRUTH / "values.parquet").filter(pl.col("table").is_in(list(tables)))
    for table, row, column, _, value in truth.iter_rows():
        cell = tables[table].item(row, column)
        # cp1252 has no place for some letters: claims lose their accents
        assert (value in cell) or (table == "claims" and not value.isascii())


def test_truth_names_every_column() -> None:
    """No column of a flat file is missing from the truth, and none is invented."""
    named: dict[str, set[str]] = {}
    for line in _lines(TRUTH / "columns.ndjson"):
        named.setdefault(str(line["table"]), set()).add(str(line["column"]))
    for table, name, delimiter in (("patients", "patients.csv", ","), ("claims", "claims.csv", ";")):
        with (SAMPLE / name).open(encoding="cp1252") as file:
            assert named[table] == set(next(csv.reader(file, delimiter=delimiter)))


def test_the_mess_is_there() -> None:
    """Restricted ZIP3s, lost zeros, floats, foreign codes, the delicate ages and blanks of every kind occur."""
    patients = pl.read_csv(SAMPLE / "patients.csv", infer_schema=False)
    claims = pl.read_csv(SAMPLE / "claims.csv", separator=";", encoding="cp1252", infer_schema=False)
    zips = patients["zip"]
    assert set(zips.str.strip_suffix(".0").str.zfill(5).str.slice(0, 3)) >= RESTRICTED
    assert zips.str.contains(r"^\d{3,4}$").any()
    assert zips.str.contains(r"^\d+\.0$").any()
    assert zips.str.contains("^[A-Z]").any()
    assert claims["pat_mrn"].str.contains(r"^\d+\.0$").any()
    assert {"89", "90", "93", "97"} <= set(patients["age"])
    assert {"N/A", "-", "unknown"} <= set(patients["vin"]) | set(patients["fax"])
    assert {"May", "Rose", "Gray", "Parkinson"} <= set(patients["last_name"].str.to_titlecase())


def test_ages_agree_with_birth_years() -> None:
    """On 2025-06-30 a living patient's age is 2025 minus the birth year, or one less."""
    patients = pl.read_csv(SAMPLE / "patients.csv", infer_schema=False).filter(pl.col("death_date").is_null())
    gap = 2025 - patients["birth_year"].cast(pl.Int64) - patients["age"].cast(pl.Int64)
    assert gap.is_in([0, 1]).all()


def test_nothing_reaches_a_real_person() -> None:
    """Telephones are 555-01xx, mail and web domains are reserved, IPv4 addresses are for documentation."""
    everything = "\n".join(
        [(SAMPLE / name).read_bytes().decode("cp1252" if name == "claims.csv" else "utf-8") for name in PLAIN]
    )
    assert not re.search(r"\b[2-9]\d\d[-. ]555[-. ](?!01\d\d)\d{4}\b", everything)
    assert set(re.findall(r"@([\w.]+\w)", everything.lower())) <= {
        "example.com",
        "example.org",
        "example.net",
        "hospital.example.org",
    }
    assert set(re.findall(r"https?://([\w.]+)", everything.lower())) <= {
        "example.org",
        "portal.example.org",
        "telemetry.example.net",
        "www.w3.org",
    }
    addresses = set(re.findall(r"\b(\d+\.\d+\.\d+)\.\d+\b", everything)) - {"7.2.1"}
    assert addresses <= {"192.0.2", "198.51.100", "203.0.113"}


def test_some_notes_have_no_patient_row() -> None:
    """A few patients were never registered, so that their notes must be withheld."""
    make = pl.read_csv(SAMPLE / "patients.csv", infer_schema=False)["patient_id"]
    orphans = [note for note in _lines(SAMPLE / "notes.ndjson") if note["patient_mrn"] not in set(make)]
    assert 0 < len(orphans) < 20

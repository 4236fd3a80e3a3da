"""Which files are one table, and what it is called."""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

import psycopg
import pytest

from safeharbor.errors import SourceError
from safeharbor.sources import discover, left_out, open_source
from safeharbor.sources.naming import table_names

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers import Postgres

TABLE = b"id,text\n1,x\n"
FILES: dict[str, bytes] = {
    "patients.csv": b"id,name\n1,x\n",
    "encounters.csv.gz": gzip.compress(b"id,visit\n1,2\n"),
    "claims_2023.txt": b"id|amount\n1|2\n2|3\n",
    "devices.ndjson": b'{"a":1}\n',
    "noext": b"id\tvalue\n1\t2\n",
    "PENDING.LST": b"ACC NO;TEST\nM1;K\nM2;NA\n",
    "worklist.prn": b"no table\x0c",
    "labs/part-00000.csv": TABLE,
    "labs/part-00001.csv": TABLE,
    "labs/_SUCCESS": b"",
    "labs/.part-00000.csv.crc": b"x",
    "labs/manifest.json": b"{}",
    "vitals/year=2020/a.csv": TABLE,
    "vitals/year=2021/b.csv": TABLE,
    "orders_2021.csv": TABLE,
    "orders_2022.csv": TABLE,
    "results_1.csv": TABLE,
    "results_2.csv": b"id,other\n1,x\n",
    "letters/Smith_John_1.txt": b"Seen today.",
    "letters/Walker_Jane_2.txt": b"Seen, again.",
    "archive/notes/a/1.txt": b"hi.",
    "archive/notes/b/2.txt": b"hi.",
    "README.txt": b"How to read this folder.\n",
    "codebook.xlsx": b"PK",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder of all kinds of deliveries."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_tables_of_a_folder(place: Path) -> None:
    """Parts, partitions and years of one schema are one table; a read-me and unknown formats are none."""
    found = {
        (one.table, one.format, one.files, one.location.path.removeprefix(f"{place}/"))
        for one in discover([str(place)])
    }
    assert found == {
        ("patients", "csv", 1, "patients.csv"),
        ("encounters", "csv", 1, "encounters.csv.gz"),
        ("claims", "csv", 1, "claims_2023.txt"),
        ("devices", "ndjson", 1, "devices.ndjson"),
        ("noext", "csv", 1, "noext"),
        ("pending", "csv", 1, "PENDING.LST"),
        ("labs", "csv", 2, "labs"),
        ("vitals", "csv", 2, "vitals"),
        ("orders", "csv", 2, "orders*.csv"),
        ("results", "csv", 1, "results_1.csv"),
        ("results_2", "csv", 1, "results_2.csv"),
        ("letters", "text", 2, "letters"),
        ("notes", "text", 2, "archive/notes"),
    }


def test_what_is_found_can_be_opened(place: Path) -> None:
    """Every table found opens at its place with its files and no others."""
    for one in discover([str(place)]):
        batches = list(open_source(one.table, one.location).batches(rows=100))
        assert sum(batch.frame.height for batch in batches) >= one.files


def test_notes_keep_their_folders(place: Path) -> None:
    """Notes in subfolders have a column for the folder: it is data, and may be a patient's number."""
    one = next(one for one in discover([str(place)]) if one.table == "notes")
    rows = [row for batch in open_source("notes", one.location).batches(rows=10) for row in batch.frame.rows()]
    assert rows == [("1", "a", "hi."), ("2", "b", "hi.")]


def test_places(place: Path) -> None:
    """Files, folders and globs may be named together; a lone text file is a note when it is asked for."""
    found = discover(
        [str(place / "patients.csv"), str(place / "orders_*.csv"), str(place / "labs"), str(place / "README.txt")]
    )
    assert [(one.table, one.files) for one in found] == [("readme", 1), ("labs", 2), ("orders", 2), ("patients", 1)]


def test_nothing(tmp_path: Path) -> None:
    """A folder without tables is a SourceError with a hint; an unreadable format alone is no table."""
    with pytest.raises(SourceError, match="Hint"):
        discover([str(tmp_path)])
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(SourceError, match="no table found"):
        discover([str(tmp_path)])


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["patients", "PatientVisits2023", "lab-results"], ["patients", "patient_visits", "lab_results"]),
        (["Smith_Walker_labs", "labs", "labs"], ["labs", "labs_2", "labs_3"]),
        (["SMITH_JOHN_00482913", "2024-03-01", "x"], ["table_1", "table_2", "table_3"]),
        (["staff", "notes_of_Johnson"], ["staff", "notes_of"]),
    ],
)
def test_names(labels: list[str], names: list[str]) -> None:
    """A table's name holds no number and no person of the file's name, and is a name of the policy."""
    assert table_names(labels) == names


def test_found_tells_no_path(place: Path) -> None:
    """What was found shows no path."""
    assert str(place) not in repr(discover([str(place)]))
    assert "letters" not in repr(discover([str(place / "letters")])[0].location)


def test_files_of_no_table_are_counted(tmp_path: Path) -> None:
    """An image and a lone letter beside a table are left out, and their number is known."""
    (tmp_path / "labs.csv").write_text("id,hb\n1,13\n2,12\n")
    (tmp_path / "scan.bmp").write_bytes(b"BM00")
    (tmp_path / "letter.txt").write_text("Dear Ms. Doe, we saw you.\nCome back in May.\n")
    assert left_out([str(tmp_path)], discover([str(tmp_path)])) == 2


def test_tables_of_a_database(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database's tables and views are found by the names a policy gives them; what may not be read is not there."""
    url = postgres.database()
    role, password = postgres.role()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE patients AS SELECT 1 AS n")
        connection.execute("CREATE TABLE hidden AS SELECT 1 AS n")
        connection.execute("CREATE SCHEMA clinic CREATE VIEW visits AS SELECT 2 AS n")
        connection.execute(f'GRANT SELECT ON patients, clinic.visits TO "{role}"'.encode())
        connection.execute(f'GRANT USAGE ON SCHEMA clinic TO "{role}"'.encode())
    place, variable = postgres.without_password(postgres.url(url, user=role, password=password))
    monkeypatch.setenv("PGPASSWORD", os.environ[variable])
    found = discover([place])
    assert [(one.table, one.location.table, one.format) for one in found] == [
        ("clinic_visits", "clinic.visits", "postgres"),
        ("patients", "patients", "postgres"),
    ]
    assert [open_source(one.table, one.location).sample(5).item() for one in found] == [2, 1]
    assert left_out([place], found) == 0

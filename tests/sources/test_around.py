"""What stands around a table's records is no record: questions, units, counts at the end; a cut record is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import SourceError
from safeharbor.sources import discover, open_source
from safeharbor.sources.around import below_header, is_footer

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["7", "2024-01-02", "98.6", "ok"], ["8", "2024-01-03", "99.1", "ok"], ["9", "2024-02-02", "97.0", ""]] * 3
HEADER = ["id", "day", "temp", "said"]


def read(path: Path) -> pl.DataFrame:
    """Return the rows of the one table under `path`."""
    (found,) = discover([str(path)])
    return pl.concat(batch.frame for batch in open_source(found.table, found.location).batches(rows=1000))


def text(*records: list[str], separator: str = ",") -> str:
    """Return records as lines."""
    return "".join(separator.join(record) + "\n" for record in records)


@pytest.mark.parametrize(
    ("below", "count"),
    [
        ([], 0),
        ([["a number", "a day", "a temperature", "text"]], 1),
        ([["What?", "When?", "How warm?", "Why?"], ['{"ImportId":"Q1"}'] * 4], 2),
        ([["7", "unknown", "98.6", "ok"]], 0),
        ([["N/A", "pending", "12.5", "ok"]], 0),
    ],
)
def test_rows_below_the_header_are_none_when_no_number_is_one(below: list[list[str]], count: int) -> None:
    """A row is left out only when it has words in every column of numbers and dates: one value makes it a record."""
    assert below_header([HEADER, *below, *ROWS]) == count


def test_a_table_without_three_columns_of_numbers_keeps_its_first_row() -> None:
    """Where hardly anything is a number, words below the header are a person's."""
    rows = [[str(n), "ok", "warm", "x"] for n in range(9)]
    assert below_header([HEADER, ["a", "b", "c", "d"], *rows]) == 0


@pytest.mark.parametrize(
    ("line", "footer"),
    [
        ("240 RECORDS SELECTED", True),
        ("(9 rows affected)", True),
        ("*** END OF REPORT ***", True),
        ("Total: 1,204", True),
        ("7", False),
        ("240", False),
        ("Hernandez, Miguel", False),
        ("total knee", False),
    ],
)
def test_a_footer_counts_records_or_ends_them(line: str, footer: bool) -> None:  # noqa: FBT001 - a case
    """Counts and ends of reports are footers; a first field that was cut off is none."""
    assert is_footer(line) is footer


@pytest.mark.parametrize("end", ["", "\n9 rows selected.\n", "(9 rows affected)", "\n\n*** End of report ***\n"])
def test_counts_at_the_end_are_no_record(tmp_path: Path, end: str) -> None:
    """A report's last lines stop nothing and are in no row."""
    (tmp_path / "t.csv").write_text(text(HEADER, *ROWS) + end)
    assert read(tmp_path / "t.csv").rows() == [tuple(cell or None for cell in row) for row in ROWS]


def test_a_cut_record_is_refused_still(tmp_path: Path) -> None:
    """A last record with too few fields is half a delivery, with or without a count below it."""
    for end in ("7,2024", "7,2024\n9 rows selected.\n"):
        (tmp_path / "t.csv").write_text(text(HEADER, *ROWS) + end)
        with pytest.raises(SourceError, match="fields"):
            read(tmp_path / "t.csv")


def test_a_report_without_extension_is_found_with_titles_and_count(tmp_path: Path) -> None:
    """A `.txt` with two lines of title above its header and a count below is a table, and not prose."""
    titles = text(["RUN DATE: 03/14/25", "", "", ""], ["RUN USER", "", "", ""], separator="|")
    (tmp_path / "t.txt").write_text(titles + text(HEADER, *ROWS, separator="|") + "\n9 RECORDS SELECTED\n")
    frame = read(tmp_path / "t.txt")
    assert (frame.columns, frame.height) == (HEADER, len(ROWS))


def test_a_surveys_questions_are_in_no_row(tmp_path: Path) -> None:
    """Two rows of questions, one of them quoted over two lines, are left out; every answer is read."""
    asked = '"Which\nnumber?",When?,How warm?,Why?\n' + ",".join(['"{""ImportId"":""Q""}"'] * 4) + "\n"
    (tmp_path / "t.csv").write_text(text(HEADER) + asked + text(*ROWS))
    frame = read(tmp_path / "t.csv")
    assert (frame.height, frame["id"].to_list()) == (len(ROWS), [row[0] for row in ROWS])

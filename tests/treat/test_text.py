"""Free text: identifiers are treated inside the cell, and nothing is passed through unread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from safeharbor.errors import DetectorError, DriftError, PolicyError
from safeharbor.findings import Finding, KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.testing import MemoryVault
from safeharbor.treat import treatment
from safeharbor.treat.spans import Note, SpanWriter
from tests.treat.parts import PatternDetector, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.protocols import Treated

ANN = "patient:12"
OLD = "patient:13"


def _vault() -> MemoryVault:
    vault = MemoryVault()
    vault.tokenizer("test").tokenize(pl.Series(["0012"]), system="patient", kind=DataKind.MRN)
    vault.remember({ANN: KnownValues((KnownValue(DataKind.FAMILY_NAME, "Lee"),)), OLD: KnownValues(aged=True)})
    return vault


def _treat(
    texts: Sequence[str | None],
    subjects: Sequence[str | None] | None = None,
    vault: MemoryVault | None = None,
    **changes: Any,  # noqa: ANN401 - any field of Settings
) -> Treated:
    prepared = settings(vault or _vault(), **{"systems": {DataKind.MRN: "patient"}, **changes})
    rows = RowContext() if subjects is None else RowContext(subject=pl.Series(subjects, dtype=pl.String))
    return treatment("text", prepared).treat(pl.Series("note", texts, dtype=pl.String), rows)


def _one(text: str, subject: str = ANN, **changes: Any) -> str | None:  # noqa: ANN401 - any field of Settings
    done: list[str | None] = _treat([text], [subject], **changes).values.to_list()
    return done[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seen 3/4/2024 and 3/5", "seen 2024 and [DATE]"),
        ("DOB 1960-01-02", "DOB 1960"),
        ("DOB 1930-01-02", "DOB [DATE]"),
        ("due 3/4/2031", "due [DATE]"),
        ("ZIP 84119", "ZIP 841"),
        ("ZIP 03601", "ZIP 000"),
        ("ZIP 99999", "ZIP 000"),
        ("ZIP 84119-4412", "ZIP 841"),
        ("ZIP K1A", "ZIP [LOCATION]"),
        ("a 94-year-old", "a 90+-year-old"),
        ("Ann Lee, A.L., called 555-0137", "[NAME], [NAME], called [PHONE]"),
        ("MRN 99", "MRN [MRN]"),
        ("acct 4711", "acct [ACCOUNT]"),
        ("BP 120 over 80, Na 138", "BP 120 over 80, Na 138"),
        ("", ""),
    ],
)
def test_each_category_is_treated_in_place(text: str, expected: str) -> None:
    """Years, ZIP3, 90+, labels; the clinical words around them stay to the letter."""
    assert _one(text) == expected


def test_an_id_in_a_note_is_the_token_of_its_column() -> None:
    """The same person is one token in tables and text; an id the vault never met is a label."""
    vault = _vault()
    token = vault.tokenizer("test").find(pl.Series(["12"]), system="patient", kind=DataKind.MRN)[0]
    assert _one("MRN 0012, not MRN 77", vault=vault) == f"MRN {token}, not MRN [MRN]"


def test_notes_about_people_over_89_keep_no_year_and_no_age() -> None:
    """A published year beside `90+` would date the ninetieth birthday."""
    assert _one("a 70-year-old in 3/4/2004, DOB 1960-01-02, now 93 y", OLD) == (
        "a [AGE]-year-old in [DATE], DOB [DATE], now 90+ y"
    )


def test_the_detector_is_told_who_is_over_89() -> None:
    """Ages of any size are then identifiers, so it must look for them; rows may know what the vault does not."""
    detector = PatternDetector()
    rows = RowContext(subject=pl.Series([ANN, OLD]), aged=pl.Series([True, False]))
    made = treatment("text", settings(_vault(), detector=detector))
    made.treat(pl.Series(["one", "two"]), rows)
    assert [person is not None and person.aged for person in detector.people] == [True, True]


def test_a_note_of_an_unknown_person_is_withheld() -> None:
    """No structured row is known of patient 99, and a note without a subject is nobody's."""
    done = _treat(["seen", "seen", "seen", None], [ANN, "patient:99", None, ANN])
    assert (done.values.to_list(), dict(done.counts)) == (["seen", None, None, None], {"withheld_subject": 2})


def test_a_note_of_an_unknown_person_stops_the_run_where_the_policy_says_so() -> None:
    """`missing_subject: refuse`, with a count and no text."""
    with pytest.raises(DriftError, match="1 texts are about people"):
        _treat(["Ann Lee"], ["patient:99"], options={"missing_subject": "refuse"})


def test_a_table_of_no_person_is_read_without_known_values() -> None:
    """There is no subject to be missing."""
    assert _treat(["Ann Lee"]).values.to_list() == ["[NAME]"]


def test_spans_are_counted_by_letter() -> None:
    """The A-R report is made of these counts."""
    done = _treat(["Ann Lee 3/4/2024 555-0137 MRN 99 ZIP 84119 acct 1"], [ANN])
    assert dict(done.counts) == {f"span.{letter}": 1 for letter in "ABCDHJ"}


def test_each_different_note_of_a_person_is_read_once() -> None:
    """Copied-forward notes cost one detection; the same words about another person cost their own."""
    detector = PatternDetector()
    made = treatment("text", settings(_vault(), detector=detector))
    made.treat(pl.Series(["x", "x", "x", "y"]), RowContext(subject=pl.Series([ANN, ANN, OLD, ANN])))
    assert detector.texts == ["x", "x", "y"]


def test_options_redact_years_and_fake_names() -> None:
    """A name becomes another, the same for one person, never the same as it was."""
    options = {"years": "redact", "names": "surrogate"}
    done = _treat(["Ann Lee on 3/4/2024; Lee. Al Roe", "Lee"], [ANN, OLD], options=options).values.to_list()
    first, other = str(done[0]), str(done[1])
    family = first.split()[1]
    assert first.split(" on ")[1].startswith(f"[DATE]; {family}.")
    assert ("Lee" in first, "Roe" in first, other == family) == (False, False, False)


class _Broken:
    fingerprint = "broken"

    def __init__(self, found: list[list[Finding]] | None) -> None:
        self._found = found

    def detect(self, texts: Sequence[str], known: Sequence[KnownValues | None]) -> list[list[Finding]]:
        """Fail with the text in the message, or return what does not fit."""
        del known
        if self._found is None:
            raise ValueError(texts[0])
        return self._found


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        [[Finding(5, 99, DataKind.MRN, 1, "x")]],
        [[Finding(3, 6, DataKind.MRN, 1, "x"), Finding(5, 7, DataKind.MRN, 1, "x")]],
        [[Finding(5, 7, DataKind.MRN, 1, "x"), Finding(0, 2, DataKind.MRN, 1, "x")]],
        [[Finding(2, 2, DataKind.MRN, 1, "x")]],
        [[Finding(0, 2, DataKind.STATE, 1, "x")]],
    ],
)
def test_a_failing_detector_stops_the_run_without_showing_the_note(found: list[list[Finding]] | None) -> None:
    """An exception, a missing answer, spans outside, overlapping, unsorted, empty or of no kind of span."""
    with pytest.raises(DetectorError) as caught:
        _treat(["SECRET note"], [ANN], detector=_Broken(found))
    assert "SECRET" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_encoded_cells_are_opened_treated_and_closed() -> None:
    """What `unwrap` takes out of a cell is treated, and put back where it was."""

    def unwrap(cell: str) -> tuple[Sequence[str], Any] | None:
        return (cell.split("|"), "|".join) if "|" in cell else None

    assert _treat(["Lee|ok|555-0137", "Lee"], [ANN, ANN], unwrap=unwrap).values.to_list() == [
        "[NAME]|ok|[PHONE]",
        "[NAME]",
    ]


def test_a_cell_that_cannot_be_opened_stops_the_run() -> None:
    """Half-decoded notes are not published."""

    def unwrap(cell: str) -> None:
        raise ValueError(cell)

    with pytest.raises(DetectorError, match="could not be opened") as caught:
        _treat(["SECRET"], [ANN], unwrap=unwrap)
    assert "SECRET" not in str(caught.value)


def test_text_without_a_detector_is_refused() -> None:
    """There is no treating of text without reading it."""
    with pytest.raises(PolicyError, match="needs a detector"):
        _treat([""], detector=None)


def test_many_long_notes_are_read_in_several_calls() -> None:
    """Offsets and order survive the batching."""
    notes = [f"Lee {number} " + "word " * 400_000 for number in range(4)]
    done = _treat(notes, [ANN] * 4).values.to_list()
    assert [str(text)[:8] for text in done] == [f"[NAME] {number}" for number in range(4)]


def test_a_note_reads_the_same_alone_and_among_others() -> None:
    """Another note's date, whose year stands first beyond doubt, says nothing of how this one orders its numbers."""
    writer = SpanWriter(MemoryVault().tokenizer("test"), systems={}, as_of=2026, zip3_vintage="2020")
    notes = [Note("03-04-05", KnownValues()), Note("98-03-04", KnownValues())]
    found = [[Finding(0, 8, DataKind.DATE, 1.0, "test")] for _ in notes]
    together, _ = writer.write(notes, found)
    apart = [writer.write([note], [one])[0][0] for note, one in zip(notes, found, strict=True)]
    assert together == apart == ["2005", "1998"]


@pytest.mark.parametrize(
    "date", ["03/12/2019 0740", "0740 on 3/12/2019", "March 3rd, 2019 at 2 pm", "3/12/2019 at noon"]
)
def test_the_year_of_a_date_survives_the_time_beside_it(date: str) -> None:
    """The time goes with its date, the year stays."""
    writer = SpanWriter(MemoryVault().tokenizer("test"), systems={}, as_of=2026, zip3_vintage="2020")
    written, _ = writer.write([Note(date, KnownValues())], [[Finding(0, len(date), DataKind.DATE, 1.0, "test")]])
    assert written == ["2019"]

"""text: free text with its identifiers treated inside the cell, by category.

Dates keep their year, ZIP codes their publishable prefix, ages over 89 become `90+`, ids become
the same token as in their column, and everything else its label. The standard makes no difference
between a column and a sentence (HHS OCR, 26 November 2012, question 3.10). Text is never passed
through: a failing detector stops the run, and a note of an unknown person is withheld.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import DetectorError, DriftError, PolicyError
from safeharbor.findings import KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import Settings, check_type, counts
from safeharbor.treat.spans import Note, SpanWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.findings import Finding
    from safeharbor.protocols import Detector
    from safeharbor.treat.settings import Recall, Unwrap, Unwrapped

    # a text, the person it is about, and whether they are aged
    Cell = tuple[str, str | None, bool]

_UNOPENED: Final = "an encoded text could not be opened"
_FAILED: Final = "the detector failed"
_MISPLACED: Final = "the detector returned spans that do not fit its texts"
_CHARACTERS: Final = 4_000_000  # per call of the detector: bounds memory, large enough for its batching


class Text:
    """Treat the identifiers inside each cell (String)."""

    def __init__(
        self,
        detector: Detector,
        writer: SpanWriter,
        *,
        recall: Recall,
        unwrap: Unwrap | None = None,
        refuse_missing: bool = False,
    ) -> None:
        """Take the detector, what writes replacements, what is known of people, and what opens encoded cells."""
        self._detector = detector
        self._writer = writer
        self._recall = recall
        self._unwrap = unwrap
        self._refuse_missing = refuse_missing

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the treated text; `span.<letter>` counts what was replaced.

        `withheld_subject`: cells about a person no structured row is known of became null. In a table
        of no person every cell is read without known values. Raises DetectorError, and DriftError
        where the policy refuses such cells.
        """
        texts = values.cast(pl.String, strict=False).to_list()
        nobody, young = [None] * len(texts), [False] * len(texts)
        subjects = nobody if rows.subject is None else rows.subject.to_list()
        # texts are read one by one whatever is done here, and for a single note queries would cost more than that
        cells = list(zip(texts, subjects, young if rows.aged is None else map(bool, rows.aged), strict=True))
        known = self._known(
            [cell for cell in dict.fromkeys(cells) if cell[0] is not None], personal=rows.subject is not None
        )
        treated, spans = self._treated(known)
        done = dict(zip(known, treated, strict=True))
        found = pl.Series([done.get(cell) for cell in cells], dtype=pl.String)
        missing = found.null_count() - texts.count(None)
        if missing and self._refuse_missing:
            message = f"{missing} texts are about people that no structured row is known of"
            raise DriftError(
                message, hint="deliver the patients' table with the notes, or set missing_subject: withhold"
            )
        return Treated(found.alias(values.name), {**counts(withheld_subject=missing), **spans})

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String; numbers and dates have treatments of their own."""
        fits = isinstance(source, pl.String | pl.Categorical | pl.Enum | pl.Null)
        check_type("text", source, fits=fits, allowed="text")
        return pl.String()

    def unchanged(self, texts: Sequence[str], before: Sequence[KnownValues], now: Sequence[KnownValues]) -> list[bool]:
        """Return for each text whether it surely becomes the same with what is known `now` as with what was `before`.

        Raises DetectorError.
        """
        opened = [self._open(text)[0] for text in texts]
        places = [place for place, pieces in enumerate(opened) for _ in pieces]
        same = [_families(old) == _families(new) for old, new in zip(before, now, strict=True)]
        try:
            answers = self._detector.unchanged(
                [piece for pieces in opened for piece in pieces],
                [before[place] for place in places],
                [now[place] for place in places],
            )
        except Exception:  # noqa: BLE001 - whatever failed may print the note
            raise _failure(_FAILED) from None
        for place, answer in zip(places, answers, strict=True):
            same[place] = same[place] and answer
        return same

    def _known(self, cells: Sequence[Cell], *, personal: bool) -> dict[Cell, KnownValues]:
        """Return what is known of each cell's person, without the cells that must be withheld."""
        people = dict.fromkeys(subject for _, subject, _ in cells if subject is not None)
        recalled = self._recall(list(people)) if personal else {}
        known: dict[Cell, KnownValues] = {}
        for cell in cells:
            _, subject, aged = cell
            person = recalled.get(subject or "") if personal else KnownValues()
            if person is not None:
                known[cell] = replace(person, aged=True) if aged and not person.aged else person
        return known

    def _treated(self, known: Mapping[Cell, KnownValues]) -> tuple[list[str], dict[str, int]]:
        opened = [self._open(text) for text, _, _ in known]
        notes = [
            Note(text=piece, person=person, subject=subject or "")
            for (pieces, _), ((_, subject, _), person) in zip(opened, known.items(), strict=True)
            for piece in pieces
        ]
        written, spans = self._writer.write(notes, self._detect(notes))
        pieces = iter(written)
        return [close([next(pieces) for _ in inside]) for inside, close in opened], spans

    def _open(self, text: str) -> Unwrapped:
        opened: Unwrapped | None = None
        if self._unwrap is not None:
            try:
                opened = self._unwrap(text)
            except Exception:  # noqa: BLE001 - whatever failed may print the note
                raise _failure(_UNOPENED) from None
        return opened if opened is not None else ((text,), "".join)

    def _detect(self, notes: Sequence[Note]) -> list[list[Finding]]:
        found: list[list[Finding]] = []
        start, size = 0, 0
        for place, note in enumerate(notes, start=1):
            size += len(note.text)
            if size >= _CHARACTERS or place == len(notes):
                found.extend(self._detect_some(notes[start:place]))
                start, size = place, 0
        return found

    def _detect_some(self, notes: Sequence[Note]) -> list[list[Finding]]:
        try:
            found = self._detector.detect([note.text for note in notes], [note.person for note in notes])
        except Exception:  # noqa: BLE001 - whatever failed may print the note
            raise _failure(_FAILED) from None
        if len(found) != len(notes) or not all(map(_fits, notes, found)):
            raise _failure(_MISPLACED)
        return found


def _families(person: KnownValues) -> set[str]:
    """Return the names by which an invented name is told to be a family's."""
    return {value.text for value in person.values if value.kind is DataKind.FAMILY_NAME}


def _fits(note: Note, findings: Sequence[Finding]) -> bool:
    """Whether the spans are in order, apart, inside the text and of kinds that can be spans."""
    end = 0
    for finding in findings:
        if not end <= finding.start < finding.end or finding.kind.label is None:
            return False
        end = finding.end
    return end <= len(note.text)


def _failure(what: str) -> DetectorError:
    return DetectorError(
        f"{what}; no text was published", hint="run `safeharbor detect` on a synthetic note to see why"
    )


def text(settings: Settings) -> Text:
    """Make `text`. Options: `names` placeholder|surrogate, `years` keep|redact, `missing_subject` withhold|refuse."""
    if settings.detector is None or settings.recall is None:
        message = "the treatment 'text' needs a detector and a vault"
        raise PolicyError(message, hint="without a detector, withhold the column")
    return Text(
        settings.detector,
        SpanWriter(
            settings.need_tokenizer("text"),
            systems=settings.systems,
            as_of=settings.as_of.year,
            zip3_vintage=settings.zip3_vintage,
            keep_years=settings.choice("years", "keep", "redact") == "keep",
            fake_names=settings.choice("names", "placeholder", "surrogate") == "surrogate",
        ),
        recall=settings.recall,
        unwrap=settings.unwrap,
        refuse_missing=settings.choice("missing_subject", "withhold", "refuse") == "refuse",
    )

"""What each identifier inside a text becomes, by kind; and the text with all of them replaced."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind, Label
from safeharbor.parsing.ages import years_old
from safeharbor.parsing.dates import year_of
from safeharbor.parsing.places import zip_prefixes
from safeharbor.reference.zip3 import publishable
from safeharbor.treat.settings import AGED
from safeharbor.treat.surrogate import SHARED, surrogates
from safeharbor.treat.zip3 import RESTRICTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from safeharbor.findings import Finding, KnownValues
    from safeharbor.protocols import Tokenizer
    from safeharbor.treat.fiction import Role

    Span = tuple[DataKind, str]

_GIVEN: Final = frozenset({DataKind.GIVEN_NAME, DataKind.MIDDLE_NAME})
# a time of day that detection took with its date and no date reader expects: `03/12/2025 0740`, `0740 on 3/12/25`
_CLOCK: Final = re.compile(
    r"[,;]? {0,2}(?:at|@|around|by|from)? {0,2}\b(?!19|20[0-5])(?:[01]\d|2[0-3])[0-5]\d(?: ?h(?:(?:ou)?rs)?)?\Z"
    r"|\A(?:[01]\d|2[0-3])[0-5]\d(?: hours)? on (?:the )?|[,;]? (?:at|@|around|by|from) .{1,12}\Z",
    re.IGNORECASE,
)
_ZIP: Final = re.compile(r"(?!99999\Z)[0-9]{5}(?:-[0-9]{4})?")  # the nines stand where there is no ZIP


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the person it is about: PHI, so neither is in the repr."""

    text: str = field(repr=False)
    person: KnownValues = field(repr=False)
    subject: str = field(default="", repr=False)


class SpanWriter:
    """Writes texts with their identifiers replaced."""

    def __init__(  # noqa: PLR0913 - six settings of one policy, all named
        self,
        tokenizer: Tokenizer,
        *,
        systems: Mapping[DataKind, str],
        as_of: int,
        zip3_vintage: str,
        keep_years: bool = True,
        fake_names: bool = False,
    ) -> None:
        """Take the tokenizer, the token system of each kind of id, and how dates, ZIPs and names are written.

        `as_of`: its year; years at or before `as_of - 90`, and those after it, are not written.
        """
        self._tokenizer = tokenizer
        self._systems = systems
        self._as_of = as_of
        self._publishable = publishable(zip3_vintage)
        self._keep_years = keep_years
        self._fake_names = fake_names

    def write(self, notes: Sequence[Note], findings: Sequence[Sequence[Finding]]) -> tuple[list[str], dict[str, int]]:
        """Return the texts with every finding replaced, and `span.<letter>` -> how many, `roles` among those of R.

        A role that one person holds (`mayor of ...`) is an identifier in words: another unique characteristic.
        """
        spans = [
            (note, finding, note.text[finding.start : finding.end])
            for note, found in zip(notes, findings, strict=True)
            for finding in found
        ]
        read = self._read({(finding.kind, text) for _, finding, text in spans})
        names = self._names(spans) if self._fake_names else {}
        written = iter(
            names.get((note.subject, finding.kind, text))
            or self._written(note, finding, read.get((finding.kind, text)))
            for note, finding, text in spans
        )
        texts = [_spliced(note.text, found, written) for note, found in zip(notes, findings, strict=True)]
        letters = [finding.category.letter for _, finding, _ in spans if finding.category is not None]
        roles = sum(
            finding.kind is DataKind.OTHER_ID and not any(mark.isdigit() for mark in text) for _, finding, text in spans
        )
        counts = {f"span.{letter}": number for letter, number in sorted(Counter(letters).items())}
        return texts, counts | ({"roles": roles} if roles else {})

    def _written(self, note: Note, finding: Finding, read: str | None) -> str:
        hidden = read is None or (finding.label is Label.DATE and note.person.aged)
        return f"[{finding.label}]" if hidden or read is None else read

    def _read(self, spans: set[Span]) -> dict[Span, str]:
        """Return what dates, ages, ZIP codes and known ids are written as; others are left out."""
        read: dict[Span, str] = {}
        for kind, members in groupby(sorted(spans), key=itemgetter(0)):
            texts = [text for _, text in members]
            written = self._written_as(kind, texts)
            if written is not None:
                read |= {(kind, text): form for text, form in zip(texts, written, strict=True) if form is not None}
        return read

    def _written_as(self, kind: DataKind, spans: list[str]) -> pl.Series | list[str | None] | None:
        # each by itself, so that a note reads the same alone and among others; for the few dates, ages and
        # places of a note that takes a thirtieth of what reading them as columns does
        if kind.label is Label.DATE and self._keep_years:
            return [self._year(text) for text in spans]
        if kind is DataKind.AGE:
            return ["90+" if (years_old(text) or 0) >= AGED else None for text in spans]
        if kind is DataKind.ZIP:
            return [self._prefix(text) for text in spans]
        system = self._systems.get(kind)
        if system is None:
            return None
        return self._tokenizer.find(pl.Series(spans, dtype=pl.String), system=system, kind=kind)

    def _year(self, text: str) -> str | None:
        """Return a date's year; at or before the floor a year alone says that the person is over 89."""
        year = year_of(text, pivot=self._as_of) or year_of(_CLOCK.sub("", text), pivot=self._as_of)
        return None if year is None or not self._as_of - AGED < year <= self._as_of else str(year)

    def _prefix(self, text: str) -> str | None:
        """Return a ZIP code's first three digits, `000` where too few people live behind them."""
        prefix = text[:3] if _ZIP.fullmatch(text) else zip_prefixes(pl.Series([text]))[0]
        return prefix if prefix is None or prefix in self._publishable else RESTRICTED

    def _names(self, spans: Sequence[tuple[Note, Finding, str]]) -> dict[tuple[str, DataKind, str], str]:
        """Return (subject, kind, text) -> fiction for the names among the spans."""
        wanted = {
            (note.subject, finding.kind, text): _role(note, finding.kind, text)
            for note, finding, text in spans
            if finding.label is Label.NAME and finding.kind is not DataKind.INITIALS
        }
        made = surrogates(
            self._tokenizer, [("" if kind in SHARED else who, text, role) for (who, kind, text), role in wanted.items()]
        )
        return dict(zip(wanted, made, strict=True))


def _role(note: Note, kind: DataKind, text: str) -> Role:
    """Which lists a name is drawn from: a single word is a family name where the person's rows say so."""
    if kind is DataKind.FAMILY_NAME:
        return "family"
    if kind in _GIVEN:
        return "given"
    if len(text.split()) > 1:
        return "full"
    families = {value.text.casefold() for value in note.person.values if value.kind is DataKind.FAMILY_NAME}
    return "family" if text.casefold() in families else "given"


def _spliced(text: str, findings: Sequence[Finding], written: Iterator[str]) -> str:
    pieces: list[str] = []
    end = 0
    for finding in findings:
        pieces += (text[end : finding.start], next(written))
        end = finding.end
    return "".join((*pieces, text[end:]))

"""Names that go on where they were found: `"Pops" Delacroix`, `Pieter van Loon`, `Weiss / Rao`, `8/30 tb`.

A nickname in quotes, a particle, a second surname after a slash, two letters after a day say little alone; beside what
is found already they are the rest of a name or who signed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safeharbor.detect.document import Document

NAME: Final = "beside"
_LEAST: Final = 0.6
_QUOTED_BEFORE: Final = re.compile(r"\"(?P<n>[A-Z][\w' -]{0,14})\" \Z")
_SHORTENED_BEFORE: Final = re.compile(r"(?<!\w)(?:Ma|M\u00aa|Fco|Jos|Gpe)\. ?\Z")
_PARTICLE_AFTER: Final = re.compile(
    r"(?: (?:van|von|de|der|den|del|della|di|da|dos|das|la|le|bin|al|el|ter|ten|y|san|santa)){1,3} "
    r"[A-Z\u00c0-\u00de][\w'\u00c0-\u024f]{2,}(?:-[A-Z][a-z]+)?"
)
_SECOND_AFTER: Final = re.compile(r" / (?P<n>[A-Z][a-z]{1,14})(?![\w'-])")
_SIGNED_AFTER: Final = re.compile(r" (?P<n>[a-z]{2,3}|[A-Z]{2,3})\.?[ \t]*(?=\n|\Z)")
_REACH: Final = 18
_CLOCKS: Final = frozenset(
    [
        "am",
        "pm",
        "hs",
        "hr",
        "hrs",
        "prn",
        "bid",
        "tid",
        "qid",
        "qd",
        "qhs",
        "qod",
        "ac",
        "pc",
        "po",
        "iv",
        "im",
        "sq",
        "stat",
        "npo",
        "dc",
        "neg",
        "pos",
    ]
)
_OTHERWISE: Final = Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR | Is.RELATION | Is.STATE


def _signed(document: Document, day: Finding) -> Finding | None:
    """Return the letters that sign a line after its day; at the note's end they may be an abbreviation too."""
    match = _SIGNED_AFTER.match(document.norm, day.end)
    if match is None or match["n"].lower() in _CLOCKS:
        return None
    flags = lexicon.flags(match["n"].lower())
    last = not document.norm[match.end() :].strip()
    if flags & _OTHERWISE or (flags & ~(Is.SURNAME | Is.GIVEN) and not (last and match["n"].islower())):
        return None
    return Finding(*match.span("n"), DataKind.INITIALS, 0.65, NAME)


def find(document: Document, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the rest of the names of `found`, and who signed after a day of it."""
    norm = document.norm
    for finding in found:
        if finding.label is Label.DATE:
            signed = _signed(document, finding)
            if signed is not None:
                yield signed
            continue
        if finding.label is not Label.NAME or finding.kind is DataKind.INITIALS or finding.score < _LEAST:
            continue
        since = max(0, finding.start - _REACH)
        before = _QUOTED_BEFORE.search(norm, since, finding.start)
        if before is not None:
            yield Finding(*before.span("n"), DataKind.ALIAS, 0.85, NAME)
        shortened = _SHORTENED_BEFORE.search(norm, since, finding.start)
        if shortened is not None:
            yield replace(finding, start=shortened.start())
        if document.lower or document.upper:
            continue
        rest = _PARTICLE_AFTER.match(norm, finding.end)
        if rest is not None and not lexicon.flags(rest[0].rsplit(" ", 1)[-1].lower()) & (Is.CLINICAL | Is.FUNCTION):
            yield replace(finding, end=rest.end())
        second = _SECOND_AFTER.match(norm, finding.end)
        flags = lexicon.flags(second["n"].lower()) if second is not None else 0
        if second is not None and flags & (Is.SURNAME | Is.GIVEN) and not flags & (Is.ENGLISH | Is.FUNCTION | Is.DRUG):
            yield Finding(*second.span("n"), DataKind.FULL_NAME, 0.85, NAME)

"""What clinical text is made of and no one's identity: findings that are only vocabulary are let go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.lexicon import Is
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_WORD: Final = re.compile(r"[^\W\d_]+")
_DISTRUSTED: Final = 0.8
_VOCABULARY: Final = Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.CREDENTIAL | Is.RELATION


def _vocabulary(document: Document, finding: Finding) -> bool:
    """Whether a name is only clinical vocabulary, or an eponym followed by what is named after it."""
    words = _WORD.findall(document.low, finding.start, finding.end)
    if not words:
        return True
    if len(words) == 1 and lexicon.flags(words[0]) & Is.EPONYM and propagate.is_thing(document, finding.end):
        return True
    return all(lexicon.flags(w) & _VOCABULARY and not lexicon.flags(w) & (Is.GIVEN | Is.SURNAME) for w in words)


def screen(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without names and places that are vocabulary; sure findings always stay."""
    return [
        finding
        for finding in findings
        if finding.score >= _DISTRUSTED
        or finding.label not in (Label.NAME, Label.LOCATION)
        or finding.kind in (DataKind.INITIALS, DataKind.ZIP, DataKind.STREET, DataKind.PLACE, DataKind.GEOCODE)
        or not _vocabulary(document, finding)
    ]

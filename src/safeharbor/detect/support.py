"""A text in which nothing else identifies anyone: a doubtful name alone in it is more likely an instrument or a scale.

Most notes name their people more than once, with dates and numbers beside them. Where a text of some length holds none
of that, what only the trained recognizer proposes, with some doubt and of words that people hardly bear, is let go:
`Penn State`, `Brown Bear`, `PALMER POINT`. Short texts are left alone: one name may be all they hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_FEWEST: Final = 25
_FIRM: Final = 0.97
_NAMED: Final = (Label.NAME, Label.LOCATION, Label.ORG)
_TAGGER: Final = "tagger"
_WORD: Final = re.compile(r"[^\W\d_]+")
_ELSE: Final = Is.ENGLISH | Is.EPONYM | Is.CLINICAL | Is.DRUG | Is.PLACE | Is.MAKE | Is.PEOPLE | Is.FACILITY


def _doubtful(document: Document, finding: Finding) -> bool:
    """Whether only the recognizer, with some doubt, takes words that people hardly bear for a name."""
    if finding.label not in _NAMED or finding.kind is DataKind.INITIALS:
        return False
    if finding.score >= _FIRM or finding.recognizer != _TAGGER:
        return False
    flags = [lexicon.flags(word) for word in _WORD.findall(document.low, finding.start, finding.end) if len(word) > 1]
    return bool(flags) and not any(f & (Is.GIVEN | Is.SURNAME) and not f & _ELSE for f in flags)


def supported(document: Document, found: list[Finding]) -> list[Finding]:
    """Return the findings, without the doubtful ones when there are no others in a text of some length."""
    if len(document.words) < _FEWEST or not all(_doubtful(document, finding) for finding in found):
        return found
    return []

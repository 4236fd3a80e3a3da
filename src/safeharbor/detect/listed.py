"""Eponyms in lists: `Weerda, Lindholm, Kleinsasser`, `[ ] Epley  [ ] Bobath`, where several that hardly anyone bears stand together.

A surname between two others is a roster or a tray of instruments. What tells them apart is how rare the others are
and that nothing acts, is titled or told beside them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, things
from safeharbor.detect.dictionaries import fold, ranks
from safeharbor.detect.eponyms import EPONYMS
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import LABELS, PARTICLES, RELATIVES
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_WORD: Final = re.compile(r"[^\W\d_]+")
_PART: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAMED: Final = (Label.NAME, Label.LOCATION, Label.ORG)
_REACH: Final = 90
_OTHERS: Final = 2
_FREQUENT: Final = 1500  # surnames of the census that more than one in ten thousand bear
_LONG: Final = 4  # `Ely`
_SURE: Final = 0.9
_BY_WORDS: Final = frozenset({"tagger", "name", "place", "facility", "propagation", "beside"})
_PLAIN: Final = Is.CLINICAL | Is.DRUG
_BORNE: Final = Is.GIVEN | Is.SURNAME | Is.PLACE
# who acts, is titled or told right before a name
_PERSON: Final = re.compile(
    r"\b(?:drs?|mrs?|ms|miss|prof|md|rn|np|pa|pt|patient|by|per|with|w/|told|called|paged|from|to|attending|surgeon|assistant|asst|scrub|nurse|resident|fellow|tech|cc|re|attn|at|in|of|on|lives?|lived|near)\b[.:]? ?\Z|\d[a-z]? \Z"
)
_ANNOUNCED: Final = re.compile(r"(?P<w>[a-z]{2,14})(?:'s)?(?: name)?:? \Z")
_ACTS: Final = re.compile(
    r",? (?:MD|DO|RN|NP|PA|PhD|PT|OT|RT|LPN|CRNA)\b| (?:is|was|has|had|will|reports?|reported|says|said|states|denies|asked|called|aware|notified|at bedside|\d{1,3} ?(?:yo|y/o|[MF])\b)"
)


def named_after(word: str) -> bool:
    """Whether a folded word is an eponym or a maker's name on any list."""
    return word in EPONYMS or bool(lexicon.flags(word) & (Is.EPONYM | Is.MAKE))


@lru_cache(maxsize=1)
def rare() -> frozenset[str]:
    """Return the eponyms that no dictionary and few people have: told from names by themselves."""
    surnames = ranks("surnames")
    return frozenset(
        word
        for word in (*EPONYMS, *things.EPONYMS, *ranks("eponyms"))
        if len(word) >= _LONG
        and not lexicon.flags(word) & (Is.ENGLISH | Is.GIVEN | Is.MAKE)
        and surnames.get(word, _FREQUENT) >= _FREQUENT
    )


def eponyms(document: Document) -> int:
    """Return how many different rare eponyms a text holds."""
    return len(rare() & document.vocabulary)


def _stands(part: str, mixed: bool) -> bool:  # noqa: FBT001 - a fact of the text
    """Whether a word, or several with hyphens between, can stand among eponyms: one of them is one, or none is borne.

    `mixed`: the text is not in capitals throughout, so that one in capitals is an abbreviation.
    """
    words = [fold(word) for word in part.split("-")]
    if any(named_after(word) for word in words) or words[0] in PARTICLES or words[0] in {"s", "and"}:
        return True
    if mixed and part.isupper() and len(part) > 1 and not lexicon.flags(part) & Is.SURNAME:
        return True
    return all(lexicon.flags(word) & _PLAIN and not lexicon.flags(word) & _BORNE for word in words)


def unlisted(document: Document, found: list[Finding]) -> list[Finding]:
    """Return the findings that are no eponyms of a list."""
    if eponyms(document) < _OTHERS:
        return found
    return [finding for finding in found if not _in_list(document, finding)]


def _in_list(document: Document, finding: Finding) -> bool:
    """Whether a name, place or firm that its words alone tell is an eponym among rare ones on its line."""
    if finding.label not in _NAMED or finding.kind is DataKind.INITIALS or finding.recognizer not in _BY_WORDS:
        return False
    if finding.recognizer != "tagger" and finding.score >= _SURE:
        return False
    norm, low, start, end = document.norm, document.low, finding.start, finding.end
    if document.shape.find("0", start, end) >= 0:
        return False
    own = [fold(word) for word in _WORD.findall(low, start, end)]
    if finding.label is not Label.NAME and any(lexicon.flags(word) & Is.PLACE for word in own):
        return False
    parts = _PART.findall(norm, start, end)
    if not any(named_after(word) for word in own) or not all(_stands(part, not document.upper) for part in parts):
        return False
    begin, stop = document.line(start)
    begin, stop = max(begin, start - _REACH), min(stop, end + _REACH)
    before = _ANNOUNCED.search(low, max(begin, start - 24), start)
    if (
        _PERSON.search(low, max(begin, start - 14), start)
        or _ACTS.match(norm, end)
        or (before is not None and before["w"] in LABELS | RELATIVES)
    ):
        return False
    near = (*_WORD.finditer(norm, begin, start), *_WORD.finditer(norm, end, stop))
    others = {match[0].lower() for match in near if match[0][0].isupper()} & rare() - set(own)
    return len(others) >= _OTHERS

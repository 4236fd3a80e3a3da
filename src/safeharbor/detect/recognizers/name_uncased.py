"""Names that are words, in texts written in one case: `SPOKE WITH MARK YOUNG RE PLAN`, `my daughter hope and i`.

Without capitals a name that is a word is told by its sentence alone: who is announced before it and what ends or goes
on after it. What the sentence leaves open stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, things
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.dictionaries import ranks
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import RELATIVES, ROLES, TITLES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "name"

_BORNE_OFTEN: Final = 1300
_SURNAME_OFTEN: Final = 12_000
_REACH: Final = 30
_SHORTEST: Final = 3
_NEVER: Final = Is.FUNCTION | Is.RELATION | Is.TITLE | Is.CREDENTIAL | Is.STATE
# what a sentence can go on with, a name or not: `THE PATIENT ROSE AT 7`, `thanks, hope to see you`
_ACTS: Final = frozenset("rose drew mark chase grant skip sue pat rob bill hope faith art".split())
_FOR_NO_ONE: Final = ROLES | TITLES | frozenset("baby young long back down general major pain field".split())
# what ends a name: a mark, what the person does, where they are, how they are reached
_DOES: Final = (
    r"is|was|has|had|says?|said|states?|stated|reports?|reported|denies|denied|called|calls|came|comes|here|present|aware|"
    r"notified|updated|informed|agrees|agreed|will|who|asking|calling|brought|drove|visits|visited|lives|works|wants|asks|asked|told|feels|thinks|"
    r"bedside|to (?:call|see|follow|come|bring|help|pick|drive)|at|on (?:phone|call)|by phone|re|p/u|rn|md|do|np|pa|lpn|dob|age|mrn"
)
_ENDS: Final = re.compile(rf" ?[.,;:)/\"!?\n]|\Z| \(| & | and | -|'s | #?\d| (?:{_DOES})\b")
_CLOSES: Final = re.compile(r" ?[.,;)\n\"!?]|\Z| and | & ")
_TELLS: Final = re.compile(
    r" (?:is|was) (?:an? |the |here|seen|\d|my|our|in)|,? \d{1,3} ?-?(?:y|f\b|m\b)| (?:has|had|says|said|states|stated|reports|reported|"
    r"denies|denied|called|complains|endorses|presents|presented|agrees|agreed|feels|wants|lives|tolerated|arrived|underwent|returned|returns)\b"
)
_OPENS: Final = re.compile(r"(?:\A|\n|[.!?:] )\W{0,3}\Z")
_KIN: Final = "|".join(sorted(RELATIVES - {"law", "child", "children", "kids", "twins", "baby", "lady"}, key=len)[::-1])
_TITLED: Final = (
    r"dr|mr|mrs|ms|miss|nurse|chaplain|deputy|trooper|sheriff|attorney|coach|doula|midwife|officer|ofc|pastor"
)
_STAFF: Final = (
    r"sponsor|caseworker|interpreter|paralegal|advocate|surgeon|attending|pcp|hospitalist|pharmacist|counselor|therapist|clerk|"
    r"coordinator|liaison|aide|judge|manager|adjuster|cellie|cellmate|roomie|provider|intern|crew|attn|attg"
)
_PATIENT: Final = r"patient|pt|client|resident"
_TELLING: Final = (
    r"spoke (?:with|to)|talked (?:with|to)|s/w|d/w|discussed with|ask for|asked for|met with|told|texted|emailed|signed|"
    r"seen by|called|thanks|thank you|thx|dear|goes by|and dr|re:|name is|named|attn:?"
)
# announced as one person is: any frequent given name goes
_OWN: Final = re.compile(rf"\b(?:(?:{_KIN})(?: is|'s name is)?,?|(?:{_TITLED})[.:]?) \"?\Z")
_OTHER: Final = re.compile(rf"\b(?:(?:{_STAFF}|{_PATIENT})[.:]?|(?:{_TELLING}),?) \"?\Z")
_CARED_FOR: Final = re.compile(rf"\b(?:{_PATIENT})[.:]? \Z")
# with a family name after it, fewer words are needed before it
_NAMED: Final = re.compile(
    rf"\b(?:{_KIN}|{_TITLED}|{_STAFF}|{_PATIENT}|{_TELLING}|per|by|with|from|for|contacted|notified|name|patient name)(?: is)?[:.,]? {{1,2}}\Z"
)
# only people are asked and told things, and say them
_ADDRESSED: Final = re.compile(r"\b(?:ask|asked|tell|told|remind|reminded) \Z")
_WHAT: Final = re.compile(r" (?:if|to|that|hi|about|when|why|whether)\b")
_SAYING: Final = re.compile(r" (?:said|says|told (?:me|us|him|her|them)|asked (?:me|us|him|her|them)|thinks)\b")
# amid capitals: `his wife jo is asking`, `unit clerk joy.`
_SMALL: Final = Anchored(
    " ".join(sorted(RELATIVES - {"law", "child", "children", "kids", "twins", "baby", "lady"}))
    + " dr nurse chaplain doula midwife clerk aide tech sponsor roommate",
    rf"(?:{_KIN}|[Dd]r\.?|nurse|chaplain|doula|midwife|clerk|aide|tech|sponsor|roommate),? (?P<n>[a-z]{{2,}})(?: [a-z]\.)?(?![\w'-]\w)",
)
_SECOND: Final = re.compile(r" (?:[a-z]\.? )?(?P<n>[a-z]{3,}(?:[-'][a-z]{2,})?)(?![\w'-])")
# what a message says of someone: `this is faith,`, `me and joy`, and how it ends
_SAID: Final = re.compile(
    r"\b(?:(?:this is|its|it's|it is|i'm|me and|my name is) |(?:thanks|thank you|thx|ty|love|best)(?: so much| again)?[,!.]? ?\n?)\Z"
)


def _frequent(word: str) -> bool:
    """Whether a word is a frequent given name."""
    return ranks("given").get(word, _BORNE_OFTEN) < _BORNE_OFTEN


def _family(word: str) -> bool:
    """Whether a word can be the family name of a given name right before it."""
    found = lexicon.flags(word)
    return (
        bool(found & Is.SURNAME)
        and ranks("surnames").get(word, _SURNAME_OFTEN) < _SURNAME_OFTEN
        and not found & (_NEVER | Is.CALENDAR)
        and word not in ROLES
    )


def _whole(document: Document, start: int, end: int, word: str) -> Finding | None:
    """Return a given and a family name that the words beside them tell."""
    low = document.low
    second = _SECOND.match(low, end)
    if second is None or not _family(second["n"]) or f"{word} {second['n']}" in things.PAIRS:
        return None
    stop = second.end()
    opens = _OPENS.search(low, max(0, start - 6), start) is not None and _TELLS.match(low, stop) is not None
    # `WITH FRANK BLOOD`: of two words that are clinical too no bare preposition makes a name
    vague = lexicon.flags(word) & lexicon.flags(second["n"]) & Is.CLINICAL
    since = max(0, start - _REACH)
    before = (
        (_OWN.search(low, since, start) or _OTHER.search(low, since, start))
        if vague
        else _NAMED.search(low, since, start)
    )
    if opens or (before is not None and _ENDS.match(low, stop) is not None):
        return Finding(start, stop, DataKind.FULL_NAME, 0.8, NAME)
    return None


def _single(document: Document, start: int, end: int, word: str) -> bool:
    """Whether a frequent given name, right after who it is or what is done to them, is one."""
    low, since = document.low, max(0, start - _REACH)
    plain = lexicon.flags(word) & (Is.FUNCTION | Is.CALENDAR)
    if _OWN.search(low, since, start):
        return (_CLOSES if plain else _ENDS).match(low, end) is not None
    if _OTHER.search(low, since, start) and not lexicon.flags(word) & Is.FUNCTION:
        doubtful = plain or word in _ACTS
        if doubtful and _CARED_FOR.search(low, since, start):
            return False
        if (_CLOSES if doubtful else _ENDS).match(low, end) is not None:
            return True
    if not plain and (_SAYING.match(low, end) or (_WHAT.match(low, end) and _ADDRESSED.search(low, since, start))):
        return True
    said = document.lower and not plain and _SAID.search(low, since, start) is not None
    return said and _CLOSES.match(low, end) is not None


def small(document: Document) -> Iterator[Finding]:
    """Yield given names in small letters right after who it is, in a text of capitals and small letters."""
    for match in _SMALL.finditer(document, document.norm):
        word = match["n"]
        found = lexicon.flags(word)
        doubtful = found & (_NEVER | Is.CALENDAR | Is.CLINICAL | Is.DRUG) or word in _ACTS or word in _FOR_NO_ONE
        if found & Is.GIVEN and _frequent(word) and not doubtful and _ENDS.match(document.low, match.end()):
            yield Finding(match.start("n"), match.end(), DataKind.GIVEN_NAME, 0.8, NAME)


def find(document: Document) -> Iterator[Finding]:
    """Yield names that are words, in a text without capitals or without small letters."""
    for word in document.vocabulary:
        found = lexicon.flags(word)
        if not found & Is.GIVEN or len(word) < _SHORTEST or word in _FOR_NO_ONE or found & (_NEVER & ~Is.FUNCTION):
            continue
        for start in document.places[word]:
            end = start + len(word)
            whole = _whole(document, start, end, word)
            if whole is not None:
                yield whole
            elif _frequent(word) and _single(document, start, end, word):
                yield Finding(start, end, DataKind.GIVEN_NAME, 0.8, NAME)

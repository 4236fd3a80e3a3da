"""Towns and countries of the list: by themselves when they are nothing else, or where people live, go and come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import dictionaries, lexicon, propagate
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import states
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "place"

# words after which a capitalised place name stands
_CAMEL: Final = ("Mc", "Mac", "De", "La", "Le", "O'")
_LIVES: Final = frozenset(
    "lives live lived living resides residing resident moved moving relocated native born raised grew visiting visit travel travels travelled traveled traveling travelling trip vacation returned flew fly drove drives driving transferred transfer flight flying came comes hails "
    "originally emigrated immigrated refugee commutes stationed deployed sister brother son daughter mother father cousin aunt uncle relatives family home house apartment ranch farm cabin works working office calling called stay staying stayed ill died sick prefers "
    "back up down out here over town village city hometown near outside nearest closest downtown suburb hospitalized married wedding funeral church parents grandparents roommate".split()
)
_PREPOSITIONS: Final = frozenset(
    "in from to near at outside of past toward towards around via for by reaching leaving".split()
)
_DIRECTION: Final = frozenset(
    "downtown rural nearby northern southern eastern western north south east west the upstate central greater old".split()
)
_LONGEST: Final = 3
# in texts of one case a town's capital says nothing: `LIVES IN HOPE`, `moved from paris last year`
_SETTLED: Final = re.compile(
    r"\b(?:liv(?:es?|ed|ing)|resid(?:es?|ed|ing)|raised|grew up|born|native|relocated|retired|emigrated|commutes?|travel(?:l?ed|s|l?ing)?|flew|buried|funeral|vacation|hometown|originally|hails|moved(?: back)?|daughter|son|sister|brother|parents)"
    r"(?: (?:out|over|up|down|back|alone|here|who lives))? (?:in|to|from|near|outside|of) \Z"
    r"|\b(?:works?|working|teaches|staying(?: with \w+)?|stays|wedding|church|school|plant|job|pharmacy|walmart|walgreens|snf|rehab|clinic|office|dialysis unit|prior care|got sick) (?:out |over |up |down )?in \Z"
    r"|\b(?:drove(?: in)?|transferred|flown in|back|hours?|records requested|in) from \Z|\b(?:headed|ferry|trip|flight) to \Z|\bvisiting \Z|\btravel: \Z|\bpt (?:located )?in \Z"
)
_ENDED: Final = re.compile(
    r"[.,;)\n]|\Z| (?:with|w/|and|since|for|near|alone|until|till|but|who|where|on|her|his|last|this|today|yesterday|to|by|is|originally)\b"
)
_SETTINGS: Final = frozenset(
    "home ward center centre university college park economy holiday comfort peace spring west beach hill forest downtown sector early minor male mary union temple mission service care pain recovery advance normal progress independence freedom opportunity surprise hurricane worth strong lead drain split mission bath bed".split()
)
_COUNTY_WORDS: Final = frozenset("county parish borough township twp".split())
# places that classifications and protocols are named after
_CLASSES: Final = frozenset(
    "prague seattle rome milan montreal ottawa vienna berlin atlanta tokyo chicago oxford boston sydney edmonton philadelphia paris copenhagen stockholm leeds nottingham toronto barcelona "
    "amsterdam baveno bethesda rotterdam geneva helsinki houston kyoto lille lisbon munich nice oslo phoenix stanford zurich kansas minnesota hawaii cincinnati denver glasgow cleveland rochester bristol nijmegen".split()
)
_CLASSED: Final = re.compile(
    r" (?:[A-Z]?\d[A-Z]?\d?\b|[IVX]{1,4}\b|[A-D]\b|protocol|criteria|class|grad|scor|stag|scale|consensus|definition|guideline|bowel|prep|chromosome|knee|hip|shoulder|handicap|questionnaire|rule|index|type|system|convention|algorithm|angina|agitation|coma|infant)",
    re.IGNORECASE,
)


def _listed(document: Document, index: int, span: int) -> int:
    """Return how many words from `index` on, `span` at most, are a place of the list; 0 when none is."""
    words, norm = document.words, document.norm
    start = words[index][0]
    for length in range(span, 0, -1):
        text = norm[start : words[index + length - 1][1]]
        if (length > 1 or lexicon.flags(words[index][2]) & Is.PLACE) and (
            dictionaries.is_place(text) or (text[:4] in {"St. ", "ST. "} and dictionaries.is_place("saint " + text[4:]))
        ):
            return length
    return 0


def _span(document: Document, index: int) -> int:
    """Return how many words a name can have that begins at `index`."""
    words, norm = document.words, document.norm
    span = 1
    while (
        span < _LONGEST
        and index + span < len(words)
        and norm[words[index + span - 1][1] : words[index + span][0]] in {" ", "-", ". "}
        and (norm[words[index + span][0]].isupper() or document.lower)
    ):
        span += 1
    return span


def _score(document: Document, index: int, count: int, *, announced: bool) -> float:
    """Return how sure it is that `count` words of the list name a place here; 0 when they name a thing or a person."""
    words, norm = document.words, document.norm
    word, finish = words[index][2], words[index + count - 1][1]
    flag = lexicon.flags(word)
    following = words[index + count] if index + count < len(words) else None
    attached = (
        following is not None
        and norm[finish : following[0]] == " "
        and lexicon.flags(following[2]) & Is.FACILITY
        and norm[following[0]].isupper()
    )
    common = all(lexicon.flags(w) & (Is.COMMON | Is.CLINICAL) for _, _, w in words[index : index + count])
    if (
        attached
        or (word in _CLASSES and count == 1 and _CLASSED.match(norm, finish))
        or propagate.is_thing(document, finish)
        or flag & (Is.CALENDAR | Is.FUNCTION | Is.TITLE | Is.RELATION)
        or states.named_at(document, index) == count
        or word in lexicon.closed("countries")
    ):
        return 0.0
    if (document.upper or document.lower) and _settled(document, words[index][0], finish):
        return 0.0 if flag & Is.FACILITY or word in _SETTINGS else 0.85
    if (count > 1 and common and not announced) or (document.upper and flag & (Is.COMMON | Is.CLINICAL)):
        return 0.0
    if announced and not flag & (Is.COMMON | Is.CLINICAL | Is.DRUG):
        return 0.7
    only = count > 1 or not flag & (
        Is.ENGLISH | Is.SURNAME | Is.GIVEN | Is.CLINICAL | Is.EPONYM | Is.DRUG | Is.FACILITY
    )
    return 0.55 if only and not (document.lower and count == 1) else 0.0


def _settled(document: Document, start: int, end: int) -> bool:
    """Whether the words around a place say that someone lives there, moved there or comes from there."""
    low = document.low
    return _SETTLED.search(low, max(0, start - 40), start) is not None and _ENDED.match(low, end) is not None


def find(document: Document) -> Iterator[Finding]:
    """Yield places of the list: by themselves when they are nothing else, or where people live, go and come from."""
    words, norm, heads = document.words, document.norm, dictionaries.place_heads()
    mixed = not document.upper and not document.lower
    index = 0
    while index < len(words):
        start, end, word = words[index]
        step = 1
        flag = lexicon.flags(word) if norm[start].isupper() or document.lower else 0
        if norm[start].isupper() or document.lower:
            headed = word in heads if word.isascii() else dictionaries.fold(word) in heads
            if (
                (headed or flag & Is.PLACE or not flag)
                and not (start and norm[start - 1].isdigit())
                and word not in _COUNTY_WORDS
            ):
                span = _span(document, index)
                count = _listed(document, index, span if headed else 1)
                announced = (count > 0 or not flag) and _announced(document, index)
                if count:
                    step = count
                    score = _score(document, index, count, announced=announced)
                    if score:
                        yield Finding(start, words[index + count - 1][1], DataKind.CITY, score, NAME)
                elif announced and mixed and _unknown(norm, start, end, flag):
                    more = span > 1 and not lexicon.flags(words[index + 1][2])
                    yield Finding(start, words[index + span - 1][1] if more else end, DataKind.CITY, 0.5, NAME)
        index += step


def _unknown(norm: str, start: int, end: int, flag: int) -> bool:
    """Whether a word that is on no list is written as a name."""
    return not flag and end - start > _LONGEST and (norm[start + 1 : end].islower() or norm.startswith(_CAMEL, start))


def _announced(document: Document, index: int) -> bool:
    """Whether the words before word `index` say where someone lives, goes or comes from."""
    words, norm = document.words, document.norm
    at = index - 1
    if at >= 1 and words[at][2] in _DIRECTION:
        at -= 1
    if at < 1 or words[at][2] not in _PREPOSITIONS or norm[words[index - 1][1] : words[index][0]] != " ":
        return False
    return any(words[before][2] in _LIVES for before in range(max(0, at - 3), at)) or words[at][2] in {
        "in",
        "from",
        "near",
    }

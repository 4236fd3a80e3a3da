"""Ages over 89 told by where they stand: `95/F`, `M/96`, `92yM`, a 95th birthday, `parents 93 and 91`, `Though 92, she`.

`ages` reads what follows or precedes an age in running text; here a form, a listing or a clause leaves the words out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

_REACH: Final = 44
_KIN: Final = r"(?:siblings?|sibs?|parents?|brothers?|sisters?|grandparents?|aunts?|uncles?|in-laws|twins?|sons?|daughters?|children)"
_AND: Final = r"(?:,|,? and| &|/|;)"
# what stands before a number, on its line
_BEFORE: Final = tuple(
    re.compile(pattern + r"\Z")
    for pattern in (
        r"\bage ?/ ?sex[ :=|]{1,3}",
        r"\bage[ :=]{1,3}",
        r"\bage(?: ?\(?(?:in )?(?:yrs?|years)\)?| at (?:visit|death|dx|diagnosis|exam|admission|onset|surgery|presentation|interview|screening|enrol\w+|consent|(?:the )?time of \w+))[ :=.]{1,3}",
        r"\b(?:sex ?/ ?age|gender ?/ ?age)[ :=|]{1,3}(?:[mf]|male|female)[ /,|]{1,3}",
    )
)
# before and after it: a clause that only an age can fill
_CLAUSES: Final = tuple(
    (re.compile(before + r"\Z"), re.compile(after))
    for before, after in (
        (r"(?:\A|[\s(,;])[mf]/", r"[),;. \n]|\Z"),
        (r"(?:\A|\n|[(;|] ?)[mf] ", r"[,;.)|\n]|\Z| (?:yrs?|y|with|w/|c/o|s/p|presents)\b"),
        (r"\(", r", ?(?:m|f|male|female)\)"),
        (r"\bage \(", r"\)"),
        (r"\b(?:dob|d\.o\.b\.?|born|b\.)[ :]{1,2}\d[\d/.-]{3,9},? \(?", r"\)|[,;.\n]|\Z"),
        (
            r"\b(?:lady|woman|man|gentleman|widow|widower|person|veteran|farmer|fellow|female|male) of ",
            r"[,;.)]|\n|\Z| (?:who|with|and|in)\b",
        ),
        (
            r"\b(?:he|she|i|mom|dad|mother|father|wife|husband|pt|patient)(?:'s|'d| is| was| has| had| just)? ?(?:well|just|almost|nearly|now|already|about)? ?(?:hit|reached|past|over|older than|pushing|close to|nearing|approaching) ",
            r"[,.;)]|\n|\Z| (?:last|this|in|next|years|and|but|now)\b",
        ),
        (r"\b(?:turning|turned|turns|shy of|pushing) ", r",? (?:she|he|they|i)\b|[,.;)]|\n|\Z"),
        (r"(?:\A|\n|[.;:] )[mf], ", r", [a-z]|\)|\.?(?:\n|\Z)"),
        (r"(?:\A|\n|[.;:] )", r", (?:male|female|man|woman|gentleman|lady|widow(?:ed|er)?|married|single)\b"),
        (
            r"\b(?:husband|wife|spouse|partner|mother|father|mom|dad|sister|brother|aunt|uncle)\b[^\n.;]{0,24} \d{1,2} (?:years|yrs), ",
            r",|[.)]|\Z",
        ),
        (r"\bnot bad for ", r"[,.;!)]|\n|\Z"),
        (r"\bage as ", r"[,.;)]|\n|\Z| (?:and|but)\b"),
        (r"\bborn (?:about |some |nearly |almost |over )?", r" years ago\b"),
        (r"\bhappy ", r"(?:st|nd|rd|th)\b"),
        (
            r"\b(?:d\.|died|dec(?:eased|'?d)\.?|passed(?: away)?)(?: (?:on )?\d{1,2}/\d{1,2}(?:/\d{2,4})?| in [a-z0-9]{3,9})?(?: (?:at|age|aged|@))* ?",
            r" (?:of|from|w/|with|after) [a-z]|[,;.)]|\Z",
        ),
        (
            rf"\b{_KIN}(?: (?:are|is|were|was|aged?|ages|now|both|alive|living|a/w))*[ :,(]{{1,3}}(?:\d{{1,3}}{_AND} ?){{0,6}}",
            r"[,;.)]|,? and \d| & \d|/\d| (?:both|all|alive|living|yo|y/o)\b|\Z",
        ),
        (
            r"\bi(?:'m| am) (?:now |already |almost |nearly |going on |only |just )?",
            r"[,;.!)]|\Z|\n| (?:and|but|now|so|i|years?|already)\b",
        ),
        (r"(?:\A|\n|[.;,] )at ", r",? (?:she|he|they|i)\b"),
        (
            r"\b(?:though|although|despite being|being|because|since)(?: (?:she|he|they) (?:is|was))?(?: (?:only|now|already))? ",
            r",|[.;)]|\n|\Z| (?:he|she|they)\b",
        ),
    )
)
# `92yM`, `92 y F`, `91-jährige`, `91 Jahre`, `93 anni`
AFTER: Final = re.compile(
    r" ?y ?[mf]\b| ?/ ?[mf](?![\w/])|[ -]?y-?[o0]\b|[ -]years?[- ]olds?\b|\+ ?-?(?:years?|yrs?|y/?o)\b|[- ]odd years|"
    r" years?(?:,| and)? \d{1,2} (?:months?|mos?)\b| y,? \d{1,2} ?mo?\b| \d{1,2}/12 (?:years|yrs|yo|y/o)\b| going on \d|-?ish\b|"
    r"(?:[ -]?1/2|\.5|\u00bd| and (?:a|one)[- ]half) ?-?(?:y/?o\b|y\.o|y(?:ea)?rs?\b)|[ -]?(?:jahre\b|jährig|jahrig|jaar\b|anni\b|år\b)"
)
_YEARS_BEFORE: Final = re.compile(r"\b(?:anni|años|età|alter)[ :]{1,2}\Z")
_NINETY: Final = 90
_OLD: Final = re.compile(r"0?(?:9\d|1[0-3]\d)(?!\d)")
_ANY: Final = re.compile(r"\d{1,3}(?!\d)")
_NO_AGE: Final = re.compile(r"/\d|[%:]|\.\d(?!\d* ?-?y)| ?(?:mg|ml|mm|bpm|kg|lb|cm)\b| over \d")  # `120/80`, `98%`
_GLUED: Final = frozenset({".", "-", "+", "<", ">"})
_FEVER: Final = re.compile(r"\bt(?:emp\w*|max)?[ :=]{1,2}\Z")
_WORDED: Final = re.compile(
    rf"(?:(?:one|a)[ -]hundred(?:[ -]and)?[ -]?(?:{spoken.SMALL})?|{spoken.TENS}(?:[ -]{spoken.UNIT})?)(?!\w)"
)
_BIRTHDAY: Final = Anchored(
    "birthday bday year decade",
    r"(?:birthday|bday|year(?! old)|decade)\b",
)
_NTH: Final = re.compile(
    r"(?<![\w.])(?P<n>(?P<f>\d{1,3})(?:st|nd|rd|th)|ninet(?:ieth|y[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
    r"|(?:one |a )?hundredth|(?:one )?hundred and (?:first|second|third|fourth|fifth|sixth)|tenth|eleventh)[ -]\Z"
)
_OWN: Final = re.compile(r"\bin (?:his|her|their|my) \Z")
_DECADES: Final = {"tenth": 90, "eleventh": 100, "10": 90, "11": 100}


def _told(low: str, start: int, end: int) -> bool:
    """Whether the words around a number leave no reading but an age."""
    since = max(0, start - _REACH, low.rfind("\n", 0, start))
    left, right = low[since:start], low[end : end + 24]
    if _FEVER.search(left):
        return False
    if any(pattern.search(left) for pattern in _BEFORE) or _YEARS_BEFORE.search(left) or AFTER.match(right):
        return True
    return any(before.search(left) and after.match(right) for before, after in _CLAUSES)


def find(document: Document, least: int, oldest: int) -> Iterator[tuple[int, int]]:
    """Yield where ages of `least` to `oldest` years stand."""
    low = document.low
    figures = _OLD if least >= _NINETY else _ANY
    for start in document.numbers:
        match = figures.match(low, start)
        if (
            match is not None
            and least <= int(match[0]) <= oldest
            and low[start - 1 : start] not in _GLUED
            and not low[max(0, start - 1) : start].isalpha()
            and _NO_AGE.match(low, match.end()) is None
            and _told(low, start, match.end())
        ):
            yield match.span()
    for start in document.starts(_TENS) if not _COUNTED.isdisjoint(document.vocabulary) else ():
        match = _WORDED.match(low, start)
        if match is not None and least <= spoken.number(match[0]) <= oldest and _told(low, *match.span()):
            yield match.span()
    for start in document.starts(_TENS) if "ninety" in document.vocabulary else ():
        match = _WORDED.match(low, start)
        if (
            match is not None
            and least <= spoken.number(match[0]) <= oldest
            and _NAMED_BEFORE.search(document.norm, max(0, start - 24), start)
            and _SAID_AFTER.match(low, match.end())
        ):
            yield match.span()
    for party in _PARTY.finditer(document, low):
        if least <= int(party["n"]) <= oldest:
            yield party.start("n"), party.end("t")
    for birthday in _BIRTHDAY.finditer(document, low):
        nth = _NTH.search(low, max(0, birthday.start() - 32), birthday.start())
        if nth is None or (birthday[0] == "year" and not _OWN.search(low, max(0, nth.start() - 10), nth.start())):
            continue
        years = int(nth["f"]) if nth["f"] else least
        if birthday[0] == "decade" or nth["n"] in _DECADES:
            years = _DECADES.get(nth["f"] or nth["n"], 0)
        if least <= years <= oldest:
            yield nth.span("n")


# an age in words between commas, after a name: `Clarence Williams, ninety-two, veteran`
_NAMED_BEFORE: Final = re.compile(r"(?<![\w'-])[A-Z][a-z][\w'-]+, \Z")
_SAID_AFTER: Final = re.compile(r", (?!(?:one|two|three|four|five|six|seven|eight|nine|ten|a|hundred)\b)[a-z]")
_PARTY: Final = Anchored(
    "birthday bday party celebrate celebrates celebrated celebrating cake",
    r"(?:birthday|bday|party|celebrat(?:e[sd]?|ing)|cake)[^\n.;]{0,32}? (?:her|his|their|my|[a-z]+'s) (?P<n>9\d|1[01]\d)(?P<t>st|nd|rd|th)(?!\w)",
)
_TENS: Final = frozenset("ninety one a".split())
_COUNTED: Final = frozenset({"ninety", "hundred"})

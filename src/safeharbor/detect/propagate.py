"""What was found once is found everywhere in its document: names by each of their words, codes as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.dictionaries import fold, is_place
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import ROLES, SUFFIXES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from safeharbor.detect.document import Document

NAME: Final = "propagation"
_SURE: Final = 0.6
_LEAST: Final = 5
_MOST_SPACED: Final = 20  # each is a search of the whole text
_WORD: Final = re.compile(r"[^\W\d_]+")
_ROOM: Final = re.compile(r"[a-z0-9]{1,3}[- ](\d{3,4})[a-z]?")
_BARE_ROOM: Final = re.compile(
    r"(?<![\w.,/$+-])\d{3,4}(?![\w/%-]|[.,:]\d| ?(?:mg|ml|mcg|cc|units?|kcal|cm|mm|lbs?|kg|g\b|hrs?|h\b))"
)
_PARTED: Final = re.compile(r" ['\u2019][sStT] ?[A-Z][\w-]{2,}")
_NOUN: Final = re.compile(
    r"(?:['\u2019]?s)?[ -](?:disease|syndrome|sign|signs|test|palsy|phenomenon|catheter|line|tube|drain|cyst|node|nodes|score|scale|criteria|criterion|class|stage|grade|level|classification|index|reflex|maneuver|manoeuvre|"
    r"method|technique|procedure|operation|repair|position|incision|retractor|clamp|forceps|needle|lymphoma|tumou?r|sarcoma|anomaly|contracture|fracture|fx|thyroiditis|angina|esophagus|oesophagus|ulcer|murmur|"
    r"pulse|sinus|ligament|duct|gland|triangle|loop|capsule|fascia|membrane|body|bodies|cells?|stain|agar|medium|equation|formula|law|rule|nevus|purpura|arteritis|chorea|ataxia|hernia|pouch|diverticulum|prosthesis|"
    r"graft|stent|valve|shunt|balloon|filter|wire|scissors|boot|bandage|dressing|bag|mask|collar|brace|splint|cast|exchanged|removed|placed|patent|cath|dc|d/c|in place|out\b|protein|factor|antibody|virus|bacillus|"
    r"facies|gait|tremor|respirations?|breathing|angle|space|plane|mg|mcg|ml|iud|tabs?|hx|dementia|drug|pill|sprouts|apples?|fries|salad|dressing|tomato(?:es)?|cheese|chard|muffins?|toast|sauce)\b"
)


PERSON_VERB: Final = re.compile(
    r" (?:is|was|has|had|reports?|reported|says|said|states?|stated|denies|denied|tells|told|asks?|asked|wants?|wanted|will|does|did|disagrees|disagreed|drives|drove|manages|lifts|sleeps|prefers|plans|hopes|tolerates|tolerated|came|comes|went|goes|lives|lived|returned|agrees?|agreed|called|calls|"
    r"presents|presented|takes|took|feels|felt|thinks|thought|notes|noted|arrived|requests?|requested|understands?|signed|signs|refuses|refused|declined|remembers?|works|worked|helps|helped|brought|brings|visits|visited)\b|'s | and (?:his|her|their)\b"
)


SPEAKS: Final = re.compile(
    r" (?:reports|reported|says|said|states|stated|denies|denied|tells|told|asks|asked|wants|wanted|agrees|agreed|disagrees|disagreed|notes|noted|drives|drove|feels|felt|thinks|thought|requests|understands|refused|declined|remembers|lives|works|did not|does not|will not)\b"
)


_WORDY: Final = Is.COMMON | Is.DRUG | Is.EPONYM | Is.CALENDAR | Is.FUNCTION | Is.CREDENTIAL | Is.STATE | Is.TITLE


def is_thing(document: Document, end: int) -> bool:
    """Whether what follows `end` makes a name the name of a disease, a sign or a device."""
    return _NOUN.match(document.low, end) is not None


def _words(document: Document, findings: Iterable[Finding]) -> dict[str, DataKind]:
    found: dict[str, DataKind] = {}
    for finding in findings:
        if finding.label is Label.NAME and finding.score >= _SURE:
            for word in _WORD.findall(document.low, finding.start, finding.end):
                if len(word) > 1 and word not in SUFFIXES:
                    found.setdefault(fold(word), finding.kind)
    return found


def mention(document: Document, start: int, end: int, word: str) -> bool:
    """Whether a word known to be someone's name is that name here, and not the word, the month or the disease."""
    norm, low = document.norm, document.low
    found = lexicon.flags(word)
    exact = norm[start:end]
    if (
        is_thing(document, end)
        or (len(word) < 3 and not exact[0].isupper())
        or low[end : end + 1].isdigit()
        or low[start - 1 : start].isdigit()
    ):
        return False
    if not found & (
        Is.ENGLISH
        | Is.CLINICAL
        | Is.DRUG
        | Is.EPONYM
        | Is.FUNCTION
        | Is.CALENDAR
        | Is.CREDENTIAL
        | Is.TITLE
        | Is.STATE
        | Is.RELATION
        | Is.FACILITY
    ):
        return True
    if document.upper and len(word) > 3 and not found & (Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.CALENDAR):
        return PERSON_VERB.match(low, end) is not None
    if len(word) < 3 or document.lower or document.upper or not exact[0].isupper():
        return False
    begins = (
        start == 0
        or re.search(r"(?:[.!?:]\s{1,3}|\n\W{0,4}|^\W{0,4}|\t)$", norm[max(0, start - 4) : start]) is not None
    )
    if found & Is.GIVEN and not begins and not found & _WORDY:
        return True
    if found & (Is.DRUG | Is.EPONYM | Is.FUNCTION | Is.CALENDAR | Is.CREDENTIAL | Is.STATE | Is.CLINICAL) and not (
        low.startswith(("'s ", ", "), end) or SPEAKS.match(low, end)
    ):
        return False
    return not (begins and found & Is.COMMON and not found & Is.GIVEN) or PERSON_VERB.match(low, end) is not None


_NICK: Final = re.compile(
    r",? {0,2}[(\"\u2018]{1,3}(?:aka |a\.k\.a\.? |goes by |called |known as |n[ée]e )?\"?(?P<n>[A-Z\u00c0-\u00de][\w'-]{1,20}(?: [A-Z][\w'-]{1,20})?)[)\"]{1,3}"
)


def _nickname(text: str) -> bool:
    """Whether a quoted or bracketed word after a name is another name of that person."""
    found = [lexicon.flags(word) for word in _WORD.findall(text.lower())]
    return (
        bool(found)
        and (not text.isupper() or (len(text) == _PAIR and text.isalpha() and not found[0]))
        and all(
            f & (Is.GIVEN | Is.SURNAME) or not f & (Is.ENGLISH | Is.CLINICAL | Is.CREDENTIAL | Is.RELATION)
            for f in found
        )
    )


_PAIR: Final = 2
_NO_CODES: Final = (Label.NAME, Label.DATE, Label.AGE, Label.ORG, Label.LOCATION)


def spread(document: Document, findings: list[Finding]) -> Iterator[Finding]:
    """Yield further mentions of the names and codes of `findings`."""
    words = _words(document, findings)
    covered = bytearray(len(document.text))
    for finding in findings:
        covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    if words:
        for finding in findings:
            nick = (
                _NICK.match(document.norm, finding.end)
                if finding.label is Label.NAME and finding.score >= _SURE
                else None
            )
            if nick is not None and not covered[nick.start("n")] and _nickname(nick["n"]):
                yield Finding(*nick.span("n"), DataKind.ALIAS, 0.75, NAME)
        for word in words if document.norm.isascii() else document.places:
            kind = words.get(word if word.isascii() else fold(word))
            if kind is None:
                continue
            for start in document.places.get(word, ()):
                end = start + len(word)
                if not covered[start] and mention(document, start, end, word):
                    yield Finding(start, end, kind, 0.6, NAME)
    codes = {}
    for finding in findings:
        if finding.label in _NO_CODES and finding.kind is not DataKind.PLACE:
            continue
        value = document.low[finding.start : finding.end]
        if (
            len(value) >= _LEAST
            and (finding.kind is not DataKind.PLACE or "-" in value)
            and any(c.isdigit() for c in value)
        ):
            codes[value] = finding.kind
    if codes:
        for start, end in document.chunks:
            kind = codes.get(document.low[start:end])
            if kind is not None and not covered[start]:
                yield Finding(start, end, kind, 0.7, NAME)
    rooms = {
        m[1] for f in findings if f.kind is DataKind.PLACE and (m := _ROOM.fullmatch(document.low[f.start : f.end]))
    }
    if rooms:
        for match in _BARE_ROOM.finditer(document.low):
            if match[0] in rooms and not covered[match.start()]:
                yield Finding(*match.span(), DataKind.PLACE, 0.6, NAME)
    if codes:
        for value in sorted(code for code in codes if " " in code)[:_MOST_SPACED]:
            at = document.low.find(value)
            while at >= 0:
                if (
                    not covered[at]
                    and not document.low[at + len(value) : at + len(value) + 1].isalnum()
                    and not document.low[max(0, at - 1) : at].isalnum()
                ):
                    yield Finding(at, at + len(value), codes[value], 0.7, NAME)
                at = document.low.find(value, at + len(value))


# a scanner's blank inside a name, the town a person is of at a line's end
_TORN: Final = re.compile(r"(?<=[a-z]) (?P<n>[a-z]{2,6})(?= {2,}| [A-Z,(]|[,;)]|\n|\Z)")
_COMMA_INITIAL: Final = re.compile(r", [A-Z]\.?(?=[ \t]{1,3}[A-Z0-9|(]| wrote\b|[ \t]*(?:\n|\Z))")
_TOWN: Final = re.compile(r", (?P<n>[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?)(?=\.?[ \t]*(?:\n|\Z))")
_NAMES_OR_PLACES: Final = (Label.NAME, Label.LOCATION)
_TRAILING: Final = re.compile(r" [A-Z]\.(?=[:,;)\n]| \()")


def _torn_surname(document: Document, finding: Finding, rest: re.Match[str]) -> bool:
    """Whether a name's last word and what follows it are one surname: `Dahl quist`."""
    last = document.low[finding.start : finding.end].rsplit(" ", 1)[-1]
    return not lexicon.flags(rest["n"]) & Is.FUNCTION and lexicon.borne(last + rest["n"])


def parted(document: Document, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield names that go on: Pieter 's Gravenzande (a possessive has no blank), Bruno Z."""
    found = [finding for finding in found if finding.label in _NAMES_OR_PLACES]
    for finding in found:
        last = _TRAILING.match(document.norm, finding.end)
        if last is not None and lexicon.flags(document.low[finding.start : finding.end]) & Is.GIVEN:
            yield Finding(finding.start, last.end(), DataKind.FULL_NAME, 0.7, NAME)
        if finding.label is not Label.NAME:
            continue
        rest = _TORN.match(document.norm, finding.end)
        rest = None if rest is not None and rest["n"] in ROLES else rest
        if rest is not None and (not lexicon.flags(rest["n"]) or _torn_surname(document, finding, rest)):
            yield replace(finding, end=rest.end())
        initial = _COMMA_INITIAL.match(document.norm, finding.end)
        if initial is not None and " " not in document.norm[finding.start : finding.end]:
            yield Finding(finding.start, initial.end(), finding.kind, 0.7, NAME)
        town = _TOWN.match(document.norm, finding.end)
        if town is not None and is_place(town["n"]):
            yield Finding(*town.span("n"), DataKind.CITY, 0.55, NAME)
    if not _PARTED.search(document.norm):
        return
    for finding in found:
        if finding.label is Label.NAME and (match := _PARTED.match(document.norm, finding.end)):
            yield replace(finding, end=match.end())

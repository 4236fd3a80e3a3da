"""What clinical text is made of and no one's identity: findings that are only vocabulary are let go, others trimmed.

A trained recognizer and loose patterns propose; vocabulary - clinical words, drugs, eponyms before what is named
after them, abbreviations, units - disposes. A known value, a title or a label outweighs it: those findings are sure.

Over 250 lines: a proposal is trimmed and weighed in one place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import allow_places, lexicon, propagate
from safeharbor.detect.allow_joined import joined
from safeharbor.detect.allow_things import is_pair, names_a_thing
from safeharbor.detect.allow_words import BORNE, CAMEL, DISTRUSTED, SURE, SURER, THINGS, full_name, name_word, signs
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import PARTICLES, ROLES
from safeharbor.detect.recognizers.name_runs import NOT_NAMES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.detect.document import Document

_WORD: Final = re.compile(r"[^\W\d_]+")
_ABBREVIATION: Final = 5
_SHORT: Final = 3
_VOCABULARY: Final = Is.CLINICAL | Is.DRUG | Is.FUNCTION | Is.CREDENTIAL | Is.RELATION
_MEASURE: Final = re.compile(
    r"['\"]?\s?(?:\d+(?:[.,]\d+)?(?:[-/]\d+(?:\.\d+)?)? ?(?:mg|mcg|ml|g\b|u\b|units?|iu|%|tabs?|puffs?|meq|cc)|[<>=~]|\d+\.\d)"
)


def _vocabulary(document: Document, finding: Finding) -> bool:
    """Whether a name is only clinical vocabulary, or an eponym followed by what is named after it."""
    words = _WORD.findall(document.low, finding.start, finding.end)
    if not words or is_pair(document, finding):
        return True
    if len(words) == 1 and lexicon.flags(words[0]) & Is.EPONYM and propagate.is_thing(document, finding.end):
        return True
    return all(lexicon.flags(w) & _VOCABULARY and not lexicon.flags(w) & BORNE for w in words)


def _named_after(document: Document, finding: Finding) -> bool:
    """Whether a name of one word is an eponym before what is named after it."""
    if finding.label is Label.NAME and is_pair(document, finding):
        return True
    if finding.label is not Label.NAME or not propagate.is_thing(document, finding.end):
        return False
    return bool(lexicon.flags(document.low[finding.start : finding.end]) & Is.EPONYM)


def screen(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without names and places that are vocabulary; sure findings always stay."""
    return [
        finding
        for finding in findings
        if (finding.score >= SURE or not names_a_thing(document, finding))
        and (
            (finding.score >= DISTRUSTED and not (finding.score < SURE and _named_after(document, finding)))
            or finding.label not in (Label.NAME, Label.LOCATION)
            or finding.kind in (DataKind.INITIALS, DataKind.ZIP, DataKind.STREET, DataKind.PLACE, DataKind.GEOCODE)
            or not _vocabulary(document, finding)
        )
    ]


# measured on dev and held-out notes, 22 November 2026: these lose no identifier, or one in a thousand; lower loses more words
_BORNE_ENOUGH, _UNKNOWN_ENOUGH, _CAPITALS = 0.5, 0.75, 0.9995
_IN_COMPANY: Final = 0.7
_SIGNED: Final = 0.98  # two or three letters that sign: `AJ, RPh`
_COMPANY: Final = re.compile(
    r"\b(?:with|w/|by|per|from|called|told|named|name is|and|saw|met|her|his|via|ask for|asks for|this is|it's|its|i'm) $"
)
_INITIAL: Final = re.compile(r" [A-Z]\.?(?=\s*[),;]|\s+x ?\d|\s*\n|$)")
# a given name, a word and an age: `Nola Rivers, 8 yo`
_AGED: Final = re.compile(r" (?P<n>[A-Z][a-z]{2,}),? \(?\d{1,3} ?-?(?:y\.?o\b|y/o|yrs?\b|years?\b|[FM]\b)")
_DEGREES: Final = re.compile(r"\d ?\u00b0?\Z")  # `4.1 C. Seal 880417`
_FEASTS: Final = frozenset(
    "christmas thanksgiving halloween hanukkah ramadan kwanzaa juneteenth passover diwali".split()
)
_HYPHENED: Final = re.compile(r"[A-Z]-[a-z]{2,}")  # `Z-pak`, `K-wire`
_LETTERS: Final = re.compile(r"(?:[A-Z]\.){2,4}")  # `S.S.N.`
_LATIN: Final = re.compile(r"(?:\W?\W?)(?:e\.? ?g|i\.? ?e)\.")
_JOINED: Final = re.compile(r"[-'](?P<n>[A-Z\u00c0-\u00de][a-z\u00df-\u024f]{2,})")


_GAP: Final = re.compile(r" {2,}|\n\s*\n|[:;|]| \((?![^)\n]{1,30}\))")
_PLAIN_GAPS: Final = ("  ", "\n", ":", ";", "|", " (")  # what every gap begins with


def _runs(document: Document, finding: Finding) -> list[tuple[int, int]]:
    """Return a finding's stretches without wide gaps: a column's edge or an empty line parts two things."""
    text = document.norm[finding.start : finding.end]
    if not any(gap in text for gap in _PLAIN_GAPS):
        return [(finding.start, finding.end)]
    runs = []
    at = finding.start
    for gap in _GAP.finditer(text):
        runs.append((at, finding.start + gap.start()))
        at = finding.start + gap.end()
    runs.append((at, finding.end))
    return [(start, end) for start, end in runs if end > start]


def _trim_name(document: Document, finding: Finding, begin: int, stop: int) -> Finding | None:
    """Cut vocabulary off both ends of a proposed name; none when nothing is left."""
    norm, low = document.norm, document.low
    words = [(m.start(), m.end()) for m in _WORD.finditer(norm, begin, stop)]
    if (
        low[begin:stop] in _FEASTS
        or _HYPHENED.fullmatch(norm, begin, stop)
        or (_LETTERS.fullmatch(norm, begin, stop) and low[begin:stop].replace(".", "") in NOT_NAMES)
    ):
        return None
    if words and low[words[0][0] : words[0][1]] in {"c", "f"} and _DEGREES.search(low, max(0, begin - 3), begin):
        begin, words = words[0][1] + 1, words[1:]
    latin = _LATIN.match(low, max(0, begin - 2)) if low.startswith(("g.", "e.", "i."), begin) else None
    if latin is not None:
        words = [word for word in words if word[0] >= latin.end()]  # `e.g. Williams`
        begin = words[0][0] if words else begin
    if len(words) == 2 and low[slice(*words[0])] == "lang" and lexicon.flags(low[slice(*words[1])]) & Is.PEOPLE:
        return None  # `Lang Tigrinya`
    scanned = any(c.isdigit() for c in norm[begin:stop])
    keep = [name_word(document, start, end, finding.score) for start, end in words]
    if len(words) > 1 and not all(keep) and full_name(document, words, finding.score):
        keep = [True] * len(words)
    for number in range(1, len(words)):
        # one part of a joined name vouches for the other: `Seo-yeon`, `Smith-Jones`
        if norm[words[number - 1][1] : words[number][0]] in {"-", "'"} and (keep[number - 1] or keep[number]):
            keep[number - 1] = keep[number] = not any(
                lexicon.flags(low[s:e]) & (Is.CLINICAL | Is.DRUG) and not lexicon.flags(low[s:e]) & BORNE
                for s, e in words[number - 1 : number + 1]
            )
    for number, (start, end) in enumerate(words):
        # a borne word beside a kept one is the rest of the name: `Joy Pain`, `Skyla Dunmore`
        beside = any(
            keep[other] and other >= 0 and " " in norm[min(end, words[other][1]) : max(start, words[other][0])]
            for other in (number - 1, number + 1)
            if 0 <= other < len(words)
        )
        if not keep[number] and beside and norm[start].isupper() and norm[start + 1 : end].islower():
            found = lexicon.flags(low[start:end])
            never = Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR | Is.RELATION | Is.TITLE | Is.FACILITY
            never |= 0 if found & BORNE else Is.PEOPLE | Is.MAKE
            if low[start:end] in ROLES and not found & Is.GIVEN:
                continue
            leads = number + 1 < len(words) and keep[number + 1] and not (number and keep[number - 1])
            word_only = found & Is.ENGLISH and (found & Is.CLINICAL or (leads and not found & BORNE))
            trusted = finding.score >= SURE and not word_only
            keep[number] = (bool(found & BORNE) or trusted) and not found & never
    if all(low[s:e] in PARTICLES for s, e in words):
        return None
    if not any(keep) or (
        not any(ok and end - start > 1 for ok, (start, end) in zip(keep, words, strict=True))
        and not (finding.score >= SURE and "." in norm[begin : stop + 1])
    ):
        return None
    if not document.upper and not document.lower and any(norm[s + 1 : e].islower() for s, e in words):
        # an abbreviation before a name announces it: `MFM Iqbal`, `AMHP Rhys`
        while len(keep) > 1 and _shouted(norm, low, *words[0]):
            words, keep = words[1:], keep[1:]
        while len(keep) > 1 and words[-1][1] - words[-1][0] > 2 and _shouted(norm, low, *words[-1]):
            words, keep = words[:-1], keep[:-1]
            stop = words[-1][1]
        if not any(keep):
            return None
        begin = words[0][0] if words[0][0] > begin and len(words) < len(_WORD.findall(norm, begin, stop)) else begin
    if not document.upper:
        while len(keep) > 1 and _label(norm, low, words):
            words, keep = words[1:], keep[1:]
            begin = words[0][0]
        if not any(keep):
            return None
    first, last = keep.index(True), len(keep) - 1 - keep[::-1].index(True)
    while (
        first < last
        and low[words[first][0] : words[first][1]] in {"of", "e", "y", "a", "o"}
        and norm[words[first][1]] != "'"
        and not (norm[words[first][1]] == "." and norm[words[first][0]].isupper())
    ):
        first += 1
    start = _with_particles(document, words[first][0] if first else begin)
    end = words[last][1] if last < len(words) - 1 else stop
    flags = [lexicon.flags(low[s:e]) for s, e in words[first : last + 1] if e - s > 1]
    initial = _INITIAL.match(norm, end)
    if initial is not None and len(flags) == 1 and flags[0] & Is.GIVEN:
        end = initial.end()
    aged = _AGED.match(norm, end)
    if aged is not None and len(flags) == 1 and flags[0] & Is.GIVEN:
        end = aged.end("n")
    joined = _JOINED.match(norm, end)
    if (
        joined is not None
        and not document.upper
        and not lexicon.flags(joined["n"].lower()) & (Is.CLINICAL | Is.ENGLISH | Is.DRUG)
    ):
        end = joined.end()
    if (
        document.lower
        and norm[max(0, start - 2) : start].strip(" .").isalpha()
        and norm[max(0, start - 3) : start - 2] in {"", " ", "\n"}
    ):
        start -= 2
    if not scanned and _doubtful(document, start, end, flags, finding.score):
        return None
    return _cut(finding, start, end)


_LEADING: Final = re.compile(
    r"(?<![\w'-])(?:(?:de la|de los|de las|van der|van den|von der|de|del|della|van|von|la|dos|da|di|el|bin|ibn|al) )\Z"
)


def _with_particles(document: Document, start: int) -> int:
    """Return where a name begins once the particles before it are taken in."""
    match = _LEADING.search(document.low[max(0, start - 8) : start])
    if match is None or (document.norm[start].islower() and not document.lower):
        return start
    return start - len(match[0])


def _shouted(norm: str, low: str, start: int, end: int) -> bool:
    """Whether a word is an abbreviation in capitals that no one bears."""
    return norm[start:end].isupper() and 1 < end - start < _ABBREVIATION and not lexicon.flags(low[start:end]) & BORNE


def _label(norm: str, low: str, words: list[tuple[int, int]]) -> bool:
    """Whether the first word only labels a name in capitals: `Maiden TULLY`, `Recipient FORD-HALE`."""
    (start, end), (after, stop) = words[0], words[1]
    return (
        norm[start:end].istitle()
        and norm[after:stop].isupper()
        and stop - after > _SHORT
        and norm[end:after] == " "
        and bool(lexicon.flags(low[start:end]) & Is.ENGLISH)
        and not lexicon.flags(low[start:end]) & Is.GIVEN
    )


_OPENS: Final = re.compile(r"(?:[.!?;] |\n)\Z")
_OPENING: Final = 0.75


def _doubtful(document: Document, start: int, end: int, flags: list[int], score: float) -> bool:
    """Whether a name that only the trained recognizer proposes is more likely a thing."""
    norm, low = document.norm, document.low
    mixed = not document.upper and not document.lower
    if (
        flags
        and all(f & (Is.EPONYM | Is.CLINICAL | Is.DRUG) for f in flags)
        and not (len(flags) > 1 and flags[0] & Is.GIVEN and not flags[0] & (Is.ENGLISH | Is.EPONYM))
        and (propagate.is_thing(document, end) or (score < SURER and not all(f & Is.GIVEN for f in flags)))
    ):
        return True
    if mixed and flags and all(f & Is.ENGLISH for f in flags) and _OPENS.search(norm, max(0, start - 3), start):
        # where a capital says nothing: `Free; coffee`, `Rock Steady boxing`
        alone = len(flags) == 1 and not flags[0] & Is.GIVEN and norm[end : end + 1] in {";", "."}
        if alone or (len(flags) > 1 and score < _OPENING):
            return True
    if len(flags) != 1 or (re.search(r"(?<![A-Za-z])[A-Z]\b", norm[start:end]) is not None and score >= 0.6):
        return False
    found, exact = flags[0], norm[start:end]
    if mixed and exact.islower() and end - start < 4:
        return False  # a typist's mark: where it stands was asked before
    given = found & Is.GIVEN and not found & Is.ENGLISH
    if score >= DISTRUSTED and signs(document, start, end):
        return False
    if score >= _SIGNED and exact.isupper() and 1 < end - start <= _SHORT and not found & ~(BORNE | Is.STATE):
        return False
    if document.upper and end - start <= _SHORT and (not found & BORNE or (end - start < _SHORT and score < SURE)):
        return True
    if mixed and exact.isupper() and end - start <= _ABBREVIATION and score < _CAPITALS:
        return True
    if (_MEASURE.match(low, end) or low[end : end + 1] in {":", "#"} or low[end : end + 2] in {" #", " :"}) and not (
        given and end - start > 2
    ):
        return not found & BORNE or end - start < 4 or _MEASURE.match(low, end) is not None
    if re.match(r"['\"]? \d", low[end : end + 3]) and not found & Is.GIVEN:
        return score < SURER
    if given:
        return score < SURE / 2
    if low[end : end + 1] == ":" and found & Is.ENGLISH and score < SURE:
        return True  # `Maiden: `, `Sons: `
    if found & Is.SURNAME and not found & (Is.ENGLISH | Is.EPONYM | Is.CLINICAL):
        return score < _BORNE_ENOUGH
    if mixed and not found & (Is.EPONYM | Is.CLINICAL | Is.COMMON) and _COMPANY.search(low, max(0, start - 12), start):
        return score < _IN_COMPANY
    if (
        mixed
        and exact[0].isupper()
        and exact[1:].islower()
        and not found & (THINGS & ~Is.ENGLISH | Is.EPONYM | Is.COMMON)
    ):
        return score < _UNKNOWN_ENOUGH
    return score < (SURER if found & (Is.EPONYM | Is.CLINICAL | Is.ENGLISH) and not found & Is.GIVEN else 0.88)


_VARIANT: Final = re.compile(r"[cgmnpr]\.[\w*(]")


def _believable(document: Document, start: int, end: int) -> bool:
    """Whether what the recognizer is sure of holds a word that no vocabulary claims."""
    for match in _WORD.finditer(document.norm, start, end):
        word = match[0]
        found = lexicon.flags(word.lower())
        mixed = not document.upper and not document.lower
        shouted = (
            not document.lower
            and word.isupper()
            and len(word) <= (_ABBREVIATION if mixed else _SHORT)
            and (len(word) <= _SHORT or not found & BORNE)
        )
        torn = mixed and not word.isupper() and not word[1:].islower() and not word.startswith(CAMEL)
        if (
            len(word) > 1
            and (word[0].isupper() or not mixed)
            and not found & (_CLAIMED & ~(Is.ENGLISH if found & BORNE and word[0].isupper() else 0))
            and not shouted
            and not torn
        ):
            return word.lower() not in NOT_NAMES
    return False


_CLAIMED: Final = THINGS | Is.EPONYM | Is.MAKE | Is.PEOPLE | Is.COMMON | Is.CALENDAR


def _cut(finding: Finding, start: int, end: int) -> Finding:
    """Return a finding with the offsets given."""
    if (start, end) == (finding.start, finding.end):
        return finding
    return Finding(start, end, finding.kind, finding.score, finding.recognizer)


_LINK: Final = re.compile(r"(?:https?://|\bwww\.)[^\s\"'<>]+")


def refine(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    """Return the trained recognizer's findings without vocabulary, trimmed to the words that can be names or places."""
    kept = []
    links = (
        [match.span() for match in _LINK.finditer(document.norm)]
        if "://" in document.norm or "www." in document.norm
        else []
    )
    for finding in joined(document, findings):
        if any(start <= finding.start < end for start, end in links):
            continue  # what a link tells is `recognizers.online`'s to say
        if finding.label is not Label.ORG and is_pair(document, finding):
            continue
        if finding.label is Label.NAME and (
            _VARIANT.match(document.norm, finding.start) or _VARIANT.match(document.norm, max(0, finding.start - 1))
        ):
            continue
        for start, end in _runs(document, finding):
            if finding.label is Label.NAME:
                made = _trim_name(document, finding, start, end)
            elif finding.label in (Label.LOCATION, Label.ORG):
                made = allow_places.trim(document, finding, start, end)
                # a street of one word that people bear and no place does has no number
                word = document.low[start:end]
                street = finding.kind is DataKind.STREET and not lexicon.flags(word) & Is.PLACE
                person = lexicon.borne(word) and (made is None or street)
                small = document.norm[start].islower() and not document.lower
                if person and not small and finding.score >= 0.6:
                    made = Finding(start, end, DataKind.FULL_NAME, finding.score, finding.recognizer)
            else:
                made = _cut(finding, start, end)
            if made is None and finding.label is Label.NAME and finding.score >= SURE:
                made = _cut(finding, start, end)
                made = made if _believable(document, start, end) else None
            if made is not None and not names_a_thing(document, made):
                kept.append(made)
    return kept

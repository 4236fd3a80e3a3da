"""Dates written in words: months, weekdays, holidays, spoken dates, a day of an unnamed month (`the 20th`).

Over 250 lines: the parts of one grammar, most of them patterns that share their pieces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.calendar_words import FULL_WEEKDAYS, HOLIDAYS, MONTHS, PLAIN_MONTHS, SHORT_WEEKDAYS
from safeharbor.detect.recognizers import dates_around
from safeharbor.detect.recognizers.date_parts import counts
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "date"

_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
_NTH: Final = r"(?:st|nd|rd|th)"
_YEAR: Final = rf"(?:(?:18|19|20)\d\d(?!\d)|'\d\d(?!\d)|{spoken.YEAR}\b)"
_TIME: Final = r"(?:(?:,? |@)\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?)?"
_AFTER: Final = re.compile(
    rf"\.?(?:"
    rf"(?:(?:,? ?(?:the )?|-){_DAY}{_NTH}?(?![\d/%:.]\d|\d|[a-z]|%| ?(?:mg|mcg|ml|units?|tabs?|times|x|days?|weeks?|wks?|months?|hrs?|hours?)\b)"
    rf"|[ -](?:the )?(?:{spoken.ORDINAL}|(?:thirty[ -]one|thirty|twenty(?:[ -]{spoken.UNIT})?|{spoken.TEEN}|{spoken.UNIT}))\b)"
    rf"(?:(?: ?,? ?(?:de |of |del )?|-|, )(?:{_YEAR}|\d\d(?=[\s,.;)]|$)(?<=[ -]\d\d)(?<=\d[-]\d\d)))?{_TIME}"
    rf"|[ \n/-](?:of |de |del )?(?:{_YEAR}))"
)
_BEFORE: Final = re.compile(
    rf"(?:\b(?P<day>{_DAY}){_NTH}?(?: of|-| de|/)?[ -]?|\b(?:the )?(?P<word>{spoken.ORDINAL})(?: of)? |(?P<solid>(?<!\d)[0-3]\d))$"
)
_BEFORE_RANGE: Final = re.compile(rf"(?<![\d/.-])(?:{_DAY}){_NTH}?(?:-| to | - | and | & ){_DAY}{_NTH}?[ -]$")
_DAY_YEAR: Final = re.compile(rf"\.?[ -]?(?:,? ?(?:de |del |of )?)(?:{_YEAR}|\d\d(?!\d|[/:.]\d))?{_TIME}")
_TAIL: Final = re.compile(
    rf" ?(?:-|to|thru|through|and|&) ?(?P<d>{_DAY}){_NTH}?(?![\d/%:.]\d|\d|[a-z])(?:,? (?:19|20)\d\d)?"
)
_CUE: Final = re.compile(
    r"\b(?:in|since|until|till?|last|next|early|late|mid|by|of|this|through|thru|from|during|before|after|around|each|every|"
    r"en|desde|hasta|del?|mid-|early-|late-|end of|beginning of|start of|back in|for|due|exp|to|between|rtc|f/u|sched(?:uled)?|again)[ \n-]$"
)
_MODAL: Final = re.compile(
    r"\s(?:be|have|not|need|also|well|he|she|it|they|we|i|you|repeat|take|use|resume|return|start|stop|still|require|consider|want|go|get|"
    r"try|increase|decrease|discharge|shower|eat|drink|drive|call|give|continue|cause|benefit|come|even|or)\b"
)
_PERSON: Final = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|doctor|sister|brother|wife|husband|mother|father|son|daughter|dtr|aunt|uncle|niece|nephew|cousin|friend|"
    r"partner|named|dear|hi|hello|nurse|patient|pt|name|rn|ex|girlfriend|boyfriend|mom|dad|gma|grandma)[.:]?,? $"
)
_WEEKDAY_DATE: Final = re.compile(
    rf",? (?:the )?{_DAY}{_NTH}(?![a-z])|,? {_DAY}(?:/\d{{1,2}}(?:/(?:\d{{4}}|\d\d))?|[.-]\d{{1,2}}[.-](?:\d{{4}}|\d\d))(?![\d/])"
    r"|(?:,|\s|, )(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d)"
)
_NOT_DAY: Final = re.compile(r"(?:\bo2 ?|\bspo2 ?|\bsao2 ?|\broom air ?|\bpulse ox ?|\bvenous ?|\barterial ?|\bthe )$")
_NOT_AFTER_DAY: Final = re.compile(
    r"\s?(?::\s{0,3}(?:[89]\d|100)\b|: ?(?:spf|protect|avoid|hat)|\d{2,3} ?%|%|[<>=\u2265\u2264]|~(?! ?(?:[0-2]\d[0-5]\d|\d{1,2}(?::\d\d)? ?[ap]m?)\b)|(?:[89]\d|100)\b|(?:under|over|above|below|less|greater|more) (?:than )?\d|\bon\b|up\b|down\b|in\b|at\b|exposure|screen|burn|block|damage|hat\b|probe|dressing|to dry|prep|bed\b|mount|ok\b|okay|stable|well\b|good|low\b|high|was\b|were\b|is\b|goal|drop|adequate|wnl|improv)"
)
# what is named after a day: `teaches Sunday school`
_NAMED_AFTER_DAY: Final = re.compile(r" (?:school|best\b|driver|paper|funnies|night football|night live)")
_LEAVES: Final = re.compile(
    r"\b(?:home|dc|d/c|dced|back|here|leaves|leaving|clinic|cath|surgery|or|visit|appt|until|arriving|coming|goes|going) $"
)
_SHINES: Final = re.compile(
    r"\b(?:away|protect|protected|protection|shield|shielded|out|burns?|heat|light) (?:from|of) $"
)
_WHEN: Final = re.compile(r"\?| (?:night|nite|morning|afternoon|evening|eve|noon|am|pm|a\.m|p\.m)\b")
_FRENCH: Final = re.compile(
    r" (?:dieu|ami|amie|mari|fils|cher|p\u00e8re|fr\u00e8re|docteur|c\u0153ur|coeur|m\u00e9decin)\b"
)
_NTH_CUE: Final = Anchored(
    "tomorrow today yesterday on by until till til since from before after for thru through of and el next this tue tues wed weds thur thurs mon fri sat sun le",
    rf"\b(?:tomorrow|today|yesterday|on|by|until|till?|since|from|before|after|for|thru|through|of|and|el|next|this|tues?|weds?|thurs?|mon|fri|sat|sun|le) (?:the )?"
    rf"(?P<n>{_DAY}{_NTH}|{spoken.ORDINAL})\b",
)
_OF_MONTH: Final = re.compile(
    rf"\b(?P<n>{_DAY}{_NTH}|{spoken.ORDINAL})(?= of (?:this|last|next|the|that|each|every) (?:following |same |previous )?month)"
)
_SEASON: Final = Anchored(
    "spring summer fall autumn winter", r"\b(?:spring|summer|fall|autumn|winter)(?: of|,)? (?:(?:19|20)\d\d|'\d\d)\b"
)
# autumn and a tumble are one word here: only `early fall` is the season
_NEAR_SEASON: Final = Anchored(
    "spring summer autumn winter fall",
    r"(?:spring|summer|autumn|winter|(?<=early )fall|(?<=mid-)fall)(?! (?:water|break|fever|cold|camp|school|flu|semester|of (?:19|20)|(?:19|20)\d\d)|\w)",
)
_SEASON_CUE: Final = re.compile(
    r"\b(?:last|this|past|previous|next|early|late|mid|since|since the|until|until the|that) \Z|\bmid-\Z"
)
_SPOKEN: Final = Anchored(
    "birth dob born birthday visit consult admission discharge service surgery operation procedure today",
    rf"(?:birth|dob|born(?: on)?|birthday|visit|consult|admission|discharge|service|surgery|operation|procedure|today)(?: is| was|:)? "
    rf"(?P<d>{spoken.SMALL}[ -](?:{spoken.SMALL}|oh[ -]{spoken.UNIT})[ -](?:{spoken.YEAR}|{spoken.SMALL}(?:[ -]{spoken.UNIT})?))\b",
)
_HOLIDAY_HEADS: Final = {phrase.split()[0].split("'")[0].split("-")[0].rstrip(".") for phrase in HOLIDAYS}
_OF_TIME: Final = frozenset({*MONTHS, *FULL_WEEKDAYS, *SHORT_WEEKDAYS, *_HOLIDAY_HEADS})
_HOLIDAY: Final = re.compile(
    "(?:"
    + "|".join(re.escape(h).replace("\\ ", " {1,2}") for h in sorted(HOLIDAYS, key=len, reverse=True))
    + r")(?:,? (?:19|20)\d\d)?(?!\w)(?! (?:factor|disease|tree|cactus|fund|seal)\b)"
)
# Korean, Chinese and Japanese: `5\uc6d4 14\uc77c`, `2024\u5e745\u670814\u65e5`
_EASTERN: Final = re.compile(
    r"(?:(?:19|20)\d\d ?[\ub144\u5e74] ?)?(?:1[0-2]|0?[1-9]) ?[\uc6d4\u6708] ?(?:(?:3[01]|[12]\d|0?[1-9]) ?[\uc77c\u65e5\u53f7\u865f])?"
)
_NEAR_HOLIDAY: Final = re.compile(
    " (?:before|after|following|preceding) (?:"
    + "|".join(re.escape(h).replace("\\ ", " {1,2}") for h in sorted(HOLIDAYS, key=len, reverse=True))
    + r")(?!\w)"
)
_CAPITAL_HOLIDAYS: Final = frozenset("lent tet holi epiphany".split())


_FROM_MONTH: Final = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:-| - |/| to | thru | through )\Z"
)
_IN_SPANISH: Final = re.compile(r"\b(?:en|de|del|desde|hasta|el|este|para|mes de|y|a) \Z")
_YEARED: Final = re.compile(r",?[ -](?:del? )?(?:19|20)\d\d(?!\d)")
_HEADING: Final = re.compile(r": [a-z0-9]")
_PLAIN_NTH: Final = Anchored(
    "the",
    rf"\bthe (?P<n>{_DAY}{_NTH})(?=\s?[,.;)\n]|\s*$|\s(?:with|at|for|and|or|to|he|she|they|we|i|dr)\b| [a-z]{{2,3}}:)",
)


def _month(document: Document, start: int, end: int, word: str) -> tuple[int, int, float] | None:
    """Return the span of the date a month's name stands in, or none when it is a verb, a name or an abbreviation."""
    norm, low = document.norm, document.low
    left = low[max(0, start - 28) : start]
    capital = norm[start].isupper()
    if word == "mayo" and capital and not (_IN_SPANISH.search(left) or _YEARED.match(low, end)):
        return None  # Mayo's stand, scissors, clinic
    after = _AFTER.match(low, end)
    before = _BEFORE_RANGE.search(left) or _BEFORE.search(left)
    if before is not None and re.search(
        r"[\d/.]\Z|\d-\Z|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? \Z",
        left[: before.start()],
    ):
        before = None
    if word == "may" and norm[start].islower() and not document.lower and _MODAL.match(low, end):
        before = None  # `a child on the 5th may be healthy`
    if before is not None:
        at = start - (len(left) - before.start())
        tail = _DAY_YEAR.match(low, end)
        stop = (
            tail.end()
            if tail is not None and tail.end() > end and re.search(r"\d|[a-z]{3}", low[end : tail.end()])
            else end
        )
        if before.group(0).strip() and not (
            word in {"mar", "dec", "may"}
            and stop == end
            and not capital
            and not re.search(r"\bon (?:the )?$", left[: before.start()])
            and left.endswith(" ")
        ):
            return at, stop, 0.9
    if (
        after is not None
        and after.end() > end + 1
        and not (before is None and word == "may" and not capital and document.lower is False)
    ):
        stop = after.end()
        tail = _TAIL.match(low, stop)
        if tail is not None and not re.match(
            r" ?(?:mg|ml|%|days?|weeks?|wks?|units?|x\b)", low[tail.end() : tail.end() + 8]
        ):
            stop = tail.end()
        return start, stop, 0.9
    range_end = re.match(
        r" ?(?:-|to|/) ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b", low[end : end + 14]
    )
    if range_end is not None:
        return start, end, 0.8
    if capital and _HEADING.match(low, end) and not left.rsplit("\n", 1)[-1].strip(" -*"):
        return start, end, 0.6
    if capital and _FROM_MONTH.search(left):
        return start, end, 0.7
    full = len(word) > 3
    cue = _CUE.search(left) is not None
    if word in {"may", "march", "mar", "dec", "sep", "oct", "jan", "apr", "jun", "mai", "mei"}:
        firm = (
            re.search(r"\b(?:in|since|until|till?|last|next|early|late|mid|during|from|before|after)[ -]$", left)
            is not None
        )
        plausible = cue and (capital or document.lower) and (firm or not _MODAL.match(low, end))
        if word in {"mar", "dec", "oct", "sep"}:
            plausible = plausible and capital and not norm[start:end].isupper()
        return (start, end, 0.7) if plausible else None
    if _PERSON.search(left):
        return None
    if word in {"april", "june", "august", "avril", "augustus"}:
        return (start, end, 0.6) if cue else None
    if word == "mayo" and not _IN_SPANISH.search(left):
        return None
    if word in PLAIN_MONTHS and full:
        foreign = not word.endswith("ber") and word not in {"january", "february", "july", "mayo"}
        return (start, end, 0.85) if capital or document.lower or cue or foreign else None
    if (
        word in {"feb", "aug", "sept", "nov", "jul", "apr"}
        and capital
        and not document.upper
        and norm[start + 1].islower()
    ):
        return start, end, 0.6
    return (start, end, 0.6) if (cue and (capital or document.lower)) or word == "sept" else None


def no_day(low: str, start: int, end: int) -> bool:
    """Whether a day's name is a saturation, sunshine or part of another name: `sat 89`, `Sunday school`."""
    if _NAMED_AFTER_DAY.match(low, end):
        return True
    left = low[max(0, start - 16) : start]
    return low[start:end] in {"sat", "sun"} and (
        _NOT_DAY.search(left) is not None
        or (
            _NOT_AFTER_DAY.match(low, end) is not None
            and re.search(r"\b(?:on|last|next|this|until|since|by) $", left) is None
        )
    )


def _weekday(document: Document, start: int, end: int, word: str) -> tuple[int, int, float] | None:
    low = document.low
    left = low[max(0, start - 16) : start]
    capital = document.norm[start].isupper()
    stop = end
    if low.startswith(".", end) and word in SHORT_WEEKDAYS and re.match(r"\.,? [a-z0-9]", low[end : end + 4]):
        stop = end + 1
    if re.match(
        r",? (?:the )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d|,? \d{1,2} (?:de |of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)",
        low[stop : stop + 22],
    ):
        return start, stop, 0.9
    if word in {"tues", "thurs", "thur", "weds", "tue", "thu"} and not re.match(
        r",? (?:the )?\d{1,2}(?!\d)", low[stop : stop + 8]
    ):
        return start, stop, 0.8
    if word in {
        "lunes",
        "martes",
        "miércoles",
        "miercoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "lundi",
        "jeudi",
        "vendredi",
        "samedi",
    }:
        spanish = re.match(r" \d{1,2}(?![\d/:.])", low[end : end + 4])
        return start, end + (spanish.end() if spanish else 0), 0.85
    joined = _WEEKDAY_DATE.match(low, stop)
    if joined is not None and re.search(r"\d", joined[0]) and not low.startswith("%", joined.end()):
        return start, joined.end(), 0.9
    if word in FULL_WEEKDAYS:
        if no_day(low, start, end):
            return None
        if word in {"domingo", "sabado", "dimanche", "mardi"} and capital:
            return None
        return start, end, 0.9
    if no_day(low, start, end):
        return None
    told = (
        word in {"sat", "sun"}
        and document.upper
        and re.search(r"\b(?:on|last|next|this|until|since|by) $", left) is None
    )
    if capital and not told and not (document.norm[start:end].isupper() and not document.upper):
        return start, end, 0.7
    if re.match(r" ?[-/&] ?(?:mon|tues?|weds?|thu|thurs?|fri|sat|sun)\b", low[end : end + 8]):
        return start, end, 0.7
    if word == "mon" and not capital and _FRENCH.match(low, end):
        return None
    if word in {"sat", "sun", "mon", "wed", "fri"} and _WHEN.match(low, end):
        return start, end, 0.6
    if word in {"fri", "wed", "mon"} and not document.norm[start:end].isupper():
        return start, end, 0.55
    if document.lower and _LEAVES.search(left) and re.match(r" ?(?:[,.;)\n]|\Z)", low[end : end + 2]):
        return start, end, 0.6
    if word == "sun" and _SHINES.search(left):
        return None
    cue = re.search(
        r"(?:\b(?:on|last|next|this|until|till?|since|by|from|of|bm|every|q|through|thru|and|come|up|appt|again|f/u|recheck)|[-/,(&]) ?$",
        left,
    )
    if cue and not (word in {"sat", "sun", "wed", "mon"} and re.search(r"\band $", left)):
        return start, end, 0.6
    return None


def find(document: Document) -> Iterator[Finding]:
    """Yield dates in words."""
    low = document.low
    for start, end, word in document.words:
        if word not in _OF_TIME and not word.startswith("mid"):
            continue
        made: tuple[int, int, float] | None = None
        if word in MONTHS:
            made = _month(document, start, end, word)
        elif word in FULL_WEEKDAYS or word in SHORT_WEEKDAYS:
            made = _weekday(document, start, end, word)
        elif len(word) > 5 and word[:3].isascii() and word[3:] in MONTHS and word[:3] == "mid":
            made = (start, end, 0.7)
        if made is not None:
            begin, stop, score = made
            if low[max(0, begin - 4) : begin] in {"mid-", "mid "}:
                begin -= 4
            birth = re.search(
                r"\b(?:dob|birth|born|b\.|birthday|birthdate)[ :=#-]{0,4}(?:on )?$", low[max(0, begin - 18) : begin]
            )
            yield Finding(begin, stop, DataKind.BIRTH_DATE if birth else DataKind.DATE, score, NAME)
        if made is not None and word in FULL_WEEKDAYS and (eve := _NEAR_HOLIDAY.match(low, end)) is not None:
            yield Finding(start, eve.end(), DataKind.DATE, 0.9, NAME)
        if word in _HOLIDAY_HEADS:
            holiday = _HOLIDAY.match(low, start)
            if holiday is not None and not (
                holiday[0] in _CAPITAL_HOLIDAYS
                and (not document.norm[start : start + 2].istitle() or low.startswith("-", holiday.end()))
            ):
                yield Finding(start, holiday.end(), DataKind.DATE, 0.85, NAME)
    for match in _NTH_CUE.finditer(document, low):
        worded = match["n"].isalpha()
        follows = low[match.end() : match.end() + 16]
        if counts(low, match.start("n"), match.end("n")) or (
            worded and not re.match(r"\s?[,.;)]|\s(?:he|she|they|the|i|we|at|for|and|with)\b", follows)
        ):
            continue
        if worded and not re.search(r"\b(?:on|until|since|by) the ", match[0]):
            continue
        yield Finding(match.start("n"), match.end("n"), DataKind.DATE, 0.6, NAME)
    for match in _PLAIN_NTH.finditer(document, low):
        if not counts(low, match.start("n"), match.end("n")):
            yield Finding(*match.span("n"), DataKind.DATE, 0.6, NAME)
    for match in _OF_MONTH.finditer(low) if "month" in document.vocabulary else ():
        yield Finding(*match.span("n"), DataKind.DATE, 0.75, NAME)
    for match in _EASTERN.finditer(document.norm) if "\u6708" in document.norm or "\uc6d4" in document.norm else ():
        yield Finding(*match.span(), DataKind.DATE, 0.95, NAME)
    for match in _SEASON.finditer(document, low):
        yield Finding(*match.span(), DataKind.DATE, 0.8, NAME)
    for match in _NEAR_SEASON.finditer(document, low):
        if _SEASON_CUE.search(low, max(0, match.start() - 12), match.start()):
            yield Finding(*match.span(), DataKind.DATE, 0.7, NAME)
    yield from dates_around.find(document)
    for match in _SPOKEN.finditer(document, low):
        yield Finding(*match.span("d"), DataKind.DATE, 0.8, NAME)

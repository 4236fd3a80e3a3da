"""A month and a day without a year, `3/14` or `3-14`, told from ratios, scores, doses and spans.

They look like a ratio (`3/4`), a score (`7/10`) or a dose: the words around them decide, then the other dates they are
listed with and the months of those, then how usual the second number is as a denominator.

Over 250 lines: one judgement, most of it the words that speak for and against a day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Shaped
from safeharbor.detect.calendar_words import MONTHS, PLAIN_MONTHS
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers.date_parts import CUE, DAYS, figures, is_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

_SHORT: Final = Shaped(
    ("0/0",), r"\d(?<![^\W_].)(?<!\d[.:].)(?<![/=<>+^-].)\d?/\d{1,2}(?![\w/%^]|[.:]\d|\.\w)", reach=1
)
_SHORT_DASHED: Final = Shaped(("0-0",), r"\d(?<![\w/.:=<>+~^-].)\d?-\d{1,2}(?![\w/%^-]|[.:]\d|\.\w)", reach=1)
RANGE: Final = Shaped(
    ("0/0",),
    r"\d(?<![\w/.:=<>+~^-].)\d?/\d{1,2}(?P<dash> ?->? ?| to | thru | through |, ?| & | and )(?P<second>\d{1,2}/\d{1,2})(?P<year>/(?:20|19)?\d\d)?(?![\w/%^]|[.:]\d|\.\w)",
    reach=1,
)
_DAYS_RANGE: Final = Shaped(
    ("0/0-0", "0/00-0"), r"\d(?<![\w/.:=<>+~^-].)\d?/\d{1,2}-(?P<last>\d{1,2})(?![\w/%^-]|[.:]\d)", reach=1
)
_WEAK: Final = re.compile(r"(?:\b(?:for|of|day|at|and|to|then)[ :.,(@#-]{1,3}|[({;]|,\s?|: ?)$")
SCALE: Final = re.compile(
    r"\b(?:odds|rays?|mtp|pip|dip|mcp|i:e|nyha|ceap|satisfaction|lns?|sln|schirmers?|upper|lower|distal|proximal|middle|neuro|silt|nvi|histamine|saline|peanut|egg|cat|dog|dust mite|mite|milk|soy|wheat|mold|ragweed|wheal|flare|pain|score|scored|scores|scale|strength|motor|reflex(?:es)?|dtrs?|grip|bp|va|vision|acuity|apgars?|gcs|murmur|grade|gr|phq(?:-\d)?|moca|"
    r"mmse|mini-cog|slums|cage|audit|gad(?:-\d)?|ros|stage|class|level|severity|sx|symptoms?|tandem|digits?|monofilament|monofil|pulses?|"
    r"dose|doses|tab|tabs|take|half|ratio|teach-?back|demo|steps|trials?|reps?|sets?|wt|cervix|sve|station|braden|norton|tinetti|"
    r"beighton|vanderbilt|scat\d?|scared|aims|centor|epworth|stop-?bang|ballard|silverman|oucher|mayo|hunt|marshall|berg|morse|rass|cincinnati|mallampati|nottingham|bipap|cpap|mp|asa|effort|insight|orientation|oriented|priority|visit|session|page|pages|"
    r"phase|part|item|no|number|cycle|pod|hd|dol|step|criteria|cores?|nodes?|ribs?|out|controls?|mrs|nihss|"
    r"ef|fio2|i/o|cdr|adl|adls|iadl|iadls|fast|eyes?|od|os|ou|sc|ph|sph|cyl|add|na|hgb|h/h|bishop|sofa|"
    r"goals?|met|missed|kellgren|bmi|apfel|tof|aldrete|mmt|quads?|hams?|hip|knee|shoulder|abd|ext|flex|rue|lue|rle|lle|ishihara|sat|sats|"
    r"recall|registration|attention|cows|ciwa|poss|faces|flacc|nrs|vas|rated|rates|rating|intensity|about|only|was|of|correct|answered|completed)(?:[ :=(~\[\"*,|-]|\.\.){1,5}(?:is |was |of |at |now |[lrb] )?$"
)
_UNIT: Final = re.compile(
    r"\s?(?:words\b|providers?\b|dsm\b|sirs\b|rule\b|opportunities|opps\b|dilution|needle|criterion|attempts|areas\b|lobes\b|vessels\b|limbs\b|quadrants|zones\b|compartments|involved\b|old\b|nights\b|mornings\b|evenings\b|ehl\b|fhl\b|ta\b|gs\b|gsc\b|apl\b|epl\b|fpl\b|edc\b|ed[bl]\b|intrinsics\b|delts?\b|biceps\b|triceps\b|grip\b|strength\b|mm|cm|mg|mcg|ml|meq|g\b|kg|lb|oz|%|tabs?\b|caps?\b|pills?|puffs?|strength|pain|x\b|x ?\d|hrs?\b|hours?|h\b|units?\b|u\b|inch|tsp|"
    r"tbsp|cups?|packs?|ppd|beats|syst|dias|sem\b|murmur|of\b|doses?|visits?|sessions?|weeks?|wks?|days?\b|d\b|months?|mos?\b|years?|yrs?|"
    r"correct|points?|pts\b|power|throughout|bilat|b/l|intact|symmetric|extremit|in all|on scale|recall|objects|steps?|cores?|nodes?|"
    r"bid\b|tid\b|qid\b|qd\b|qhs|prn|daily|cons\b|gpc|gnr|mssa|mrsa|groups?|glom|lesions|segments|leads|views|students|trials?|reps?\b|feeds?|meals?|teach|full\b|controls?|normal|granulation|french|fr\b|gauge|ga\b|ns\b|nss\b|saline|strip|goals?|errors|responses|items|criteria|ppl|people|bottles|flex|ext\b|\+(?!\w))"
)
_AT_TIME: Final = re.compile(
    r"\s?(?:at \d|@|\(?\d{3,4}(?:h|hrs)?(?=[ ,.;:)\n]|$)|\(?\d{1,2}:\d\d|\d{1,2} ?[ap]m\b|at (?:the |our |my )?(?:[a-z]+ )?(?:office|clinic|hospital|site|campus)|w/ dr|with dr|for (?:read|f/u|recheck|appt)|appt|visit|nocs?\b|eves?\b|noc shift|pm shift|am shift)"
)
_TREND: Final = re.compile(
    r"\b(?:down|up|improved|improving|decreased|decreasing|increased|increasing|went|dropped|reduced|worsened|better|worse|ranges?|ranging|goes|controlled|varies|fluctuates) (?:from|to|by|at|between) $"
)
# acuity and formulas: `worse than 6/18`, `5/9 * (F - 32)`
_COMPARED: Final = re.compile(
    r"\b(?:less|greater|better|worse|lower|higher|more|fewer|smaller|larger)(?: than| than or equal to| or equal to)? $"
)
_MULTIPLIED: Final = re.compile(r" ?[*\u00d7](?!\w)| x (?!\d+ ?(?:day|d\b|week|wk|month|mo\b))")
# what was measured or found on that day: `wt 9/8 71.2 kg`, `colonoscopy 5/19 normal`
_DATED_VALUE: Final = re.compile(r" \d{1,3}\.\d ?(?:kg|kgs|lbs?|%)(?!\w)| \d{2,3} ?(?:kg|kgs|lbs?)\b")
_RESULTED: Final = re.compile(r" (?:normal|neg)(?:ative)?\b")
# a score follows its abbreviation in capitals: `IDDSI 5/2`
_ABBREVIATED: Final = re.compile(
    r"(?<![\w.])(?:MDQ|YMRS|C-SSRS|CSSRS|BPRS|PANSS|HAM-?D|MADRS|BDI|BAI|PSS|ASRS|CRAFFT|MNA|MST|SPMSQ|AMT|AMTS|HOOS|KOOS|DASH|SPADI|LEFS|WOMAC|ASES|BBS|TIS|FAC|IDDSI|PSV?|[CBEI]PAP|BIPAP|APAP|SIMV|APRV|EPDS|PHQ|GAD|CAGE|AUDIT|DAST|CIWA|COWS|MAS|FIM|SLUMS|NIHSS|WFNS|ECOG|KPS|PPS|BIMS|VAS|NRS|ODI|NDI|TUG|DGI|FGA|ESS|ISI|HADS|PCL|ASQ|BPP|AFI|LL|RH|LH|MMRC|CAT|MIP|MPR|BPAP)\d? \Z"
)
_TEN: Final = 10
# a result, then its day: `INR 2.4 on 10/11, 2.1 9/20`
# the sixth of 28 days
_COUNTED: Final = re.compile(r"\b(?:day|cycle|fraction|fx|session) $")
# Apgar scores follow a birth weight
_BORN_WITH: Final = re.compile(r"\d ?(?:g|gm|kg|oz|lbs?),? $")
_FRACTIONS: Final = frozenset({2, 3, 4, 5, 10})
_RESULT: Final = re.compile(r"\d\.\d{1,2}h? $")
_NEXT_RESULT: Final = re.compile(r",? (?:then |-> ?)?\d{1,3}\.\d{1,2} (?:on )?\d{1,2}/\d")
_OUT_OF_TEN: Final = re.compile(r"(?<![\d/])(?:10|\d)/10(?![\d/])")
_TENTHS: Final = frozenset({5, 10})
_DENOMINATORS: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 24, 25, 27, 28, 30})
_FEW: Final = 12
_DASHED_LINE: Final = re.compile(r": |:\n| {2,}")
# weaker words want a day past the twelfth and a clause's end: `newborn screen sent 11-22,`
_DASHED_WEAK: Final = re.compile(
    r"\b(?:sent|coll(?:ected)?|repeat(?:ed)?|filled|refill(?:ed)?|placed|removed|signed|rec'?d|received|resulted|returned|dated|faxed|mailed|called|drawn|verified|given|done|last|prior|to|thru|through)[ :]{1,2}$"
)
# a span of tens, no day of October: `electrodes by 10-20`
# no span goes down: `TTE 12-3 no vegetation`
_TESTED: Final = re.compile(
    r"\b(?:tte|tee|echo|cxr|ct|cta|mri|mra|ekg|ecg|eeg|emg|us|egd|bx|cath|scan|colonoscopy|dexa|pet|lp|eus|ercp|bcx|ucx|cx|labs?|cbc|bmp|cmp|tsh|a1c|inr) \Z"
)
_BY_TENS: Final = re.compile(r"\bby 10-[23]0\Z")
# hours of a week: `Mon-Fri 8-5`
_OPEN: Final = re.compile(
    r"(?:\b(?:m|mon|tues?|wed|thu(?:rs)?)(?: ?- ?| to | thru )(?:f|fri|sat|sun|th|thu(?:rs)?)|\b(?:weekdays|daily|hours|open))[ :,]{1,2}\Z"
)
_THEN_CLOCK: Final = re.compile(r" (?:[01]\d|2[0-3])[0-5]\d(?![\d/.-]| ?(?:mg|ml|cc|kcal|units))")
_CLAUSE_END: Final = re.compile(r"[,.;)\n]|\s*\Z| (?:by|at|with|qty|per|w/)\b")
_DASHED_CUE: Final = re.compile(
    r"\b(?:(?:tdap|dtap|mmr|var|ipv|hib|pcv|hpv|menacwy|flu|covid|shingrix|ppsv|rsv|hep [ab])\d? ?(?:#\d)?|on|due|x-?ray|since|until|til|till|by|dated?|rtc|dos|doi|lmp|seen|next|onset|closed|opened|labs?|shift|intake|began|started|stopped|clinic|exam|appt|visit|avail|available|opening|slot|"
    r"hearing|surgery|discharged?|admitted|week of|(?:staples|sutures|stitches|drain|foley|line|cast)(?: out| in)?|np|md|rn|pa-c|do)[ :]{1,2}$"
)


def _likely(document: Document, start: int, end: int, month: int, day: int) -> bool | None:
    """Whether `m/d` is a day: yes, no, or undecided by its own words."""
    low = document.low
    left, right = low[max(0, start - 28) : start], low[end : end + 28]
    line = left.rsplit("\n", 1)[-1]
    cue = CUE.search(left) is not None
    if left.endswith(":") and not cue:
        return False
    if day == _TEN and _OUT_OF_TEN.search(low, max(0, start - 26), start):
        return False
    if (day in _TENTHS and _TREND.search(left)) or _COMPARED.search(left) or _MULTIPLIED.match(right):
        return False
    if (
        not cue
        and not document.upper
        and _ABBREVIATED.search(document.norm, max(0, start - 10), start)
        and not _AT_TIME.match(right)
    ):
        return False
    if low[start] == "0" and end - start == len("00/00"):
        return not _UNIT.match(right)
    if _DATED_VALUE.match(right):
        return True
    if not cue and (SCALE.search(line) or right.startswith(("+", " /", "'"))):
        return False
    if day > _FIFTHS and _NUMBERED_DOSE.search(left) and not _UNIT.match(right):
        return True
    if _GREW.match(right) and day > _SIXTHS and _BOTTLES.search(left) is None:
        return True  # no one draws so many bottles: `BAL 11/15 MSSA`
    if right.startswith(" of ") and month < day <= _FIFTHS:
        return False  # `ate 1/4 of lunch`
    if not cue and day <= _TEN and _after_eponym(document, start):
        return False
    if _COUNTED.search(left) and low[start] != "0":
        return False
    if month <= _TEN and day <= _TEN and not cue and _BORN_WITH.search(left):
        return False
    if _UNIT.match(right) and not (cue and (right.startswith((" x", " of")) or _RESULTED.match(right))):
        return False
    if (
        cue
        or low[start] == "0"
        or (low[start + 1] == "/" and low[start + 2] == "0")
        or low[start + 2 : start + 4] == "/0"
    ):
        return True
    opens = not line.strip(" -*\u2022|>[]") and re.match(r"\s?[:,-]|\s{2,}|\s\w|\s?[|(]", right)
    if opens and day not in {5, 10}:
        return True
    if _AT_TIME.match(right):
        return True
    if day not in _DENOMINATORS or month > day:
        return True
    if _RESULT.search(left) and not right.startswith("-") and (day not in _FRACTIONS or _NEXT_RESULT.match(right)):
        return True
    # scores out of 15 to 30 follow their own name, an abbreviation in capitals: `EPDS 12/30`
    before = re.search(r"([^\W\d_]{2,}) $", document.norm[max(0, start - 20) : start])
    if (
        day > 12
        and before is not None
        and before[1].islower()
        and not document.lower
        and re.match(r"\s?(?:[,;)\n]|\.\s|\.?$|\()", right)
    ):
        return True
    return (
        True
        if day != 10
        and re.search(r"(?<!/\d)(?<!/\d\d),\s?$|\($", line)
        and re.match(r"\s?[),;]", right)
        and _WEAK.search(line)
        and "," in right[:2]
        else None
    )


_FIFTHS: Final = 5
_NUMBERED_DOSE: Final = re.compile(r"(?<!\w)#\d{1,2}[ :]{1,2}$")  # `#2 2/10`; a finger's strength is of five
_GREW: Final = re.compile(r" (?:gpc|gnr|mssa|mrsa|e\.? ?coli|pseudomonas|klebsiella|candida|enterococc)")
_BOTTLES: Final = re.compile(r"\b(?:bottles|sets|sites|plates|swabs|samples|cores?) $")
_DONE: Final = re.compile(r"\b(?:s/p|status post|after|post|since|underwent|had|for)\b")  # `s/p Whipple 5/9`
_CAPITALISED: Final = re.compile(r"(?<![\w-])[A-Z][a-z]{3,} \Z")


def _after_eponym(document: Document, start: int) -> bool:
    """Whether what a score is named after stands right before: `Rutherford 3/5`."""
    before = _CAPITALISED.search(document.norm, max(0, start - 16), start)
    found = lexicon.flags(before[0].strip()) if before is not None else 0
    done = _DONE.search(document.low, max(0, start - 28), start)
    return bool(found & Is.EPONYM) and not found & (Is.GIVEN | Is.CALENDAR) and done is None


_IN_MONTH: Final = re.compile(
    r"\b(?:in|since|from|circa|(?:compared?|comparison) (?:with|to)|unchanged from|prior of) \Z"
)


def happened(document: Document, start: int, end: int) -> bool:
    """Whether the words before two numbers tell of an event, and no score or unit is near."""
    left = document.low[max(0, start - 28) : start]
    return (
        (CUE.search(left) is not None or _IN_MONTH.search(left) is not None)
        and SCALE.search(left.rsplit("\n", 1)[-1]) is None
        and _ABBREVIATED.search(document.norm, max(0, start - 10), start) is None
        and _UNIT.match(document.low, end) is None
    )


def undecided(document: Document, start: int, end: int) -> bool:
    """Whether a stretch is `m/d` and its own words say neither that it is a day nor that it is a fraction."""
    written = _SHORT.pattern.fullmatch(document.norm, start, end)
    if written is None:
        return False
    month, day = figures(written[0])
    return is_day(month, day) and _likely(document, start, end, month, day) is None


_JOINS: Final = re.compile(r"\s?(?:,|-|to|and|&|thru|then)\s?(?:then )?(?=\d)")
_LISTED: Final = re.compile(r"\d \([^()\n]{2,30}\),? (?:and )?\Z")
# the day that opens an entry of a log, beside other days: `6/1 file; 6/8 seen. 6/15 closed`
_ENTRY_BEFORE: Final = re.compile(r"[;.] \Z")
_SIXTHS: Final = 6  # murmurs
_ENTRY_AFTER: Final = re.compile(r" [a-z\d]")
_QUARTERS: Final = 4  # grades: `trabeculation 2/4`
_ROWS: Final = (-3, -2, -1, 1, 2, 3)


_MONTHS: Final = 12
_OVER: Final = 20  # a month's last third
_SAME: Final = re.compile(r" ?(?:neg|pos|normal|intact|correct|present|bottles|cultures)")


def _day_first(date: str) -> bool:
    """Whether a complete date can only be read with its day first: `17-08-2024`."""
    numbers = figures(date)
    return len(numbers) > 2 and _MONTHS < numbers[0] <= max(DAYS) and numbers[1] <= _MONTHS


# the month of a date that begins with its year
_ISO_MONTH: Final = re.compile(r"\d{4}[-/.]?(\d\d)")
_WORD_LEFT: Final = re.compile(r"[a-z]{2} \Z")


def _months(document: Document, accepted: set[tuple[int, int]]) -> frozenset[int]:
    """Return the months of a text's dates, in figures or words, and those before and after: a note tells of a few weeks."""
    dates = {document.norm[start:end] for start, end in accepted}
    months = {int(iso[1]) if (iso := _ISO_MONTH.match(date)) is not None else figures(date)[0] for date in dates}
    months |= {MONTHS[word] for word in PLAIN_MONTHS & document.vocabulary}
    return frozenset(month for near in months for month in (near, near % _MONTHS + 1, (near - 2) % _MONTHS + 1))


def _cell(breaks: tuple[int, ...], start: int) -> tuple[int, int]:
    """Return how far into its line a place is, and the number of its line, from where lines end."""
    row = bisect_left(breaks, start)
    return start - (breaks[row - 1] if row else -1), row


def find(document: Document, accepted: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield month/day pairs: by their words, by the dates they are joined to, by the column they stand in."""
    norm, low = document.norm, document.low
    found: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    for match in RANGE.finditer(document, norm):
        one, two = figures(match[0][: match.start("dash") - match.start()]), figures(match["second"])
        if not (is_day(*one) and is_day(*two)):
            continue
        start, middle = match.start(), match.start("dash")
        sure = match["year"] or _likely(document, start, middle, *one) is True
        run = (
            ("-" in match["dash"] or "thr" in match["dash"])
            and ((one[0] == two[0] and one[1] < two[1]) or one[0] + 1 == two[0])
            and one[1] != two[1]
        )
        # one runs into the next month: `infectious 3/27 to 4/4`
        over = one[1] > _OVER and two[1] < _FEW and one[0] % _MONTHS + 1 == two[0]
        if (
            sure
            or (over and not _UNIT.match(low, match.end()) and not SCALE.search(low[max(0, start - 28) : start]))
            or (run and two[1] > _MONTHS and one[1] != two[1] and not _UNIT.match(low, match.end()))
            or (run and not _UNIT.match(low, match.end()) and not SCALE.search(low[max(0, start - 28) : start]))
        ):
            found.append((start, middle))
            found.append((match.start("second"), match.end()))
    for match in _DAYS_RANGE.finditer(document, norm):
        month, day, last = figures(match[0])
        if (
            is_day(month, day)
            and day < last
            and is_day(month, last)
            and _likely(document, match.start(), match.start("last") - 1, month, day)
        ):
            found.append(match.span())
    done = {start for start, _ in found}
    day_first = any(_day_first(norm[start:end]) for start, end in accepted)
    for match in _SHORT.finditer(document, norm):
        start, end = match.span()
        month, day = figures(match[0])
        if month > _MONTHS and day <= _MONTHS and day_first and _likely(document, start, end, day, month):
            found.append((start, end))
            continue
        if start in done or not is_day(month, day):
            continue
        if month == day and _SAME.match(low, end):
            continue
        verdict = _likely(document, start, end, month, day)
        if verdict:
            found.append((start, end))
        elif verdict is None:
            waiting.append((start, end))
    if waiting:
        breaks = document.breaks
        months = _months(document, {*found, *accepted})
        columns = {_cell(breaks, start) for start, _ in {*found, *accepted}} if breaks else set()
        ends = {end for _, end in {*found, *accepted}}
        starts = {start for start, _ in {*found, *accepted}}
        for start, end in waiting:
            column, row = _cell(breaks, start)
            joined = _LISTED.search(low[max(0, start - 40) : start]) or re.search(
                r"\d\s?(?:,|-|to|and|&|thru|then)\s?$", low[max(0, start - 8) : start]
            )
            joins = _JOINS.match(low, end)
            opens = (
                _ENTRY_BEFORE.search(low, max(0, start - 3), start)
                and _ENTRY_AFTER.match(low, end)
                and figures(low[start:end])[1] > _SIXTHS
            )
            month, day = figures(low[start:end])
            near = (
                day not in _TENTHS
                and not month <= day <= _QUARTERS
                and month in months
                and _CLAUSE_END.match(low, end)
                and _WORD_LEFT.search(norm, max(0, start - 16), start)
            )
            if (
                (opens and found)
                or near
                or any((column + shift, row + step) in columns for shift in (-1, 0, 1) for step in _ROWS)
                or (joined and any(at in ends for at in range(start - len(joined[0]) - 1, start)))
                or (joins is not None and joins.end() in starts)
            ):
                found.append((start, end))
                columns.add((column, row))
                ends.add(end)
    yield from found


def dashed(document: Document, accepted: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield month-day pairs with a dash, which only words around them tell from a span of numbers."""
    norm, low = document.norm, document.low
    months: frozenset[int] | None = None
    for match in _SHORT_DASHED.finditer(document, norm):
        left = low[max(0, match.start() - 16) : match.start()]
        opens = (
            _DASHED_LINE.match(low, match.end())
            and figures(match[0])[1] > _FEW
            and not left.rsplit("\n", 1)[-1].strip(" -*")
        )
        # no span of numbers falls: `crown prep 4-1`
        month, day = figures(match[0])
        falls = (
            month > day and not _OPEN.search(left) and _CLAUSE_END.match(low, match.end()) and _WORD_LEFT.search(left)
        )
        if falls and months is None:
            months = _months(document, {span for span in accepted if "-" in norm[slice(*span)]})
        if (
            (
                opens
                or _DASHED_CUE.search(left)
                or _THEN_CLOCK.match(low, match.end())
                or (figures(match[0])[1] > _FEW and _DASHED_WEAK.search(left) and _CLAUSE_END.match(low, match.end()))
                or (falls and months is not None and month in months)
                or (month > day and _TESTED.search(left))
            )
            and is_day(*figures(match[0]))
            and not _UNIT.match(low[match.end() : match.end() + 12])
            and not _BY_TENS.search(low, max(0, match.start() - 4), match.end())
        ):
            yield match.span()

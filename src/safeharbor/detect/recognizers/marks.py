"""Persons told by a form alone: `Last^First^M`, a name spelled in letters, initials that act, a header's name and number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.anchors import Anchored, Numbered, Shaped, line_ends, matches, windows
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "mark"

_L: Final = r"[^\W\d_]"
_CARET: Final = re.compile(rf"(?<![\w^|~&]){_L}[\w'-]{{1,30}}\^{_L}[\w'-]{{0,30}}(?:\^{_L}{{0,20}})?(?![\w^|&])")
_FEW_BARS: Final = 2
_SPELLED: Final = Shaped(
    ("A-A", "A--A", "A---A", "\u00d7-"),  # the range of capitals holds a times sign
    r"[A-Z\u00c0-\u00de](?<![\w-].)(?:-{1,3}[A-Z\u00c0-\u00de]){2,24}(?![\w-])",
)
_LISTED: Final = re.compile(r"(?<!\w)(?<!\w, )[A-Z\u00c0-\u00de](?:,? [A-Z\u00c0-\u00de]){3,24}(?![\w'])")
_AS_IN: Final = re.compile(
    r"(?<!\w)[A-Z] as in [A-Za-z]{2,12}(?:,? (?:and )?(?:[A-Z] as in [A-Za-z]{2,12}|[A-Z]\b)){1,20}"
)
# a label stuck on a sheet: name, birth date, number
_STICKER: Final = Numbered(
    r"\d(?<!\w.)\d?(?:[-/.]\d{1,2}[-/.](?:19|20)?\d\d|[- ]?[A-Za-z]{3}[- ]?(?:19|20)\d\d)(?: ?[MF])?[ ,;|/]{1,4}(?P<n>[A-Z]{0,3}\d[\dA-Z]{3,11}(?:-\d{1,4})*)(?![\w/.:%-])(?! ?(?:mg|ml|cm|kg|lb))"
)
_STUCK: Final = re.compile(r"(?<!\w)[A-Z][\w' ,.-]{3,40}[ ,|/]{1,4}(?:(?:DOB|dob|b\.?)[: ]{1,2})?\Z")
_SPELLING: Final = frozenset("spell spelled spelling spelt spells".split())
_ACTS: Final = Shaped(
    ("A.A.",),
    r"(?<![\w.])(?P<n>[A-Z]\.[A-Z]\.(?:[A-Z]\.)?)(?= (?:is|was|has|had|calls|called|says|said|states|stated|reports?|reported|denies|denied|arrived|came|endorses|"
    r"endorsed|agrees|agreed|presents|presented|lives|will|did|returns|returned|wants|feels|felt|slept|IS|WAS|HAS|HAD|STATES|REPORTS|DENIES|\()| {2,}\S)",
    reach=0,
)
_TOLD: Final = re.compile(
    r"(?:^|[.,;] |\n)(?P<n>[A-Z]{2,3}) (?:notified|aware|paged|informed|updated|at bedside|witnessed|wasted)\b",
    re.MULTILINE,
)
_TELLS: Final = frozenset("notified aware paged informed updated bedside witnessed wasted".split())
_CLOSES: Final = re.compile(r"(?:[.!?)] {1,2}|(?:\b[A-Z][\w-]{1,5},? )? {2}|\| )(?P<n>[A-Z]{2,3})[ \t]*(?=\n|$)")
_TYPED: Final = Anchored(
    "t d transcribed typed",
    r"\b(?:T:|D:|T(?= ?\d)|[Tt]ranscribed|TRANSCRIBED|[Tt]yped|TYPED) ?[^\n:]{4,24}? (?P<a>[A-Z]{2,3})(?P<s>[:/])(?P<b>[A-Za-z]{2,3})(?=\s|$)",
)
_NOT: Final = frozenset(
    "mo mos wk wks yr yrs hr hrs min sec md do rn np pa pt ot iv po im sq od os ou bp hr rr am pm no na id ok nl st us ct mri ekg ecg cxr bid tid qid qd qod qhs qam qpm prn npo dnr full va ra rm icu or er ed gi gu cv plan rt rd slp sw cm cna pct ems pcp hcp poa dpoa lol omg thx fyi asap tbd "
    "mom dad wife son usa end yes all new old she his her none stat see con neg pos pgy wnl nad lab fin csn mrn ssn dob cc tv pd hd nos".split()
)
_HEADER: Final = re.compile(
    r"^[ \t*-]{0,4}(?P<n>[A-Z\u00c0-\u00de][\w'.-]{1,30}(?:(?:, ?| {1,2})[A-Z\u00c0-\u00de][\w'.-]{0,30}){0,3}) {0,2}[/|] {0,2}(?P<mrn>\d[\d-]{3,11}\d|\d{2,4}(?: \d{2,4}){1,3}) {0,2}[/|] {0,2}"
    r"(?:(?:room|rm|bed|unit)\.? )?(?P<room>\d{2,4}-?[A-Z]?)(?![\w/%.])",
    re.MULTILINE | re.IGNORECASE,
)
_HEADER_NUMBER: Final = re.compile(r"[/|] {0,2}\d[\d -]{3,14} {0,2}[/|]")
_GROUPED: Final = Shaped(
    ("00 000 000",),
    r"\d(?<![\w.,$/+-].)(?<!\d .)\d \d{3} \d{3}(?![\w/%-]| \d|[.,]\d| ?(?:mg|ml|u\b|iu|units?|cells|copies))",
    reach=0,
)
_THINGS: Final = Is.CLINICAL | Is.DRUG | Is.FUNCTION


_KIN: Final = Anchored(
    "wife husband son daughter dtr sister brother mother father mom dad aunt uncle niece nephew cousin grandson granddaughter grandmother grandfather partner spouse fiancé fiancée boyfriend girlfriend roommate neighbor neighbour stepson stepdaughter twin sibs siblings kids cousins sons daughters advocate cellie",
    r"\b(?:wife|husband|son|daughter|dtr|sister|brother|mother|father|mom|dad|aunt|uncle|niece|nephew|cousin|grandson|granddaughter|grandmother|grandfather|partner|spouse|"
    r"fiancée?|boyfriend|girlfriend|roommate|neighbou?r|stepson|stepdaughter|twin|sibs|siblings|kids|cousins|sons|daughters|advocate|cellie) (?P<n>[A-ZÀ-Þ][a-zß-ɏ]{1,14})(?![\w'-])(?! \d)",
)
_SHOUTED_KIN: Final = Anchored(
    "wife husband son daughter sister brother mother father mom dad aunt uncle niece nephew cousin grandson granddaughter grandmother grandfather partner",
    r"(?:WIFE|HUSBAND|SON|DAUGHTER|SISTER|BROTHER|MOTHER|FATHER|MOM|DAD|AUNT|UNCLE|NIECE|NEPHEW|COUSIN|GRANDSON|GRANDDAUGHTER|GRANDMOTHER|GRANDFATHER|PARTNER),? (?P<n>[A-Z]{3,15})(?![\w'-])",
)
_ALSO_WORDS: Final = frozenset("may june april august will art hope faith grace joy summer autumn winter dawn".split())
_DOES: Final = re.compile(
    r" (?:to|will|is|was|has|had|says|said|states|reports|and|at|in|who|came|called|present|here|agrees|aware|updated|lives|works|drives|helps)\b|[,.;)]"
)
_SPEAKS_OF: Final = re.compile(
    r" (?:says?|said|states?|stated|thinks?|tells|told|reports?|reported|wants?|works?|lives?|drives?|drove|brings?|brought|called|calls|gives|gave|helps?|came|comes|asks?|is|was|has|will|can)\b"
)
_W: Final = r"[A-Z\u00c0-\u00de][\w'-]{1,20}"
# `Foley, Mr. (Ignatius)`: the title stands behind the surname
# surnames in capitals, one after the other: `HOLM, BIRDSALL`
_SHOUTED: Final = Shaped(("AA, AA", "A', AA"), r"(?<![\w-])[A-Z][A-Z'-]{3,20}(?:, [A-Z][A-Z'-]{3,20})+(?![\w-])")
_SHORTEST_SURNAME: Final = 5  # that no list has
# `Pt Achterhoff D 0117734`
_PATIENT_NUMBER: Final = Anchored(
    "pt patient",
    rf"(?:[Pp]t|PT|[Pp]atient|PATIENT)[.:]? {{1,2}}(?P<n>{_W}(?:,? {_W})?(?:,? [A-Z]\b\.?)?)[ ,]{{1,3}}#?(?P<m>\d{{6,10}})(?![\w/])",
)
_INITIAL_SURNAME: Final = re.compile(r"(?<![\w.])[a-z]\. (?P<w>[a-z]{4,20})(?!\w)")
_QUOTED_LETTERS: Final = re.compile(r"\"(?P<n>[A-Z]\. ?[A-Z]\.?)\"")
_TITLED: Final = Anchored("mr mrs ms miss", rf"(?:(?:Mr|Mrs|Ms)\b\.?|Miss\b(?!\.))(?: \(?{_W}\)?)?")
_LAST_BEFORE: Final = re.compile(rf"(?<![\w-]){_W}(?:[ -]{_W})?, \Z")
# a row of a list: name, number, age
_ROSTER: Final = Shaped(
    ("\n", "  "),
    rf"(?:\n|\A|\t| {{2}})(?P<n>{_W}(?:[ -]{_W})?, {_W}(?: [A-Z]\.?)?)(?=(?: {{2,}}|\t)(?:\d{{5,}}|\d{{1,3}} ?[MFmf]\b|[MF]\b))",
    reach=0,
)
_ALIAS: Final = Anchored(
    "alias aka a",
    rf"\b(?:[Aa]lias|ALIAS|AKA|[Aa]\.?[Kk]\.?[Aa]\.?)(?: in [A-Za-z]+)?(?: is|:|=)? [\"(]?(?P<n>{_W}(?:,? {_W}){{0,2}})",
)
_SUBJECT: Final = Anchored(
    "subj subject participant patient pt",
    r"\b(?:[Ss]ubj(?:ect)?|[Pp]articipant|[Pp]atient|[Pp]t)\.? [\w-]{3,14} (?:\((?P<n>[A-Z]{2,3}|[A-Z]-[A-Z])\)|(?P<m>[A-Z]-[A-Z])(?![\w-]))"
    r"|\b(?:[Ss]ubj(?:ect)?|[Pp]articipant)\.? (?:no\.? |# ?)?[\w-]{3,14},? (?P<l>[A-Z]-[A-Z])(?=[,;.)\n]|\Z| )",
)
_SELF: Final = Anchored(
    "this my i it its call goes",
    rf"\b(?:[Tt]his is|THIS IS|[Mm]y name is|[Mm]y name's|[Ii] am|[Ii]'m|[Ii]t's|[Ii]ts|[Cc]all me|[Gg]oes by) (?P<n>{_W}(?: {_W})?)(?=[,.!;)\n]| (?:from|at|with|calling|here|and|again|in)\b|$)",
)
# a person of a pedigree, by generation and number: `Piers (IV:2)`
_PEDIGREE: Final = Shaped(("A:0)", "A:00)", "A-0)", "A-00)"), rf"(?P<n>{_W}) \((?:I|II|III|IV|V|VI)[:-]\d{{1,2}}\)")
_QUOTED_KIN: Final = Anchored(
    "grandbaby sis bestie uncle aunt cousin brother sister son daughter friend neighbor neighbour grandfather grandmother grandpa grandma dad mom husband wife grandson granddaughter nephew niece partner boyfriend girlfriend roommate caregiver aide stepson stepdaughter stepfather stepmother stepdad stepmom twin sponsor cellmate",
    rf"\b(?:grandbaby|sis|bestie|uncle|aunt|cousin|brother|sister|son|daughter|friend|neighbou?r|grandfather|grandmother|grandpa|grandma|dad|mom|husband|wife|grandson|granddaughter|nephew|niece|partner|boyfriend|girlfriend|roommate|caregiver|aide|stepson|stepdaughter|stepfather|stepmother|stepdad|stepmom|twin|sponsor|cellmate),? [\"(](?P<n>{_W}(?: {_W}){{0,2}})[\")]",
)
_BIRTH_LABELS: Final = frozenset("dob d b bday bd mrn".split())
_BEFORE_BIRTH: Final = re.compile(
    rf"(?P<n>{_W}(?: [A-Z]\.?)? {_W}),? \(?(?:dob|d\.o\.b\.?|DOB|D\.O\.B\.?|b\.|bday|bd|MRN|mrn)[ :#]{{1,2}}(?=\d)"
)
_OF_PARENT: Final = Anchored(
    "w s d h c", rf"\b[WSDHC]/[Oo]\.? (?:(?:Mr|Mrs|Ms|Sri|Shri|Smt|Late)\.? )?(?P<n>(?:[A-Z]\. ?){{0,3}}{_W}(?: {_W})?)"
)
_SMALL_SIGNED: Final = re.compile(
    r"(?<![\w.])(?P<n>[a-z]\. ?[a-z]{3,16})(?=,? ?(?i:md|do|rn|lpn|np|pa-c|pa|wocn|wcc|cna|pt|ot|slp|rd|rph|pharmd|lcsw|msw|rt|rrt|chaplain)?[ \t]*(?:\n|\Z))"
)
_LONGER: Final = ("aaaa", "Aaaa", "Aaa", "aaaa.", "Aaaa.", "Aaa.")
_DATED_MARK: Final = re.compile(
    r"(?P<d>\d{1,2}/\d{1,2}(?:/\d{2,4})? |[.!?)\"] )?(?<![\w'-])(?P<n>[a-z]{2,3})\.?(?: (?:[01]\d|2[0-3])[0-5]\d)?[ \t]*\Z"
)
_DATED_LINE: Final = re.compile(r"[ \t]*\d{1,2}/\d{1,2}(?:/\d{2,4})? ")
_STATES: Final = frozenset(
    "deceased alive living unknown healthy well died none no denies reports states present absent has is was type age not".split()
)


def _kin(document: Document) -> Iterator[Finding]:
    """Yield a capitalised word after a relative in lower case, though it is a word: `grandson Trip`."""
    if document.upper:
        for match in _SHOUTED_KIN.finditer(document, document.norm):
            if lexicon.flags(match["n"]) & Is.GIVEN and _SPEAKS_OF.match(document.low, match.end()):
                yield Finding(*match.span("n"), DataKind.GIVEN_NAME, 0.7, NAME)
    if document.upper or document.lower:
        return
    never = (
        Is.CLINICAL
        | Is.DRUG
        | Is.FUNCTION
        | Is.CALENDAR
        | Is.CREDENTIAL
        | Is.RELATION
        | Is.TITLE
        | Is.PEOPLE
        | Is.FACILITY
    )
    for match in _KIN.finditer(document, document.norm):
        word = match["n"].lower()
        found = lexicon.flags(word)
        if _SPEAKS_OF.match(document.low, match.end()):
            found &= ~(Is.TITLE | Is.CLINICAL | Is.CALENDAR)
        if word in _ALSO_WORDS and _DOES.match(document.low, match.end()):
            yield Finding(*match.span("n"), DataKind.GIVEN_NAME, 0.75, NAME)
        elif word not in _STATES and not found & never and not propagate.is_thing(document, match.end()):
            yield Finding(*match.span("n"), DataKind.GIVEN_NAME, 0.7, NAME)


def _thing(text: str) -> bool:
    words = re.findall(_L + "+", text.lower())
    return bool(words) and all(lexicon.flags(word) & _THINGS for word in words if len(word) > 1)


def _heads(document: Document, at: int) -> bool:
    """Whether the line of an offset is a table's head: capitals in columns and no figure, or over a column of figures."""
    norm = document.norm
    start, end = document.line(at)
    line = norm[max(start, at - _HEAD_REACH) : end]
    if line.count("  ") < _COLUMNS:
        return False
    below = norm[document.line(end + 1)[0] : document.line(end + 1)[1]] if end < len(norm) else ""
    figures = below.count("  ") >= _COLUMNS and below.rstrip()[-1:].isdigit()
    return figures or (line.isupper() and not any(char.isdigit() for char in line))


_HEAD_REACH, _COLUMNS = 120, 3


def _initials(document: Document) -> Iterator[Finding]:
    norm = document.norm
    for match in _ACTS.finditer(document, norm):
        if match["n"].replace(".", "").lower() not in _NOT:
            yield Finding(*match.span("n"), DataKind.INITIALS, 0.75, NAME)
    closing = [m for start, end in line_ends(document, 24, ("AA",)) if (m := _CLOSES.search(norm, start, end))]
    told = () if _TELLS.isdisjoint(document.vocabulary) else _TOLD.finditer(norm)
    for pattern, found in ((_TOLD, told), (_CLOSES, closing)):
        for match in found:
            flags = lexicon.flags(match["n"].lower())
            if (
                match["n"].lower() not in _NOT
                and not flags & (Is.FUNCTION | Is.CREDENTIAL)
                and not (pattern is _CLOSES and _heads(document, match.start("n")))
                and not (flags & (Is.CLINICAL | Is.STATE | Is.DRUG) and (pattern is _TOLD or len(match["n"]) > 2))
            ):
                yield Finding(*match.span("n"), DataKind.INITIALS, 0.65, NAME)
    for match in _TYPED.finditer(document, norm):
        yield Finding(*match.span("a"), DataKind.INITIALS, 0.75, NAME)
        yield Finding(*match.span("b"), DataKind.INITIALS, 0.75, NAME)


def find(document: Document) -> Iterator[Finding]:
    """Yield persons told by a form."""
    norm = document.norm
    if "^" in norm:
        end, segment = -1, False
        for match in _CARET.finditer(norm):
            if match.start() > end:  # a line is counted once: it may be a whole message
                start, end = document.line(match.start())
                segment = norm.count("|", start, end) > _FEW_BARS
            if not segment and not lexicon.flags(match[0].split("^")[0].lower()) & _THINGS:
                yield Finding(*match.span(), DataKind.FULL_NAME, 0.85, NAME)
    for match in _SPELLED.finditer(document, norm):
        joined = match[0].replace("-", "").lower()
        if not lexicon.flags(joined) & _THINGS and joined not in "abcdefghijklmnopqrstuvwxyz":
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.8, NAME)
    if " as in " in document.low:
        for match in _AS_IN.finditer(norm):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.75, NAME)
    for match in _STICKER.finditer(document, norm):
        if _STUCK.search(norm, max(0, match.start() - 52), match.start()):
            yield Finding(*match.span("n"), DataKind.MRN, 0.65, NAME)
    if not _SPELLING.isdisjoint(document.vocabulary):
        for match in _LISTED.finditer(norm):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.75, NAME)
    yield from _initials(document)
    yield from _kin(document)
    for match in _ALIAS.finditer(document, norm):
        if not _thing(match["n"]):
            yield Finding(*match.span("n"), DataKind.ALIAS, 0.8, NAME)
    for match in _SUBJECT.finditer(document, norm):
        yield Finding(*match.span(match.lastgroup or 0), DataKind.INITIALS, 0.75, NAME)
    for match in _SELF.finditer(document, norm):
        found = lexicon.flags(match["n"].split(" ")[0].lower())
        shouted = match["n"].isupper() and not document.upper and not found & Is.GIVEN  # `say "this is CICO"`
        if found & (Is.GIVEN | Is.SURNAME) and not found & (Is.FUNCTION | Is.CALENDAR) and not shouted:
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.7, NAME)
    born = [
        m
        for start, end in windows(document.starts(_BIRTH_LABELS), 56, 12, len(norm))
        for m in _BEFORE_BIRTH.finditer(norm, start, end)
    ]
    for pattern, score in ((_PEDIGREE, 0.75), (_QUOTED_KIN, 0.75), (_OF_PARENT, 0.8), (None, 0.75)):
        for match in born if pattern is None else matches(pattern, document, norm):
            if not _thing(match["n"]) or (pattern is _QUOTED_KIN and norm[match.end("n")] == '"'):
                quoted = pattern is _QUOTED_KIN and norm[match.end("n")] == '"'  # no vocabulary undoes quotes
                yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.85 if quoted else score, NAME)
    for match in (
        m for start, end in line_ends(document, 40, ("a", "A")) for m in _SMALL_SIGNED.finditer(norm, start, end)
    ):
        word = match["n"].split(".")[1].strip()
        if not lexicon.flags(word) & (Is.COMMON | Is.CLINICAL | Is.FUNCTION | Is.DRUG):
            yield Finding(*match.span("n"), DataKind.PROVIDER_NAME, 0.7, NAME)
    marked = (
        m
        for start, end in line_ends(document, 28, ("aa", "aa.", "0000"))
        if not document.shape.endswith(_LONGER, start, end) and (m := _DATED_MARK.search(norm, start, end))
    )
    for match in marked:
        line = norm.rfind("\n", 0, match.start()) + 1
        if not match["d"] and not _DATED_LINE.match(norm, line):
            continue
        if match["n"] not in _NOT and not lexicon.flags(match["n"]) & (Is.FUNCTION | Is.CLINICAL | Is.COMMON):
            yield Finding(*match.span("n"), DataKind.INITIALS, 0.7, NAME)
    for match in _HEADER.finditer(norm) if _HEADER_NUMBER.search(norm) else ():
        if not _thing(match["n"]):
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.75, NAME)
            yield Finding(*match.span("mrn"), DataKind.MRN, 0.8, NAME)
            yield Finding(*match.span("room"), DataKind.PLACE, 0.75, NAME)
    for match in _PATIENT_NUMBER.finditer(document, norm):
        if not _thing(match["n"]):
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.75, NAME)
            yield Finding(*match.span("m"), DataKind.MRN, 0.75, NAME)
    for match in _INITIAL_SURNAME.finditer(document.low) if document.lower else ():
        if lexicon.borne(match["w"]):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.6, NAME)
    for match in () if document.upper else _SHOUTED.finditer(document, norm):
        if any(len(one) < _SHORTEST_SURNAME and not lexicon.flags(one) for one in match[0].split(", ")):
            continue  # scores: `TASH, RABT`
        for one in re.finditer(r"[A-Z'-]+", match[0]):
            flags = lexicon.flags(one[0])
            if flags & Is.SURNAME and not flags & ~(Is.SURNAME | Is.GIVEN | Is.PLACE):
                yield Finding(match.start() + one.start(), match.start() + one.end(), DataKind.FAMILY_NAME, 0.6, NAME)
    for match in _QUOTED_LETTERS.finditer(norm) if '"' in norm else ():
        yield Finding(*match.span("n"), DataKind.INITIALS, 0.65, NAME)
    for match in _TITLED.finditer(document, norm):
        last = _LAST_BEFORE.search(norm, max(0, match.start() - 44), match.start())
        if last is not None and document.line(match.start())[0] <= last.start():
            yield Finding(last.start(), match.end(), DataKind.FULL_NAME, 0.85, NAME)
    columns = ", A" in document.shape and ("  0" in document.shape or "  A" in document.shape)
    for match in _ROSTER.finditer(document, norm) if columns else ():
        yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.8, NAME)
    for match in _GROUPED.finditer(document, norm):
        yield Finding(*match.span(), DataKind.MRN, 0.55, NAME)

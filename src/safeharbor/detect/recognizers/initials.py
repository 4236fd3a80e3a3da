"""Initials inside a line, told by who acts or is told: `placed by KMT,`, `RN JK aware`, `Fellow: LJ`, `BS's wife`, `(RKS for AJ)`.

Two or three capitals are an abbreviation more often than a person. They are someone's where a person stands, and where
they are on no list of abbreviations; two letters that are may still be, in places where no abbreviation makes sense.

Over 250 lines: half of it the words that stand beside a person's letters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Shaped, line_ends
from safeharbor.detect.dictionaries import ranks
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS
from safeharbor.detect.recognizers.name_runs import NOT_NAMES
from safeharbor.detect.recognizers.signatures import AFTER_NAME
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "signature"
_SCORE: Final = 0.9  # a number after letters would make them its label: `drawn by JK 0930`


def _either(words: str) -> str:
    """Return a pattern of words, the longest first."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


_I: Final = r"(?P<n>(?-i:[A-Z]{2,3}|[A-Z]\.[A-Z]\.(?:[A-Z]\.)?|[A-Z][a-z]{1,2}[A-Z]))(?![\w'&-]|[/.+]\w)"
_STOPS: Final = r"(?=[ \t]*(?:[,;|)\n]|\.(?!\w)|\Z)| {2}| (?:and|&|at|on|@|re|to|that|who) | \d{4}\b| \d{1,2}[:/]\d)"
# who did it: letters that are on no list, and two that are but name no service, no route and no device

_DONE: Final = (
    "placed drawn informed given performed reviewed checked seen paged notified collected assisted witnessed obtained entered done "
    "inserted called signed verified completed taught updated removed changed started hung grossed relieved accompanied transported "
    "charted supervised cosigned escorted admitted attempted administered prepared interviewed triaged gross rbv"
)
_BY: Final = Anchored(
    _DONE,
    rf"\b(?:{_either(_DONE)}) by (?:rn |dr\.? |tech |nurse )?{_I}(?:{_STOPS}|(?= (?:rn|np|md|pa|do|lpn)\b))",
    re.IGNORECASE,
)
_ROLES: Final = (
    "resident fellow intern staff attending attg sr senior jr junior asst assistant scrub circulator circ anes anesthesia crna nurse rn lpn "
    "cna pct tech interp interpreter spotter observer reviewer recorder timekeeper scribe preceptor student signed sig sign author abstractor "
    "coder provider prov therapist clinician counselor operator surgeon cosigner cosign reader medic emt driver monitor rater examiner "
    "check coverage covering backup call oncall contact poc"
)
_LABELLED: Final = Anchored(_ROLES, rf"\b(?:{_either(_ROLES)})(?: initials?)?: ?{_I}{_STOPS}", re.IGNORECASE)
_ACTS: Final = (
    r"aware|notified|at bedside|at bs|in (?:room|rm)|to (?:see|follow|f/u|call|come|place|eval|assess|bedside|draw|check|relieve)|will|informed|paged|"
    r"called|updated|here|present|assisted|assisting|relieved|took|gave|filed|started|removed|placed|drew|attempted|states|says|said|reported|"
    r"noted|obtained|changed|reviewed|covering|agrees|ok'd|okayed|accepted|performed"
)
_STAFF: Final = (
    "rn lpn cna pct rt sw dr np pa md ma cm crna emt nurse tech resident charge attending aide fellow intern chaplain author reviewer interp "
    "cosigned provider"
)
_ACTING: Final = Anchored(
    _STAFF,
    rf"\b(?P<r>{_either(_STAFF)})\.? {_I}(?:(?P<acts>(?= (?:{_ACTS})\b))|{_STOPS})",
    re.IGNORECASE,
)
# of these two letters more are a person's than a test's: `Dr TM`, `nurse KS`
_TITLED: Final = frozenset("dr rn nurse lpn cna".split())
_VAGUE: Final = frozenset("pa ma cm rt np md".split())
_PEOPLE: Final = (
    "pt patient resident client roommate son daughter dtr mom mother dad father wife husband sister brother"
)
_CARED_FOR: Final = Anchored(
    _PEOPLE,
    rf"\b(?:{_either(_PEOPLE)}) {_I}(?:(?= (?:in (?:room|rm|bed)|seen|here|denies|reports|says|said|states|called|arrived|fell|tolerated|is a|was|has|had|at bedside)\b)|"
    r"(?=\.?[ \t]*(?:\n|\Z)|[,;)]))",
    re.IGNORECASE,
)
_SERVICES: Final = (
    "rn lpn cna pct rt sw cm md np pa crna nurse tech resident fellow intern attending charge chaplain pharmacy pharm ophtho ortho neuro "
    "cards surg renal psych derm uro gyn peds anes anesthesia vasc plastics onc heme pulm rads hospitalist dietitian pharmacist "
    "legal security billing registration records compliance risk admitting admissions scheduling dietary transport housekeeping lab"
)
_BRACKETED: Final = Anchored(_SERVICES, rf"\b(?:{_either(_SERVICES)}) \({_I}\)", re.IGNORECASE)
_WITH_POST: Final = Shaped(
    ("A (A", "A (a"),
    rf"(?<![\w.'/&-]){_I} \((?:RN|LPN|MD|DO|NP|PA|CRNA|SW|CM|RT|[Pp]harmD|RPh|charge|nurse|resident|fellow|intern|attending|tech|dtr|wife|"
    r"husband|son|daughter|mom|dad|mother|father|sister|brother)\)",
    reach=2,
)
_HANDED: Final = Anchored(
    "report handoff hand signout sign signed care over relieved endorsed discussed spoke d s covering cover covered per okay ok confirmed "
    "reviewed verified told asked ask texted emailed messaged thanks thx rounds seen",
    r"(?:report(?: given)? (?:to|from)|hand-?off(?: given)? (?:to|from)|sign-?out(?: given)? (?:to|from)|sign(?:ed)? out to|care (?:from|to)|"
    r"over (?:from|to)|relieved by|endorsed to|discussed with|spoke (?:with|to)|d/w|s/w|cover(?:ing|ed|s)? (?:for|by)|per|(?:told|ask(?:ed)?|texted|"
    r"emailed|messaged)|(?:thanks|thx),?|(?:confirmed|reviewed|verified|rounds|seen) (?:with|w/)) (?:rn |md |np |dr\.? )?"
    rf"{_I}(?:{_STOPS}|(?= (?:rn|md|np|pa|do|lpn|rt)\b))",
    re.IGNORECASE,
)
# who checked at an hour: `check OK 0645 LL.`, and who signs a text's end: `Sign DD.`
_CHECKED: Final = Anchored(
    "check checked ok done verified cleared correct wasted signed complete completed",
    rf"\b(?:check(?:ed)?|ok|done|verified|cleared|correct|wasted|signed|completed?) (?:at |@ ?)?(?:[01]\d|2[0-3]):?[0-5]\d {_I}(?=[.,;)](?!\w)|[ \t]*(?:\n|\Z))",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(
    r"(?:\A|[.;,\n] ?)(?:[Ss]ign(?:ed|ature)?|[Ss]ig|[Ii]nit(?:ials)?) (?P<n>[A-Z]{2,3})\.?\s*\Z"
)
_WHOSE: Final = Shaped(
    ("A'a ",),
    r"(?<![\w.'/&-])(?P<n>[A-Z]{2,3})'s (?:wife|husband|son|daughter|dtr|mom|mother|dad|father|sister|brother|family|partner|parents|nurse|RN|"
    r"H&P|note|notes|pts?|patients?|sign-?out|list|shift)\b",
    reach=2,
)
_FOR: Final = Shaped(
    ("(AA", "(AAA"),
    r"\((?P<a>[A-Z]{2,3}) (?:for|covering|c/o|x-cover for) (?P<b>[A-Z]{2,3}|[A-Z][a-z]{1,2}[A-Z])(?:[/&,] ?(?P<c>[A-Z]{2,3}|[A-Z][a-z]{1,2}[A-Z]))?\)",
    reach=0,
)
# asked or told at the head of a sentence: `AJ pls sign out`
_ASKED: Final = Shaped(
    ("AA a",),
    r"(?:(?<=\A)|(?<=[\n>])|(?<=[.;:!?-] ))(?P<n>[A-Z]{2}) (?:pls|plz|please|aware|notified|paged|updated|informed|called|agrees)\b",
    reach=0,
)
_STAMPED: Final = re.compile(
    r"[\[(](?P<n>[A-Z]{2}) (?:[0-2]\d[0-5]\d|\d{1,2}:\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?)[\])]"
    r"|^(?:\[?(?:[0-2]\d[0-5]\d|\d{1,2}:\d\d)\]?[ -]{1,3})(?P<m>[A-Z]{2}): (?=[A-Za-z\"])",
    re.MULTILINE,
)
_CLOSING: Final = re.compile(
    r"(?:[.!?)\]\"]|[a-z] {2}|\b(?:[Cc]losed|[Nn]oted|[Dd]one|[Uu]pdated|[Ff]axed|[Ss]canned|[Ss]ent|[Ff]iled|[Rr]eviewed|[Ll]ogged|[Vv]erified)\.?) {1,3}"
    r"[(\[]?(?P<n>[A-Z]{2,3})[)\]]?[ \t]*\Z|\w [(\[](?P<m>[A-Z]{2})[)\]][ \t]*\Z"
)
_SIGNED: Final = re.compile(r"\b(?:closed|noted|done|logged|filed|signed|faxed)\.? {1,2}\Z")
_PAIRED: Final = Shaped(("A/a", "A:a"), r"(?<![\w/:.])(?P<a>[A-Z]{2,4})[/:](?P<b>[a-z]{2,4})(?= {2,}\S)", reach=3)
_ABBREVIATIONS: Final = (
    NOT_NAMES
    | CREDENTIALS
    | frozenset(
        "pt ot st rt md do np pa rn sw cm cn us ct mr xr er ed ir ep gi gu id ob im fp fm po iv sq ng og gt ac pc hs dc op ip "
        "vs bp hr rr ra nc hh hha hd pd bb ii iii vi ix xi gp pi bf gf ch ca la va pm am ok no nl wnl nad prn stat bid tid qid "
        "dos dob mrn uh um he we it my mil fil sil bil or icu nicu picu micu sicu ccu pacu tele obs psych ems lpn cna pct crna "
        "emt als bls swat ppd dot epi io ett ekg ecg eeg emg usg mri cta pet cxr kub abg vbg cbc bmp cmp ua lp rsi cpr aed ph "
        "cc dr ms jr sr il in me hi mt oh co de ma uk eu un".split()
    )
)
_EMPTY_BOXES: Final = ("[ ] ", "[] ", "( ) ", "\u2610 ")
_KNOWN: Final = Is.FUNCTION | Is.CREDENTIAL | Is.TITLE | Is.RELATION | Is.CALENDAR | Is.COMMON
_PAIR: Final = 2
_CHARTED: Final = 2500  # what clinicians write stands before the names of rare diseases in the list
_CREDENTIAL: Final = re.compile(r" (?:RN|MD|NP|PA|DO|LPN|RT)\b")


def _bare(text: str) -> str:
    return text.replace(".", "").lower()


def _unknown(text: str) -> bool:
    """Whether letters are no abbreviation on any list."""
    word = _bare(text)
    return word not in _ABBREVIATIONS and not lexicon.flags(word) & ~(Is.GIVEN | Is.SURNAME)


def _possible(text: str) -> bool:
    """Whether letters are no abbreviation, or one that is rare or of two letters, and nothing that acts or is told."""
    word = _bare(text)
    if word in _ABBREVIATIONS or lexicon.flags(word) & _KNOWN:
        return False
    rare = ranks("clinical").get(word, 0) > _CHARTED and not lexicon.flags(word) & Is.ENGLISH
    return len(word) == _PAIR or rare or _unknown(text)


def _spelled(document: Document, start: int, letters: str) -> bool:
    """Whether the words before a bracket begin with its letters: `home health (HH)`."""
    before = re.findall(r"[a-z]+", document.low[max(0, start - 60) : start])
    return "".join(word[0] for word in before[-len(letters) :]) == letters.lower()


def _alone(role: str, letters: str) -> bool:
    """Whether letters after a role are someone's though nothing is done: not after `PA`, which is a view and an artery too."""
    return role in _TITLED or role == "tech" or (len(_bare(letters)) == _PAIR and role not in _VAGUE)


def _inside(document: Document) -> Iterator[re.Match[str]]:
    """Yield the initials that their sentence tells."""
    norm = document.norm
    for pattern, fits in (
        (_BY, _possible),
        (_LABELLED, _possible),
        (_CHECKED, _possible),
        (_BRACKETED, _unknown),
        (_CARED_FOR, _unknown),
        (_WITH_POST, _possible),
        (_WHOSE, _possible),
        (_ASKED, _unknown),
    ):
        yield from (match for match in pattern.finditer(document, norm) if fits(match["n"]))
    for match in _ACTING.finditer(document, norm):
        role = match["r"].lower()
        fits = _possible if role in _TITLED else _unknown
        named = AFTER_NAME.search(norm, max(0, match.start() - 24), match.start()) is not None
        if fits(match["n"]) and (match["acts"] is not None or (not named and _alone(role, match["n"]))):
            yield match
    for match in _HANDED.finditer(document, norm):
        # three letters that something is handed to are an agency's as often
        if _unknown(match["n"]) and (len(_bare(match["n"])) == _PAIR or _CREDENTIAL.match(norm, match.end("n"))):
            yield match


def _ended(document: Document, at: int, letters: str) -> bool:
    """Whether two letters are a text's last after a word that closes it: `Closed. MI`."""
    return len(letters) == _PAIR and _SIGNED.search(document.low, max(0, at - 12), at) is not None


def _ending(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the initials that close a line, in brackets or after what they sign."""
    norm = document.norm
    tail = len(norm.rstrip())
    for start, end in line_ends(document, 24, (" AA", " AAA", "(AA)", "[AA]", "(AAA)", "[AAA]")):
        match = _CLOSING.search(norm, start, end)
        if match is None:
            continue
        if norm.endswith(_EMPTY_BOXES, 0, match.start("n" if match["n"] else "m")):
            continue  # a form's choice: `[ ] TUG`
        letters = match["n"] or match["m"]
        at = match.start("n" if match["n"] else "m")
        bracket = norm[at - 1] in "(["
        last = at + len(letters) >= tail and not bracket
        if (_unknown(letters) or (last and (_possible(letters) or _ended(document, at, letters)))) and not (
            bracket and (len(letters) > _PAIR or _spelled(document, at - 1, letters))
        ):
            yield at, at + len(letters)


def find(document: Document) -> Iterator[Finding]:
    """Yield initials inside a line and at its end; in capitals throughout, two letters where someone acts or is told."""
    if document.lower:
        return
    norm = document.norm
    for match in _inside(document):
        start, end = match.span("n")
        if document.upper and (end - start > _PAIR or not _unknown(match["n"])):
            continue
        if not (norm[start - 1] == "(" and _spelled(document, start - 1, _bare(match["n"]))):
            yield Finding(start, end, DataKind.INITIALS, _SCORE, NAME)
    for match in _PAIRED.finditer(document, norm):
        if _unknown(match["a"]) and _unknown(match["b"]):
            yield from (Finding(*match.span(part), DataKind.INITIALS, _SCORE, NAME) for part in "ab")
    if document.upper:
        return
    signs = _SIGNS.search(norm, max(0, len(norm) - 24))
    if signs is not None and signs["n"].lower() not in _ABBREVIATIONS and not lexicon.flags(signs["n"]) & _KNOWN:
        yield Finding(*signs.span("n"), DataKind.INITIALS, _SCORE, NAME)
    for match in _FOR.finditer(document, norm):
        if _unknown(match["a"]) and _unknown(match["b"]):
            yield from (Finding(*match.span(part), DataKind.INITIALS, _SCORE, NAME) for part in "abc" if match[part])
    for match in _STAMPED.finditer(norm) if "AA" in document.shape else ():
        part = "n" if match["n"] else "m"
        if _unknown(match[part]):
            yield Finding(*match.span(part), DataKind.INITIALS, _SCORE, NAME)
    for start, end in _ending(document):
        yield Finding(start, end, DataKind.INITIALS, _SCORE, NAME)

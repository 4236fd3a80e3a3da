"""Codes that no clinical vocabulary explains, and what a number sign numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, spoken
from safeharbor.detect.anchors import Anchored, Shaped, matches
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "code"

_EXPLAINED: Final = re.compile(
    r"(?:\b(?:icd(?:-?(?:9|10))?(?:-?(?:cm|pcs))?|cpt|hcpcs|ndc|loinc|snomed(?:[ -]ct)?|sct|rxnorm|rxcui|cvx|mvx|drg|ms-drg|apc|nct|clinicaltrials|pmid|pmcid|doi|issn|isbn|eudract|isrctn|actrn|chictr|ref|cat|catalog|model|mod|type|version|firmware|fw|build|"
    r"bin|rxbin|pcn|dlp|ctdi|rsid|dbsnp|omim|orpha|umls|cui|mesh|hpo|go|atc|unii|ec|cas|ensembl|isbt|nm|np|grch|hg|hla|dsm|dsm-5|who|ajcc|psalm|psalms|port|error|err|code|codes|charges?|proc|procedure|dx|diagnosis|hcc|rvu|ub-?04|cms|wh|rev|"
    r"revenue|modifier|pos|npdes|substance code|generic|irb|(?:[a-z]\.){1,3}[a-z]|section|cfr|usc|iec|title|page|figure|table|ed|vol|j-code|units|gtin|upc|steps|count|wbc|plt|platelets|cells|copies|vl|viral load|bnp|ck|cpk|troponin|afp|ferritin|hcg|ast|alt|ldh|cfu|size|needle|gauge)\b"
    r"[ :.#(-]{0,4}(?:\w{1,8}[ ,/]{1,2}){0,1})$"
)
CODES: Final = re.compile(
    r"(?:[Qq]\d{1,2}-\d{1,2}[A-Za-z]{0,4}|[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|\d{3}\.\d{1,2}|\d{5}(?:-(?:25|26|50|59|LT|RT|TC|GT|95|76|77|78|79|80|62|66|91|XS|XU|GC|QW|KX))?|[A-V]\d{4}|E\d{4}V\d\d|\d{4}F|\d{1,5}-\d|\d{4,5}-\d{3,4}-\d{1,2}|NCT\d{8}|[NX][MRPCGT]_\d{4,9}(?:\.\d{1,2})?|E[NM][A-Z]{2,4}\d{8,11}(?:\.\d+)?|rs\d{3,12}|"
    r"[cpgmn]\.\S+|CYP\d\S*|HLA\S*|[A-Z]{1,4}\d{1,2}\*\d\d\S*|CHA2DS2\S*|[A-Z]{1,5}-\d{1,2}|[A-Z]{1,6}\d{1,2}(?:-\d{1,2})?|\d{1,3}[A-Z]{1,4}|ISO\d+|mg/m2|10\^\d|[A-Za-z]{1,3}\d{1,3}[a-z]{0,3}|\d{1,2}[A-Z]\d{0,2}|T\d+N\d\S*|pT\S+|cT\S+|ypT\S+|G\d+P\d+\S*|\d{2}w\d[dD]?|"
    r"[A-Z][a-z]+\d{1,4}|\d{1,4}(?:ST|ND|RD|TH|st|nd|rd|th)|\d{1,4}[a-zA-Z]{1,4}/\S+|0x[0-9A-Fa-f]+|\d{2,3}s-\d{2,3}s|[A-Z]?\d{1,2}-[A-Z]?\d{1,2})$"
)
_NDC_SHAPE: Final = re.compile(r"\d{5}-\d{4}-\d{2}$|\d{5}-\d{3}-\d{2}$|\d{4}-\d{4}-\d{2}$|\d{5}-\d{4}-\d$")
_RANGE: Final = re.compile(r"\d{1,5}(?:\.\d+)?(?:[-/x:]\d{1,5}(?:\.\d+)?)+$")
UNIT: Final = re.compile(
    r" ?(?:mg|mcg|mls?|cm|mm|kgs?|lbs?|%|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|mins?|minutes?|am|pm|units?|iu|copies|cells|kcal|cal|hz|khz|beats|bpm|steps|meqs?|mmol|/ul|/mm|/ml|k/|x10|u/l|miles|dollars|usd|msec|ms|cfu|g|l|series|mgy|mg/)(?![a-z])"
)
_LONG: Final = 7
_MIXED: Final = 4
_SLASHED: Final = re.compile(
    r"\d{2}/\d{5,8}[A-Z]?|[A-Z]{2,4}/\d{3,6}/\d{2,4}|[A-Z]{1,4}\d{2}/\d{4,6}|\d{2}/[A-Z]{1,4}/?\d{3,6}"
)
CLOCKS: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d(?:-(?:[01]\d|2[0-4])[0-5]\d)+")
_CODE_LIST: Final = re.compile(r"\b(?:codes|icd\S*|snomed\S*|loinc|cpt)\b:? (?:[a-z]?\d[\w.-]*, ){1,5}$")
_LONGEST: Final = 64
_NUMBERED: Final = re.compile(r"\d{4,}-\d{3,}$|\d{3,}-\d{4,}$|\d\d-\d{5,}$|\d-\d{6,}$")
# two round numbers are a span: `500-1200`, `250-4000`
_ICD_RANGE: Final = re.compile(
    r"[a-tv-z]\d[\da-z](?:\.[\da-z]{1,4})?-[a-tv-z]?\d[\da-z](?:\.[\da-z]{1,4})?\Z", re.IGNORECASE
)
_ROUND: Final = re.compile(r"\d{1,3}0-\d{1,3}00?")
_FIGURES: Final = re.compile(r"\d+(?:-\d+)+")
_CODE: Final = re.compile(r"[A-Za-z]{1,6}(?:[-_.]?[A-Za-z0-9]{1,12}){1,6}|\d+(?:[-_.]?[A-Za-z0-9]{1,12}){1,6}")
_MEASURED: Final = re.compile(r"\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?[a-zA-Z\u00b5]{1,5}")
_WORD_AND_FOUR: Final = re.compile(r"[A-Za-z]{2,}\d{4}|[A-Z][a-z]+-\d{4}")
_EXTENSION: Final = re.compile(r"x\d[\d-]+")
_TIMES: Final = re.compile(r"[\d:]+")
_NDC_NO: Final = re.compile(r"(?:#|\bno|id|mrn|acct|chart)[ .:]{0,3}$")
_FORMS: Final = frozenset("cms wh mv sf va ds form omb hud ssa usp astm iso iec en clsi ansi osha cfr hb sb pl".split())
# a standard of accreditation, a hospital's own policy: `RI.01.03.01`, `HIM-6.014`
STANDARD: Final = re.compile(r"[A-Z]{2,4}(?:\.\d\d){2,4}|[A-Z]{2,5}-\d{1,3}\.\d{2,4}")
_SPACED: Final = Shaped(("A 00",), r"[A-Z](?<![\w.$/#-].)[A-Z]{0,3}(?: \d{2,6}){2,4}(?![\w/%-]|\.\d)", reach=3)
_MEASURES: Final = frozenset(
    "date dob dos call phone tel fax pager cell bp hr rr wt ht t p r o n na k cl bun cr wbc hgb hct plt am pm iu ml mg mm cm od os ou ac pc dl ua id age q vp ap as l mr ecg by to at of in on or x".split()
)
_ONE_TIME: Final = Anchored(
    "code otp one pin", r"\b(?:code|otp|one-time code|pin)(?: is|:)? (?P<n>\d{6})(?![\w/.-]\w|\w)"
)
# whatever it numbers: `Collar no. 3318`, `custody no. DN/4471/24`, `gate #2290`
_NUMBERED_BY_WORD: Final = Anchored(
    "no nr num",
    r"(?i:no|nr|num)\.?:? ?#?(?P<n>(?=[A-Z0-9/-]{0,12}\d{2})[A-Z0-9][A-Z0-9/-]{2,24})(?![\w/%]|[.,]\d| ?(?:mg|ml|tabs?|caps?|pills)\b)",
)
_NUMBERED_BY_SIGN: Final = re.compile(
    r"# ?(?P<n>\d{4,8}(?:-\d{1,4})?|[A-Z]{1,3}-?\d{3,8})(?![\w/%-]|[.,]\d| ?(?:mg|ml|tabs?|caps?|pills)\b)"
)
_COUNTED: Final = re.compile(
    r"(?<![\w.-])(?!(?i:disp|dispense|qty|quantity|tabs?|caps|tooth|teeth|size|day|visit|session|step|part|page|type|grade|room|rm|bed|pharmacy|store|gauge|no)\b)[A-Za-z]{2,16} \Z"
)
_PAIRS: Final = Shaped(
    ("0000 0000",), r"\d(?<![\w.,$/+-].)(?<!\d .)(?<!\d, .)\d{3}(?: \d{4}){1,3}(?![\w/%,-]| \d|\.\d)", reach=0
)
_CLOCKS_ALONE: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d|(?:19|20)\d\d|\d00?0")
# a number sign glued to an abbreviation (`SCR# 24-5517`), or before four digits and more that count nothing
_HASHED: Final = Shaped(
    ("AA#",),
    r"(?<!\w)(?!(?:CPT|ICD|NDC|POD|HD|DOL|LOINC|HCPCS|DRG|FAX|REF|CAT|QTY|DISP)#)[A-Z]{2,6}# ?:?(?P<n>[A-Z]{0,4}-?\d[\dA-Z-]{3,15})(?![\w/])",
    reach=4,
)
_STARRED: Final = re.compile(r"(?<![\w*])(?:\*{3,12}|[xX]{4,12})[ -]?\d{4}(?![\w-])")
_SIGNED: Final = Shaped(
    ("#",),
    r"(?:\A|\n| {2}|\t|[,(|/] ?)# ?(?P<n>[A-Z]{0,3}-?\d{4,10}(?:-\d{1,6})?)(?![\w/%]|\.\d| ?(?:tabs?|caps?|pills|mg|ml|refills?)\b)",
    reach=2,
)
# a time of day that lost the blank after its full stop: `0230.md`
_TORN_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d\.[a-z]{2,12}")
_SITE: Final = Anchored(
    "site", r"\b[Ss]ite (?:#|[Nn]o\.? )?(?P<n>\d{2,4})(?=[^\n]{0,40}\b(?:[Ss]ubj|[Pp]articipant|PI\b))"
)
_SPELT: Final = re.compile(
    rf"(?<![\w-])(?:[A-Z][ -]){{1,5}}(?i:{spoken.DIGIT})(?:[ ,-]{{1,2}}(?:(?i:{spoken.DIGIT})\b|[A-Z]\b)){{2,14}}(?![\w-])"
)
_SPOKEN_DIGITS: Final = frozenset("zero oh three four five six seven eight nine niner".split())
# a card's letters, number and year: `Card ANC 2231/23`
_CARD_NO: Final = Anchored(
    "card reg file book folder register",
    r"(?:[Cc]ard|CARD|[Rr]eg(?:ister)?|REG|[Ff]ile|FILE|[Bb]ook|[Ff]older)\.?(?: no\.?)?[ :#]{1,2}(?!BP )[A-Z]{2,4} (?P<n>\d{3,6}/\d{2,4})(?![\w/])",
)
_STARRED_CODE: Final = Anchored("code", r"\bcode (?:is |to \w+ )?(?P<n>#?\d{3,7}(?: \d{2,4}){0,3}[*#])")
# figures said one by one: `reference is C, 4 4 0 9 1 7`
_ONE_BY_ONE: Final = Anchored(
    "reference ref number id code confirmation account member policy claim case ticket tracking",
    r"\b(?:reference|ref|number|id|code|confirmation|account|member|policy|claim|case|ticket|tracking)\b[^\n.;]{0,24}?(?P<n>(?:(?<!\w)[a-z],? )?(?<!\w)\d(?:[ ,]{1,2}\d){4,15})(?![\w/%]|[.,]\d)",
)
_CODE_WORD: Final = Anchored(
    "code codeword safe safeword password passphrase",
    r"\b(?:(?:code|safe) ?word|pass(?:word|phrase)):?(?: is)? [\"']?(?P<n>(?!(?:is|for|to|was|not|on|if|or|and|reset|protected|changed?|expired|required|please|given|set|entry|field|manager|the|[a-z]{3,}(?:fied|ided|ated|ished|ered|irmed))\b)[a-z]{3,20})(?=[\"'),.;\n]|\Z)",
)
# a British national insurance number
_INSURED: Final = Shaped(
    ("AA 00 00 00 A", "AA000000A"), r"[A-CEGHJ-PR-TW-Z](?<!\w.)[A-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?!\w)", reach=0
)
_SEAT: Final = Anchored("seat", r"\bseat (?P<n>\d{1,2}[a-k])(?!\w)")
_PAID: Final = Anchored(
    "mo money check ck chk cashier",
    r"(?:(?<=\d )|(?i:(?<=\bpd )|(?<=\bpaid )|(?<=paid by )|(?<=\bpd by )|(?<=paid w/ )))(?:MO|(?i:money order|check|ch?k|cashier'?s check))[ #:]{1,3}(?P<n>(?:[A-Z] )?\d[\d-]{2,12}(?: \d{2,6}){0,3})(?![\w/])",
)
_VA_CODE: Final = Shaped(
    ("A,A", "',A", "-,A"),
    r"(?<!\w)(?P<last>[A-Z][A-Z'-]{1,24}),[A-Z][A-Z]{1,24}(?: [A-Z]{1,24}\.?)? {1,4}\(?(?P<n>[A-Z]\d{4})(?!\w)",
)


def _likeness(value: str, digits: int, *, several: bool) -> float:
    """Return how much a run of figures and letters looks like someone's code by itself; 0 when it does not."""
    letters = sum(char.isalpha() for char in value)
    if letters == 0:
        long = digits >= _LONG or (digits == _LONG - 1 and not value.endswith("00"))
        parted = (digits >= _LONG or several) and _FIGURES.fullmatch(value) and not _ROUND.fullmatch(value)
        return 0.45 if (value.isdigit() and long) or parted else 0.0
    if _SLASHED.fullmatch(value):
        return 0.45
    if _CODE.fullmatch(value) is None or letters > 3 * digits or (digits < _LONG and _MEASURED.fullmatch(value)):
        return 0.0
    if digits == _MIXED and _WORD_AND_FOUR.fullmatch(value):
        return 0.0
    if value.split("-", maxsplit=1)[0].lower() in _FORMS or STANDARD.fullmatch(value):
        return 0.0
    return 0.0 if _EXTENSION.fullmatch(value) else 0.4


def explained(document: Document, start: int, end: int) -> bool:
    """Whether a clinical vocabulary or the words before it say what a code is: no one's number."""
    value = document.norm[start:end]
    left = document.low[max(0, start - 28) : start].rsplit("\n", 1)[-1]
    return (
        CODES.match(value) is not None
        or CODES.match(value.upper()) is not None
        or _EXPLAINED.search(left) is not None
        or _CODE_LIST.search(document.low[max(0, start - 60) : start]) is not None
    )


def find(document: Document) -> Iterator[Finding]:
    """Yield codes that no clinical vocabulary explains: long figures, and letters mixed with figures."""
    norm, low = document.norm, document.low
    for start, end in document.chunks:
        digits = document.shape.count("0", start, end)
        if digits < _MIXED or end - start > _LONGEST:
            continue
        value = norm[start:end]
        if "@" in value or "^" in value or "*" in value:
            continue
        several = value.count("-") > 1 and digits > 5 and not _NDC_SHAPE.match(value)
        score = _likeness(value, digits, several=several)
        if not score or CLOCKS.fullmatch(value) or value[:3].lower() == "xxx":
            continue
        if not several and (
            CODES.match(value.upper())
            or CODES.match(value)
            or _ICD_RANGE.match(value)
            or (_RANGE.match(value) and not _NUMBERED.match(value))
        ):
            continue
        left = low[max(0, start - 28) : start].rsplit("\n", 1)[-1]
        if (
            UNIT.match(low, end)
            or left.endswith(("$", "<", ">", "~", "\u2265", "\u2264", "\u20ac", "\u00a3", "(01)"))
            or _EXPLAINED.search(left)
            or (value.isdigit() and _CODE_LIST.search(low[max(0, start - 60) : start]))
            or (":" in value and _TIMES.fullmatch(value))
            or (_NDC_SHAPE.match(value) and not _NDC_NO.search(left))
            or _TORN_CLOCK.fullmatch(value)
            or (low.startswith("/$", end) and left.endswith("+"))  # a product of the health industry's bar codes
        ):
            continue
        yield Finding(start, end, DataKind.OTHER_ID, score, NAME)
    for match in _SPACED.finditer(document, norm):
        digits = sum(char.isdigit() for char in match[0])
        head = match[0].split(" ")[0].lower()
        if (
            digits >= 6
            and not _EXPLAINED.search(low[max(0, match.start() - 28) : match.start()])
            and head not in _MEASURES
            and not (len(head) >= _MIXED and lexicon.flags(head) & Is.COMMON)
            and not UNIT.match(low, match.end())
        ):
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.45, NAME)
    for pattern in (_NUMBERED_BY_WORD, _NUMBERED_BY_SIGN):
        for match in matches(pattern, document, norm):
            word = _COUNTED.search(norm, max(0, match.start() - 17), match.start())
            if word is not None and not _EXPLAINED.search(low[word.start() : match.start("n")]):
                yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.55, NAME)
    for match in _PAIRS.finditer(document, norm):
        if not all(_CLOCKS_ALONE.fullmatch(group) for group in match[0].split()) and not UNIT.match(low, match.end()):
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.45, NAME)
    for match in _HASHED.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.6, NAME)
    for match in _SIGNED.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.5, NAME)
    for match in _STARRED.finditer(norm) if "***" in norm or "xxxx" in low else ():
        yield Finding(*match.span(), DataKind.ACCOUNT, 0.6, NAME)
    for match in _SITE.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.65, NAME)
    for match in _SPELT.finditer(norm) if not _SPOKEN_DIGITS.isdisjoint(document.vocabulary) else ():
        if len(re.findall(rf"\b{spoken.DIGIT}\b", match[0].lower())) >= _MIXED - 1:
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.6, NAME)
    for match in _ONE_TIME.finditer(document, low):
        if not _EXPLAINED.search(low[max(0, match.start() - 16) : match.start()]):
            yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.7, NAME)
    for match in _CARD_NO.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.MRN, 0.7, NAME)
    for match in _STARRED_CODE.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.75, NAME)
    for told in (_ONE_BY_ONE, _CODE_WORD):
        for match in told.finditer(document, low):
            yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.65, NAME)
    for match in _INSURED.finditer(document, norm):
        yield Finding(*match.span(), DataKind.OTHER_ID, 0.8, NAME)
    for match in _SEAT.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.65, NAME)
    for match in _PAID.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.ACCOUNT, 0.75, NAME)
    for match in _VA_CODE.finditer(document, norm):
        if match["n"][0] == match["last"][0]:
            yield Finding(*match.span("n"), DataKind.SSN, 0.85, "ssn")

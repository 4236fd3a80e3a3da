"""Codes that everyone shares: lists and ranges of procedures and supplies, versions, formulas, hazards, stages of tumours.

A single one may be someone's number; a range of them, several in a row where the text bills, or a form that nothing
else has, is a vocabulary's: HCPCS and CPT as CMS and the AMA set them, H and P statements as the GHS does. Only
findings that hold a figure are asked, so that a text without any pays nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_LABELS: Final = frozenset({Label.OTHER_ID, Label.LOCATION, Label.DATE, Label.IP, Label.ACCOUNT, Label.PHONE})
_WEIGHED: Final = frozenset({Label.OTHER_ID, Label.LOCATION})
_FIGURES: Final = re.compile(r"\d[\d-]*")
_LABELLED: Final = "labelled"  # what a label announces is someone's, whatever it looks like
_CODE_RULE, _TOLD = "code", 0.6
_REACH: Final = 100
_NEAR: Final = 24
_BESIDE: Final = 12

_BILLING: Final = frozenset(
    "cpt hcpcs cdt lcd lcds ncd ncci rvu rvus modifier modifiers coder coders carc rarc billable dme dmepos coding crosswalk payer payers billed reimbursement".split()
)
_CHARGED: Final = re.compile(
    r"\b(?:cpt|hcpcs|cdt|lcds?|ncd|articles?|codes?|bill(?:ed|ing)?|charges?|mod(?:ifier)?s?|addl?|admin|rvus?)\b[^\n]{0,60}\Z"
)
_CODE: Final = r"\+?(?:[LA]\d{5}|[A-V]\d{4}|\d{4}[FTUM]|\d{5})(?:-(?:[A-V]?\d{4,5}|\d{4}[FTUM]|[A-Z]{2}|\d{2})(?!\d))?(?![\w%]|[./-]\w)"
_JOINT: Final = r"(?:,? (?:and |or |w/ |with |& |\+ |x |vs\.? )?| ?[,;/+] ?)"
_RUN: Final = re.compile(rf"(?<![\w.#$/-]){_CODE}(?:{_JOINT}{_CODE})*")
_ONE: Final = re.compile(r"[LA]\d{5}|[A-V]\d{4}|\d{4}[FTUM]|\d{5}")
_LETTERED: Final = re.compile(r"(?<![\w.-])[A-V]\d{4,5}(?![\w.]\w|\w)")
_HEAD: Final = re.compile(r"(?:CPT|HCPCS|CDT|ICD|LCD|DRG)s?:? ")
_SEVERAL, _ROW = 3, 2
_SPACED: Final = re.compile(r"\d{1,3}(?: \d{1,3}){4,}")
# both ends under one letter, or of five figures: `A6209-A6215`, `99217-99220`
_SPAN: Final = re.compile(r"(?P<l>[A-V]?)(?P<a>\d{4,5})(?P<f>[FTUM]?)-(?P=l)?(?P<b>\d{4,5})(?P=f)")
# a label before a span of someone's boxes or tubes
_NUMBERED_SPAN: Final = re.compile(
    r"(?:#|\b(?:no|id|mrn|acct|chart|case|specimens?|samples?|tubes?|vials?|box(?:es)?|bags?|slides?|blocks?|labels?|tags?|serial|lots?|accessions?|tickets?|claims?|rooms?|beds?))[ .:#]{1,3}\Z"
)
# the names of vocabularies of figures alone, before a list of their codes
_VOCABULARY: Final = re.compile(
    r"\b(?:gpi|hicl|gcn|gsn|snomed(?:[ -]ct)?|sctid|rxcui|rxnorm|loinc|cvx|ndc|hcpcs|cpt)s?:? (?:[\d-]{2,18}(?: ?\([^)\n]{1,30}\))?[,;/]? ?(?:and |or )?){0,8}\Z"
)
_WIDEST: Final = 150

_FORMS: Final = (
    re.compile(r"(?<!\w)C\d{1,3}H\d{1,3}(?:(?:Br|Cl|Na|Fe|Se|Si|[BFIKNOPS])\d{0,3}){1,8}(?!\w)"),  # `C20H22N8O5`
    # a measure's version, a guideline's: `CMS165v13`, `v2.2025`
    re.compile(r"(?<!\w)[A-Z]{3,5}\d{1,4}v\d{1,2}(?!\w)|(?<![\w.])v\d\.20\d\d(?!\w)"),
    # of providers (NUCC), parts and answers of LOINC
    re.compile(r"(?<!\w)[1-4]\d\d[A-Z][A-Z\d]{5}X(?!\w)|(?<!\w)L[PLA]\d{4,7}-\d(?![\w-])"),
    re.compile(r"(?<!\w)\d(?:th|st|nd|rd) [pcry]{1,2}T\d\w?"),  # `AJCC 8th pT1`
)
_HINT: Final = re.compile(r"C\d+H|[1-4]\d\d[A-Z][A-Z\d]{5}X|L[PLA]\d{4}|[A-Zv]\d+v\d|v\d|\d(?:th|st|nd|rd) ")
# what reads as a day: a bundle of September's letters, a modifier and what it says, a segment's fields
_NO_DAYS: Final = re.compile(
    r"(?P<bundle>sep-1)|(?P<modifier>\d\d sep\.?)|(?P<fields>\d/\d{1,2})|\d{1,2}(?:\.\d{1,3}){2,3}"
)
_BUNDLE: Final = re.compile(r" (?:v\d|bundle|measure|compliance|core|abstract)")
_BEFORE: Final = {
    "bundle": re.compile(r"\bcms \Z"),
    "modifier": re.compile(r"\bmod(?:ifier)?s? [^\n]{0,24}\Z"),
    "fields": re.compile(r"(?:\n|\A)nk1 {1,4}\Z"),
}
# statements of hazard and precaution, in a text that names hazards
_HAZARDS: Final = frozenset("ghs sds irrit flam stot hazards danger cas tsca osha tox".split())
_STATEMENT: Final = re.compile(r"(?<![\w-])(?:H[2-4]\d\d|P[1-5]\d\d)(?:\+(?:H[2-4]\d\d|P[1-5]\d\d))*(?![\w-])")
# programs and their versions: `DeepVariant 1.5.0; ExomeDepth 1.1.15`
_NUMBERED: Final = re.compile(r"\d{1,2}(?:\.\d{1,3}){2,3}")
_PROGRAM: Final = re.compile(r"(?<![\w.])(?P<w>[A-Za-z][\w-]{1,24}) v?(?P<n>\d{1,2}(?:\.\d{1,3}){1,3})(?![\w.]\w|\w)")
_TORN: Final = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_ADDRESSED: Final = re.compile(
    r"\b(?:ip|address|addr|host|server|login|logged|from|port|gateway|subnet|vpn|wi-?fi|device|station|workstation|pc|printer|ping|router|modem|dns|network|lan|wan|client|user|via|used|connected|at)\b"
)
_LOW: Final = 32
_PRIVATE: Final = frozenset({"10", "127"})


def _lettered(document: Document) -> int:
    """Return how many different codes of a letter and four figures a text holds."""
    return len({match[0] for match in _LETTERED.finditer(document.norm)})


def _billed(document: Document, start: int, end: int, *, told_so: bool) -> bool:
    """Whether a finding is a range, or part of a row, of codes of procedures or supplies.

    `told_so`: its sentence says that it is someone's, which only a text that bills outweighs.
    """
    norm, low = document.norm, document.low
    head = _HEAD.match(norm, start, end)
    start = head.end() if head is not None else start
    if _ONE.match(norm, start) is None:
        return False
    span = _SPAN.fullmatch(norm, start, end)
    wide = span is not None and 0 < int(span["b"]) - int(span["a"]) < _WIDEST
    billing = not _BILLING.isdisjoint(document.vocabulary)
    if told_so and not billing:
        return False
    charged = _CHARGED.search(low, max(0, start - _BESIDE), start) is not None
    if wide and (billing or charged or (span is not None and (span["l"] or span["f"]))):
        return _NUMBERED_SPAN.search(low, max(0, start - _NEAR), start) is None
    if not billing and (_LETTERED.match(norm, start) is None or _lettered(document) < _SEVERAL):
        return False
    line = document.line(start)
    for match in _RUN.finditer(norm, max(line[0], start - _REACH), min(line[1], end + _REACH)):
        if match.start() <= start and end <= match.end():
            codes = _ONE.findall(match[0])
            lettered = _LETTERED.match(norm, start) is not None
            told = billing and _CHARGED.search(low, max(line[0], match.start() - _REACH), match.start()) is not None
            if _NUMBERED_SPAN.search(low, max(0, match.start() - _NEAR), match.start()):
                return False
            if lettered:
                return told or _lettered(document) >= _SEVERAL
            return len(codes) >= _SEVERAL or (told and len(codes) >= _ROW)
    return False


def _program(word: str) -> bool:
    """Whether a word is written as programs and standards are: in capitals, with one inside, or on no dictionary's list."""
    return word.isupper() or _TORN.search(word) is not None or (word.istitle() and not lexicon.flags(word) & Is.ENGLISH)


def _version(document: Document, finding: Finding) -> bool:
    """Whether dotted figures are the version of a program or of a standard: low ones, no address nor day asked for."""
    norm, low = document.norm, document.low
    value = norm[finding.start : finding.end]
    if _NUMBERED.fullmatch(value) is None:
        return False
    line = document.line(finding.start)
    begin, stop = max(line[0], finding.start - _REACH), min(line[1], finding.end + _REACH)
    named = list(_PROGRAM.finditer(norm, begin, stop))
    own = next((match for match in named if match.start("n") == finding.start), None)
    if own is None or not _program(own["w"]):
        return False
    if finding.label is Label.IP:
        figures = value.split(".")
        return (
            figures[0] not in _PRIVATE
            and all(int(figure) < _LOW for figure in figures)
            and _ADDRESSED.search(low, max(begin, finding.start - _NEAR), finding.start) is None
        )
    # another number beside it that no day can be: `DeepVariant 1.5.0`
    others = sum(".0" in match["n"] and match is not own for match in named)
    return _TORN.search(own["w"]) is not None and others > 0


def _rising(text: str) -> bool:
    """Whether numbers with blanks between rise, and are no figures said one by one: `1 2 4 6 9 12 15 18`."""
    figures = [int(figure) for figure in text.split(" ")] if _SPACED.fullmatch(text) else []
    return any(figure > 9 for figure in figures) and figures == sorted(set(figures))


def _lettered_at(document: Document, start: int, end: int) -> bool:
    """Whether a letter and four figures are one of several such codes of a text: `P9016 P9035`."""
    return start >= 0 and _LETTERED.fullmatch(document.norm, start, end) is not None and _lettered(document) >= _SEVERAL


def _no_day(document: Document, finding: Finding) -> bool:
    """Whether a date is letters and figures that only read as one."""
    low, start, end = document.low, finding.start, finding.end
    match = _NO_DAYS.fullmatch(low, start, end)
    if match is None:
        return False
    if match.lastgroup is None:
        return _version(document, finding)
    if match.lastgroup == "bundle" and _BUNDLE.match(low, end):
        return True
    return _BEFORE[match.lastgroup].search(low, max(0, start - _REACH), start) is not None


def own(document: Document, found: list[Finding]) -> list[Finding]:
    """Return the findings without codes that a vocabulary, a maker or a standard gives, and not to someone."""
    return [finding for finding in found if finding.label not in _LABELS or not _shared(document, finding)]


def _shared(document: Document, finding: Finding) -> bool:
    """Whether a finding is a code that everyone shares."""
    if finding.recognizer == _LABELLED:
        return False
    if finding.label is Label.DATE:
        return _no_day(document, finding)
    if finding.label is Label.IP:
        return _version(document, finding)
    norm, start, end = document.norm, finding.start, finding.end
    if document.shape.find("0", start, end) < 0:
        return False
    if finding.label is Label.PHONE and (_rising(norm[start:end]) or _lettered_at(document, start - 1, end)):
        return True
    if _FIGURES.fullmatch(norm, start, end) and _VOCABULARY.search(document.low, max(0, start - _REACH), start):
        return True
    if finding.label not in _WEIGHED:
        return False
    if not _HAZARDS.isdisjoint(document.vocabulary) and _STATEMENT.fullmatch(norm, start, end):
        return True
    if _HINT.search(norm, start, end + 1) is not None:
        near = max(0, start - _NEAR), end + _NEAR
        if any(m.start() <= start and end <= m.end() for form in _FORMS for m in form.finditer(norm, *near)):
            return True
    return _billed(document, start, end, told_so=finding.recognizer == _CODE_RULE and finding.score >= _TOLD)

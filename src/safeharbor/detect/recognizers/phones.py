"""Telephone, fax, pager and extension numbers, in figures, with a scanner's slips, and spoken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored, Shaped, matches
from safeharbor.detect.recognizers import dictated
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "phone"

_EXT: Final = r"(?:(?:[ ,;]{0,3}(?:ext(?:ension|n)?[.=]?|x\.?|/ #|#)[ :]{0,2}#?|,{2,4}#?)\d{1,6}(?![\w]))?"
_D: Final = r"[\dlOISBZ]"
_STRICT: Final = Shaped(
    ("000-0000", "000.0000", "000 0000", "000 - 0000", "000 -0000", "000- 0000", "(000)0000000", "(000) 0000000"),
    r"(?<![\w.$-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?[-. ]?|\d{3}(?: - |[-. /] ?))\d{3}(?:[-. ]| - | ?- ?)\d{4}"
    r"(?:(?!\w)(?!-\d)|(?=(?:[xX]|[eE][xX][tT]\.?) ?\d))" + _EXT + r"|\(\d{3}\) ?\d{7}(?!\w)" + _EXT,
    reach=11,
)
_SCANNED: Final = Shaped(
    ("000-0000", "000.0000", "000 0000"),
    rf"(?<![\w.$-])(?:[1lI][ .-])?(?:\({_D}{{3}}\) ?[-. ]?|{_D}{{3}}[-. ])[lOSBZ2-9]{_D}{{2}}[-. ]{_D}{{4}}(?![\w-])",
    reach=9,
    scanned=True,
)
_INTERNATIONAL: Final = re.compile(r"\+(?<![\w+].)\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?![\w]|:\d)" + _EXT)
_SOLID: Final = Shaped(("0000000000",), r"(?<![\w.$#/-])\+?1?[2-9]\d{2}[2-9]\d{6}(?![\w-])(?!\.\d)" + _EXT, reach=2)
_SCANNED_SOLID: Final = Shaped(("0000000000",), r"[\dlO](?<![\w.$#/-].)[\dlO]{9,10}(?![\w-])", reach=0, scanned=True)
_LOCAL: Final = Shaped(
    ("000-0000", "000.0000", "000 0000"), r"(?<![\w.$#/-])(?<!\d )[2-9]\d\d[-. ]\d{4}(?![\w-])(?!\.\d)" + _EXT, reach=0
)
# two round numbers are a span: `impedance 500-1200`, `250-4000 Hz`
_SPAN: Final = re.compile(r"\d\d0-\d\d\d0")
_CUE: Final = re.compile(
    r"\b(?:ph|phone|phones|tel|telephone|tel\.|call|called|calls|from|cell|mobile|home|work|contact|callback|call-?back|pager|pgr|pg|page|paged|beeper|text|texted|sms|"
    r"number|reach(?:ed)?|vm|voicemail|landline|desk|office|fax|faxed|fx|f|h|w|c|m|p|t|o|hp|line|hotline|whatsapp|viber|signal|wechat|dial|ring|llamar|"
    r"teléfono|telefono|móvil|movil|celular|emergency|daytime|evening|switchboard|operator|clinic|answering|service|svc|after-?hours|nok|poa|alt|area code)"
    r"\b[^\w\n]{0,4}(?:(?:no|num|number|nr|is|as|at|me|us|her|him|them|back|pt|on|#|cell|home|the|it's|its|uh|um|so|line|phone|to|for|dr|ext|new|only|day|eve)\b[^\w\n]{0,3}){0,3}$"
)
_FAX: Final = re.compile(r"\b(?:fax|faxed|faxes|fx|facsimile|telefax|efax)\b[^\n\d]{0,28}$|(?:^|\s)f[.:] ?$")
_FAX_AFTER: Final = re.compile(r" ?\(?(?:fax|f)\)")
_LABELLED: Final = Anchored(
    "ext extension extn exts extensions pager pgr pg beeper beep bpr page paged vocera x pin fx ascom spectralink voalte dect poste anexo speed speeddial mobile",
    r"\b(?:ext(?:ension|n|s)?\.?|pager|pgr|pg|beeper|beep|bpr|paged? (?:at|to)|vocera|x|pin|fx|ascom|spectralink|voalte|dect|poste|anexo|speed ?dial|mobile heartbeat|"
    r"extensions?)[ :.#]{0,3}(?:no\.? ?|number ?|is ?|at ?|# ?)?[ -]?(?P<n>#?\d{1,2}-\d{3,5}|#?\d{2,7})(?![\w%]|[./]\d|-\d)",
)
_AFTER_EXT: Final = re.compile(
    r"\s?(?:,|then|or|and|/)\s?(?:then |or |and )?(?P<n>\d{2,6})(?![\w/%.:-]| ?(?:mg|ml|am|pm|hours|days|min))"
)
_AT_DASHED: Final = Shaped(
    (" 0-0000", "@0-0000"), r"(?:@ ?|\b(?:rn|md|np|pa|tech|dr\.?) [a-z]{3,14} )(?P<n>\d-\d{4})(?![\w/-])"
)
_DASHED: Final = Anchored(
    "pgr pager call ext desk vocera phone ph tel cell intern resident senior charge station or rn at reach dial mobile office unit ward front on oncall",
    r"\b(?:pgr|pager|call|ext|desk|vocera|phone|ph|tel|cell|intern|resident|senior|charge|station|or|rn|at|reach|dial|mobile|office|unit|ward|front|on-?call)"
    r"[ :.#]{1,3}(?P<n>\d-\d{4,5}|\d{2}-\d{4}(?=[,;.)\s]))(?![\w-])",
)
# an exchange by its name: `Klondike 5-0113`
_EXCHANGE: Final = Anchored(
    "ring call phone phoned tel telephone dial number",
    r"\b(?:ring|call|phone|phoned|tel\.?|telephone|dial|number is)(?: me| us| her| him| at| back| up)? (?P<n>[a-z]{5,12} ?\d-\d{4})(?![\w-])",
)
_GLUED: Final = Shaped(("a0000", "A0000"), r"(?<![\w.-])p(?P<n>\d{4,5})(?![\w/%-]|\.\d)", reach=0)
_LAST_FOUR: Final = Anchored(
    "fx fax phone cell tel ph number",
    r"\b(?:fx|fax|phone|cell|tel|ph|number)\b[^\n\d]{0,12}(?:ending(?: in)?|ends(?: in)?|last (?:four|4)(?: digits)?(?: are| is)?|-) ?-?(?P<n>\d{4})(?![\w/-]|\.\d)",
)
# the second of two numbers, its last four digits only: `512-555-0166, alt -0167`
_SECOND: Final = re.compile(
    r"(?: ?\(?[a-z]{1,6}\)?)?(?:,|;| or| ?/| and)? ?(?:alt|or|cell|home|work|fax|h|w|c|f)?[:.]? ?[-/](?P<n>\d{4})(?![\w/-]|\.\d)"
)
# the same with its line's word and nothing after it: `555-0166 ph 0167 fax`
_SECOND_LINE: Final = re.compile(
    r" ?\(?(?:ph|phone|p|o|w|h|c|cell|tel|office|main|desk|fax|fx|f)\)?[,;/]? (?P<n>\d{4})(?= ?(?:\n|\Z|[,;)]|\(?(?:fax|fx|f|ph|phone|cell)\b))"
)
_PART_SPOKEN: Final = re.compile(
    rf"(?<![\w-])(?=[\d ,.-]{{0,9}}[a-z])(?:\d{{3}}|{spoken.DIGIT}(?:[ -]{spoken.DIGIT}){{2}})[ ,.-]{{1,2}}(?:\d{{3}}|{spoken.DIGIT}(?:[ -]{spoken.DIGIT}){{2}})[ ,.-]{{1,2}}(?:\d{{4}}|{spoken.DIGIT}(?:[ -]{spoken.DIGIT}){{3}})(?!\w)"
)
_SPOKEN_EXT: Final = Anchored(
    "extension ext pager x beeper",
    rf"\b(?:extension|ext|pager|x|beeper)(?: number| is)? (?P<n>(?:{spoken.DIGIT}|{spoken.SMALL})(?:[ -](?:{spoken.DIGIT}|{spoken.SMALL}|hundred)){{0,5}})\b",
)
_TEN: Final = 10
_SPOKEN_DIGITS: Final = frozenset("zero oh three four five six seven eight nine niner".split())


_PARITY: Final = re.compile(r"\bg\d{1,2}(?:p\d|\b)")  # `G2P1001 -> P2002`
# no one repeats a thing so often: `0630 x32290`
_GLUED_X: Final = re.compile(r"x\d{4,6}\Z")


def kind_of(low: str, start: int, end: int) -> DataKind:
    """Fax when the word stands before it on the line with no other number between, or right after it."""
    left = low[max(0, start - 40) : start].rsplit("\n", 1)[-1]
    return DataKind.FAX if _FAX.search(left) or _FAX_AFTER.match(low, end) else DataKind.PHONE


def announced(low: str, start: int) -> bool:
    """Whether the words before `start` announce a telephone number."""
    return _CUE.search(low[max(0, start - 48) : start]) is not None


def _extension(low: str, match: re.Match[str]) -> bool:
    """Whether `x` before a number opens an extension, and does not multiply."""
    left = low[max(0, match.start() - 12) : match.start()]
    if _GLUED_X.match(match[0]) and (not left or left.endswith((" ", "\n"))):
        return True
    if (
        re.search(
            r"[\d%)\]]\s?$|\b(?:no|sun|for|times|repeat|dose|doses|mg|cm|mm|ml|tab|tabs|cap|caps|wk|wks|days|reps|sets|and|by)\s?$",
            left,
        )
        and "555" not in low[max(0, match.start() - 20) : match.start()]
    ):
        return False
    if re.match(
        r" ?(?:x\b|mm|cm|mg|ml|days?|wks?|weeks?|months?|min|hours?|h\b|d\b|yrs?|doses|reps|ft\b|feet|yds?\b|yards|meters|m\b|laps|steps|sec|lbs?\b|kg|=)",
        low[match.end() : match.end() + 8],
    ):
        return False
    return len(match["n"]) > 2


def find(document: Document) -> Iterator[Finding]:
    """Yield telephone and fax numbers."""
    norm, low = document.norm, document.low

    def cue(start: int) -> bool:
        return announced(low, start)

    for pattern, score in ((_STRICT, 0.9), (_INTERNATIONAL, 0.9)):
        for match in matches(pattern, document, norm):
            if pattern is _INTERNATIONAL and sum(char.isdigit() for char in match[0]) < _TEN - 2:
                continue
            yield Finding(*match.span(), kind_of(low, *match.span()), score, NAME)
            second = _SECOND.match(low, match.end()) or _SECOND_LINE.match(low, match.end())
            if second is not None:
                yield Finding(*second.span("n"), kind_of(low, *second.span("n")), 0.75, NAME)
    for match in _SCANNED.finditer(document, norm):
        if sum(char.isdigit() for char in match[0]) > _TEN // 2:
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.8, NAME)
    for match in _SOLID.finditer(document, norm):
        yield Finding(*match.span(), kind_of(low, *match.span()), 0.85 if cue(match.start()) else 0.35, NAME)
    for match in _SCANNED_SOLID.finditer(document, norm):
        if cue(match.start()) and not match[0].isdigit() and any(c.isdigit() for c in match[0]):
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.8, NAME)
    for match in _LOCAL.finditer(document, norm):
        near = cue(match.start())
        if near or (
            match[0][3] == "-"
            and not _SPAN.fullmatch(match[0])
            and not re.match(
                r" ?(?:hz|khz|mg|ml|kcal|cc|units?|u\b|g\b|cells|steps|calories|cal\b)",
                low[match.end() : match.end() + 9],
            )
        ):
            yield Finding(*match.span(), kind_of(low, *match.span()), 0.8 if near else 0.5, NAME)
    for told in (_LABELLED, _DASHED, _AT_DASHED, _GLUED, _EXCHANGE, _LAST_FOUR):
        for match in matches(told, document, low):
            if match[0][0] == "x" and not _extension(low, match):
                continue
            if told is _GLUED and _PARITY.search(low):
                continue
            if match["n"].endswith("-1000"):
                continue  # a dilution
            if match[0].startswith("fx") and len(match["n"]) < 4:
                continue
            if match[0].startswith("ext") and re.match(r"ext[ :]{0,2}\d{1,2}$", match[0]):
                continue
            yield Finding(match.start("n"), match.end("n"), kind_of(low, *match.span("n")), 0.85, NAME)
            again = _AFTER_EXT.match(low, match.end())
            if again is not None and match[0].startswith("ext"):
                yield Finding(again.start("n"), again.end("n"), DataKind.PHONE, 0.7, NAME)
    for match in _PART_SPOKEN.finditer(low) if not _SPOKEN_DIGITS.isdisjoint(document.vocabulary) else ():
        yield Finding(*match.span(), DataKind.PHONE, 0.85, NAME)
    for match in _SPOKEN_EXT.finditer(document, low):
        yield Finding(match.start("n"), match.end("n"), DataKind.PHONE, 0.85, NAME)
    for start, end, whole in dictated.numbers(document):
        if whole or cue(start):
            yield Finding(start, end, kind_of(low, start, end), 0.8, NAME)

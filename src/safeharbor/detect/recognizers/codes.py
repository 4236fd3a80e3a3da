"""Identifiers told by their shape alone: SSN, MBI, VIN, cards, IMEI, MAC, UDI, and codes no vocabulary explains.

What clinical text is full of - ICD, CPT, HCPCS, LOINC, NDC, trial registry numbers, catalogue and model
numbers, gene variants, doses, ranges - has a shape or a word before it that explains it, and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.detect.recognizers import checks, geocodes, loose_codes, told_codes, vehicles
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "code"

_SSN: Final = Shaped(
    ("000-00-0000", "000 00 0000"),
    r"\d(?<![\w.-].)\d\d([- ])\d\d\1\d{4}(?:[ -][A-DTWM]\d?(?=[,.;)\n]|\Z)|(?![\w-])(?!\.\d))",
    reach=0,
)
_MASKED_SSN: Final = re.compile(r"(?:[*xX#\u2022]{3}[- ]?[*xX#\u2022]{2}[- ]?)(?P<n>\d{4})(?!\w)")
_SSN_ENDS: Final = Anchored(
    "ss ssn soc social",
    r"\b(?:ssn?|soc(?:ial)?(?: sec(?:urity)?)?(?: number| no\.?| #)?)\b[^\n]{0,60}?\b(?:ends?(?:ing)?(?: in| with)?|last (?:4|four)(?: digits)?(?: of ssn)?(?: is| are|:)?)[ :(]{1,3}(?P<n>\d{4})(?!\w)",
)
_LAST_FOUR: Final = Anchored(
    "last",
    r"\blast[ -]?(?:4|four)(?: digits)?(?: of (?:the |his |her |their )?(?:ssn|social|ss#?|card|acct|account))?(?: is| are|:|#)? ?(?P<n>\d{4}|\d(?: \d){3})(?![\w/-]|\.\d| \d)",
)
_MBI: Final = Shaped(
    ("0aa0", "0aA0", "0a00", "0Aa0", "0AA0", "0A00"),
    r"[1-9](?<!\w.)[ac-hj-kmnp-rt-y][ac-hj-kmnp-rt-y0-9]\d-?[ac-hj-kmnp-rt-y][ac-hj-kmnp-rt-y0-9]\d-?[ac-hj-kmnp-rt-y]{2}\d\d\b",
    reach=0,
)
_VIN_LENGTH: Final = 17
_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9](?<!\w.)(?=[A-HJ-NPR-Z]{0,15}\d|(?<=\d))[A-HJ-NPR-Z0-9]{16}(?!\w)")
_MAC: Final = re.compile(
    r"[0-9A-Fa-f](?<![\w:-].)[0-9A-Fa-f]([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])|[0-9A-Fa-f](?<!\w.)[0-9A-Fa-f]{3}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?!\w)"
)
# what the middles of the last three hold, hexadecimal figures as `0`, and masks as `*`
_HEX: Final = bytes.maketrans(b"123456789abcdefABCDEFxX#?", b"0" * 21 + b"*" * 4)  # a bullet is beyond Latin-1: `?`
_MARKED_HEX: Final = (b":00:00:00:", b"-00-00-00-", b".0000.", b"-0000-0000-")
_UDI: Final = re.compile(r"\(01\) ?\d{14}")
_UDI_PART: Final = re.compile(r" ?\((?P<ai>10|11|17|21|240|30)\) ?(?P<v>[A-Za-z0-9./_-]{1,24}?)(?= ?\(|[\s,;)]|$)")
_CARD: Final = Shaped(
    ("0000 0000 0000", "0000-0000-0000", "000000000000"),
    r"\d(?<![\w.-].)\d{3}([- ]?)\d{4}\1\d{4}\1\d{1,7}(?![\w-])",
    reach=0,
)
_AMEX: Final = Shaped(
    ("0000 000000 00000", "0000 000000-00000", "0000-000000 00000", "0000-000000-00000"),
    r"3(?<![\w.-].)[47]\d\d[ -]\d{6}[ -]\d{5}(?![\w-])",
    reach=0,
)
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_UUID: Final = re.compile(r"[0-9a-f](?<!\w.)[0-9a-f]{7}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)")
_CREDENTIAL: Final = Anchored(
    "md do rn lpn lvn np fnp pa aprn crna dpm dds dmd od pharmd rph pt dpt ot otr slp ccc aud lcsw lmsw licsw lisw lmhc lpc lmft lcadc ladc psyd rd ld rdn rpsgt rrt rcp cnm cns emt atc lat lac dc dvm cpht rdh mt mlt bcba cgc lgc nremt nrp cna gna mft lmt cdces lic pta cota",
    r"(?<!\w)(?:MD|DO|RN|LPN|LVN|NP|FNP|PA-C|PA|APRN|CRNA|DPM|DDS|DMD|OD|PharmD|RPh|PT|DPT|OT|OTR|OTR/L|SLP|CCC-SLP|CCC-A|AuD|LCSW|LMSW|LICSW|LISW|LMHC|LPC|LMFT|LCADC|LADC|PsyD|RD|LD|RDN|RPSGT|RRT|RCP|CNM|CNS|EMT|EMT-P|"
    r"EMT-B|ATC|LAT|LAc|DC|DVM|CPhT|RDH|MT|MLT|BCBA|CGC|LGC|NREMT|NRP|CNA|GNA|MFT|LMT|CDCES|Lic|lic|DPT|PTA|COTA)(?:\.? {1,2}|\.?(?=#)|(?=\d{5}))(?:[A-Z]{2} )?(?:lic(?:ense)?\.? ?)?(?:#|no\.? ?|number )? ?(?P<n>#?(?:[A-Z]{2}-)?[A-Z]{0,5}[- ]?\d{3,10}(?:-\d{1,5})?)(?![\w/%.:]\w|\w|-\d)",
)
_STATE_LICENSE: Final = Anchored(
    "lic license licence cert",
    r"\b(?:lic(?:en[sc]e)?|cert)\b\.? {0,2}(?:#|no\.?|number|:)? {0,2}(?P<n>(?-i:(?:[A-Z]{2}[ -])?[A-Z]{0,4}[ -]?\d[\dA-Z]{2,})(?:[- ]\d{2,7}){0,4})(?![\w/])",
    re.IGNORECASE,
)
_PICTURES: Final = "jpe?g|png|gif|bmp|tiff?|heic|heif|webp|dcm|dicom|nef|cr2|cr3|arw|raw|dng|svg|mp4|mov|avi|mkv|wmv|webm|3gp|m4v|mpe?g|psd|jp2|nii"
_SOUNDS: Final = "wav|mp3|m4a|aac|flac|ogg|amr|opus"
_PICTURE: Final = re.compile(rf"\.(?:{_PICTURES})(?!\w)", re.IGNORECASE)
_SOUND: Final = re.compile(rf"\.(?:{_SOUNDS})(?!\w)", re.IGNORECASE)
_FILE: Final = re.compile(rf"(?<![\w/\\.-])[\w/\\.:~@%+-]{{0,200}}?[\w)-]\.(?:{_PICTURES})(?!\w)", re.IGNORECASE)
_AUDIO: Final = re.compile(rf"(?<![\w/\\.-])[\w/\\.:~-]{{1,120}}\.(?:{_SOUNDS})(?!\w)", re.IGNORECASE)
_BIO_WORD: Final = re.compile(
    r"\b(?:voice|audio|gait|iris|retina|finger|thumb|palm|print|template|biometric|recording|scan)\b[^\n]{0,30}$"
)
_STARS: Final = re.compile(r"(?<!\w)(?:\*(?P<a>[A-Z0-9][A-Z0-9-]{4,30})\*|\|\|(?P<b>[A-Z0-9][A-Z0-9-]{3,30})\|\|)")

_LONG: Final = 7
_MIXED: Final = 4
_CARD_MIN, _CARD_MAX, _IMEI = 13, 19, 15


_FOUR_SPOKEN: Final = Anchored(
    "last social ssn",
    rf"\b(?:last (?:four|4)|social|ssn)\b[^\n]{{0,60}}\n?[^\n]{{0,40}}?(?<![\w-])(?P<n>{spoken.DIGIT}(?:[ ,-]{{1,2}}{spoken.DIGIT}){{3}})(?![ ,-]{{0,2}}{spoken.DIGIT})(?![\w-])",
)


_ODD_SSN: Final = Anchored(
    "ss ssn social soc",
    r"\b(?:ssn?|social(?: security)?(?: number| no\.?| #)?|soc sec)\b[^\n\d]{0,16}(?P<n>\d{3}[ ./-]{1,3}\d{2}[ ./-]{1,3}\d{4})(?!\w)",
)
_SOCIAL: Final = frozenset({"last", "social", "ssn", "ss", "soc"})


def _shaped(document: Document) -> Iterator[Finding]:
    norm, low = document.norm, document.low
    for match in _SSN.finditer(document, norm):
        area = norm[match.start() : match.start() + 3]
        valid = area not in {"000", "666"} and area[0] != "9"
        yield Finding(*match.span(), DataKind.SSN, 0.95 if valid else 0.8, "ssn")
    if not _SOCIAL.isdisjoint(document.vocabulary):
        for match in _ODD_SSN.finditer(document, low):
            yield Finding(*match.span("n"), DataKind.SSN, 0.9, "ssn")
    figures = norm.encode("latin-1", "replace").translate(_HEX)
    for match in _MASKED_SSN.finditer(norm) if b"***" in figures else ():
        yield Finding(*match.span("n"), DataKind.SSN, 0.9, "ssn")
    if "end" in low or "last" in low:
        for ending in (_SSN_ENDS, _LAST_FOUR):
            for match in ending.finditer(document, low):
                card = re.search(r"card|acct|account|visa|eft|bank", low[max(0, match.start() - 30) : match.end()])
                kind = DataKind.ACCOUNT if card and "ss" not in match[0] else DataKind.SSN
                yield Finding(*match.span("n"), kind, 0.85, "ssn")
    if not _SOCIAL.isdisjoint(document.vocabulary) and (
        "four" in document.vocabulary or "social" in document.vocabulary
    ):
        for match in _FOUR_SPOKEN.finditer(document, low):
            yield Finding(*match.span("n"), DataKind.SSN, 0.75, "ssn")
    for match in _MBI.finditer(document, low):
        yield Finding(*match.span(), DataKind.HEALTH_PLAN_ID, 0.95, "mbi")
    for match in _VIN.finditer(norm) if any(end - start >= _VIN_LENGTH for start, end in document.chunks) else ():
        if sum(c.isdigit() for c in match[0]) >= _MIXED and not match[0].isdigit():
            yield Finding(*match.span(), DataKind.VEHICLE, 0.97 if checks.vin(match[0]) else 0.7, "vin")
    hexes = any(one in figures for one in _MARKED_HEX)
    for match in _MAC.finditer(norm) if hexes else ():
        yield Finding(*match.span(), DataKind.DEVICE, 0.95, "mac")
    if "(01)" in norm:
        for match in _UDI.finditer(norm):
            at = match.end()
            while (part := _UDI_PART.match(norm, at)) is not None:
                yield Finding(*part.span("v"), DataKind.DEVICE, 0.95, "udi")
                at = part.end()
    for match in _CARD.finditer(document, norm):
        digits = re.sub(r"\D", "", match[0])
        if (
            _CARD_MIN <= len(digits) <= _CARD_MAX
            and not loose_codes.CLOCKS.fullmatch(match[0])
            and norm[max(0, match.start() - 4) : match.start()] != "(01)"
        ):
            good = checks.luhn(digits)
            kind = DataKind.DEVICE if len(digits) == _IMEI and not match[1] and digits[0] != "2" else DataKind.ACCOUNT
            yield Finding(*match.span(), kind, 0.9 if good else 0.55, "card")
    for match in _AMEX.finditer(document, norm):
        yield Finding(*match.span(), DataKind.ACCOUNT, 0.9, "card")
    for match in _UUID.finditer(low) if hexes else ():
        yield Finding(*match.span(), DataKind.OTHER_ID, 0.5, "uuid")
    for match in _CREDENTIAL.finditer(document, norm):
        if not loose_codes.UNIT.match(low, match.end()) and not re.fullmatch(r"[A-Z]{0,3}(?:19|20)\d\d", match["n"]):
            yield Finding(*match.span("n"), DataKind.LICENSE, 0.8, "license")
    for match in _STATE_LICENSE.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.LICENSE, 0.85, "license")
    for match in _FILE.finditer(norm) if _PICTURE.search(norm) else ():
        start = match.start() + len(match[0]) - len(match[0].lstrip(".-:=@"))
        if "=" in match[0]:
            start = match.start() + match[0].rindex("=") + 1
        yield Finding(start, match.end(), DataKind.PHOTO, 0.95, "photo")
    for match in _AUDIO.finditer(norm) if _SOUND.search(norm) else ():
        yield Finding(*match.span(), DataKind.BIOMETRIC, 0.9, "biometric")
    if "*" in norm or "||" in norm:
        for match in _STARS.finditer(norm):
            group = "a" if match["a"] else "b"
            if any(c.isdigit() for c in match[group]):
                yield Finding(*match.span(group), DataKind.OTHER_ID, 0.8, NAME)


def find(document: Document) -> Iterator[Finding]:
    """Yield identifiers told by their shape."""
    yield from _shaped(document)
    yield from geocodes.find(document)
    yield from loose_codes.find(document)
    yield from told_codes.find(document)
    yield from vehicles.find(document)

"""Identifiers told by their shape alone: SSN, MBI, VIN, cards, IMEI, MAC, UDI, and codes no vocabulary explains.

What clinical text is full of - ICD, CPT, HCPCS, LOINC, NDC, trial registry numbers, catalogue and model
numbers, gene variants, doses, ranges - has a shape or a word before it that explains it, and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import spoken
from safeharbor.detect.recognizers import checks
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "code"

_SSN: Final = re.compile(r"\d(?<![\w.-].)\d\d([- ])\d\d\1\d{4}(?![\w-])(?!\.\d)")
_MASKED_SSN: Final = re.compile(r"(?:[*xX#\u2022]{3}[- ]?[*xX#\u2022]{2}[- ]?)(?P<n>\d{4})(?!\w)")
_SSN_ENDS: Final = re.compile(
    r"\b(?:ssn?|soc(?:ial)?(?: sec(?:urity)?)?(?: number| no\.?| #)?)\b[^\n]{0,60}?\b(?:ends?(?:ing)?(?: in| with)?|last (?:4|four)(?: digits)?(?: of ssn)?(?: is| are|:)?)[ :(]{1,3}(?P<n>\d{4})(?!\w)"
)
_LAST_FOUR: Final = re.compile(
    r"\blast[ -]?(?:4|four)(?: digits)?(?: of (?:the |his |her |their )?(?:ssn|social|ss#?|card|acct|account))?(?: is| are|:|#)? ?(?P<n>\d{4})(?![\w/-]|\.\d)"
)
_MBI: Final = re.compile(
    r"\b[1-9][ac-hj-kmnp-rt-y][ac-hj-kmnp-rt-y0-9]\d-?[ac-hj-kmnp-rt-y][ac-hj-kmnp-rt-y0-9]\d-?[ac-hj-kmnp-rt-y]{2}\d\d\b"
)
_VIN: Final = re.compile(r"(?<!\w)(?=[A-HJ-NPR-Z]{0,16}\d)[A-HJ-NPR-Z0-9]{17}(?!\w)")
_MAC: Final = re.compile(
    r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])|(?<!\w)[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?!\w)"
)
_UDI: Final = re.compile(r"\(01\) ?\d{14}")
_UDI_PART: Final = re.compile(r" ?\((?P<ai>10|11|17|21|240|30)\) ?(?P<v>[A-Za-z0-9./_-]{1,24}?)(?= ?\(|[\s,;)]|$)")
_CARD: Final = re.compile(r"\d(?<![\w.-].)\d{3}([- ]?)\d{4}\1\d{4}\1\d{1,7}(?![\w-])")
_AMEX: Final = re.compile(r"(?<![\w.-])3[47]\d\d[ -]\d{6}[ -]\d{5}(?![\w-])")
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_UUID: Final = re.compile(r"(?<!\w)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)")
_GEO: Final = re.compile(
    r"(?<![\w.])-?\d{1,3}\.\d{3,8}\u00b0? ?[NSns]?,? ?/? ?-?\d{1,3}\.\d{3,8}\u00b0?(?: ?[EWew]\b)?(?![\w.]\d)"
)
_DMS: Final = re.compile(
    r"\d{1,3}\u00b0 ?\d{1,2}['\u2032] ?(?:\d{1,2}(?:\.\d+)?[\"\u2033]? ?)?[NSEW](?:,? ?\d{1,3}\u00b0 ?\d{1,2}['\u2032] ?(?:\d{1,2}(?:\.\d+)?[\"\u2033]? ?)?[NSEW])?"
)
_PLUS: Final = re.compile(r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)")
_CREDENTIAL: Final = re.compile(
    r"(?<!\w)(?:MD|DO|RN|LPN|LVN|NP|FNP|PA-C|PA|APRN|CRNA|DPM|DDS|DMD|OD|PharmD|RPh|PT|DPT|OT|OTR|OTR/L|SLP|CCC-SLP|CCC-A|AuD|LCSW|LMSW|LICSW|LISW|LMHC|LPC|LMFT|LCADC|LADC|PsyD|RD|LD|RDN|RPSGT|RRT|RCP|CNM|CNS|EMT|EMT-P|"
    r"EMT-B|ATC|LAT|LAc|DC|DVM|CPhT|RDH|MT|MLT|BCBA|CGC|LGC|NREMT|NRP|CNA|GNA|MFT|LMT|CDCES|Lic|lic|DPT|PTA|COTA)(?:\.? {1,2}|\.?(?=#)|(?=\d{5}))(?:[A-Z]{2} )?(?:lic(?:ense)?\.? ?)?(?:#|no\.? ?|number )? ?(?P<n>#?(?:[A-Z]{2}-)?[A-Z]{0,5}[- ]?\d{3,10}(?:-\d{1,5})?)(?![\w/%.:]\w|\w|-\d)"
)
_STATE_LICENSE: Final = re.compile(
    r"\b(?:lic(?:en[sc]e)?|cert)\b\.? {0,2}(?:#|no\.?|number|:)? {0,2}(?P<n>(?:[A-Z]{2}[ -])?[A-Z]{0,4}[ -]?\d[\dA-Z]{2,}(?:[- ]\d{2,7}){0,4})(?![\w/])",
    re.IGNORECASE,
)
_FILE: Final = re.compile(
    r"(?<![\w/\\.-])[\w/\\.:~@%+-]{0,200}?[\w)-]\.(?:jpe?g|png|gif|bmp|tiff?|heic|heif|webp|dcm|dicom|nef|cr2|cr3|arw|raw|dng|svg|mp4|mov|avi|mkv|wmv|webm|3gp|m4v|mpe?g|psd|jp2|nii)(?!\w)",
    re.IGNORECASE,
)
_AUDIO: Final = re.compile(
    r"(?<![\w/\\.-])[\w/\\.:~-]{1,120}\.(?:wav|mp3|m4a|aac|flac|ogg|amr|opus)(?!\w)", re.IGNORECASE
)
_BIO_WORD: Final = re.compile(
    r"\b(?:voice|audio|gait|iris|retina|finger|thumb|palm|print|template|biometric|recording|scan)\b[^\n]{0,30}$"
)
_STARS: Final = re.compile(r"(?<!\w)(?:\*(?P<a>[A-Z0-9][A-Z0-9-]{4,30})\*|\|\|(?P<b>[A-Z0-9][A-Z0-9-]{3,30})\|\|)")

_EXPLAINED: Final = re.compile(
    r"(?:\b(?:icd(?:-?(?:9|10))?(?:-?(?:cm|pcs))?|cpt|hcpcs|ndc|loinc|snomed(?:[ -]ct)?|sct|rxnorm|rxcui|cvx|mvx|drg|ms-drg|apc|nct|clinicaltrials|pmid|pmcid|doi|issn|isbn|eudract|isrctn|actrn|chictr|ref|cat|catalog|model|mod|type|version|firmware|fw|build|"
    r"bin|rxbin|pcn|dlp|ctdi|rsid|dbsnp|omim|orpha|umls|cui|mesh|hpo|go|atc|unii|ec|cas|ensembl|isbt|nm|np|grch|hg|hla|dsm|dsm-5|who|ajcc|psalm|psalms|port|error|err|code|codes|charges?|proc|procedure|dx|diagnosis|hcc|rvu|ub-?04|cms|wh|rev|"
    r"revenue|modifier|pos|npdes|substance code|generic|irb|o\.c\.g\.a|section|cfr|usc|title|page|figure|table|ed|vol|j-code|units|gtin|upc|steps|count|wbc|plt|platelets|cells|copies|vl|viral load|bnp|ck|cpk|troponin|afp|ferritin|hcg|ast|alt|ldh|cfu|size|needle|gauge)\b"
    r"[ :.#(-]{0,4}(?:\w{1,8}[ ,/]{1,2}){0,1})$"
)
_CODES: Final = re.compile(
    r"(?:[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|\d{3}\.\d{1,2}|\d{5}(?:-(?:25|26|50|59|LT|RT|TC|GT|95|76|77|78|79|80|62|66|91|XS|XU|GC|QW|KX))?|[A-V]\d{4}|\d{4}F|\d{1,5}-\d|\d{4,5}-\d{3,4}-\d{1,2}|NCT\d{8}|[NX][MRPCGT]_\d{4,9}(?:\.\d{1,2})?|E[NM][A-Z]{2,4}\d{8,11}(?:\.\d+)?|rs\d{3,12}|"
    r"[cpgmn]\.\S+|CYP\d\S*|HLA\S*|[A-Z]{1,4}\d{1,2}\*\d\d\S*|CHA2DS2\S*|[A-Z]{1,5}-\d{1,2}|[A-Z]{1,6}\d{1,2}|\d{1,3}[A-Z]{1,4}|ISO\d+|mg/m2|10\^\d|[A-Za-z]{1,3}\d{1,3}[a-z]{0,3}|\d{1,2}[A-Z]\d{0,2}|T\d+N\d\S*|pT\S+|cT\S+|ypT\S+|G\d+P\d+\S*|\d{2}w\d[dD]?|"
    r"[A-Z][a-z]+\d{1,4}|\d{1,4}(?:ST|ND|RD|TH|st|nd|rd|th)|\d{1,4}[a-zA-Z]{1,4}/\S+|0x[0-9A-Fa-f]+|\d{2,3}s-\d{2,3}s|[A-Z]?\d{1,2}-[A-Z]?\d{1,2})$"
)
_NDC_SHAPE: Final = re.compile(r"\d{5}-\d{4}-\d{2}$|\d{5}-\d{3}-\d{2}$|\d{4}-\d{4}-\d{2}$|\d{5}-\d{4}-\d$")
_RANGE: Final = re.compile(r"\d{1,5}(?:\.\d+)?(?:[-/x:]\d{1,5}(?:\.\d+)?)+$")
_UNIT: Final = re.compile(
    r" ?(?:mg|mcg|ml|cm|mm|kg|lb|lbs|%|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|min|am|pm|units?|iu|copies|cells|kcal|cal|hz|khz|beats|bpm|steps|meq|mmol|/ul|/mm|/ml|k/|x10|u/l|miles|dollars|usd|msec|ms\b|cfu|g\b|l\b|series|mgy|mg/)"
)
_LONG: Final = 7
_MIXED: Final = 4
_CARD_MIN, _CARD_MAX, _IMEI = 13, 19, 15


_FOUR_SPOKEN: Final = re.compile(
    rf"\b(?:last (?:four|4)|social|ssn)\b[^\n]{{0,60}}\n?[^\n]{{0,40}}?(?<![\w-])(?P<n>{spoken.DIGIT}(?:[ ,-]{{1,2}}{spoken.DIGIT}){{3}})(?![ ,-]{{0,2}}{spoken.DIGIT})(?![\w-])"
)


_ODD_SSN: Final = re.compile(
    r"\b(?:ssn?|social(?: security)?(?: number| no\.?| #)?|soc sec)\b[^\n\d]{0,16}(?P<n>\d{3}[ ./-]{1,3}\d{2}[ ./-]{1,3}\d{4})(?!\w)"
)
_SOCIAL: Final = frozenset({"last", "social", "ssn", "ss", "soc"})


def _shaped(document: Document) -> Iterator[Finding]:
    norm, low = document.norm, document.low
    for match in _SSN.finditer(norm):
        area = norm[match.start() : match.start() + 3]
        valid = area not in {"000", "666"} and area[0] != "9"
        yield Finding(*match.span(), DataKind.SSN, 0.95 if valid else 0.8, "ssn")
    if not _SOCIAL.isdisjoint(document.vocabulary):
        for match in _ODD_SSN.finditer(low):
            yield Finding(*match.span("n"), DataKind.SSN, 0.9, "ssn")
    for pattern in (_MASKED_SSN,):
        for match in pattern.finditer(norm):
            yield Finding(*match.span("n"), DataKind.SSN, 0.9, "ssn")
    if "end" in low or "last" in low:
        for pattern, kind in ((_SSN_ENDS, DataKind.SSN), (_LAST_FOUR, DataKind.SSN)):
            for match in pattern.finditer(low):
                card = re.search(r"card|acct|account|visa|eft|bank", low[max(0, match.start() - 30) : match.end()])
                yield Finding(
                    *match.span("n"), DataKind.ACCOUNT if card and "ss" not in match[0] else kind, 0.85, "ssn"
                )
    if not _SOCIAL.isdisjoint(document.vocabulary) and (
        "four" in document.vocabulary or "social" in document.vocabulary
    ):
        for match in _FOUR_SPOKEN.finditer(low):
            yield Finding(*match.span("n"), DataKind.SSN, 0.75, "ssn")
    for match in _MBI.finditer(low):
        yield Finding(*match.span(), DataKind.HEALTH_PLAN_ID, 0.95, "mbi")
    for match in _VIN.finditer(norm):
        if sum(c.isdigit() for c in match[0]) >= _MIXED and not match[0].isdigit():
            yield Finding(*match.span(), DataKind.VEHICLE, 0.97 if checks.vin(match[0]) else 0.7, "vin")
    for match in _MAC.finditer(norm):
        yield Finding(*match.span(), DataKind.DEVICE, 0.95, "mac")
    if "(01)" in norm:
        for match in _UDI.finditer(norm):
            at = match.end()
            while (part := _UDI_PART.match(norm, at)) is not None:
                yield Finding(*part.span("v"), DataKind.DEVICE, 0.95, "udi")
                at = part.end()
    for match in _CARD.finditer(norm):
        digits = re.sub(r"\D", "", match[0])
        if (
            _CARD_MIN <= len(digits) <= _CARD_MAX
            and not _CLOCKS.fullmatch(match[0])
            and norm[max(0, match.start() - 4) : match.start()] != "(01)"
        ):
            good = checks.luhn(digits)
            kind = DataKind.DEVICE if len(digits) == _IMEI and not match[1] and digits[0] != "2" else DataKind.ACCOUNT
            yield Finding(*match.span(), kind, 0.9 if good else 0.55, "card")
    for match in _AMEX.finditer(norm):
        yield Finding(*match.span(), DataKind.ACCOUNT, 0.9, "card")
    for match in _UUID.finditer(low):
        yield Finding(*match.span(), DataKind.OTHER_ID, 0.5, "uuid")
    for pattern in (_GEO, _DMS):
        for match in pattern.finditer(norm):
            yield Finding(*match.span(), DataKind.GEOCODE, 0.85, "geocode")
    if "+" in norm:
        for match in _PLUS.finditer(norm):
            if any(c.isdigit() for c in match[0]):
                yield Finding(*match.span(), DataKind.GEOCODE, 0.7, "geocode")
    for match in _CREDENTIAL.finditer(norm):
        if not _UNIT.match(low, match.end()) and not re.fullmatch(r"[A-Z]{0,3}(?:19|20)\d\d", match["n"]):
            yield Finding(*match.span("n"), DataKind.LICENSE, 0.8, "license")
    for match in _STATE_LICENSE.finditer(norm):
        yield Finding(*match.span("n"), DataKind.LICENSE, 0.85, "license")
    if "." in norm:
        for match in _FILE.finditer(norm):
            start = match.start() + len(match[0]) - len(match[0].lstrip(".-:=@"))
            if "=" in match[0]:
                start = match.start() + match[0].rindex("=") + 1
            yield Finding(start, match.end(), DataKind.PHOTO, 0.95, "photo")
        for match in _AUDIO.finditer(norm):
            yield Finding(*match.span(), DataKind.BIOMETRIC, 0.9, "biometric")
    if "*" in norm or "||" in norm:
        for match in _STARS.finditer(norm):
            group = "a" if match["a"] else "b"
            if any(c.isdigit() for c in match[group]):
                yield Finding(*match.span(group), DataKind.OTHER_ID, 0.8, NAME)


def _unexplained(document: Document) -> Iterator[Finding]:
    """Yield codes that no clinical vocabulary explains: long figures, and letters mixed with figures."""
    norm, low = document.norm, document.low
    for start, end in document.chunks():
        value = norm[start:end]
        digits = sum(char.isdigit() for char in value)
        if digits < _MIXED or len(value) > _LONGEST or "@" in value or "^" in value or "*" in value:
            continue
        pieces = value.count("-")
        if _CLOCKS.fullmatch(value) or value[:3].lower() == "xxx":
            continue
        several = pieces > 1 and digits > 5 and not _NDC_SHAPE.match(value)
        if not several and (_CODES.match(value) or (_RANGE.match(value) and not _NUMBERED.match(value))):
            continue
        left = low[max(0, start - 28) : start].rsplit("\n", 1)[-1]
        if _UNIT.match(low, end) or left.endswith(("$", "<", ">", "~", "\u2265", "\u2264", "\u20ac", "\u00a3", "(01)")):
            continue
        if (
            _EXPLAINED.search(left)
            or (value.isdigit() and _CODE_LIST.search(low[max(0, start - 60) : start]))
            or (":" in value and re.fullmatch(r"[\d:]+", value))
        ):
            continue
        if _NDC_SHAPE.match(value) and not re.search(r"(?:#|\bno|id|mrn|acct|chart)[ .:]{0,3}$", left):
            continue
        letters = sum(char.isalpha() for char in value)
        if letters == 0:
            if (value.isdigit() and (digits >= _LONG or (digits == _LONG - 1 and not value.endswith("00")))) or (
                re.fullmatch(r"\d+(?:-\d+)+", value) and (digits >= _LONG or several)
            ):
                yield Finding(start, end, DataKind.OTHER_ID, 0.45, NAME)
        elif _SLASHED.fullmatch(value):
            yield Finding(start, end, DataKind.OTHER_ID, 0.45, NAME)
        elif re.fullmatch(r"[A-Za-z]{1,6}(?:[-_.]?[A-Za-z0-9]{1,12}){1,6}|\d+(?:[-_.]?[A-Za-z0-9]{1,12}){1,6}", value):
            if letters > 3 * digits or (
                re.fullmatch(r"\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?[a-zA-Z\u00b5]{1,5}", value) and digits < _LONG
            ):
                continue
            if digits == _MIXED and (
                re.fullmatch(r"[A-Za-z]{2,}\d{4}|[A-Z][a-z]+-\d{4}", value) or value.split("-")[0].lower() in _FORMS
            ):
                continue
            if re.fullmatch(r"x\d[\d-]+", value):
                continue  # an extension
            yield Finding(start, end, DataKind.OTHER_ID, 0.4, NAME)
    for match in _SPACED.finditer(norm):
        digits = sum(char.isdigit() for char in match[0])
        head = match[0].split(" ")[0].lower()
        if (
            digits >= 6
            and not _EXPLAINED.search(low[max(0, match.start() - 28) : match.start()])
            and head not in _MEASURES
            and not _UNIT.match(low, match.end())
        ):
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.45, NAME)
    for match in () if _CARS.isdisjoint(document.vocabulary) else _CAR.finditer(norm):
        if any(char.isdigit() for char in match["n"]) and not _NO_PLATE.match(match["n"]):
            yield Finding(*match.span("n"), DataKind.VEHICLE, 0.65, NAME)
    for match in _FLEET.finditer(low):
        yield Finding(*match.span("n" if match["n"] else "m"), DataKind.VEHICLE, 0.65, NAME)
    for match in _NUMBERED_THING.finditer(norm):
        group = "a" if match["a"] else "n"
        if not _EXPLAINED.search(low[match.start() : match.start(group)]):
            yield Finding(*match.span(group), DataKind.OTHER_ID, 0.55, NAME)
    for match in _PAIRS.finditer(norm):
        if not all(_CLOCKS_ALONE.fullmatch(group) for group in match[0].split()) and not _UNIT.match(low, match.end()):
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.45, NAME)
    for match in _PLATE.finditer(norm):
        if any(char.isdigit() for char in match["n"]):
            yield Finding(*match.span("n"), DataKind.VEHICLE, 0.8, NAME)
    for match in _HASHED.finditer(norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.6, NAME)
    for match in _SITE.finditer(norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.65, NAME)
    for match in _SPELT.finditer(norm) if not _SPOKEN_DIGITS.isdisjoint(document.vocabulary) else ():
        if len(re.findall(rf"\b{spoken.DIGIT}\b", match[0].lower())) >= _MIXED - 1:
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.6, NAME)
    for match in _ONE_TIME.finditer(low):
        if not _EXPLAINED.search(low[max(0, match.start() - 16) : match.start()]):
            yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.7, NAME)
    for match in _SPOKEN_PLATE.finditer(low) if not document.vocabulary.isdisjoint({"plate", "plates", "tag"}) else ():
        yield Finding(*match.span("n"), DataKind.VEHICLE, 0.75, NAME)
    for match in _VESSEL.finditer(norm):
        yield Finding(*match.span("n"), DataKind.VEHICLE, 0.75, NAME)
    for match in _VA_CODE.finditer(norm):
        if match["n"][0] == match["last"][0]:
            yield Finding(*match.span("n"), DataKind.SSN, 0.85, "ssn")


_SLASHED: Final = re.compile(
    r"\d{2}/\d{5,8}[A-Z]?|[A-Z]{2,4}/\d{3,6}/\d{2,4}|[A-Z]{1,4}\d{2}/\d{4,6}|\d{2}/[A-Z]{1,4}/?\d{3,6}"
)
_CLOCKS: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d(?:-(?:[01]\d|2[0-4])[0-5]\d)+")
_CODE_LIST: Final = re.compile(r"\b(?:codes|icd\S*|snomed\S*|loinc|cpt)\b:? (?:[a-z]?\d[\w.-]*, ){1,5}$")
_LONGEST: Final = 64
_NUMBERED: Final = re.compile(r"\d{4,}-\d{3,}$|\d{3,}-\d{4,}$|\d\d-\d{5,}$|\d-\d{6,}$")
_FORMS: Final = frozenset("cms wh mv sf va ds form omb hud ssa usp astm iso en clsi ansi osha cfr hb sb pl".split())
_SPACED: Final = re.compile(r"(?<![\w.$/#-])[A-Z]{1,4}(?: \d{2,6}){2,4}(?![\w/%.-])")
_MEASURES: Final = frozenset(
    "date dob dos bp hr rr wt ht t p r o n na k cl bun cr wbc hgb hct plt am pm iu ml mg mm cm od os ou ac pc dl ua id age q vp ap as l ecg by to at of in on or x".split()
)
_CAR: Final = re.compile(
    r"\b(?:car|truck|van|suv|sedan|pickup|motorcycle|scooter|moped|vehicle|jeep|toyota|honda|ford|chevy|chevrolet|nissan|subaru|hyundai|kia|tesla|dodge|gmc|mazda|bmw|audi|volkswagen|vw|lexus|buick|cadillac|chrysler|tacoma|camry|civic|corolla|f-?150|"
    r"silverado|ram|trailer|rv|boat)\b[^\n.;]{0,30}?[ (#](?P<n>(?-i:[A-Z0-9]{1,3}[ -]?[A-Z]{0,2}\d{2,4}[A-Z]{0,2}|[A-Z]{2,3}[ -]\d{3,4}|\d{1,3}[ -]?[A-Z]{2,3}\d{0,3}))(?=[,.;) \n]|$)(?! ?(?:mph|miles|lb|kg|mg|hp|cc|ft|min|h|hrs?|days?|y/?o)\b)",
    re.IGNORECASE,
)
_FLEET: Final = re.compile(
    r"\b(?:bus|van|truck|taxi|cab|trailer|tractor|ambulance|boat) ?(?:(?:no\.? ?|number |#) ?(?P<n>\d{2,5}[a-z]?)|(?P<m>\d{1,3}[a-z]|(?<=bus )\d{3,4}))(?![\w/%.-]\w|\w)"
)
_ONE_TIME: Final = re.compile(r"\b(?:code|otp|one-time code|pin)(?: is|:)? (?P<n>\d{6})(?![\w/.-]\w|\w)")
# whatever it numbers: `Collar no. 3318`, `custody no. DN/4471/24`, `gate #2290`
_NUMBERED_THING: Final = re.compile(
    r"(?<![\w.-])(?!(?i:disp|dispense|qty|quantity|tabs?|caps|tooth|teeth|size|day|visit|session|step|part|page|type|grade|room|rm|bed|pharmacy|store|gauge|no)\b)[A-Za-z]{2,16} (?:(?:no|No|NO|nr|Nr|num|Num)\.?:? ?#?(?P<a>(?=[A-Z0-9/-]{0,12}\d{2})[A-Z0-9][A-Z0-9/-]{2,24})|#(?P<n>\d{4,8}|[A-Z]{1,3}-?\d{3,8}))(?![\w/%]|[.,]\d| ?(?:mg|ml|tabs?|caps?|pills)\b)"
)
_PAIRS: Final = re.compile(r"(?<![\w.,$/+-])(?<!\d )(?<!\d, )\d{4}(?: \d{4}){1,3}(?![\w/%,-]| \d|\.\d)")
_CLOCKS_ALONE: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d|(?:19|20)\d\d|\d00?0")
_PLATE: Final = re.compile(
    r"\b(?:[Pp]lates?|plt|PLATES?|[Tt]ags?|[Rr]eg|[Ll]ic)[ :#]{1,3}(?:[A-Z]{2} )?(?P<n>[A-Z]{2,3}[ -]\d{3,4}|\d{3,4}[ -][A-Z]{3}|\d[A-Z]{3}[ -]?\d{3}|[A-Z]{3}\d{3,4}|\d{3}[A-Z]{3})(?![\w/-])"
)
# a number sign glued to an abbreviation (`SCR# 24-5517`), or before four digits and more that count nothing
_HASHED: Final = re.compile(
    r"(?<!\w)(?!(?:CPT|ICD|NDC|POD|HD|DOL|LOINC|HCPCS|DRG|FAX|REF|CAT|QTY|DISP)#)[A-Z]{2,6}# ?:?(?P<n>[A-Z]{0,4}-?\d[\dA-Z-]{3,15})(?![\w/])"
)
_SITE: Final = re.compile(r"\b[Ss]ite (?:#|[Nn]o\.? )?(?P<n>\d{2,4})(?=[^\n]{0,40}\b(?:[Ss]ubj|[Pp]articipant|PI\b))")
_SPELT: Final = re.compile(
    rf"(?<![\w-])(?:[A-Z][ -]){{1,5}}(?i:{spoken.DIGIT})(?:[ ,-]{{1,2}}(?:(?i:{spoken.DIGIT})\b|[A-Z]\b)){{2,14}}(?![\w-])"
)
_SPOKEN_DIGITS: Final = frozenset("zero oh three four five six seven eight nine niner".split())
_NO_PLATE: Final = re.compile(r"(?:a|an|at|in|of|on|to|by) |(?:\w )?\d{1,3} ?y/?o$", re.IGNORECASE)
_CARS: Final = frozenset(
    "car truck van suv sedan pickup motorcycle scooter moped vehicle jeep toyota honda ford chevy chevrolet nissan subaru hyundai kia tesla dodge gmc mazda bmw audi volkswagen vw lexus buick cadillac chrysler tacoma camry civic corolla silverado trailer boat".split()
)
_SPOKEN_PLATE: Final = re.compile(
    r"\b(?:plate|plates|tag)(?:'s| is| was|:| number| reads)* (?P<n>(?:[a-z](?:-| )){1,4}[a-z]?[ -]?(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ -]?){2,5}(?<![ -]))"
)
_VESSEL: Final = re.compile(
    r"(?<!\w)(?:F/V|M/V|S/V|R/V|USS|USCGC|USNS|SS|vessel|boat named|the boat|(?:boat|pirogue|sailboat|houseboat|trawler|skiff|yacht|tugboat|tug|barge|canoe|schooner|ketch|shrimper|lobster boat|ferry|ship)(?:,| named| called| is)?(?= \")) \"?(?P<n>[A-Z][\w'.]+(?: [A-Z][\w'.]+){0,3})"
)
_VA_CODE: Final = re.compile(
    r"(?<!\w)(?P<last>[A-Z][A-Z'-]{1,24}),[A-Z][A-Z]{1,24}(?: [A-Z]{1,24}\.?)? {1,4}\(?(?P<n>[A-Z]\d{4})(?!\w)"
)


def find(document: Document) -> Iterator[Finding]:
    """Yield identifiers told by their shape."""
    yield from _shaped(document)
    yield from _unexplained(document)

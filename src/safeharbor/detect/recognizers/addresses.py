"""Places below the state: street addresses, boxes, roads, cities before a state, counties, ZIP codes, rooms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "address"

_SUFFIX: Final = (
    r"(?:st(?:reet)?|ave?(?:nue)?|aven|r(?:oa)?d|dr(?:ive)?|ln|lane|blvd|boulevard|ct|court|cir(?:cle)?|pl(?:ace)?|pkwy|parkway|ter(?:race)?|trl|trail|hwy|highway|"
    r"way|walk|sq(?:uare)?|loop|run|pike|tpke|turnpike|alley|aly|path|plz|plaza|row|xing|crossing|pass|point|pte?|cove|cv|ridge|rdg|bend|bnd|hollow|holw|creek|"
    r"crk|branch|fork|mews|close|crescent|cres|expy|expressway|fwy|freeway|byp(?:ass)?|rte|route|commons|heights|hts|landing|lndg|manor|mnr|meadows?|oaks?|park|"
    r"grove|gdns?|gardens?|glen|green|hill|hills|knoll|lake|mill|pine|pines|spur|station|sta|valley|vly|view|vista|woods?|bluff|bay|beach|island|quay|wharf|circle|plaisance|causeway|trace|chase|court)"
)
_UNIT: Final = r"(?:,? ?(?:(?:apt|apartment|ste|suite|unit|rm|room|fl|floor|bldg|building|lot|no|trlr|trailer|spc|space|dept|box|pmb)\b\.?|#) ?#?[\w-]{1,8}|,? (?:upper|lower|rear|front)(?=[, \n]|$))?"
_CAP: Final = r"(?:[A-Z\u00c0-\u00de][\w'\u00c0-\u024f.-]{0,24}|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH))"
_DIR: Final = r"(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West|NORTH|SOUTH|EAST|WEST)\.? )?"
_STATES: Final = "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR|GU|VI|AS|MP"
_STATE_NAMES: Final = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Hawai'i|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|"
    "Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Puerto Rico|Guam"
)
_ABBREVIATED: Final = "N\\.C\\.|S\\.C\\.|N\\.D\\.|S\\.D\\.|N\\.J\\.|N\\.M\\.|N\\.Y\\.|N\\.H\\.|W\\.Va\\.|R\\.I\\.|D\\.C\\.|Ala\\.|Ariz\\.|Ark\\.|Calif\\.|Colo\\.|COLO\\.|Conn\\.|Del\\.|Fla\\.|Ga\\.|Ill\\.|Ind\\.|Kan\\.|Ky\\.|La\\.|Md\\.|Mass\\.|Mich\\.|Minn\\.|Miss\\.|Mo\\.|Mont\\.|Neb\\.|Nev\\.|Okla\\.|Ore\\.|Pa\\.|Tenn\\.|Tex\\.|Vt\\.|Va\\.|Wash\\.|Wis\\.|Wyo\\."
_STATE: Final = rf"(?:(?:{_STATES}|{_STATE_NAMES}|{_STATE_NAMES.upper()})\b|{_ABBREVIATED})"
_CITY: Final = r"(?:(?:St|Ste|Mt|Ft|Pt|ST|MT|FT)\. ?)?[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]{1,20}(?: (?:of|de|du|del|la|las|los|le|en|on|the|[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]{1,20})){0,3}"
_ZIP: Final = r"\d{5}(?:-\d{4})?(?![\d-])"

_STREET: Final = re.compile(
    rf"\d(?<![\w.$/#-].)[\dO]{{0,5}}(?:-\d{{1,5}}|[A-Z]|-?[A-Z]| 1/2)? {_DIR}(?:{_CAP} ){{0,4}}?(?P<suffix>{_CAP})\.?(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\b\.?)?"
    + _UNIT
)
_SUFFIX_ONLY: Final = re.compile(_SUFFIX + r"$", re.IGNORECASE)
_LOW_STREET: Final = re.compile(
    rf"\d(?<![\w.$/#-].)\d{{0,5}} (?:[nsew]\.? |north |south |east |west )?(?:[^\W\d_]{{2,16}} ){{1,3}}?(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|cir|circle|pl|place|pkwy|hwy|highway|way|ter|terrace|trail|trl)\b\.?"
    + _UNIT
)
_FOREIGN_STREET: Final = re.compile(
    r"(?:\d(?<![\w.$/-].)\d{0,4},? )?(?<![\w])(?i:calle|avenida|avda\.?|rue|camino|paseo|chemin|carrera|calzada|boulevard) (?:(?:de|del|la|las|los|el|du|des|le) )?[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+(?: (?:de|del|la|las|los|du|des|[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+)){0,3}(?:,? (?:#|no\.? ?)?\d{1,5}\b)?"
)
_BOX: Final = re.compile(
    r"(?<!\w)(?:p\.? ?o\.? ?box|po box|post office box|apartado|psc|cmr|(?:rt|rte|route|rr|hc|r\.r\.|rural route|star route|highway contract|cr|county road|fm) ?#?\d{1,4},? box) ?#?\d{1,6}(?:[- ]?[A-Z]\b)?(?:, [\d.]+ mi(?:les?)? [^\n,]{3,40})?",
    re.IGNORECASE,
)
_ROAD: Final = re.compile(
    r"(?<!\w)(?:(?:mile ?marker|mm|milepost|exit) \d{1,4}(?:\.\d)?,? ?)?(?:[NSEW]\d{1,5} )?(?:Interstate|I|US|U\.S\.|US Highway|US Hwy|State Route|State Road|State Highway|SR|SH|Hwy|Highway|HWY|HIGHWAY|County Road|Co Rd|Co\. Rd\.|County Highway|CR|FM|Route|Rte|RT|Rt|Farm Road|Forest Road|Township Road|Old Highway)[ -]#?"
    r"(?:\d{1,4}|[A-Z]{1,2})(?![\w/])(?: ?(?:[NSEW]|North|South|East|West|NB|SB|EB|WB)\b)?(?: (?:rest area|off-?ramp|on-?ramp|overpass|exit \d+))?(?: (?:and|&|at|near) (?:[A-Z][\w'-]+|\d+(?:st|nd|rd|th))(?: [A-Z][\w'-]+){0,2})?"
)
_NAMED_ROAD: Final = re.compile(
    r"(?<![\w'])(?:[A-Z\u00c0-\u00de][\w'\u00c0-\u024f]{1,20} ){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Pkwy|Parkway|Pike|Turnpike|Lane|Hwy|Highway|Trail|Bridge|Terrace|Creek|Shoals|Hollow)\b\.?(?! (?:Disease|Hospital|Clinic|Medical|Health|Elementary|High|School|Church|Baptist|Methodist|Family))"
)
_CORNER: Final = re.compile(
    r"(?<!\w)(?:Avenue|Ave|Street|St|Road|Rd|Blvd|Boulevard|Broadway) (?:[A-Z]|of the \w+) (?:and|&) (?:East |West |North |South |E |W |N |S )?[A-Z0-9][\w-]+(?: (?:St|Street|Ave|Avenue))?"
)
_CORNER_TWO: Final = re.compile(
    r"\b(?:corner of|intersection of|at the corner of) (?P<n>[A-Z0-9][\w'.-]+(?: [A-Z][\w'.-]+){0,2} (?:and|&) [A-Z0-9][\w'.-]+(?: [A-Z][\w'.-]+){0,2})"
)
_CITY_STATE: Final = re.compile(
    rf"(?<![\w'-])(?P<city>{_CITY})(?:, {{0,2}}| {{1,2}})(?P<state>{_STATE})(?P<rest>,? {{0,2}}(?P<zip>{_ZIP}))?(?![\w])"
)
_AFTER_STREET: Final = re.compile(
    rf",? {{0,2}}\n? {{0,24}}(?P<city>{_CITY}?)(?=,? {{0,2}}(?:{_STATE}|{_ZIP})|[,.;)\n]|  |$)"
)
_STREET_CITY: Final = re.compile(rf", ?(?P<city>{_CITY})(?=[,.;:)\n]|  |$| (?:until|and|with|since|for)\b)")
_STATE_ZIP: Final = re.compile(rf"(?:{_STATE})\.?,? {{0,2}}(?P<zip>{_ZIP})")
_ZIP_LABEL: Final = re.compile(
    rf"\b(?:zip|zip ?code|postal ?code|postcode|zipcode)\b[\"' :=#]{{0,4}}(?P<zip>\d{{5}}(?:-\d{{4}})?|\d{{9}})(?!\w)",
    re.IGNORECASE,
)
_UK: Final = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d)(?!\w)"
)
_COUNTY: Final = re.compile(
    r"(?<!\w)(?P<n>(?:(?:St\.? |San |Santa |El |La |Los |Fort |Mc|De |Du )?[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+(?: (?:and )?[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+)?) (?:County|Co\b\.?|Parish|Borough|Township|Twp\b\.?|COUNTY|PARISH))(?! (?:Health|Hospital|Medical|Clinic|Sheriff's Hosp))"
)
_COUNTY_LABEL: Final = re.compile(
    r"\b(?:county|parish|township|borough|barrio|municipality)(?: of|:|=)? {1,2}(?P<n>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)"
)
_ROOM: Final = re.compile(
    r"\b(?:rm|room|bed|cell|pod|hall|suite|ste|apt|apartment|unit|rms|rooms|beds|bay|chair|bldg|building|floor|flr|locker)[ .:#]{1,3}(?:no\.? ?|number )?(?P<n>(?:[a-z]{1,3}-?)?\d{1,5}(?:-?[a-z]\b)?(?:-[a-z0-9]{1,3})?)(?![\w/%.:]\w|\w| ?(?:mg|ml|min|degrees|air|temp|x\b|days|hours))"
)
_LIVES: Final = re.compile(
    r"\b(?:lives?|living|lived|resides?|residing|resident|moved|moving|relocated|relocating|native|born|raised|grew up|grew|home|visiting|travell?ed|traveling|travelling|trip|vacation|returned|flew|drove|drives|driving|transferred|transfer|"
    r"flight|came|comes|hails|originally|emigrated|immigrated|refugee|commutes|works|working|stationed|deployed|office|clinic|here|family|sister|brother|son|daughter|mother|father|cousin|relatives|called|calling|up|down|out|way|back)"
    r"(?: up| back| out| here| over| down| home| now| currently)? (?:in|from|to|near|at|outside|of|for|past|by)(?: the| downtown| rural| nearby| northern| southern| eastern| western| north| south| east| west)? (?P<n>(?:(?:St|Mt|Ft)\. )?[A-Z\u00c0-\u00de][\w'\u2018\u2019\u02bb\u00c0-\u024f-]{2,20}(?: [A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]{2,20}){0,2})(?![\w])"
)
_FIELD: Final = re.compile(
    r"\b(?:address|addr|addr1|street|street address|home address|mailing address|city|town|residence|domicilio|dirección|direccion|birthplace|place of birth|hometown|homeland)\b {0,2}[:=] {0,3}(?P<n>[^\n:;|]{3,60}?)(?=\s{2,}|\n|;|\||$| (?:phone|tel|ph|cell|dob|zip|state|city)\b)",
    re.IGNORECASE,
)
_NOT_CITY: Final = frozenset(
    "patient mr mrs ms dr the and with for from this that plan note hospital clinic department clinical medicine normal right left history exam labs vitals monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december he she they her his pain chest family social mother father signed electronically assessment impression md rn pa do np i we no yes date time er ed or icu micu us".split()
)


def _kinds(text: str) -> DataKind:
    return DataKind.ADDRESS if "," in text else DataKind.STREET


def _parts(document: Document, end: int) -> tuple[int, list[tuple[int, int, DataKind]]]:
    """Return where an address that begins with a street ends, and the ZIP after it."""
    norm = document.norm
    follow = _AFTER_STREET.match(norm, end)
    pieces: list[tuple[int, int, DataKind]] = []
    stop = end
    if follow is not None and follow["city"] and follow["city"].split()[0].lower() not in _NOT_CITY:
        tail = norm[follow.end() : follow.end() + 40]
        separated = "," in norm[end : follow.start("city")] or "\n" in norm[end : follow.start("city")]
        if re.match(rf",? {{0,2}}(?:{_STATE}|{_ZIP})", tail) or (
            "," in norm[end : follow.start("city")] and "\n" not in norm[end : follow.start("city")]
        ):
            if separated or re.match(rf",? {{0,2}}(?:{_STATE}|{_ZIP})", tail):
                pieces.append((follow.start("city"), follow.end("city"), DataKind.CITY))
                stop = follow.end("city")
    state = re.compile(rf",? {{0,2}}\n? {{0,2}}(?:{_STATE})?\.?,? {{0,4}}(?P<zip>{_ZIP})").match(norm, stop)
    if state is not None:
        pieces.append((*state.span("zip"), DataKind.ZIP))
    return stop, pieces


def find(document: Document) -> Iterator[Finding]:
    """Yield places."""
    norm, low = document.norm, document.low

    def address(start: int, end: int, score: float) -> Iterator[Finding]:
        yield Finding(start, end, DataKind.STREET, score, NAME)
        _, pieces = _parts(document, end)
        for begin, stop, kind in pieces:
            yield Finding(begin, stop, kind, score, NAME)

    for match in _STREET.finditer(norm):
        if _SUFFIX_ONLY.match(match["suffix"].rstrip(".")) and not re.match(
            r"\d+ (?:Hour|Day|Week|Month|Year)", match[0]
        ):
            if match["suffix"].rstrip(".").lower() in {"pt", "st", "ct", "pl", "dr"} and match[0].count(" ") < 2:
                continue
            yield from address(*match.span(), 0.85)
    if document.lower or not document.upper:
        for match in _LOW_STREET.finditer(norm):
            if not re.search(
                r" (?:pt|ct|day|days|mg|of|the|and|to|with|then|his|her|for|in|at|on|is|was|per|x|by|a|an|way|each|every|po|bid|tid|iv) ",
                match[0],
            ):
                yield from address(*match.span(), 0.7)
    for pattern, score in ((_BOX, 0.9), (_ROAD, 0.75), (_FOREIGN_STREET, 0.75)):
        for match in pattern.finditer(norm):
            if (
                pattern is _ROAD
                and re.match(r"(?:I|CR|US|MM|FM|RT|Rt|SR|SH)[ -]", match[0])
                and (
                    re.match(r"(?:US|CR|FM|SR|SH|RT|I|Rt)[ -][A-Z]", match[0])
                    or re.match(r"I-?(?:131|125|123|94)\b", match[0].replace(" ", "-"))
                    or (
                        match[0][:2] in {"CR", "I ", "US", "SR"}
                        and re.match(r" ?(?:mg|%|cm|mm|showed|guided|x\b)", norm[match.end() : match.end() + 8])
                    )
                )
            ):
                continue
            yield from address(*match.span(), score)
    for match in _NAMED_ROAD.finditer(norm):
        if not document.upper:
            yield Finding(*match.span(), DataKind.STREET, 0.6, NAME)
    for match in _CORNER.finditer(norm):
        yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    for match in _CORNER_TWO.finditer(norm):
        yield Finding(*match.span("n"), DataKind.STREET, 0.75, NAME)
    for match in _CITY_STATE.finditer(norm):
        words = match["city"].split()
        if match["state"] in {
            "OR",
            "IN",
            "ME",
            "HI",
            "OK",
            "LA",
            "PA",
            "MA",
            "AS",
            "DE",
            "MD",
            "MS",
            "ID",
            "AL",
            "CO",
            "CT",
            "VA",
            "DC",
            "MP",
            "VI",
            "MI",
            "MO",
            "MT",
            "SC",
            "PR",
            "OH",
            "NE",
        }:
            comma = norm[match.end("city")] == ","
            if not match["zip"] and (
                not comma
                or match["state"] in {"MD", "PA", "DO", "MS", "MA", "OR", "DC", "IN", "VA", "ID"}
                and not re.match(r"\s*(?:\d{5}|[.,;)\n]|$|\()", norm[match.end() : match.end() + 8])
            ):
                continue
            if not match["zip"] and match["state"] in {"MD", "PA", "MA", "MS", "OD", "DC"} and len(words) > 1:
                continue
        while words and words[0].lower() in _NOT_CITY:
            words = words[1:]
        if words and (match["zip"] or norm[match.end("city")] == "," or match["state"] not in _STATE_NAMES.split("|")):
            start = match.end("city") - len(" ".join(words))
            if (
                not match["zip"]
                and norm[match.end("city")] != ","
                and not document.upper
                and norm[start : match.end("city")].isupper()
            ):
                continue
            yield Finding(start, match.end("city"), DataKind.CITY, 0.75, NAME)
        if match["zip"]:
            yield Finding(*match.span("zip"), DataKind.ZIP, 0.95, NAME)
    for pattern in (_STATE_ZIP, _ZIP_LABEL):
        for match in pattern.finditer(norm):
            if not re.match(
                r"\d{5} ?(?:mg|ml|units|steps|cells|copies)", norm[match.start("zip") : match.end("zip") + 8]
            ):
                yield Finding(*match.span("zip"), DataKind.ZIP, 0.9, NAME)
    for match in _UK.finditer(norm):
        if re.search(
            r"\b(?:uk|united kingdom|england|london|canada|ontario|quebec|on|bc|ab|postal|postcode|zip)\b",
            low[max(0, match.start() - 30) : match.end() + 20],
        ):
            yield Finding(*match.span(), DataKind.ZIP, 0.8, NAME)
    for match in _COUNTY.finditer(norm):
        if match["n"].split()[0].lower() not in _NOT_CITY:
            co = match["n"].rstrip(".").endswith(" Co")
            yield Finding(*match.span("n"), DataKind.COUNTY, 0.6 if co else 0.85, NAME)
    for match in _COUNTY_LABEL.finditer(low if document.lower else norm):
        if match["n"].split()[0].lower() not in {
            "health",
            "road",
            "jail",
            "hospital",
            "sheriff",
            "court",
            "line",
            "public",
        }:
            yield Finding(*match.span("n"), DataKind.COUNTY, 0.6, NAME)
    for match in _ROOM.finditer(low):
        word = match[0].split()[0].rstrip(".:#")
        if len(match["n"]) > 2 or word in {"apt", "apartment"} or "-" in match["n"]:
            if word in {"unit", "bay", "chair", "floor", "flr", "pod", "locker"} and not re.search(
                r"[a-z-]", match["n"]
            ):
                continue
            yield Finding(*match.span("n"), DataKind.PLACE, 0.7, NAME)
    for match in _LIVES.finditer(norm):
        words = match["n"].split()
        if words[0].lower() not in _NOT_CITY and not document.upper:
            yield Finding(*match.span("n"), DataKind.CITY, 0.45, NAME)
    for match in _FIELD.finditer(norm):
        if re.search(r"[A-Za-z]", match["n"]):
            yield Finding(match.start("n"), match.start("n") + len(match["n"].rstrip()), _kinds(match["n"]), 0.7, NAME)

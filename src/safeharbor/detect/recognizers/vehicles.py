"""Vehicles by their plates, American and European, their fleet's numbers, and vessels by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "code"

CARS: Final = frozenset(
    "rav cr hr cx car truck van suv sedan pickup motorcycle scooter moped vehicle jeep toyota honda ford chevy chevrolet nissan subaru hyundai kia tesla dodge gmc mazda bmw audi volkswagen vw lexus buick cadillac chrysler tacoma camry civic corolla silverado tahoe suburban explorer escape equinox rav4 pilot odyssey sienna highlander accord altima sentra prius forester outback wrangler cherokee durango charger challenger mustang bronco ranger tundra titan frontier sierra yukon escalade traverse malibu impala fusion elantra sonata tucson sorento telluride enclave trailer boat".split()
)
_CAR: Final = Anchored(
    "car truck van suv sedan pickup motorcycle scooter moped vehicle jeep toyota honda ford chevy chevrolet nissan subaru hyundai kia tesla dodge gmc mazda bmw audi volkswagen vw lexus buick cadillac chrysler tacoma camry civic corolla tahoe suburban explorer escape equinox rav pilot odyssey sienna highlander accord altima sentra prius forester outback wrangler cherokee durango charger challenger mustang bronco ranger tundra titan frontier sierra yukon escalade traverse malibu impala fusion elantra sonata tucson sorento telluride enclave f silverado ram trailer rv boat",
    r"\b(?:car|truck|van|suv|sedan|pickup|motorcycle|scooter|moped|vehicle|jeep|toyota|honda|ford|chevy|chevrolet|nissan|subaru|hyundai|kia|tesla|dodge|gmc|mazda|bmw|audi|volkswagen|vw|lexus|buick|cadillac|chrysler|tacoma|camry|civic|corolla|tahoe|suburban|explorer|escape|equinox|rav4|pilot|odyssey|sienna|highlander|accord|altima|sentra|prius|forester|outback|wrangler|cherokee|durango|charger|challenger|mustang|bronco|ranger|tundra|titan|frontier|sierra|yukon|escalade|traverse|malibu|impala|fusion|elantra|sonata|tucson|sorento|telluride|enclave|f-?150|"
    r"silverado|ram|trailer|rv|boat)\b[^\n.;]{0,30}?[ (#](?P<n>(?-i:[A-Z0-9]{1,3}[ -]?[A-Z]{0,2}\d{2,4}[A-Z]{0,2}|[A-Z]{2,3}[ -]\d{3,4}|\d{1,3}[ -]?[A-Z]{2,3}\d{0,3}))(?=[,.;) \n]|$)(?! ?(?:mph|miles|lb|kg|mg|hp|cc|ft|min|h|hrs?|days?|y/?o)\b)",
    re.IGNORECASE,
)
_FLEET: Final = Anchored(
    "bus van truck taxi cab trailer tractor ambulance boat",
    r"\b(?:bus|van|truck|taxi|cab|trailer|tractor|ambulance|boat) ?(?:(?:no\.? ?|number |#) ?(?P<n>\d{1,5}[a-z]?)|(?P<m>\d{1,3}[a-z]|(?<=bus )\d{3,4}|(?:(?<=bus )|(?<=van ))\d{1,3}(?=[,;)\n]|\.(?!\d)| (?:to|driver|route|in (?:the )?shop)\b| {2}|\Z)))(?![\w/%.-]\w|\w)",
)
_PLATE: Final = Anchored(
    "plate plates plt tag tags reg lic",
    r"\b(?:[Pp]lates?|plt|PLATES?|[Tt]ags?|[Rr]eg|[Ll]ic)[ :#]{1,3}(?:[A-Z]{2} )?(?P<n>[A-Z]{2,3}[ -]\d{3,4}|\d{3,4}[ -][A-Z]{3}|\d[A-Z]{3}[ -]?\d{3}|[A-Z]{3}\d{3,4}|\d{3}[A-Z]{3})(?![\w/-])",
)
_NO_PLATE: Final = re.compile(r"(?:a|an|at|in|of|on|to|by) |(?:\w )?\d{1,3} ?y/?o$", re.IGNORECASE)
_SPOKEN_PLATE: Final = Anchored(
    "plate plates tag",
    r"\b(?:plate|plates|tag)(?:'s| is| was|:| number| reads)* (?P<n>(?:[a-z](?:-| )){1,4}[a-z]?[ -]?(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ -]?){2,5}(?<![ -]))",
)
_VESSEL: Final = Anchored(
    "f m s r uss uscgc usns ss vessel boat the pirogue sailboat houseboat trawler skiff yacht tugboat tug barge canoe schooner ketch shrimper lobster ferry ship",
    r"(?<!\w)(?:F/V|M/V|S/V|R/V|USS|USCGC|USNS|SS|vessel|boat named|the boat|(?:boat|pirogue|sailboat|houseboat|trawler|skiff|yacht|tugboat|tug|barge|canoe|schooner|ketch|shrimper|lobster boat|ferry|ship)(?:,| named| called| is)?(?= \")) \"?(?P<n>[A-Z][\w'.]+(?: [A-Z][\w'.]+){0,3})",
)
_TAIL: Final = Shaped(("A000A", "A00AA", "A000AA"), r"N\d{2,4}[A-HJ-NP-Z]{1,2}(?![\w/-])", reach=0)

# `CX18 KLM`, `GA 123 KL`, `M-KL 4471`: near a car or after a word for its plate
_EUROPEAN: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}\d\d ?[A-Z]{3}|[A-Z]{2} ?\d{3} ?[A-Z]{2}|[A-Z\u00c4\u00d6\u00dc]{1,3}-[A-Z]{1,2} ?\d{1,4}|\d{2}-[A-Z]{1,2}-\d{3,6})(?![\w-])"
)
_PLATED: Final = frozenset(
    "plate plates reg registration targa kennzeichen matricula matr\u00edcula placa immatriculation tag drives driving drove".split()
)
_MAKERS: Final = frozenset(
    "fiat renault peugeot citroen vauxhall opel skoda seat dacia suzuki mini rover volvo saab lancia".split()
)
_SAID: Final = Anchored(
    "plate plates tag tags tagged plt lp",
    r"(?:[Pp]lates?|PLATES?|[Tt]ags?|[Tt]agged|TAGS?|PLT|LP)(?: number| no\.?| ?#)?(?: reads?| reading| says| is| was|:)? \"?(?P<n>(?:[A-Z]{2}/)?[A-Z0-9]{1,7}(?: [A-Z0-9]{1,7})?)\"?(?=[,.;)\n]| ?[|/]|\Z| (?:on|in|at|was|is|left|seen|parked|drove|and|w/|with|per|from|outside)\b)",
)
# who brought the patient: `by Medic 41`
_BROUGHT: Final = Anchored(
    "medic rescue engine ladder squad ambulance medevac lifeflight medflight careflight airlife starflight life air star med mercy",
    r"(?i:medic|rescue|engine|ladder|squad|ambulance|medevac|life ?flight|med ?flight|care ?flight|air ?life|air ?evac|star ?flight|mercy ?air)-? ?#?\d{2,4}(?![\w/%.-]\w|\w| ?(?:mg|ml|units?|min|hours?|doses?|puffs?)\b)",
)
_HULL: Final = Anchored(
    "boat vessel hull",
    r"\b(?:boat reg|hull|boat registration|vessel reg)\.?(?: no\.?| #|:)? ?(?P<n>[A-Z]{2} ?\d{4} ?[A-Z]{2})(?!\w)",
)
_CREW: Final = Anchored(
    "overboard cruise cruised fishes fished lobsters shrimps aboard crew deckhand skipper captain mate his her their the a",
    r"\b(?:(?:fishes|fished|lobsters|shrimps) (?:on|off|aboard)|overboard (?:from|off)|cruised? (?:on|aboard)|aboard|crew of|crew on|deckhand (?:on|of|aboard)|deckhand for|skipper of|captain of|mate (?:on|of)|(?:his|her|their|the|a) (?:boat|trawler|tug|tugboat|skiff|sloop|yacht|sailboat|lobsterboat|dragger|seiner|crabber|houseboat|barge|ferry)) "
    r"(?:the )?\"?(?P<n>[A-Z][a-z'.]+ (?:[a-z]{2,3} )?[A-Z][\w']*(?: [A-Z][\w']*)?|(?:Miss|Lady|Captain|Capt\.?) [A-Z][\w']+)",
)
_NEAR: Final = 48


def _european(document: Document) -> Iterator[Finding]:
    """Yield plates of other countries on the line of a car, or after a word for a plate."""
    if not document.vocabulary.isdisjoint(_PLATED | _MAKERS | CARS):
        for at in document.starts(_PLATED | _MAKERS | CARS):
            match = _EUROPEAN.search(document.norm, at, min(len(document.norm), at + _NEAR))
            if match is None or "\n" in document.norm[at : match.start()]:
                continue
            parts = re.findall(r"[a-z]{2,}", match[0].lower())  # `HR 128 BP`: no plate
            if not all(lexicon.flags(part) & (Is.CLINICAL | Is.FUNCTION) for part in parts):
                yield Finding(*match.span(), DataKind.VEHICLE, 0.75, NAME)


def _susceptible(document: Document, at: int) -> bool:
    """Whether a car's word is an antibiotic's letters: `VAN 100` amid small letters."""
    return not document.upper and document.norm.startswith("VAN ", at)


def find(document: Document) -> Iterator[Finding]:
    """Yield plates, fleet numbers and the names of vessels."""
    norm, low = document.norm, document.low
    for match in () if CARS.isdisjoint(document.vocabulary) else _CAR.finditer(document, norm):
        if (
            any(char.isdigit() for char in match["n"])
            and not _NO_PLATE.match(match["n"])
            and not _susceptible(document, match.start())
        ):
            yield Finding(*match.span("n"), DataKind.VEHICLE, 0.65, NAME)
    for match in _FLEET.finditer(document, low):
        if _susceptible(document, match.start()):
            continue
        yield Finding(*match.span("n" if match["n"] else "m"), DataKind.VEHICLE, 0.65, NAME)
    for match in _PLATE.finditer(document, norm):
        if any(char.isdigit() for char in match["n"]):
            yield Finding(*match.span("n"), DataKind.VEHICLE, 0.8, NAME)
    for match in (
        _SPOKEN_PLATE.finditer(document, low) if not document.vocabulary.isdisjoint({"plate", "plates", "tag"}) else ()
    ):
        yield Finding(*match.span("n"), DataKind.VEHICLE, 0.75, NAME)
    for match in _VESSEL.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.VEHICLE, 0.75, NAME)
    for match in _TAIL.finditer(document, norm):
        if not norm[match.start() - 1 : match.start()].isalnum() and len(match[0]) > 5:
            yield Finding(*match.span(), DataKind.VEHICLE, 0.6, NAME)
    yield from _european(document)
    for pattern in (_SAID, _HULL):
        for match in pattern.finditer(document, norm):
            if any(char.isdigit() for char in match["n"]) and any(char.isalpha() for char in match["n"]):
                yield Finding(*match.span("n"), DataKind.VEHICLE, 0.75, NAME)
    for match in _BROUGHT.finditer(document, norm):
        yield Finding(*match.span(), DataKind.VEHICLE, 0.65, NAME)
    for match in _CREW.finditer(document, norm):
        if not all(lexicon.flags(word) & (Is.CLINICAL | Is.FUNCTION) for word in match["n"].lower().split()):
            yield Finding(*match.span("n"), DataKind.VEHICLE, 0.7, NAME)

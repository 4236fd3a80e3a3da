"""Streets as other countries write them: `Hauptstr. 14, 85354 Freising`, `Via Roma 14`, `14 rue des Lilas`, `Calle 13 #44`.

The street's word stands before its name or is its ending, the number after it, the town after a code of five digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Numbered, windows
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "street"

_CAP: Final = r"[A-Z\u00c0-\u00de][\w'\u00c0-\u024f-]+"
_OF: Final = r"(?:de la|de los|de las|de l'|de|del|della|delle|dei|degli|dos|das|do|da|la|las|los|el|du|des|le|di|van|von|der|den)"
_NAMES: Final = rf"(?:{_OF} ){{0,2}}{_CAP}(?: (?:{_OF} )?{_CAP}){{0,3}}"
# `, 85354 Freising`, `- 31100 Treviso (TV)`
_TOWN: Final = rf"(?:,? ?-? ?(?:[A-Z]{{1,2}}-)?\d{{4,5}} {_CAP}(?: {_CAP})?)?"
_HOUSE: Final = r"(?:,? (?:#|n[.\u00b0\u00ba]? ?|no\.? ?)?\d{1,5}[a-z]?\b(?:[-/]\d{1,4})?(?: #\d{1,4})?)"
_FOREIGN: Final = Anchored(
    "calle avenida avda rue camino paseo chemin carrera calzada straße strasse",
    rf"(?<!\w)(?i:calle|avenida|avda\.?|rue|camino|paseo|chemin|carrera|calzada|straße|strasse) (?:{_NAMES}|(?=\d)){_HOUSE}?{_TOWN}",
)
# words that mean something else too, so that they want a capital and a house number
_NUMBERED: Final = Anchored(
    "via viale piazza corso vicolo largo plaza praça rua ulica ul strada",
    rf"(?:Via|Viale|Piazza|Corso|Vicolo|Largo|Plaza|Praça|Rua|Ulica|[Uu]l\.|Strada) (?P<n>{_NAMES}){_HOUSE}{_TOWN}",
)
# the number comes first: `14 rue des Lilas, 69003 Lyon`
_AFTER_HOUSE: Final = Numbered(
    rf"\d(?<![\w.$/-].)\d{{0,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd\.?|quai|impasse|all\u00e9e|chemin|place) "
    rf"(?:(?:de la|de l'|du|des|de|d'|la|le|les) ?){_CAP}(?:[ -](?:{_OF}[ -])?{_CAP}){{0,3}}(?:,? \d{{5}} {_CAP}(?:[ -]{_CAP})?)?"
)
_GERMAN: Final = re.compile(
    r"(?<![\w-])[A-Z\u00c4\u00d6\u00dc][\w\u00c0-\u024f-]{2,30}?(?i:str\.|stra(?:\u00df|ss)e|gasse|allee|platz|weg|damm|ufer|[a-z]straat|[a-z]laan|[a-z]gracht|[a-z]gatan|[a-z]v[äa]gen|[a-z]gade|[a-z]gata) "
    rf"\d{{1,4}} ?[a-z]?(?![\w%])(?:[-/]\d{{1,4}})?(?:,? (?:[A-Z]{{1,2}}-)?\d{{4,5}}(?: [A-Z]{{2}})? {_CAP}(?: {_CAP})?)?"
)
# `Ismaninger Str. 22`
_APART: Final = Anchored(
    "str stra\u00dfe strasse platz allee weg gasse",
    rf"(?:Str\.|Stra(?:\u00df|ss)e|Platz|Allee|Weg|Gasse) \d{{1,4}} ?[a-z]?(?![\w%])(?:[-/]\d{{1,4}})?(?:,? (?:[A-Z]{{1,2}}-)?\d{{4,5}} {_CAP}(?: {_CAP})?)?",
)
_NAME_BEFORE: Final = re.compile(rf"(?<![\w-]){_CAP}(?:-{_CAP})? \Z")
_ENDINGS: Final = (
    "str",
    "stra\u00dfe",
    "strasse",
    "gasse",
    "allee",
    "platz",
    "weg",
    "damm",
    "ufer",
    "straat",
    "laan",
    "gracht",
    "gatan",
    "vägen",
    "gade",
    "gata",
)
_ENDED: Final = tuple(f"{ending}. " if ending == "str" else f"{ending} " for ending in _ENDINGS)
_FRENCH: Final = frozenset("rue avenue av boulevard bd quai impasse allée chemin place".split())
_LONGEST: Final = 44
_HOUSE_BEFORE: Final = re.compile(r"(?<![\w.$/-])\d{1,5},? \Z")


def find(document: Document) -> Iterator[Finding]:
    """Yield streets of other countries, their town with them."""
    norm = document.norm
    for match in _FOREIGN.finditer(document, norm):
        house = _HOUSE_BEFORE.search(norm, max(0, match.start() - 9), match.start())
        start = match.start() if house is None else house.start()
        yield Finding(start, match.end(), DataKind.STREET, 0.75, NAME)
    for match in _NUMBERED.finditer(document, norm):
        if not any(
            lexicon.flags(word) & (Is.CLINICAL | Is.DRUG | Is.CREDENTIAL | Is.EPONYM)
            for word in re.findall(r"[^\W\d_]+", match["n"].lower())
        ):
            yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    for match in _AFTER_HOUSE.finditer(document, norm) if not _FRENCH.isdisjoint(document.vocabulary) else ():
        yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    if not any(ending in document.low for ending in _ENDED):
        return
    ended = frozenset(word for word in document.vocabulary if word.endswith(_ENDINGS))
    for start, end in windows(document.starts(ended), _LONGEST, _LONGEST, len(norm)):
        for match in _GERMAN.finditer(norm, start, end):
            yield Finding(*match.span(), DataKind.STREET, 0.75, NAME)
    for match in _APART.finditer(document, norm):
        name = _NAME_BEFORE.search(norm, max(0, match.start() - _LONGEST), match.start())
        if name is not None:
            yield Finding(name.start(), match.end(), DataKind.STREET, 0.75, NAME)

"""Word lists: names, places, English and clinical vocabulary. Read at first use, then kept.

Every list holds folded words (lower case, no diacritics: `fold`) in `words/*.txt`, most frequent
first; sources and licences are in `words/SOURCES.md`. Membership is evidence, never a verdict.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from safeharbor.errors import DetectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_MARK: Final = str.maketrans("ıłøđŁØĐ", "ilodlod")

# Closed classes, written out: no list holds them better.
TITLES: Final = frozenset(
    "mr mrs ms miss mister missus dr drs doctor prof professor sir madam rev reverend fr father pastor rabbi imam deacon sister "
    "brother sgt officer ofc lt capt captain cpl det detective judge hon justice nurse coach chaplain sra sr senor senora dra doctora "
    "mme monsieur mevr dhr herr frau attorney atty".split()
)
CREDENTIALS: Final = frozenset(
    "md do rn lpn lvn np pa pac dnp aprn fnp cnm cna phd psyd dds dmd dpm od pharmd rph pt dpt ot otr cota slp ccc msw lcsw licsw lmsw "
    "lmft lpc rd rdn ldn cde cdces rt rrt crt emt paramedic nremt mbbs frcs facs facc facog faap mph mha bsn msn ccrn crna cst ma cma "
    "cphq cpht ncc nnp pnp whnp agnp acnp bcba lcpc lac cadc dc nd dvm esq cdrs cwocn chc lat atc aud".split()
)
RELATIONS: Final = frozenset(
    "wife husband spouse partner mother father mom mum dad mommy daddy mama papa son daughter brother sister sibling twin aunt uncle "
    "niece nephew cousin grandmother grandfather grandma grandpa granddaughter grandson grandchild granny nana stepmother stepfather "
    "stepson stepdaughter stepdad stepmom inlaw fiance fiancee boyfriend girlfriend guardian caregiver caretaker neighbor neighbour "
    "friend roommate housemate ex widow widower dtr sis bro hubby husb landlord boss coworker godmother godfather parent parents "
    "esposo esposa hijo hija madre padre hermano hermana tia tio abuela abuelo abuelita sobrina sobrino prima primo nieto nieta "
    "mari femme fille fils mere pere frere soeur dochter zoon vrouw poa proxy hcp nok guarantor subscriber policyholder".split()
)
STREETS: Final = frozenset(
    "street st avenue ave road rd drive dr lane ln boulevard blvd court ct place pl circle cir way terrace ter trail trl parkway pkwy "
    "highway hwy route rte rt pike turnpike tpke square sq loop alley plaza row run path crossing xing expressway freeway causeway "
    "bypass extension hollow ridge creek apt apartment unit suite ste floor lot trailer box po calle avenida rue strasse straat".split()
)
FACILITIES: Final = frozenset(
    "hospital hosp medical center centre ctr clinic clinics health healthcare care pharmacy drug drugs drugstore rx nursing rehab "
    "rehabilitation manor villa village terrace lodge haven hospice institute infirmary sanatorium practice associates partners group "
    "physicians specialists pediatrics orthopedics orthopaedics cardiology oncology dermatology dental dentistry imaging radiology lab "
    "labs laboratory laboratories diagnostics surgical surgery wellness therapy services system network regional community memorial "
    "general university college school elementary middle high academy preschool daycare church parish temple mosque synagogue chapel "
    "cathedral ministries ministry foundation shelter mission ymca house home homes living".split()
)
COMPANIES: Final = frozenset(
    "inc llc llp ltd corp corporation company co bros brothers sons industries industrial manufacturing mfg logistics freight trucking "
    "transport transit foods farms farm dairy bakery brewery restaurant cafe diner grill motors auto tire plumbing electric hvac roofing "
    "construction contractors builders landscaping lumber mill mills steel plant factory warehouse distribution supply hardware market "
    "mart grocery store stores bank credit union insurance realty properties salon spa hotel inn resort casino airlines airport "
    "technologies systems software solutions consulting staffing security cleaners laundry packing poultry press printing".split()
)
STATES: Final = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas "
    "kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon "
    "pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming al ak az ar ca co ct dc de fl ga hi id il in ia ks "
    "ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy".split()
)
CALENDAR: Final = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov "
    "dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun christmas easter "
    "thanksgiving halloween ramadan passover hanukkah diwali labor memorial juneteenth".split()
)
COUNTRIES: Final = frozenset(
    "america usa mexico canada guatemala honduras salvador nicaragua cuba haiti jamaica puerto rico dominican colombia venezuela ecuador "
    "peru bolivia chile argentina brazil england ireland scotland wales france germany italy spain portugal poland russia ukraine greece "
    "turkey iran iraq syria lebanon israel egypt somalia ethiopia eritrea kenya nigeria ghana congo liberia sudan uganda rwanda burundi "
    "india pakistan bangladesh nepal bhutan china taiwan japan korea vietnam laos cambodia thailand burma myanmar philippines indonesia "
    "samoa tonga afghanistan netherlands belgium sweden norway denmark finland australia zealand".split()
)


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, as every list is written."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_NO_MARK))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).lower()


@lru_cache(maxsize=16)
def ranks(name: str) -> Mapping[str, int]:
    """Return word -> rank (0 is most frequent) of one list: given surnames places english foreign drugs clinical eponyms.

    Raises DetectorError when the list is not installed.
    """
    try:
        text = (files("safeharbor.detect") / "words" / f"{name}.txt").read_text("utf-8")
    except OSError:
        message = f"the word list {name!r} is missing from the installation"
        raise DetectorError(message, hint="install safeharbor-deid again") from None
    return {word: rank for rank, word in enumerate(text.splitlines())}


@lru_cache(maxsize=1)
def place_parts() -> frozenset[str]:
    """Return the words that stand in names of places of several words."""
    return frozenset(word for name in ranks("places") if " " in name for word in name.split() if len(word) > 2)  # noqa: PLR2004 - not "of", "la"


def is_given_name(word: str) -> bool:
    """Whether a word is borne as a given name, or a nickname."""
    return fold(word) in ranks("given")


def is_surname(word: str) -> bool:
    """Whether a word is borne as a surname in the US census or elsewhere."""
    return fold(word) in ranks("surnames")


def is_place(words: str) -> bool:
    """Whether words, single blanks between them, are a US place or county or a large city elsewhere."""
    return fold(words) in ranks("places")


def english_rank(word: str) -> int | None:
    """Return the frequency rank of an English word that dictionaries write in lower case; names have none."""
    return ranks("english").get(fold(word))


def is_drug(word: str) -> bool:
    """Whether a word stands in the name of a drug, generic or brand."""
    return fold(word) in ranks("drugs")


def is_clinical(word: str) -> bool:
    """Whether a word is clinical vocabulary: diagnoses, findings, anatomy, abbreviations, devices."""
    return fold(word) in ranks("clinical")


def is_eponym(word: str) -> bool:
    """Whether a word names a disease, sign, score, device or manoeuvre after a person."""
    return fold(word) in ranks("eponyms")

"""What a header says: a kind of data and how plainly it says so. The values have the last word.

Over 250 lines: what headers say is asked in an order that is read in one piece.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from safeharbor.classify.header_classes import CATEGORIES, CODES, MEASURES, THINGS, VAGUE
from safeharbor.classify.header_words import plain_words
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.headers import header_words

if TYPE_CHECKING:
    from safeharbor.parsing.ages import Unit


@dataclass(frozen=True, slots=True)
class Hint:
    """What a header says. `weight`: 0 says nothing, 0.5 a little, 1 plainly.

    `part`: of a date: year, month, day. `unit`: what an age counts.
    """

    kind: K = K.UNKNOWN
    weight: float = 0.0
    part: str = ""
    unit: Unit = "years"


# a unit in brackets at the end of a header
_UNIT: Final = re.compile(
    r"(?i)[\s_]*[(\[]\s*(?:%|°?[cf]|m?c?k?g|lbs?|oz|[cm]?m|in|ft|psi|m?d?l|mos?|months?|wks?|weeks?|days?|d|hrs?|hours?|h|mins?|secs?|s"
    r"|yrs?|years?|bpm|mm\s?hg|[a-zµ0-9*^]{1,6}/[a-zµ0-9*^]{1,6}|usd|\$|€|iu|u|meq|mmol|kpa|kcal)\s*[)\]]\s*$"
    r"|(?<=[a-z0-9])[_ ](?:k?g|mg|mcg|cm|mm|ml|dl|mmhg|psi|bpm|pct|mg_?dl|mmol_?l|g_?dl|hrs?|mins?|secs?|ms|lbs?"
    r"|oz|kcal)$"
)

_UNITS: Final[dict[str, Unit]] = {
    "year": "years",
    **dict.fromkeys(("month", "mos", "mths"), "months"),
    **dict.fromkeys(("weeks", "week", "wk"), "weeks"),
    **dict.fromkeys(("hours", "hour", "hr", "h"), "hours"),
    **dict.fromkeys(("days", "day", "d"), "days"),
}
# what is said of a date, and is none
_OF_DATES: Final = words_of("precision accuracy certainty imputed impute estimated qualifier format")
_OF_VISITS: Final = words_of("frequency freq visits quantity")  # of skilled nursing: `SN_FREQ`
_COURSES: Final = words_of(
    "trait therapy life illness abx antibiotic antibiotics cycle stay"
)  # days of which are counted
_LETTERS: Final = {"m": "month", "d": "day"}
_HOW_MANY: Final = words_of("num no n nbr number count cnt total tot")
_PLURAL: Final = 4
_PLAINLY: Final = 0.8
_PAIR: Final = 2
_ID_WORDS: Final = ("id", "number")
_PERSON: Final = (
    "patient",
    "person",
    "member",
    "subject",
    "beneficiary",
    "bene",
    "client",
    "individual",
    "resident",
    "desynpuf",
)


def _identifier(words: frozenset[str], ordered: tuple[str, ...]) -> Hint | None:
    has = words.__contains__
    number = bool(words & {"id", "number", "code"})
    if words & {"type", "status", "flag"} and not words & {"id", "number", "value", "name"}:
        return Hint(K.CATEGORY, 0.9)  # of a telephone or an address: `PHONE_TYPE_CD`
    if has("email"):
        return Hint(K.EMAIL, 1)
    if has("fax"):
        return Hint(K.FAX, 1)
    if has("phone") or words in ({"extension"}, {"extension", "number"}):
        return Hint(K.PHONE, 1)
    if has("ssn") or words >= {"social", "security"} or words >= {"tax", "id"}:
        return Hint(K.SSN, 1)
    charted = has("chart") and words <= {"chart", "patient", "id", "number", "code"}  # `chart value` is none
    if words >= {"medical", "record"} or has("mrn") or charted:
        return Hint(K.MRN, 1)
    if has("photo") and not words & {"type", "count"}:
        return Hint(K.PHOTO, 1)
    if has("biometric"):
        return Hint(K.BIOMETRIC, 1)
    if has("vin") or has("vehicle"):
        return Hint(K.VEHICLE, 1)
    if has("itemid") or (
        has("concept") and words & {"id", "code"}
    ):  # OMOP's `device_concept_id` says what, and not which
        return Hint(K.CODE, 0.9)
    serial = has("serial") and ordered[-1] not in _OF_VISITS
    if serial or words >= {"device", "id"} or (has("lot") and (number or len(words) <= 3)):
        return Hint(K.DEVICE, 1)
    if has("ip"):
        return Hint(K.IP, 1)
    if words & {"url", "link"}:
        return Hint(K.URL, 0.6)
    if has("zip"):
        return Hint(K.ZIP, 1)
    placed = has("geocode") or has("latitude") or has("longitude")
    if placed and ordered[-1] in _OF_DATES:  # how exact it is
        return Hint(K.MEASURE, 0.8)
    if placed:
        return Hint(K.GEOCODE, 1)
    if has("birth") and words & {"place", "country", "city", "state", "county"}:
        lands = {"country": Hint(K.COUNTRY, 0.8), "state": Hint(K.STATE, 0.8)}
        return lands.get(ordered[-1], Hint(K.PLACE, 0.9))
    if has("license") or words >= {"passport"} or words >= {"certificate"} or has("drivers"):
        return Hint(K.LICENSE, 0.9)
    if has("npi"):
        return Hint(K.PROVIDER_ID, 1)
    if has("username") and not words & (THINGS | CATEGORIES):
        return Hint(K.USERNAME, 0.9)
    if has("initials"):
        return Hint(K.INITIALS, 0.9)
    return None


def _dates(words: frozenset[str], ordered: tuple[str, ...], counted: str) -> Hint | None:
    has = words.__contains__
    if ordered[-1] in _OF_DATES:
        return Hint(K.CATEGORY, 0.8)
    if has("birth") and has("year"):
        return Hint(K.BIRTH_YEAR, 1, "year")
    if has("date") and ordered[-1] in _LETTERS:  # `DOD_M`
        return Hint(K.BIRTH_DATE if has("birth") else K.DATE, 1, _LETTERS[ordered[-1]])
    if has("birth") and words & {"month", "day"}:
        return Hint(K.BIRTH_DATE, 1, "month")
    if has("birth") and words & {"weight", "order", "sex", "length", "type", "plurality"}:
        return None
    if has("birth") and (words & {"date", "timestamp", "when", "time"} or len(words) == 1):
        return Hint(K.BIRTH_DATE, 1)
    if has("death") and (words & {"date", "timestamp", "when", "time"} or len(words) == 1):
        return Hint(K.DEATH_DATE, 1)
    if words >= {"gestational", "age"} or words >= {"gest", "age"} or words >= {"bone", "age"}:
        return Hint(K.MEASURE, 0.9)
    if has("age") and not words & {"group", "band", "unit", "type", "code", "category", "class", "flag"}:
        return Hint(K.AGE, 1, unit=_age_unit((*plain_words(counted), *ordered)))
    if has("age"):
        return Hint(K.AGE, 0.5)
    if words & {"duration", "interval"} or ordered[-1] == "duration":
        return Hint(K.MEASURE, 0.8)
    if words & {"date", "timestamp"}:
        return Hint(K.DATE, 1)
    if has("year"):
        return Hint(K.YEAR, 0.8, "year")
    if ordered[0] == "day" and ordered[1:2] == ("of",) and ordered[-1] in _COURSES:  # `Day of tx`
        return Hint(K.MEASURE, 0.8)
    if ordered[0] in {"month", "day"} and ordered[1:2] == ("of",):  # `Month of last contact`
        return Hint(K.DATE, 0.7, ordered[0])
    if has("quarter") and len(words) <= 3:
        return Hint(K.DATE, 0.7, "quarter")
    if words & {"month", "day"} and ordered[-1] in {"quantity", "count", "total", "average"}:
        return Hint(K.MEASURE, 0.8)
    if words & {"month", "day"} and sum(not word.isdigit() for word in words) <= 3:  # `admit month`, not a sentence
        return Hint(K.DATE, 0.7, "month" if has("month") else "day")
    if has("time") and not words & {"unit", "zone"}:
        return Hint(K.TIME, 0.8)
    if has("when") and has("by"):
        return Hint(K.PROVIDER_NAME, 0.7)
    if (
        has("when")
        and ordered[-1] not in MEASURES
        and not words & (THINGS | CATEGORIES | {"id", "number", "location", "facility", "code", "type", "amount"})
    ):
        return Hint(K.DATE, 0.5)
    return None


def _age_unit(ordered: tuple[str, ...]) -> Unit:
    """Return what an age counts: `AGE_MO` months, `age_in_days` days, `age in years on the day of admission` years."""
    return next((_UNITS[word] for word in ordered if word in _UNITS), "years")


def _names(words: frozenset[str], ordered: tuple[str, ...]) -> Hint | None:
    has = words.__contains__
    thing = bool(words & THINGS) or words & {"code", "type", "status", "category", "amount", "method", "mode"}
    preferred = has("preferred") and (bool(words & {"name", "first", "last"}) or words == {"preferred"})
    if has("maiden") or has("alias") or (preferred and not thing):
        return Hint(K.ALIAS, 1)
    if has("provider") and not thing:
        if words & set(_ID_WORDS):
            return Hint(K.PROVIDER_ID, 0.8)
        return Hint(K.PROVIDER_NAME, 1 if has("name") else 0.8)
    if (
        (words & {"relative", "emergency", "guarantor", "contact"})
        and not thing
        and not words & {"relationship", "number"}
    ):
        return Hint(K.RELATIVE_NAME, 0.9 if has("name") else 0.7)
    if words & {"insured", "subscriber"} and words & {"name", "last", "first"}:
        return Hint(K.RELATIVE_NAME, 1)
    if has("employer") and not thing and not words & {"id", "number"}:
        return Hint(K.EMPLOYER, 1)
    if words & {"first", "middle"} and has("name"):
        return Hint(K.MIDDLE_NAME if has("middle") else K.GIVEN_NAME, 1)
    if has("last") and has("name"):
        return Hint(K.FAMILY_NAME, 1)
    if ordered[-1] in {"last", "first"} and len(words) == _PAIR and not thing:  # `Legal_Last`
        return Hint(K.FAMILY_NAME if ordered[-1] == "last" else K.GIVEN_NAME, 0.9)
    if words & {"prefix", "suffix", "salutation", "honorific"} and len(words) <= 2:  # a name's part
        return Hint(K.FULL_NAME, 0.8)
    if has("name") and not thing:
        return Hint(K.FULL_NAME, 0.9 if words & set(_PERSON) or has("full") else 0.5)
    return None


def _places(words: frozenset[str]) -> Hint | None:
    has = words.__contains__
    thing = bool(words & THINGS) or words & {"code", "type", "status", "category", "id", "number"}
    if words & {"house", "flat", "apartment", "apt"} and words & {"name", "number", "address"}:
        return Hint(K.STREET, 1)
    if has("street") or (has("address") and not words & {"use", "type", "state", "country", "city", "county"}):
        return Hint(K.STREET, 1)
    if has("city"):
        return Hint(K.CITY, 1)
    if has("county") or words == {"lk"}:  # Sweden's counties and municipalities; elsewhere lymph nodes
        return Hint(K.COUNTY, 1)
    if has("country"):
        return Hint(K.COUNTRY, 0.8)
    if has("state") and not words & {"marital", "health", "smoking"}:
        return Hint(K.STATE, 0.9)
    if has("facility") and not thing:
        return Hint(K.FACILITY, 0.8)
    if has("place") and not thing:
        return Hint(K.PLACE, 0.8)
    if has("room"):
        return Hint(K.OTHER_ID, 0.6)
    return None


def _numbers(words: frozenset[str], ordered: tuple[str, ...]) -> Hint | None:
    has = words.__contains__
    if ordered[-1] in {"type", "status"}:  # `identifier_type` numbers kinds, nobody
        return None
    ends_id = ordered[-1] in _ID_WORDS or bool(words & {"id"})
    if ordered[-2:] == ("trait", "number"):  # of teeth
        return Hint(K.CODE, 0.8)
    if words in ({"patient", "code"}, {"subject", "code"}):
        return Hint(K.RECORD_ID, 0.9)
    if ordered[-1] == "reference" and len(ordered) > 1:
        return Hint(K.RECORD_ID, 0.9)
    if has("claim") and has("line") and has("number"):
        return Hint(K.MEASURE, 0.6)
    if words & {"line", "sequence", "seq"}:
        return Hint(K.MEASURE, 0.6)
    if ends_id and words & {"concept", "itemid"}:
        return Hint(K.CODE, 0.9)
    if has("account") and not words & {"amount", "class", "status", "category", "type", "method"}:
        return Hint(K.ACCOUNT, 1)
    if (
        words & {"member", "subscriber", "insured", "policy", "medicaid", "medicare", "mbi", "hicn", "beneficiary"}
    ) and (ends_id or len(words) == 1):
        return Hint(K.HEALTH_PLAN_ID, 1)
    if has("group") and words & {"number", "insurance", "id"}:
        return Hint(K.HEALTH_PLAN_ID, 0.8)
    if has("encounter") and (ends_id or len(words) == 1) and not words & {"type", "class"}:
        return Hint(K.ENCOUNTER_ID, 1)
    if words & {"accession", "specimen", "order", "claim", "prescription"} and (ends_id or len(words) == 1):
        return Hint(K.RECORD_ID, 0.9)
    if has("device") and ends_id:
        return Hint(K.DEVICE, 0.9)
    if words & set(_PERSON) and (ends_id or len(words) == 1):
        return Hint(K.RECORD_ID, 0.9)
    if ends_id:
        return Hint(K.RECORD_ID, 0.5 if words & (THINGS | CODES) else 0.8)
    return None


def _clinical(words: frozenset[str], ordered: tuple[str, ...]) -> Hint | None:
    has_text = "text" in words and not words & {"note", "history", "value"}
    if has_text and words & (THINGS | CODES | {"reaction", "category", "parameter"}):  # the display of a coded thing
        return Hint(K.CATEGORY, 0.8)
    if words & {"note", "history", "text"} and not words & {"type", "status", "category", "code", "id", "class"}:
        return Hint(K.FREE_TEXT, 0.9)
    if words & {"code"} and words & CODES - {"code"}:
        return Hint(K.CODE, 1)
    if ordered[-1] in MEASURES and not set(words) & {"name", "code"}:
        return Hint(K.MEASURE, 0.9)
    if words & CATEGORIES - VAGUE:
        return Hint(K.CATEGORY, 0.9)
    if words & CODES - {"code"}:
        return Hint(K.CODE, 0.8)
    if words & MEASURES:
        return Hint(K.MEASURE, 0.8)
    if ordered[-1] in {"parameter", "variable", "attribute"} or words >= {"item", "name"}:
        return Hint(K.CATEGORY, 0.8)
    if ordered[-1] in {"type", "status"} and len(words) > 1 and not words & {"id", "number", "name"}:
        return Hint(K.CATEGORY, 0.7)
    if words & VAGUE:
        return Hint(K.CATEGORY, 0.2)
    return None


def _counts_things(path: str) -> bool:
    """Whether a header says how many of something there are: `NUM_IMAGES`, `no_of_children`, `# visits`."""
    said = header_words("num " + path if path.startswith("#") else path)
    many = (
        said[-1:] and len(said[-1]) >= _PLURAL and said[-1].endswith("s") and not said[-1].endswith(("ss", "us", "is"))
    )
    return len(said) > 1 and bool(many) and said[0] in _HOW_MANY


@lru_cache(maxsize=4096)
def hint_of(path: str) -> Hint:
    """Return what the header of a leaf says: all its words, but a nested leaf's inner name where that is clinical.

    `phone.model` is a model and `summary.steps` are steps; `phone.number` is a telephone.
    """
    inner = path.rpartition(".")[2]
    if inner != path and not path.removesuffix(inner).endswith("\\."):
        said = _hint_of(inner)
        if said.kind in {K.MEASURE, K.CATEGORY} and said.weight >= _PLAINLY:
            return said
    return _hint_of(path)


def _hint_of(path: str) -> Hint:
    unit = _UNIT.search(path)
    ordered = plain_words(path[: unit.start()] if unit else path)
    if not ordered:
        return Hint()
    words = frozenset(ordered)
    if _counts_things(path):
        return Hint(K.MEASURE, 0.8)
    if unit and not words & {"age", "date", "birth", "death"}:  # `Recall (mo)` counts months, it is none
        return Hint(K.MEASURE, 0.9)
    found = (
        _identifier(words, ordered)
        or _dates(words, ordered, unit.group() if unit else "")
        or (_clinical(words, ordered) if words & {"note", "text"} and ordered[-1] not in _ID_WORDS else None)
        or _places(words)
        or _numbers(words, ordered)
        or _names(words, ordered)
        or _clinical(words, ordered)
    )
    return found or Hint()

"""The invented people: one clean row each, from which every table and note is written.

Nothing here is messy. How a registration desk, a spreadsheet or a dictating surgeon writes these
values is decided where the tables and the notes are made.
"""

from __future__ import annotations

import datetime as dt
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.sample.draw import Draw, luhn, vin
from safeharbor.sample.places import COMMON, DELICATE, FOREIGN, RESTRICTED
from safeharbor.sample.pools import HARD_FAMILY, HARD_GIVEN, Pools

if TYPE_CHECKING:
    from numpy.typing import NDArray

AS_OF: Final = dt.date(2025, 6, 30)
EPOCH: Final = dt.date(1970, 1, 1)
AS_OF_DAY: Final = (AS_OF - EPOCH).days
PLACES: Final = (*RESTRICTED, *DELICATE, *FOREIGN[:3], *COMMON, *FOREIGN[3:])
ELDERS: Final = ("mother", "mother", "father", "grandmother", "aunt")
ROLES: Final = ("wife", "husband", "mother", "father", "daughter", "son", "sister", "brother", "partner", "neighbor")

# the first rows of every hospital show what later rows have by chance: these names, ages and places
_SHOWN_FAMILY: Final = (
    "May", "Rose", "Gray", "Parkinson", "Graves", "O'Connor", "García-Lorca", "Núñez", "Ng", "Foley", "St. John",
    "McDonald", "Bell", "van der Berg", "Addison", "Smith-Jones",
)  # fmt: skip
_SHOWN_AGES: Final = (89, 90, 93, 97, 0, 64, 104, 88, 91, 45, 38, 90, 89, 71, 93, 3)
_CHILD, _FRAIL = 17, 50  # the oldest minor; nobody younger than this dies here
_DOMAINS: Final = ("example.com", "example.org", "example.net")
_NICKNAMES: Final = (
    "Bud", "Skip", "Dee", "Tito", "Nana", "Red", "Sunny", "Ace", "Mimi", "Junior", "Birdie", "Chip", "Coco", "Buddy",
    "Lefty", "Pepe", "Lulu", "Tex", "Bunny", "Ozzie",
)  # fmt: skip


def serial(seed: int, tag: str, numbers: NDArray[np.int64], width: int) -> pl.Series:
    """Return a different code of `width` digits per number, out of order, zeros in front kept."""
    digest = blake2b(f"{seed}.{tag}".encode(), digest_size=16).digest()
    modulus = 10**width
    step = int.from_bytes(digest[:8], "little") % min(modulus, 10**9) // 10 * 10 + 7  # prime to ten: a bijection
    start = int.from_bytes(digest[8:], "little") % modulus
    return pl.Series((numbers * step + start) % modulus).cast(pl.String).str.zfill(width)


def _shown(values: NDArray[np.int64], shown: NDArray[np.int64], index: NDArray[np.int64]) -> NDArray[np.int64]:
    first = index < len(shown)
    return np.where(first, shown[np.minimum(index, len(shown) - 1)], values)


def _ages(draw: Draw, index: NDArray[np.int64]) -> NDArray[np.int64]:
    low = np.array([0, 1, 18, 40, 65, 86, 90])
    high = np.array([0, 17, 39, 64, 85, 89, 106])
    band = draw.weighted("age.band", (3, 9, 20, 27, 25, 6, 10))
    return _shown(draw.between("age", low[band], high[band]), np.array(_SHOWN_AGES), index)


def _births(draw: Draw, ages: NDArray[np.int64]) -> NDArray[np.int64]:
    anniversary = np.array([(dt.date(AS_OF.year - age, 6, 30) - EPOCH).days for age in range(120)])
    return anniversary[ages] - draw.below("birth.day", 365)


def _relative(
    draw: Draw, tag: str, pools: Pools, family: pl.Series, *, child: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Return role and full name of someone near; seven in ten share the surname."""
    role = draw.pick(f"{tag}.elder", ELDERS).zip_with(child, draw.pick(f"{tag}.role", ROLES))
    female = role.is_in(["wife", "mother", "daughter", "sister", "aunt", "grandmother"]) | pl.Series(
        draw.chance(f"{tag}.female", 0.5)
    ) & (role.is_in(["partner", "neighbor"]))
    given = draw.pick(f"{tag}.f", pools.female).zip_with(female, draw.pick(f"{tag}.m", pools.male))
    same = pl.Series(draw.chance(f"{tag}.same", 0.7)) & (role != "neighbor")
    return role, given + " " + family.zip_with(same, draw.pick(f"{tag}.family", pools.family))


def _place_columns(where: NDArray[np.int64]) -> dict[str, pl.Series]:
    def column(values: list[str | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)[where]

    def of(name: str) -> list[str | None]:
        return [getattr(place, name) for place in PLACES]

    return {name: column(of(name)) for name in ("city", "state", "county", "postcode", "area", "country")}


def _coordinate(draw: Draw, tag: str, base: list[float], where: NDArray[np.int64]) -> pl.Series:
    micro = np.array([round(value * 1_000_000) for value in base])[where] + draw.below(tag, 60_000) - 30_000
    return pl.Series(micro / 1_000_000)


def _identifiers(seed: int, draw: Draw, index: NDArray[np.int64], area: pl.Series) -> dict[str, pl.Series]:
    """Return numbers of every kind: fictitious exchanges (555-01xx), reserved domains, documentation networks."""
    line = "-555-01"
    network = pl.Series(["192.0.2.", "198.51.100.", "203.0.113."])[draw.below("ip.net", 3)]
    fourth = network + pl.Series(draw.below("ip.host", 254) + 1).cast(pl.String)
    sixth = "2001:db8:" + draw.pattern("ip6", "hhhh:hhhh::hhhh")
    ssn = "9" + serial(seed, "ssn", index, 8)  # 9xx was never issued as an SSN
    return {
        "mrn": serial(seed, "mrn", index, 8),
        "ssn": ssn.str.slice(0, 3) + "-" + ssn.str.slice(3, 2) + "-" + ssn.str.slice(5),
        "phone": area + line + draw.number("phone", 2),
        "mobile": area + line + draw.number("mobile", 2),
        "work_phone": area + line + draw.number("work", 2),
        "contact_phone": area + line + draw.number("contact", 2),
        "fax": area + line + draw.number("fax", 2),
        "ip": fourth.zip_with(pl.Series(draw.chance("ip.four", 0.85)), sixth),
        "member_id": draw.pattern("member", "8A99-AX9-AA99").zip_with(
            pl.Series(draw.chance("member.mbi", 0.4)), "H" + serial(seed, "member", index, 9)
        ),
        "group_no": "GRP-" + draw.number("group", 5),
        "account": serial(seed, "account", index, 10),
        "card": luhn(draw.characters("card", "4000009999999999")),
        "license": draw.pattern("license", "A99-999-999"),
        "plate": draw.pattern("plate", "AAA-9999").zip_with(
            pl.Series(draw.chance("plate.style", 0.6)), draw.pattern("plate.other", "9AAA999")
        ),
        "vin": vin(draw.characters("vin", "8AAAX9XX9XA999999")),
        "biometric": "FPT-" + draw.pattern("finger", "hhhhhhhh-hhhh-hhhh"),
        "portal_id": draw.pattern("portal", "hhhhhhhhhhhh"),
    }


def _month_and_day(date: pl.Expr) -> pl.Expr:
    return date.dt.month().cast(pl.Int32) * 100 + date.dt.day()


def build_people(seed: int, index: NDArray[np.int64], pools: Pools) -> pl.DataFrame:
    """Return one clean row per position in `index`; the same row whatever the block."""
    draw = Draw(seed, index.astype(np.uint64))
    female = pl.Series(draw.chance("sex", 0.52))
    given = draw.pick("given.f", pools.female).zip_with(female, draw.pick("given.m", pools.male))
    hard_family = np.array([HARD_FAMILY.index(name) for name in _SHOWN_FAMILY])
    family = pl.Series(HARD_FAMILY)[_shown(draw.below("family.hard", len(HARD_FAMILY)), hard_family, index)].zip_with(
        pl.Series(draw.chance("family.is_hard", 0.18) | (index < len(hard_family))),
        draw.pick("family", pools.family),
    )
    given = draw.pick("given.hard", HARD_GIVEN).zip_with(pl.Series(draw.chance("given.is_hard", 0.12)), given)
    ages = _ages(draw, index)
    births = _births(draw, ages)
    dead = draw.chance("dead", 0.08) & (ages > _FRAIL)
    deaths = AS_OF_DAY - 10 - draw.below("death.day", 600)
    common = len(RESTRICTED) + len(DELICATE) + 3
    where = np.where(
        draw.chance("place.rare", 0.22),
        draw.below("place.any", len(PLACES)),
        common + draw.below("place.common", len(COMMON)),
    )
    where = _shown(where, np.arange(common), index)
    place = _place_columns(where)
    child = pl.Series(ages <= _CHILD)
    role, contact = _relative(draw, "contact", pools, family, child=child)
    other_role, other = _relative(draw, "relative", pools, family, child=child)
    street = (
        pl.Series(draw.below("house", 9800) + 12).cast(pl.String)
        + " "
        + draw.pick("street", pools.streets)
        + draw.pick("unit", ("",) * 14 + (" Apt 3B", " Apt 12", " Unit 7", " # 204", " Lot 18", " Ste 110"))
    )
    ascii_family = family.str.normalize("NFKD").str.replace_all(r"[^A-Za-z]", "").str.to_lowercase()
    ascii_given = given.str.normalize("NFKD").str.replace_all(r"[^A-Za-z]", "").str.to_lowercase()
    username = ascii_given.str.slice(0, 1) + ascii_family + draw.number("user", 2)
    none = pl.Series([None], dtype=pl.String).extend_constant(None, len(index) - 1)
    mothers = draw.pick("mother", pools.family)
    columns: dict[str, pl.Series] = {
        "index": pl.Series(index),
        "registered": pl.Series(~draw.chance("lost", 0.008) | (index < len(_SHOWN_FAMILY))),
        "given": given,
        "middle": draw.pick("middle", "ABCDEFGHJKLMNPRSTVW").zip_with(pl.Series(draw.chance("middle.is", 0.6)), none),
        "family": family,
        "suffix": draw.pick("suffix", ("Jr.", "Sr.", "II", "III")).zip_with(
            pl.Series(draw.chance("suffix.is", 0.06)) & ~female, none
        ),
        "nickname": draw.pick("nick", _NICKNAMES).zip_with(pl.Series(draw.chance("nick.is", 0.2)), none),
        "maiden": draw.pick("maiden", pools.family).zip_with(pl.Series(draw.chance("maiden.is", 0.3)) & female, none),
        "sex": pl.Series(["F", "M"])[(~female).cast(pl.Int64)],
        "birth": pl.Series(births).cast(pl.Int32).cast(pl.Date),
        "death": pl.Series(deaths).cast(pl.Int32).cast(pl.Date).set(pl.Series(~dead), None),
        "street": street,
        **place,
        "latitude": _coordinate(draw, "lat", [p.latitude for p in PLACES], where),
        "longitude": _coordinate(draw, "lon", [p.longitude for p in PLACES], where),
        "contact_role": role,
        "contact_name": contact,
        "relative_role": other_role,
        "relative_name": other,
        "mother_maiden": mothers,
        "employer": draw.pick("employer", pools.employers).zip_with(
            pl.Series((ages > _CHILD) & draw.chance("employed", 0.8)),
            none,
        ),
        "username": username,
        "email": ascii_given + "." + ascii_family + draw.number("mail", 2) + "@" + draw.pick("domain", _DOMAINS),
        **_identifiers(seed, draw, index, place["area"]),
    }
    last = pl.coalesce("death", pl.lit(AS_OF))
    birthday_ahead = _month_and_day(pl.col("birth")) > _month_and_day(last)
    return pl.DataFrame(columns).with_columns(
        age=last.dt.year() - pl.col("birth").dt.year() - birthday_ahead.cast(pl.Int32),
        last_day=pl.min_horizontal(last, pl.lit(AS_OF - dt.timedelta(days=2))),
        record_key=pl.format(
            "{}_{}_{}",
            "mrn",
            pl.col("family").str.normalize("NFKD").str.replace_all(r"[^A-Za-z]", "").str.to_uppercase(),
            pl.col("birth").dt.strftime("%Y%m%d"),
        ),
        photo=pl.format("{}_{}_face.jpg", ascii_family, pl.col("mrn").str.slice(3)),
        url=pl.format("https://portal.example.org/p/{}?u={}", "portal_id", "username"),
    )

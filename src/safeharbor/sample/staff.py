"""staff.csv: the workforce; no patients, but their names and numbers are in every note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.draw import Draw, luhn
from safeharbor.sample.people import serial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.sample.pools import Pools

_CREDENTIALS: Final = ("MD", "MD", "MD", "DO", "NP", "PA-C", "RN", "RN", "RN", "LCSW", "PharmD", "PT", "RD", "RT(R)")
DOCTORS: Final = ("MD", "DO", "NP", "PA-C")
_DEPARTMENTS: Final = (
    "Cardiology",
    "Medicine",
    "Surgery",
    "Emergency",
    "Oncology",
    "Radiology",
    "Pathology",
    "Pharmacy",
)
_FEWEST, _MOST = 40, 5000

KINDS: Final[Mapping[str, K]] = {
    "staff_id": K.PROVIDER_ID,
    "name": K.PROVIDER_NAME,
    "credential": K.CATEGORY,
    "department": K.CATEGORY,
    "npi": K.PROVIDER_ID,
    "dea": K.LICENSE,
    "state_license": K.LICENSE,
    "phone": K.PHONE,
    "pager": K.PHONE,
    "extension": K.PHONE,
    "fax": K.FAX,
    "email": K.EMAIL,
    "login": K.USERNAME,
    "hired": K.DATE,
    "badge_photo": K.PHOTO,
}


def build_staff(seed: int, patients: int, pools: Pools) -> pl.DataFrame:
    """Return the clean workforce of a hospital of this many patients (40 to 5,000 people)."""
    index = np.arange(min(max(_FEWEST, patients // 150), _MOST), dtype=np.int64)
    draw = Draw(seed ^ 0x5AFE, index.astype(np.uint64))
    female = pl.Series(draw.chance("sex", 0.6))
    given = draw.pick("given.f", pools.female).zip_with(female, draw.pick("given.m", pools.male))
    family = draw.pick("family", pools.family)
    ascii_family = family.str.normalize("NFKD").str.replace_all(r"[^A-Za-z]", "")
    return pl.DataFrame(
        {
            "staff_id": "E" + serial(seed, "staff", index, 6),
            "given": given,
            "family": family,
            "credential": draw.pick("credential", _CREDENTIALS),
            "department": draw.pick("department", _DEPARTMENTS),
            "npi": luhn(draw.characters("npi", "1999999999"), prefix="80840"),
            "dea": _dea(draw, ascii_family),
            "state_license": draw.pattern("license", "AA-99999"),
            "phone": "801-555-01" + draw.number("phone", 2),
            "pager": "801-555-01" + draw.number("pager", 2),
            "extension": pl.Series(draw.below("extension", 70_000) + 20_000).cast(pl.String),
            "fax": "801-555-01" + draw.number("fax", 2),
            "email": ascii_family.str.to_lowercase()
            + "."
            + given.str.slice(0, 1).str.normalize("NFKD").str.slice(0, 1).str.to_lowercase()
            + draw.number("mail", 2)
            + "@hospital.example.org",
            "login": ascii_family.str.slice(0, 6).str.to_lowercase() + draw.number("login", 3),
            "hired": pl.Series(draw.below("hired", 9000) + 11_000).cast(pl.Int32).cast(pl.Date),
        }
    )


def attending(visits: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Return the doctor of each visit, in the visits' order."""
    doctors = staff.filter(pl.col("credential").is_in(DOCTORS))
    return doctors[(visits["attending"] % doctors.height).to_numpy()]


def staff_rows(staff: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of staff.csv (all String)."""
    return staff.select(
        "staff_id",
        pl.format("{}, {}", "family", "given").alias("name"),
        "credential", "department", "npi", "dea", "state_license",
        "phone", "pager", "extension", "fax", "email", "login",
        pl.col("hired").dt.strftime("%m/%d/%Y"),
        pl.format("badge_{}.png", "login").alias("badge_photo"),
    )  # fmt: skip


def _dea(draw: Draw, family: pl.Series) -> pl.Series:
    """Return registration numbers with their check digit: odd places plus twice the even ones, last digit."""
    digits = draw.characters("dea", "999999").astype(np.int64) - ord("0")
    check = (digits[:, 0::2].sum(axis=1) + 2 * digits[:, 1::2].sum(axis=1)) % 10
    number = pl.Series((digits * 10 ** np.arange(5, -1, -1)).sum(axis=1)).cast(pl.String).str.zfill(6)
    return "B" + family.str.slice(0, 1).str.to_uppercase() + number + pl.Series(check).cast(pl.String)

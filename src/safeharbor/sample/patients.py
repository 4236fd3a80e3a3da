"""patients.csv: one row a registered patient, as registration desks have left it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import blanked, choose, dated, postcodes

if TYPE_CHECKING:
    from collections.abc import Mapping

_BIRTH_STYLES: Final = {"%Y-%m-%d": 60, "%m/%d/%Y": 20, "%d-%b-%Y": 8, "%Y%m%d": 5, "%B %-d, %Y": 5, "excel": 2}
_RACES: Final = ("White", "Black or African American", "Asian", "American Indian or Alaska Native", "Other", "Declined")

KINDS: Final[Mapping[str, K]] = {
    "patient_id": K.MRN,
    "first_name": K.GIVEN_NAME,
    "middle_name": K.MIDDLE_NAME,
    "last_name": K.FAMILY_NAME,
    "suffix": K.FULL_NAME,
    "preferred_name": K.ALIAS,
    "maiden_name": K.FAMILY_NAME,
    "sex": K.CATEGORY,
    "birth_date": K.BIRTH_DATE,
    "birth_year": K.BIRTH_YEAR,
    "age": K.AGE,
    "death_date": K.DEATH_DATE,
    "ssn": K.SSN,
    "race": K.CATEGORY,
    "language": K.CATEGORY,
    "marital_status": K.CATEGORY,
    "blood_type": K.CATEGORY,
    "smoking_status": K.CATEGORY,
    "street": K.STREET,
    "city": K.CITY,
    "county": K.COUNTY,
    "state": K.STATE,
    "zip": K.ZIP,
    "country": K.COUNTRY,
    "latitude": K.GEOCODE,
    "longitude": K.GEOCODE,
    "phone_home": K.PHONE,
    "phone_mobile": K.PHONE,
    "fax": K.FAX,
    "email": K.EMAIL,
    "employer": K.EMPLOYER,
    "emergency_contact": K.RELATIVE_NAME,
    "emergency_relation": K.CATEGORY,
    "emergency_phone": K.PHONE,
    "mother_maiden_name": K.RELATIVE_NAME,
    "member_id": K.HEALTH_PLAN_ID,
    "account_no": K.ACCOUNT,
    "drivers_license": K.LICENSE,
    "vehicle_plate": K.VEHICLE,
    "vin": K.VEHICLE,
    "portal_url": K.URL,
    "portal_user": K.USERNAME,
    "last_login_ip": K.IP,
    "fingerprint_template": K.BIOMETRIC,
    "photo_file": K.PHOTO,
    "record_key": K.RECORD_ID,
    "registered_at": K.DATE,
}


def _phone_styles(draw: Draw, tag: str, phones: pl.Series) -> pl.Series:
    parts = phones.str.extract_groups(r"^(?<a>\d+)-(?<b>\d+)-(?<c>\d+)$")
    area, exchange, line = (parts.struct.field(name) for name in ("a", "b", "c"))
    styles = [
        phones,
        "(" + area + ") " + exchange + "-" + line,
        area + "." + exchange + "." + line,
        area + exchange + line,
        "+1 " + area + " " + exchange + " " + line,
    ]
    return choose(draw, tag, styles, (50, 25, 10, 10, 5))


def patient_rows(seed: int, people: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of patients.csv (all String) for the registered among `people`."""
    people = people.filter("registered")
    draw = Draw(seed, people["index"].to_numpy().astype("u8"))
    days = people["birth"]
    born = days.cast(pl.Int32).cast(pl.Int64).to_numpy()
    registered = draw.between("registered.day", born.clip(min=14_000), people["last_day"].cast(pl.Int32).to_numpy())
    ssn = people["ssn"].str.replace_all("-", "").zip_with(pl.Series(draw.chance("ssn.bare", 0.15)), people["ssn"])
    return pl.DataFrame(
        {
            "patient_id": people["mrn"],
            "first_name": people["given"],
            "middle_name": people["middle"],
            "last_name": people["family"]
            .str.to_uppercase()
            .zip_with(pl.Series(draw.chance("last.upper", 0.1)), people["family"]),
            "suffix": people["suffix"],
            "preferred_name": people["nickname"],
            "maiden_name": people["maiden"],
            "sex": people["sex"],
            "birth_date": blanked(draw, "birth", dated(draw, "birth.style", days, _BIRTH_STYLES), 0.02),
            "birth_year": days.dt.year().cast(pl.String),
            "age": people["age"].cast(pl.String),
            "death_date": people["death"].dt.strftime("%Y-%m-%d"),
            "ssn": blanked(draw, "ssn", ssn, 0.06),
            "race": draw.pick("race", _RACES),
            "language": draw.pick("language", ("English",) * 8 + ("Spanish", "Vietnamese", "Navajo", "Haitian Creole")),
            "marital_status": draw.pick("marital", ("single", "married", "divorced", "widowed", "partnered")),
            "blood_type": draw.pick("blood", ("O+", "O-", "A+", "A-", "B+", "AB+")),
            "smoking_status": draw.pick("smoking", ("never", "former", "current", "unknown")),
            "street": people["street"],
            "city": people["city"],
            "county": people["county"],
            "state": people["state"],
            "zip": postcodes(draw, "zip", people["postcode"]),
            "country": people["country"],
            "latitude": people["latitude"].cast(pl.String),
            "longitude": people["longitude"].cast(pl.String),
            "phone_home": blanked(draw, "phone", _phone_styles(draw, "phone.style", people["phone"]), 0.08),
            "phone_mobile": blanked(draw, "mobile", _phone_styles(draw, "mobile.style", people["mobile"]), 0.05),
            "fax": blanked(draw, "fax", people["fax"], 0.7),
            "email": blanked(draw, "email", people["email"], 0.1),
            "employer": people["employer"],
            "emergency_contact": people["contact_name"],
            "emergency_relation": people["contact_role"],
            "emergency_phone": _phone_styles(draw, "contact.style", people["contact_phone"]),
            "mother_maiden_name": people["mother_maiden"],
            "member_id": people["member_id"],
            "account_no": people["account"],
            "drivers_license": blanked(draw, "license", people["license"], 0.2),
            "vehicle_plate": blanked(draw, "plate", people["plate"], 0.3),
            "vin": blanked(draw, "vin", people["vin"], 0.4),
            "portal_url": people["url"],
            "portal_user": people["username"],
            "last_login_ip": people["ip"],
            "fingerprint_template": people["biometric"],
            "photo_file": people["photo"],
            "record_key": people["record_key"],
            "registered_at": pl.Series(registered).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%dT")
            + pl.Series(draw.below("registered.hour", 24)).cast(pl.String).str.zfill(2)
            + ":"
            + pl.Series(draw.below("registered.minute", 60)).cast(pl.String).str.zfill(2)
            + ":00-06:00",
        }
    )

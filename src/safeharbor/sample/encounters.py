"""encounters.csv.gz: one row a visit; ids under other names, dates in other styles, mangled ZIPs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.conditions import conditions
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import blanked, dated, postcodes, repeated
from safeharbor.sample.people import serial

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_VISITS: Final = 4
_FIRST_DAY: Final = 17_167  # 2017-01-01
_DISCHARGE_STYLES: Final = {"%m/%d/%Y": 70, "%Y-%m-%d": 20, "%d %b %Y": 10}
TYPES: Final = ("inpatient", "outpatient", "emergency", "telehealth", "observation")
_WARDS: Final = ("Cardiology", "Medicine", "Surgery", "Emergency", "Oncology", "Pediatrics", "OB/GYN", "Psychiatry")

KINDS: Final[Mapping[str, K]] = {
    "encounter_id": K.ENCOUNTER_ID,
    "MRN": K.MRN,
    "visit_type": K.CATEGORY,
    "admit_ts": K.DATE,
    "discharge_date": K.DATE,
    "START_YEAR": K.DATE,
    "los_days": K.MEASURE,
    "department": K.CATEGORY,
    "room_bed": K.PLACE,
    "attending": K.PROVIDER_NAME,
    "attending_npi": K.PROVIDER_ID,
    "age_at_visit": K.AGE,
    "zip_at_visit": K.ZIP,
    "icd10": K.CODE,
    "snomed": K.CODE,
    "drg": K.CODE,
    "disposition": K.CATEGORY,
    "bp": K.MEASURE,
    "heart_rate": K.MEASURE,
    "temp_c": K.MEASURE,
    "weight_kg": K.MEASURE,
    "pain_score": K.MEASURE,
    "arrival_comment": K.FREE_TEXT,
}


def build_visits(seed: int, people: pl.DataFrame) -> pl.DataFrame:
    """Return the clean visits of `people`: one row each, with the patient's row position and codes."""
    index = people["index"].to_numpy()
    counts = 1 + Draw(seed, index.astype(np.uint64)).below("visits", MOST_VISITS)
    parents, numbers = repeated(counts)
    keys = index[parents] * 64 + numbers
    draw = Draw(seed, keys.astype(np.uint64))
    born = people["birth"].cast(pl.Int32).to_numpy().astype(np.int64)[parents]
    last = people["last_day"].cast(pl.Int32).to_numpy().astype(np.int64)[parents]
    admitted = draw.between("admitted", np.maximum(born, _FIRST_DAY), last)
    stay = np.minimum(np.array([0, 0, 1, 2, 3, 4, 5, 8, 13, 21])[draw.below("stay", 10)], last - admitted)
    return pl.DataFrame(
        {
            "parent": parents,
            "key": keys,
            "encounter_id": serial(seed, "encounter", keys, 10),
            "admitted": pl.Series(admitted).cast(pl.Int32).cast(pl.Date),
            "discharged": pl.Series(admitted + stay).cast(pl.Int32).cast(pl.Date),
            "stay": stay,
            "minute": draw.below("minute", 1440),
            "condition": draw.below("condition", len(conditions())),
            "attending": draw.below("attending", 1_000_000),
        }
    )


def encounter_rows(seed: int, people: pl.DataFrame, visits: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of encounters.csv.gz (all String) and a `_comment_*` column for the truth of the comment."""
    draw = Draw(seed, visits["key"].to_numpy().astype(np.uint64))
    of = people[visits["parent"].to_numpy()]
    doctor = staff[(visits["attending"] % staff.height).to_numpy()]
    minutes = pl.duration(minutes=pl.col("minute"))
    stamp = visits.select(pl.col("admitted").cast(pl.Datetime("ms")) + minutes).to_series()
    case = pl.DataFrame([{"icd10": c.icd10, "snomed": c.snomed, "drg": c.drg} for c in conditions()])[
        visits["condition"].to_numpy()
    ]
    before = (of["birth"].dt.month().cast(pl.Int32) * 100 + of["birth"].dt.day()) > (
        visits["admitted"].dt.month().cast(pl.Int32) * 100 + visits["admitted"].dt.day()
    )
    age = visits["admitted"].dt.year() - of["birth"].dt.year() - before.cast(pl.Int32)
    systolic, diastolic = draw.below("systolic", 80) + 95, draw.below("diastolic", 45) + 50
    comment = draw.pick("comment", _COMMENTS)
    rows = pl.DataFrame(
        {
            "encounter_id": visits["encounter_id"],
            "MRN": of["mrn"],
            "visit_type": draw.pick("type", TYPES),
            "admit_ts": stamp.dt.strftime("%Y-%m-%d %H:%M"),
            "discharge_date": blanked(
                draw, "out", dated(draw, "out.style", visits["discharged"], _DISCHARGE_STYLES), 0.03
            ),
            "START_YEAR": stamp.dt.strftime("%Y-%m-%dT%H:%M:00Z"),
            "los_days": visits["stay"].cast(pl.String),
            "department": draw.pick("ward", _WARDS),
            "room_bed": pl.Series(draw.below("room", 700) + 200).cast(pl.String) + "-" + draw.pick("bed", "AB"),
            "attending": "Dr. " + doctor["given"] + " " + doctor["family"],
            "attending_npi": doctor["npi"],
            "age_at_visit": age.cast(pl.String),
            "zip_at_visit": postcodes(draw, "zip", of["postcode"]),
            "icd10": case["icd10"],
            "snomed": case["snomed"],
            "drg": case["drg"],
            "disposition": draw.pick("end", ("home", "home", "home health", "SNF", "AMA", "transferred", "rehab")),
            "bp": pl.Series(systolic).cast(pl.String) + "/" + pl.Series(diastolic).cast(pl.String),
            "heart_rate": (pl.Series(draw.below("pulse", 80)) + 48).cast(pl.String),
            "temp_c": (pl.Series(draw.below("temp", 45)) + 360).cast(pl.String).str.replace(r"(\d)$", ".${1}"),
            "weight_kg": (pl.Series(draw.below("weight", 900)) + 350).cast(pl.String).str.replace(r"(\d)$", ".${1}"),
            "pain_score": pl.Series(draw.below("pain", 11)).cast(pl.String) + "/10",
            "arrival_comment": comment,
        }
    )
    facts = pl.DataFrame(
        {
            "{contact}": of["contact_name"],
            "{role}": of["contact_role"],
            "{phone}": of["mobile"],
            "{family}": of["family"],
            "{employer}": of["employer"].fill_null("the plant"),
        }
    )
    return rows.with_columns(_filled(rows["arrival_comment"], facts))


# what a desk types where a code was meant: mostly clinical, now and then a person
_COMMENTS: Final = (
    None, None, None, None, None, None, "walk-in", "BIBA, c-collar in place", "see triage", "SOB x 3 days, O2 88% RA",
    "chest pain 7/10, ASA 325 given", "wt 81 kg, NKDA", "transfer, accepted", "interpreter requested",
    "fall from standing, GCS 15", "with {role} {contact}", "call {role} at {phone} when ready",
    "Mrs/Mr {family} wants a private room", "sent by {employer} after injury at work",
)  # fmt: skip


def _filled(texts: pl.Series, facts: pl.DataFrame) -> pl.Series:
    columns = facts.with_columns(texts.alias("arrival_comment"))
    filled = pl.col("arrival_comment")
    for slot in facts.columns:
        filled = filled.str.replace(slot, pl.col(slot), literal=True)
    return columns.select(filled).to_series()

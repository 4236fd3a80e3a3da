"""encounters.csv.gz: one row a visit; ids under other names, dates in other styles, mangled ZIPs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.conditions import conditions
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import blanked, dated, postcodes
from safeharbor.sample.places import FACILITIES
from safeharbor.sample.staff import attending

if TYPE_CHECKING:
    from collections.abc import Mapping

_DISCHARGE_STYLES: Final = {"%m/%d/%Y": 70, "%Y-%m-%d": 20, "%d %b %Y": 10}
TYPES: Final = ("inpatient", "outpatient", "emergency", "telehealth", "observation")
_WARDS: Final = ("Cardiology", "Medicine", "Surgery", "Emergency", "Oncology", "Pediatrics", "OB/GYN", "Psychiatry")

# what a desk types where a code was meant: mostly clinical, now and then a person
_COMMENTS: Final = (
    None, None, None, None, None, None, "walk-in", "BIBA, c-collar in place", "see triage", "SOB x 3 days, O2 88% RA",
    "chest pain 7/10, ASA 325 given", "wt 81 kg, NKDA", "transfer, accepted", "interpreter requested",
    "fall from standing, GCS 15", "with relative {contact}", "call {contact} at {phone} when ready",
    "Mrs/Mr {family} wants a private room", "sent by {employer} after injury at work",
)  # fmt: skip

KINDS: Final[Mapping[str, K]] = {
    "encounter_id": K.ENCOUNTER_ID,
    "MRN": K.MRN,
    "visit_type": K.CATEGORY,
    "admit_ts": K.DATE,
    "discharge_date": K.DATE,
    "START_YEAR": K.DATE,
    "los_days": K.MEASURE,
    "facility": K.FACILITY,
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


def encounter_rows(
    seed: int, people: pl.DataFrame, visits: pl.DataFrame, staff: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of encounters.csv.gz (all String), and for the truth `(row, kind, value)` of the comments."""
    draw = Draw(seed, visits["key"].to_numpy().astype(np.uint64))
    of = people[visits["parent"].to_numpy()]
    doctor = attending(visits, staff)
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
            "facility": draw.pick("facility", FACILITIES),
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
    facts = {
        "{contact}": (K.RELATIVE_NAME, of["contact_name"]),
        "{phone}": (K.PHONE, of["mobile"]),
        "{family}": (K.FAMILY_NAME, of["family"]),
        "{employer}": (K.EMPLOYER, of["employer"].fill_null("the plant")),
    }
    found = []
    for slot, (kind, values) in facts.items():
        asked = pl.DataFrame({"row": np.arange(rows.height), "value": values, "comment": comment}).filter(
            pl.col("comment").str.contains(slot, literal=True) & (pl.col("value") != "the plant")
        )
        found.append(asked.select("row", pl.lit(kind.value).alias("kind"), "value"))
        rows = rows.with_columns(pl.col("arrival_comment").str.replace(slot, pl.lit(values), literal=True))
    return rows, pl.concat(found)

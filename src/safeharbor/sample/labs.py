"""labs.parquet: one row an order, its patient a struct and its results a list of structs.

Now and then the *result* is a home address, a birth date or a surname (registration questions are
asked as observations): what it is hangs on the LOINC code beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import repeated
from safeharbor.sample.people import serial

if TYPE_CHECKING:
    from collections.abc import Mapping

# LOINC code, name, unit, lowest, highest (in units of the last digit shown), digits after the point
_ANALYTES: Final = (
    ("2951-2", "Sodium", "mmol/L", 126, 148, 0), ("2823-3", "Potassium", "mmol/L", 30, 58, 1),
    ("2160-0", "Creatinine", "mg/dL", 5, 48, 1), ("2345-7", "Glucose", "mg/dL", 58, 390, 0),
    ("6690-2", "WBC", "10*3/uL", 21, 240, 1), ("718-7", "Hemoglobin", "g/dL", 62, 178, 1),
    ("777-3", "Platelets", "10*3/uL", 18, 520, 0), ("4548-4", "Hemoglobin A1c", "%", 44, 139, 1),
    ("33914-3", "eGFR", "mL/min/1.73m2", 8, 119, 0), ("10839-9", "Troponin I", "ng/mL", 0, 300, 2),
    ("3016-3", "TSH", "mIU/L", 0, 1200, 2), ("2093-3", "Cholesterol", "mg/dL", 90, 330, 0),
    ("2571-8", "Triglycerides", "mg/dL", 40, 610, 0), ("2085-9", "HDL", "mg/dL", 18, 96, 0),
    ("6301-6", "INR", "", 8, 62, 1), ("1988-5", "CRP", "mg/L", 0, 2200, 1), ("2524-7", "Lactate", "mmol/L", 4, 110, 1),
    ("94500-6", "SARS-CoV-2 RNA", "", 0, 0, -1), ("600-7", "Blood culture", "", 0, 0, -2),
)  # fmt: skip
_PANELS: Final = ((0, 1, 2, 3, 8), (4, 5, 6), (7,), (9, 16), (10,), (11, 12, 13), (14,), (15, 4), (17,), (18,), (3,))
_ASKED: Final = (
    ("56799-0", "Address", K.ADDRESS),
    ("21112-8", "Birth date", K.BIRTH_DATE),
    ("45394-4", "Last name", K.FAMILY_NAME),
)
_NAMED: Final = {-1: ("Not detected", "Detected", "Inconclusive"), -2: ("No growth", "S. aureus", "E. coli", "Pending")}

KINDS: Final[Mapping[str, K]] = {
    "order_id": K.RECORD_ID,
    "patient.pat_mrn": K.MRN,
    "patient.display": K.FULL_NAME,
    "patient.birth_year": K.BIRTH_YEAR,
    "encounter": K.ENCOUNTER_ID,
    "collected_at": K.DATE,
    "reported_ms": K.DATE,
    "priority": K.CATEGORY,
    "specimen.accession": K.RECORD_ID,
    "specimen.type": K.CATEGORY,
    "specimen.collector": K.PROVIDER_NAME,
    "results[].loinc": K.CODE,
    "results[].name": K.CATEGORY,
    "results[].value": K.MEASURE,
    "results[].unit": K.CATEGORY,
    "results[].flag": K.CATEGORY,
}


def _analyte_values(draw: Draw, which: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[pl.Series, pl.Series]:
    """Return the value as laboratories print it (`<0.5`, `>90`, text), and its flag."""
    low, high, places = (np.array([a[at] for a in _ANALYTES]) for at in (3, 4, 5))
    drawn = draw.between("value", low[which], high[which])
    digits = pl.Series(drawn).cast(pl.String)
    point = pl.Series(places[which])
    value = digits
    for shown in (1, 2):
        moved = digits.str.zfill(shown + 1).str.replace(rf"(\d{{{shown}}})$", ".${1}")
        value = moved.zip_with(point == shown, value)
    least = pl.Series(drawn == low[which]) & (point > 0)
    value = ("<" + value).zip_with(least | (pl.Series(draw.chance("below", 0.04)) & (point > 0)), value)
    value = (
        pl.Series([">90"])
        .extend_constant(">90", len(value) - 1)
        .zip_with(
            pl.Series((which == 8) & (drawn > 90)),
            value,
        )
        if len(value)
        else value
    )
    for code, texts in _NAMED.items():
        value = draw.pick(f"text{code}", texts).zip_with(point == code, value)
    share = (drawn - low[which]) / np.maximum(high[which] - low[which], 1)
    flag = pl.Series(["L", None, "H"], dtype=pl.String)[(share > 0.2).astype(int) + (share > 0.75)]  # noqa: PLR2004
    return value, flag


def lab_rows(
    seed: int, people: pl.DataFrame, visits: pl.DataFrame, staff: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of labs.parquet, and for the truth `(row, kind, value)` of results that identify."""
    base = Draw(seed, visits["key"].to_numpy().astype(np.uint64))
    parents, numbers = repeated(3 + base.below("orders", 5))
    visit = visits[parents]
    keys = visit["key"].to_numpy() * 16 + numbers
    draw = Draw(seed ^ 0x1AB5, keys.astype(np.uint64))
    of = people[visit["parent"].to_numpy()]
    collector = staff[draw.below("collector", staff.height)]
    stamp = (
        visit["admitted"].cast(pl.Datetime("ms")).dt.epoch("ms").to_numpy() // 60_000 + visit["minute"].to_numpy()
    ) * 60_000
    stamp = stamp + draw.below("later", 240) * 60_000
    asked = draw.chance("asked", 0.015)
    panel = draw.below("panel", len(_PANELS))
    sizes = np.where(asked, 1, np.array([len(p) for p in _PANELS])[panel])
    order, place = repeated(sizes)
    table = np.full((len(_PANELS), max(len(p) for p in _PANELS)), 0)
    for number, members in enumerate(_PANELS):
        table[number, : len(members)] = members
    which = table[panel[order], np.where(asked[order], 0, place)]
    result_draw = Draw(seed ^ 0x2E5, (keys[order] * 8 + place).astype(np.uint64))
    value, flag = _analyte_values(result_draw, which)
    question = result_draw.below("question", len(_ASKED))
    is_asked = pl.Series(asked[order])
    person = of[order]
    address = (
        person["street"] + ", " + person["city"] + (", " + person["state"]).fill_null("") + " " + person["postcode"]
    )
    answers = [address, person["birth"].dt.strftime("%Y-%m-%d"), person["family"]]
    answer = answers[0]
    for number in (1, 2):
        answer = answers[number].zip_with(pl.Series(question == number), answer)

    def mixed(at: int) -> pl.Series:
        ordinary = pl.Series([a[at] for a in _ANALYTES], dtype=pl.String)[which]
        return pl.Series([a[at] for a in _ASKED], dtype=pl.String)[question].zip_with(is_asked, ordinary)

    none = pl.repeat(None, len(which), dtype=pl.String, eager=True)
    results = pl.DataFrame(
        {
            "order": order,
            "loinc": mixed(0),
            "name": mixed(1),
            "value": answer.zip_with(is_asked, value),
            "unit": none.zip_with(is_asked, pl.Series([a[2] for a in _ANALYTES])[which]),
            "flag": none.zip_with(is_asked, flag),
        }
    )
    listed = (
        results.select("order", pl.struct("loinc", "name", "value", "unit", "flag").alias("results"))
        .group_by("order", maintain_order=True)
        .agg("results")
    )["results"]
    rows = pl.DataFrame(
        {
            "order_id": "ORD" + serial(seed, "order", keys, 11),
            "patient": pl.DataFrame(
                {
                    "pat_mrn": of["mrn"].cast(pl.Int64),
                    "display": of["family"] + "^" + of["given"] + ("^" + of["middle"]).fill_null(""),
                    "birth_year": of["birth"].dt.year(),
                }
            ).to_struct(),
            "encounter": visit["encounter_id"],
            "collected_at": pl.Series(stamp).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC"),
            "reported_ms": stamp + 3_600_000 + draw.below("reported", 36_000_000),
            "priority": draw.pick("priority", ("routine", "routine", "stat", "timed")).cast(pl.Categorical),
            "specimen": pl.DataFrame(
                {
                    "accession": draw.pick("lab", ("S", "C", "H", "M"))
                    + visit["admitted"].dt.strftime("%y-")
                    + draw.number("accession", 6),
                    "type": draw.pick("specimen", ("blood", "serum", "plasma", "urine", "swab")),
                    "collector": collector["given"].str.slice(0, 1) + ". " + collector["family"],
                }
            ).to_struct(),
            "results": listed,
        }
    )
    truth = pl.DataFrame(
        {
            "row": order,
            "kind": pl.Series([a[2].value for a in _ASKED])[question],
            "value": answer,
        }
    ).filter(is_asked)
    return rows, truth

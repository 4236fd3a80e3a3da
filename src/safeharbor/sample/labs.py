"""labs.parquet: one row an order, its patient a struct and its results a list of structs.

Now and then the *result* is a home address, a birth date or a surname (registration questions are
asked as observations): what it is hangs on the LOINC code beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.analytes import ANALYTES, PANELS, analyte_values
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import repeated
from safeharbor.sample.people import serial

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASKED: Final = (
    ("56799-0", "Address", K.ADDRESS),
    ("21112-8", "Birth date", K.BIRTH_DATE),
    ("45394-4", "Last name", K.FAMILY_NAME),
)
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
    panel = draw.below("panel", len(PANELS))
    sizes = np.where(asked, 1, np.array([len(p) for p in PANELS])[panel])
    order, place = repeated(sizes)
    table = np.full((len(PANELS), max(len(p) for p in PANELS)), 0)
    for number, members in enumerate(PANELS):
        table[number, : len(members)] = members
    which = table[panel[order], np.where(asked[order], 0, place)]
    result_draw = Draw(seed ^ 0x2E5, (keys[order] * 8 + place).astype(np.uint64))
    value, flag = analyte_values(result_draw, which)
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
        ordinary = pl.Series([a[at] for a in ANALYTES], dtype=pl.String)[which]
        return pl.Series([a[at] for a in _ASKED], dtype=pl.String)[question].zip_with(is_asked, ordinary)

    none = pl.repeat(None, len(which), dtype=pl.String, eager=True)
    results = pl.DataFrame(
        {
            "order": order,
            "loinc": mixed(0),
            "name": mixed(1),
            "value": answer.zip_with(is_asked, value),
            "unit": none.zip_with(is_asked, pl.Series([a[2] for a in ANALYTES])[which]),
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

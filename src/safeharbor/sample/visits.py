"""Visits: when each patient came, why, and who saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.sample.conditions import conditions
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import repeated
from safeharbor.sample.people import serial

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_VISITS: Final = 4
_FIRST_DAY: Final = 18_628  # 2021-01-01
_GROWN, _TRIES = 18, 8


def build_visits(seed: int, people: pl.DataFrame) -> pl.DataFrame:
    """Return the clean visits of `people`: one row each, with the patient's row position and codes."""
    index = people["index"].to_numpy()
    counts = 1 + Draw(seed, index.astype(np.uint64)).below("visits", _MOST_VISITS)
    parents, numbers = repeated(counts)
    keys = index[parents] * 64 + numbers
    draw = Draw(seed, keys.astype(np.uint64))
    born = people["birth"].cast(pl.Int32).to_numpy().astype(np.int64)[parents]
    last = people["last_day"].cast(pl.Int32).to_numpy().astype(np.int64)[parents]
    admitted = draw.between("admitted", np.maximum(born, _FIRST_DAY), last)
    stay = np.minimum(np.array([0, 0, 1, 2, 3, 4, 5, 8, 13, 21])[draw.below("stay", 10)], last - admitted)
    years = (admitted - born) // 365
    female = (people["sex"] == "F").to_numpy()[parents]
    return pl.DataFrame(
        {
            "parent": parents,
            "key": keys,
            "encounter_id": serial(seed, "encounter", keys, 10),
            "admitted": pl.Series(admitted).cast(pl.Int32).cast(pl.Date),
            "discharged": pl.Series(admitted + stay).cast(pl.Int32).cast(pl.Date),
            "stay": stay,
            "minute": draw.below("minute", 1440),
            "condition": _fitting(draw, years, female),
            "attending": draw.below("attending", 1_000_000),
        }
    )


def _fitting(draw: Draw, years: NDArray[np.int64], female: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a condition that the age and sex allow: the first of many tries, else a check-up."""
    bank = conditions()
    youngest, oldest = (np.array([c.ages[end] for c in bank]) for end in (0, 1))
    of_women, of_men = (np.array([sex in c.sex for c in bank]) for sex in "FM")
    chosen = np.where(years < _GROWN, _number("well child visit"), _number("hypertension, follow-up"))
    for attempt in range(_TRIES):
        tried = draw.below(f"condition.{attempt}", len(bank))
        fits = (years >= youngest[tried]) & (years <= oldest[tried]) & np.where(female, of_women[tried], of_men[tried])
        chosen = np.where(fits, tried, chosen)
    return chosen


def _number(name: str) -> int:
    return next(number for number, condition in enumerate(conditions()) if condition.name == name)

"""What laboratories measure, and how they print it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from safeharbor.sample.draw import Draw

# LOINC code, name, unit, lowest, highest (in units of the last digit shown), digits after the point
ANALYTES: Final = (
    ("2951-2", "Sodium", "mmol/L", 126, 148, 0), ("2823-3", "Potassium", "mmol/L", 30, 58, 1),
    ("2160-0", "Creatinine", "mg/dL", 5, 48, 1), ("2345-7", "Glucose", "mg/dL", 58, 390, 0),
    ("6690-2", "WBC", "10*3/uL", 21, 240, 1), ("718-7", "Hemoglobin", "g/dL", 62, 178, 1),
    ("777-3", "Platelets", "10*3/uL", 18, 520, 0), ("4548-4", "Hemoglobin A1c", "%", 44, 139, 1),
    ("33914-3", "eGFR", "mL/min/1.73m2", 8, 119, 0), ("10839-9", "Troponin I", "ng/mL", 0, 300, 2),
    ("3016-3", "TSH", "mIU/L", 0, 1200, 2), ("2093-3", "Cholesterol", "mg/dL", 90, 330, 0),
    ("2571-8", "Triglycerides", "mg/dL", 40, 610, 0), ("2085-9", "HDL", "mg/dL", 18, 96, 0),
    ("6301-6", "INR", None, 8, 62, 1),
    ("1988-5", "CRP", "mg/L", 0, 2200, 1), ("2524-7", "Lactate", "mmol/L", 4, 110, 1),
    ("94500-6", "SARS-CoV-2 RNA", None, 0, 0, -1), ("600-7", "Blood culture", None, 0, 0, -2),
)  # fmt: skip
_EGFR, _EGFR_CEILING = 8, 90  # laboratories report the filtration rate up to 90
PANELS: Final = ((0, 1, 2, 3, 8), (4, 5, 6), (7,), (9, 16), (10,), (11, 12, 13), (14,), (15, 4), (17,), (18,), (3,))
_NAMED: Final = {-1: ("Not detected", "Detected", "Inconclusive"), -2: ("No growth", "S. aureus", "E. coli", "Pending")}
_LOW, _HIGH = 0.2, 0.75  # below and above these shares of the range a value is flagged


def analyte_values(draw: Draw, which: NDArray[np.int64]) -> tuple[pl.Series, pl.Series]:
    """Return the value as laboratories print it (`<0.5`, `>90`, text), and its flag."""
    low, high, places = (np.array([a[at] for a in ANALYTES]) for at in (3, 4, 5))
    drawn = draw.between("value", low[which], high[which])
    digits = pl.Series(drawn).cast(pl.String)
    point = pl.Series(places[which])
    value = digits
    for shown in (1, 2):
        moved = digits.str.zfill(shown + 1).str.replace(rf"(\d{{{shown}}})$", ".${1}")
        value = moved.zip_with(point == shown, value)
    least = pl.Series(drawn == low[which]) & (point > 0)
    value = ("<" + value).zip_with(least | (pl.Series(draw.chance("below", 0.04)) & (point > 0)), value)
    ceiling = pl.repeat(f">{_EGFR_CEILING}", len(which), dtype=pl.String, eager=True)
    value = ceiling.zip_with(pl.Series((which == _EGFR) & (drawn > _EGFR_CEILING)), value)
    for code, texts in _NAMED.items():
        value = draw.pick(f"text{code}", texts).zip_with(point == code, value)
    share = (drawn - low[which]) / np.maximum(high[which] - low[which], 1)
    side = np.where(high[which] > 0, (share > _LOW).astype(int) + (share > _HIGH), 1)
    return value, pl.Series(["L", None, "H"], dtype=pl.String)[side]

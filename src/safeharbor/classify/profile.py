"""What the values of one leaf are like, in shares and counts; computed on distinct values."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import polars as pl

from safeharbor.classify.checksums import share_passing
from safeharbor.classify.numbers import Numbers, numbers_of
from safeharbor.classify.shapes import INSIDE, PATTERNS
from safeharbor.classify.wording import Wording, wording_of
from safeharbor.identifiers import DataKind
from safeharbor.parsing.canonical import canonical_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_DISTINCT_LIMIT: Final = 1500
_LONGEST: Final = 1000
_WHOLE: Final = {name: f"^(?:{pattern})$" for name, pattern in PATTERNS.items()}
_LONG: Final = 120
_OF_LONG: Final = frozenset(
    {
        "has_letter",
        "has_digit",
        "sentence",
        "document",
        "data_uri",
        "base64",
        "hex",
        "url",
        "terminology_url",
        "file_path",
        "user_agent",
        "words",
        "icd10_list",
        "udi_full",
        "lat_long_pair",
        "email",
    }
)
_EMPTY: Final = pl.DataFrame(schema={"v": pl.String, "n": pl.UInt32})


Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Profile:
    """Shares and counts of one leaf. PHI: the distinct values it was made from never appear in a repr.

    `family`: string, integer, float, boolean, date, datetime, time, duration, binary or nothing.
    `flags`: pattern -> which of `values` (distinct, with their counts) match; `distinct` counts them all.
    """

    family: str
    rows: int
    filled: int
    distinct: int
    values: pl.DataFrame = field(repr=False)
    flags: Mapping[str, NDArray[np.bool_]] = field(repr=False)
    weights: NDArray[np.float64] = field(repr=False)
    mean_length: float
    mean_words: float
    one_length: float

    @property
    def uniqueness(self) -> float:
        """Distinct values over filled rows."""
        return self.distinct / self.filled if self.filled else 0.0

    @cached_property
    def numbers(self) -> Numbers:
        """The values as numbers."""
        return numbers_of(self.values)

    @cached_property
    def wording(self) -> Wording:
        """The values as words."""
        return wording_of(self.values)

    def checked(self, name: str) -> float:
        """Return the share of distinct values whose check digit is right."""
        return share_passing(name, self.values.get_column("v").head(400).str.replace(r"\.0+$", "").to_list())

    def like(self, *patterns: str) -> float:
        """Return the larger of the shares of distinct values and of rows that match one of `patterns`."""
        if not len(self.weights):
            return 0.0
        hit = np.logical_or.reduce([self.flags[name] for name in patterns])
        # shares may add up to 1.0000000000000002
        return min(1.0, max(float(hit.mean()), float(self.weights[hit].sum())))

    def rows_like(self, name: str) -> float:
        """Return the share of rows that match a pattern: one word may fill half of a column of numbers."""
        return float(self.weights[self.flags[name]].sum()) if len(self.weights) else 0.0

    def inside(self, name: str) -> float:
        """Return the share of rows in which a pattern shows anywhere in the value."""
        return min(1.0, self.rows_like(name))


def profile_of(values: pl.Series) -> Profile:
    """Return the profile of a flat leaf; nulls and no-values (`N/A`, `-`) count as empty."""
    return profiles_of({"": values})[""]


def profiles_of(columns: Mapping[Name, pl.Series]) -> dict[Name, Profile]:
    """Return name -> profile; all columns together, because each pattern costs more to compile than to match."""
    heads: dict[Name, tuple[pl.DataFrame, int, int]] = {}
    for name, values in columns.items():
        if _family(values.dtype) not in {"binary", "nothing"}:
            counted = _counted(_as_text(values))
            heads[name] = (_head(counted), int(counted.get_column("n").sum()), counted.height)
    if not heads:
        return {name: _bare(_family(values.dtype), len(values)) for name, values in columns.items()}
    everything = pl.concat([head for head, _, _ in heads.values()])
    arrays = _matched(everything.get_column("v"))
    found: dict[Name, Profile] = {}
    start = 0
    for name, values in columns.items():
        if name not in heads or not heads[name][2]:
            there = name in heads or values.null_count() == len(values)
            family = "nothing" if there else _family(values.dtype)
            found[name] = _bare(family, len(values))
            continue
        head, filled, distinct = heads[name]
        stop = start + head.height
        mine = {pattern: array[start:stop] for pattern, array in arrays.items()}
        found[name] = _profile(values, head, mine, filled=filled, distinct=distinct)
        start = stop
    return found


def _matched(values: pl.Series) -> dict[str, NDArray[np.bool_]]:
    """Return pattern -> which values match. Long ones are prose or a document: most patterns are not tried on them."""
    long = values.str.len_chars() > _LONG
    out: dict[str, NDArray[np.bool_]] = {name: np.zeros(len(values), dtype=bool) for name in (*_WHOLE, *INSIDE)}
    for few, some in ((False, values.filter(~long)), (True, values.filter(long))):
        if not len(some):
            continue
        where = (long if few else ~long).to_numpy()
        for name, pattern in _WHOLE.items():
            if not few or name in _OF_LONG:
                out[name][where] = some.str.contains(pattern).to_numpy()
        for name, pattern in INSIDE.items():
            out[name][where] = some.str.contains(pattern).to_numpy()
    return out


def _profile(
    values: pl.Series, head: pl.DataFrame, flags: Mapping[str, NDArray[np.bool_]], *, filled: int, distinct: int
) -> Profile:
    weights = head.get_column("n").to_numpy().astype(np.float64)
    lengths = head.get_column("v").str.len_chars()
    return Profile(
        family=_family(values.dtype),
        rows=len(values),
        filled=filled,
        distinct=distinct,
        values=head,
        flags=flags,
        weights=weights / weights.sum(),
        mean_length=_number(lengths.mean()),
        mean_words=_number(head.get_column("v").str.count_matches(r"\S+").mean()),
        one_length=_number((lengths == lengths.mode().sort()[-1]).mean()),
    )


def _counted(text: pl.Series) -> pl.DataFrame:
    """Return the distinct real values with their counts; `N/A` and the like are no values."""
    real = canonical_expression(DataKind.OTHER_ID)(pl.col("v")).is_not_null()
    counted = text.alias("v").to_frame().filter(pl.col("v").is_not_null()).group_by("v").agg(pl.len().alias("n"))
    return counted.filter(real | pl.col("v").str.contains(r"^(?:[+-]{0,3}\+[+-]{0,3}|\*{1,2}|!{1,3}|[<>=≤≥]{1,2})$"))


def _head(counted: pl.DataFrame) -> pl.DataFrame:
    """Return the values to look at: in a fixed order, so that the same sample gives the same draft."""
    head = counted.sort("v")
    if head.height > _DISTINCT_LIMIT:
        head = head.gather_every(-(-head.height // _DISTINCT_LIMIT))
    return head.sort(["n", "v"], descending=[True, False]).with_columns(pl.col("v").str.slice(0, _LONGEST))


def _as_text(values: pl.Series) -> pl.Series:
    if values.dtype.is_float():
        values = values.fill_nan(None)
    return values.cast(pl.String, strict=False).str.strip_chars()


def _family(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "integer"
    if dtype.is_float() or dtype.is_decimal():
        return "float"
    named = {
        pl.Boolean: "boolean",
        pl.Date: "date",
        pl.Datetime: "datetime",
        pl.Time: "time",
        pl.Duration: "duration",
        pl.Binary: "binary",
        pl.Object: "binary",
        pl.Null: "nothing",
    }
    return next((name for kind, name in named.items() if dtype == kind), "string")


def _bare(family: str, rows: int) -> Profile:
    return Profile(family, rows, 0, 0, _EMPTY, {}, np.zeros(0), 0.0, 0.0, 0.0)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0

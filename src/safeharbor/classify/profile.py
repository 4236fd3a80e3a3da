"""What the values of one leaf are like, in shares and counts; computed on distinct values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.checksums import share_passing
from safeharbor.classify.numbers import Numbers, numbers_of
from safeharbor.classify.shapes import INSIDE, PATTERNS
from safeharbor.classify.wording import Wording, wording_of
from safeharbor.identifiers import DataKind
from safeharbor.parsing.canonical import canonical_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

_DISTINCT_LIMIT: Final = 3000
_LONGEST: Final = 2000


@dataclass(frozen=True)
class Profile:
    """Shares and counts of one leaf. PHI: the distinct values it was made from never appear in a repr.

    `shares`: pattern -> share of distinct values it matches whole; `rows_like`: the same of rows;
    `inside`: pattern -> share of rows it is found in. `family`: string, integer, float, boolean, date,
    datetime, time, duration, binary or nothing.
    """

    family: str
    rows: int
    filled: int
    distinct: int
    values: pl.DataFrame = field(repr=False)
    shares: Mapping[str, float]
    rows_like: Mapping[str, float]
    inside: Mapping[str, float]
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

    def inside_unit_marks(self) -> bool:
        """Whether values carry what only units do: a slash, a percent sign, brackets."""
        marked = self.values.get_column("v").str.contains(
            r"[/%\[\]{}µμ^*]|^(?i:mg|g|kg|cm|mm|ml|l|lb|in|bpm|mmhg|sec|s|u|iu|fl|pg|score)$"
        )
        return float(marked.mean() or 0.0) >= 0.5  # type: ignore[arg-type]  # noqa: PLR2004 - most units have one

    def like(self, *patterns: str) -> float:
        """Return the larger of the shares of distinct values and of rows that match one of `patterns`."""
        if len(patterns) == 1:
            return max(self.shares[patterns[0]], self.rows_like[patterns[0]])
        return max(_any(self.values, patterns))


def profile_of(values: pl.Series) -> Profile:
    """Return the profile of a flat leaf; nulls and no-values (`N/A`, `-`) count as empty."""
    family = _family(values.dtype)
    if family in {"binary", "nothing"}:
        return _bare(family, len(values), values.len() - values.null_count())
    text = _as_text(values)
    real = canonical_expression(DataKind.OTHER_ID)(pl.col("v")).is_not_null()
    counted = (
        text.alias("v")
        .to_frame()
        .filter(pl.col("v").is_not_null())
        .group_by("v")
        .agg(pl.len().alias("n"))
        .filter(real | pl.col("v").str.contains(r"^[+-]{1,4}$"))
    )
    filled, distinct = int(counted.get_column("n").sum()), counted.height
    if not distinct:
        return _bare("nothing", len(values), 0)
    # the most frequent first, then in the order of the values: the same sample gives the same draft
    head = counted.sort(["n", "v"], descending=[True, False])
    if head.height > _DISTINCT_LIMIT:
        head = head.sort("v").gather_every(head.height // _DISTINCT_LIMIT + 1)
    head = head.with_columns(pl.col("v").str.slice(0, _LONGEST))
    flags = head.select(
        "n",
        **{name: pl.col("v").str.contains(f"^(?:{pattern})$") for name, pattern in PATTERNS.items()},
        **{name: pl.col("v").str.contains(pattern) for name, pattern in INSIDE.items()},
    )
    total = max(int(head.get_column("n").sum()), 1)
    means = flags.select(pl.col(name).mean() for name in PATTERNS).row(0, named=True)
    weighted = flags.select((pl.col(name) * pl.col("n")).sum() / total for name in (*PATTERNS, *INSIDE)).row(
        0, named=True
    )
    lengths = head.get_column("v").str.len_chars()
    return Profile(
        family=family,
        rows=len(values),
        filled=filled,
        distinct=distinct,
        values=head,
        shares=means,
        rows_like={name: weighted[name] for name in PATTERNS},
        inside={name: weighted[name] for name in INSIDE},
        mean_length=_number(lengths.mean()),
        mean_words=_number(head.get_column("v").str.count_matches(r"\S+").mean()),
        one_length=_number((lengths == lengths.mode().sort()[-1]).mean()),
    )


def _any(values: pl.DataFrame, patterns: tuple[str, ...]) -> tuple[float, float]:
    hit = values.select(
        "n", hit=pl.any_horizontal(pl.col("v").str.contains(f"^(?:{PATTERNS[name]})$") for name in patterns)
    )
    total = max(int(hit.get_column("n").sum()), 1)
    return _number(hit.get_column("hit").mean()), int(hit.filter("hit").get_column("n").sum()) / total


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


def _bare(family: str, rows: int, filled: int) -> Profile:
    empty = pl.DataFrame(schema={"v": pl.String, "n": pl.UInt32})
    none = dict.fromkeys(PATTERNS, 0.0)
    return Profile(family, rows, filled, 0, empty, none, none, dict.fromkeys(INSIDE, 0.0), 0.0, 0.0, 0.0)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0

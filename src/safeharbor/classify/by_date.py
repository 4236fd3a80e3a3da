"""Dates, their parts and times of day in letters and marks, whatever the header says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.classify.evidence import Case, rate
from safeharbor.classify.header_words import plain_words
from safeharbor.identifiers import DataKind as K
from safeharbor.parsing.dates import years

if TYPE_CHECKING:
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

DATE_KINDS: Final = (K.BIRTH_DATE, K.DEATH_DATE, K.DATE)
_FEW: Final = 3
_TABLE_LIKE: Final = 20
_NEARLY_ALL: Final = 0.95
_DATE_LENGTH: Final = 8
_WORKDAYS: Final = 5
_SEASONS: Final = 3
_HOURS: Final = 8
_LOOKED_AT: Final = 200


def by_date(case: Case) -> ColumnVerdict | None:
    """Judge a leaf of strings that are dates, parts of them or times of day."""
    like = case.profile.like
    dates = like("date", "date_compact", "date_part")
    if (dates >= 0.5 and like("date", "date_part") >= 0.05) or (
        like("date_compact") >= 0.9 and case.profile.mean_length > 8
    ):
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.9 + dates / 12, rate(dates, "dates"))
    if like("day_pointed") == 1 and case.profile.distinct >= _TABLE_LIKE:
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.9, "days and months, each with a point behind it")
    if like("weekday_two") == 1 and case.profile.distinct >= _WORKDAYS:
        return case.verdict(K.DATE, 0.8, "weekdays in two letters, no year in them")
    if like("season") >= _NEARLY_ALL and case.profile.values.get_column("v").str.slice(0, 2).n_unique() >= _SEASONS:
        return case.verdict(K.DATE, 0.8, "seasons of years")
    if _halves_of_days(case.profile):
        return case.verdict(K.TIME, 0.8, "hours before and after noon, a or p behind them")
    if _read_as_dates(case):
        return case.verdict(case.named(K.DATE, *DATE_KINDS), 0.85, "read as dates, in a style of their own")
    for pattern, kind in (("weekday", K.DATE), ("month", K.DATE), ("time", K.TIME)):
        if like(pattern) >= 0.8 and not _is_allele(case):  # a column of May and June may also be a column of names
            return case.verdict(kind, 0.9 + like(pattern) / 12, rate(like(pattern), f"{pattern}s"), "no year in them")
    return None


def _halves_of_days(profile: Profile) -> bool:
    """Whether values are hours with an a or a p behind them (`730a`, `7p`), and there are many of both."""
    values = profile.values.get_column("v").str.to_lowercase()
    both = bool(values.str.contains("a").any()) and bool(values.str.contains("p").any())
    return profile.like("half_day") >= _NEARLY_ALL and both and profile.distinct >= _HOURS


def _is_allele(case: Case) -> bool:
    """Whether the header says a gene: `04:01` is then one of its variants."""
    return plain_words(case.path)[-1:] == ("gene",)


def _read_as_dates(case: Case) -> bool:
    """Whether the reader of dates, which knows more styles than there are shapes, reads nearly all values."""
    profile = case.profile
    other = profile.like("has_digit") < _NEARLY_ALL or profile.numbers.share > 0.5 or profile.mean_length < _DATE_LENGTH
    if profile.family != "string" or other or profile.distinct < _FEW:
        return False
    read = years(profile.values.get_column("v").head(_LOOKED_AT), pivot=case.as_of_year)
    return float(read.is_not_null().mean() or 0) >= _NEARLY_ALL  # type: ignore[arg-type]

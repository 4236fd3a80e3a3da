"""What holds of every value: a treated date keeps no month or day, a ZIP no fourth digit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeharbor.findings import Finding, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.protocols import RowContext
from safeharbor.testing import MemoryVault
from safeharbor.treat import treatment
from safeharbor.treat.spans import Note, SpanWriter
from tests.treat.parts import settings as made_with

Write = Callable[[dt.datetime], object]
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _strftime(form: str) -> Write:
    return lambda when: when.strftime(form)


def _dotnet(when: dt.datetime) -> str:
    return f"/Date({(when - _EPOCH) // dt.timedelta(milliseconds=1)})/"


FORMS: Final[tuple[Write, ...]] = (
    *map(
        _strftime,
        (
            "%Y-%m-%d",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%dT%H:%M:%S.%fZ",
            "%Y-%m-%d %H:%M:%S-05:00",
            "%Y/%m/%d",
            "%Y.%m.%d",
            "%m/%d/%Y",
            "%m/%d/%Y %I:%M %p",
            "%m-%d-%Y",
            "%m.%d.%Y %H:%M",
            "%d-%b-%Y",
            "%d %B %Y",
            "%d%b%Y",
            "%d%b%Y:%H:%M:%S",
            "%B %d, %Y",
            "%b %d %Y",
            "%A, %B %d, %Y",
            "%a %b %d %H:%M:%S %Y",
            "%a, %d %b %Y %H:%M:%S +0000",
            "%Y %b %d",
            "%B %Y",
            "%b-%Y",
            "%Y-%m",
            "%m/%Y",
            "%Y%m%d",
            "%Y%m%d%H%M",
            "%Y%m%d%H%M%S",
            "%Y%m%d%H%M%S.%f-0500",
            "%Y%m%dT%H%M%SZ",
            "%Y-%j",
            "%Y%j",
            "%Y-W%W",
            "%Y",
            "%Y.0",
            "%m%d%Y",
        ),
    ),
    lambda when: f"Q{(when.month + 2) // 3} {when.year}",
    lambda when: f"{when.month}/{when.day}/{when.year}",
    lambda when: f"{when:%B} {when.day}th, {when.year}".upper(),
    _dotnet,
    lambda when: when.year,
    lambda when: float(when.year),
    lambda when: int(when.strftime("%Y%m%d")),
    lambda when: when.date(),
    lambda when: when,
    lambda when: when.astimezone(dt.timezone(dt.timedelta(hours=-11))).replace(tzinfo=None, year=when.year, day=1),
)
# as_of is 2025: years that an age over 89 follows from are withheld, whatever they are written in
MOMENTS: Final = st.datetimes(dt.datetime(1936, 1, 1), dt.datetime(2025, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001 - hypothesis adds the zone


def _year(values: list[object]) -> list[int | None]:
    column = pl.Series("when", values, strict=False)
    done = treatment("year", made_with(kind=DataKind.DATE)).treat(column, RowContext())
    assert done.values.dtype == pl.Int32
    years: list[int | None] = done.values.to_list()
    return years


@given(MOMENTS, st.sampled_from(FORMS))
@example(_EPOCH - dt.timedelta(microseconds=1), _dotnet)  # the millisecond that began before the epoch is of 1969
@settings(max_examples=400, deadline=None)
def test_a_date_of_any_style_is_its_year(when: dt.datetime, form: Write) -> None:
    """Nothing finer than the year survives, and the year is never wrong."""
    assert _year([form(when), None]) == [when.year, None]


@given(MOMENTS, MOMENTS, st.sampled_from(FORMS))
@settings(max_examples=200, deadline=None)
def test_two_moments_of_one_year_cannot_be_told_apart(one: dt.datetime, other: dt.datetime, form: Write) -> None:
    """No month, day, weekday, quarter, week or time of day is left in what is published."""
    moved = other.replace(year=one.year, day=min(other.day, 28))
    assert _year([form(one)]) == _year([form(moved)])


@given(st.lists(MOMENTS, min_size=1, max_size=30), st.data())
@settings(max_examples=60, deadline=None)
def test_a_column_of_mixed_styles_reads_value_by_value(whens: list[dt.datetime], data: st.DataObject) -> None:
    """What stands beside a date does not change how it is read."""
    texts: list[object] = [str(data.draw(st.sampled_from(FORMS[:35]))(when)) for when in whens]
    assert _year(texts) == [when.year for when in whens]


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_a_treatment_or_survives_it(text: str) -> None:
    """Any text at all gives a year, an age, a prefix, a state, or null: never itself."""
    column = pl.Series("c", [text, None], dtype=pl.String)
    for name in ("year", "birth_year", "age_cap"):
        done = treatment(name, made_with()).treat(column, RowContext()).values
        assert (done.dtype, done[1]) == (pl.Int32(), None)
    prefix = treatment("zip3", made_with()).treat(column, RowContext()).values[0]
    assert prefix is None or (len(prefix) == 3 and prefix.isdigit())
    state = treatment("state", made_with()).treat(column, RowContext()).values[0]
    assert state is None or len(state) == 2


@given(
    st.integers(0, 99_999),
    st.integers(0, 99),
    st.integers(0, 9999),
    st.sampled_from(["{}", "{}-{:04d}", "{}{:04d}", " {} "]),
)
@settings(max_examples=300, deadline=None)
def test_zip_codes_that_share_three_digits_cannot_be_told_apart(
    zip5: int, last_two: int, plus_four: int, form: str
) -> None:
    """No fourth digit survives, and restricted prefixes keep none of the three."""
    one, other = f"{zip5:05d}", f"{zip5:05d}"[:3] + f"{last_two:02d}"
    if "99999" in {one, other} or "00000" in {one, other}:
        return  # placeholders, not ZIP codes
    column = pl.Series([form.format(one, plus_four), form.format(other, 0)])
    done = treatment("zip3", made_with()).treat(column, RowContext()).values.to_list()
    assert done[0] == done[1]
    assert done[0] in {one[:3], "000"}


@given(st.integers(0, 130))
def test_ages_are_exact_to_89_and_one_value_above(age: int) -> None:
    """89 is the last exact age."""
    columns = [pl.Series([age]), pl.Series([f"{age} y.o."]), pl.Series([float(age)]), pl.Series([f"{age:03d}Y"])]
    done = [treatment("age_cap", made_with()).treat(column, RowContext()).values.to_list() for column in columns]
    assert done == [[min(age, 90)]] * 4


@given(st.integers(1900, 2025), st.integers(0, 15))
def test_no_published_birth_and_event_year_are_more_than_90_apart(born: int, back: int) -> None:
    """A birth year published beside an event of `as_of` or before never shows an age over 89, but the bucket."""
    event = 2025 - back
    birth = treatment("birth_year", made_with()).treat(pl.Series([f"{born}-07-01"]), RowContext()).values[0]
    assert event - birth <= 90


@given(st.text(min_size=1, max_size=60), st.data())
@settings(max_examples=150, deadline=None)
def test_outside_its_spans_a_text_stays_to_the_letter(text: str, data: st.DataObject) -> None:
    """Offsets are code points; what is inside goes, what is outside stays, in order."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    writer = SpanWriter(MemoryVault().tokenizer("test"), systems={}, as_of=2025, zip3_vintage="2020")
    found = [Finding(start, end, DataKind.PHONE, 1.0, "x") for start, end in spans]
    written, counts = writer.write([Note(text=text, person=KnownValues())], [found])
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    kept = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert written == ["[PHONE]".join(kept)]
    assert counts == ({"span.D": len(spans)} if spans else {})

"""What tells persons apart is not kept, whatever it looks like and whatever stands above it."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest
from faker import Faker

from safeharbor.classify.draft import draft_policy
from safeharbor.classify.samples import sample_of

PERSONS = 60
STYLES = """
###-### ##-#### ####-## ##/#### ###/## 20##-#### 2#:### ?##### ?##?## P### x#### 1##### 27###### ##-###-####
#####A ??-## ?-####### H##-##### ####m MR_#### LOT_####? ##-##-## #.###.### ### ### ####
""".split()  # noqa: SIM905 - a table
HEADERS = ("c5", "value", "code", "status", "description")


def treatments(columns: dict[tuple[str, str], list[str]], *, a_person: int) -> dict[tuple[str, str], str]:
    """Return (style, header) -> treatment of columns that each stand alone beside a patient's key."""
    samples = {}
    for number, ((_, header), values) in enumerate(columns.items()):
        whose = [f"PT{row // a_person:05d}" for row in range(len(values))]
        samples[str(number)] = sample_of(str(number), pl.DataFrame({"patient_id": whose, header: values}))
    draft = draft_policy(samples, as_of=dt.date(2026, 11, 22))
    found = {}
    for table, (style, header) in zip(draft.tables, columns, strict=True):
        found[style, header] = {column.path: column.treatment for column in table.columns}[header]
    return found


def ids(style: str, number: int) -> list[str]:
    """Return different ids of a style; `_` is a blank."""
    fake = Faker()
    fake.seed_instance(5)
    made: dict[str, None] = {}
    while len(made) < number:
        made[fake.bothify(style.replace("_", " "), letters="ABCDEFGHJKLMNPRSTUVWXYZ")] = None
    return list(made)


def test_a_value_of_each_persons_own_is_never_kept() -> None:
    """Two dozen styles of ids, each the same in all rows of a person, under five headers that say something else."""
    columns = {
        (style, header): [one for one in ids(style, PERSONS) for _ in range(4)]
        for style in STYLES
        for header in HEADERS
    }
    assert [key for key, treatment in treatments(columns, a_person=4).items() if treatment == "keep"] == []


def test_a_value_of_each_rows_own_is_never_kept() -> None:
    """The same ids where each row is a person."""
    columns = {(style, "c5"): ids(style, 90) for style in STYLES if style.count("#") > 3}
    assert [key for key, treatment in treatments(columns, a_person=1).items() if treatment == "keep"] == []


@pytest.mark.parametrize("a_person", [1, 4])
def test_results_stay_where_a_person_has_one_or_several(a_person: int) -> None:
    """Pressures, ranges, titres, weights, codes and baseline heights are nobody's number."""
    chance = random.Random(7)  # noqa: S311 - rows, not keys
    rows = range(PERSONS * 4)
    height = [f"{chance.gauss(170, 9):.1f}" for _ in range(len(rows) // a_person)]
    columns = {
        ("pressure", "c5"): [f"{chance.randrange(95, 180)}/{chance.randrange(50, 94)}" for _ in rows],
        ("range", "c5"): [chance.choice(["70-99", "3.5-5.1", "133-146"]) for _ in rows],
        ("titre", "c5"): [f"1:{2 ** chance.randrange(3, 10)}" for _ in rows],
        ("weight", "weight"): [str(chance.randrange(95, 290)) for _ in rows],
        ("code", "c5"): [chance.choice(["E11.9", "I10", "J45.909", "Z00.00"]) for _ in rows],
        ("height", "c5"): [one for one in height for _ in range(a_person)],
    }
    assert dict.fromkeys(columns, "keep") == treatments(columns, a_person=a_person)


@pytest.mark.parametrize(
    "values",
    [
        [f"{hour}.{minute:02}" for hour in range(7, 18) for minute in range(0, 60, 7)],
        [f"{day:02}.{month:02}" for day in range(1, 29, 3) for month in range(1, 13)],
        [f"{day:03}" for day in range(1, 367, 5)],
        [f"{day}-{month}" for day in range(1, 29, 4) for month in ("Jan", "Mar", "Oct")],
        [f"{month} {day}" for day in range(1, 29, 4) for month in ("Jan", "Mar", "Oct")],
        [f"{hour:02}{minute:02}h" for hour in range(24) for minute in (5, 31)],
    ],
)
def test_days_and_times_in_disguise_are_not_kept(values: list[str]) -> None:
    """Hours and days with a point, days of the year, days of months by name, and times with an h."""
    assert treatments({("", "c5"): values * 3}, a_person=1)["", "c5"] != "keep"

"""Break one thing at a time, a treatment or a rule: the gate refuses each time, and only then."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

from safeharbor import gate
from safeharbor.errors import GateError
from safeharbor.identifiers import DataKind
from safeharbor.pipeline import TableJob, release, treat
from safeharbor.protocols import CheckContext, RowContext, Treated
from safeharbor.records import ColumnPlan, ReleasedBatch, TablePlan
from safeharbor.testing import MemoryVault
from safeharbor.treat import Settings, treatment
from tests.gate.given import batch, treated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.protocols import Treatment

AS_OF: Final = dt.date(2026, 1, 1)
ROWS: Final = 240
K = DataKind
_GIVEN: Final = (
    *("Marit", "Tevita", "Ngozi", "Sione", "Delphine"),
    *("Ottoline", "Yolotzin", "Thaddeus", "Winifred", "Barnaby"),
)
_FAMILY: Final = (
    *("Halvorsen", "Faleolo", "Adeyemi", "Thibodeaux"),
    *("Larkspur", "Ostergaard", "Woldemariam", "Castellano"),
)
_TOWNS: Final = (
    *("Provo", "Astoria", "Kayenta", "Poulsbo", "Neenah"),
    *("Tahlequah", "Keshena", "Pahrump", "Spearfish", "Carrboro"),
)


@cache
def _hospital() -> pl.DataFrame:
    rows = range(ROWS)
    birth = [dt.date(1938 + n % 60, 1 + n % 12, 1 + n % 28) for n in rows]
    seen = [dt.date(2019 + n % 6, 1 + n * 5 % 12, 1 + n * 3 % 28) for n in rows]
    stamps = [int(dt.datetime.combine(day, dt.time(tzinfo=dt.UTC)).timestamp()) + n for n, day in enumerate(seen)]
    ages = [seen[n].year - birth[n].year + (60 if n % 97 == 0 else 0) for n in rows]
    return pl.DataFrame(
        {
            "mrn": [f"{10_000_000 + 7_919 * n * n % 89_999_999:08d}" for n in rows],
            "visit": [f"V-{(n * 104_729) % 900_000 + 100_000}" for n in rows],
            "first": [_GIVEN[n % 10] for n in rows],
            "last": [f"{_FAMILY[n % 8]}" for n in rows],
            "whole": [f"{_FAMILY[n % 8]}, {_GIVEN[n * 3 % 10]}" for n in rows],
            "ssn": [f"{200 + n}-{10 + n % 89}-{1000 + 31 * n}" for n in rows],
            "phone": [f"({201 + 3 * n}) 555-{1000 + 7 * n}" for n in rows],
            "email": [f"person{n}@example.org" for n in rows],
            "street": [f"{100 + 13 * n} Quail {_TOWNS[n % 10]} Road" for n in rows],
            "town": [f"{_TOWNS[n % 10]}" for n in rows],
            "zip": [f"{84_000 + n}" for n in rows],
            "state": ["Utah" if n % 2 else "Ohio" for n in rows],
            "born": [day.isoformat() for day in birth],
            "seen": [day.isoformat() for day in seen],
            "sent": [f"{day:%m/%d/%Y}" for day in seen],
            "filed": [int(f"{day:%Y%m%d}") for day in seen],
            "stamp": stamps,
            "age": ages,
            "url": [f"https://portal.example.org/u/{n}" for n in rows],
            "ip": [f"203.0.113.{n % 250}" for n in rows],
            "serial": [f"PJN{4_820_000 + 17 * n}" for n in rows],
            "member": [f"XQJ{48_000_000 + 101 * n}" for n in rows],
            "lat": [40.0 + n / 9_973 for n in rows],
            "dx": [f"E{10 + n % 20}.{n % 10}" for n in rows],
            "snomed": [44_054_006 + 4_000_003 * (n % 40) for n in rows],
            "ndc": [f"{n % 30:05d}-0{n % 10}48-01" for n in rows],
            "loinc": [f"{2000 + n % 60}-{n % 10}" for n in rows],
            "result": [f"{'<' if n % 9 == 0 else ''}{n / 7:.1f}" for n in rows],
            "pressure": [f"{100 + n % 60}/{60 + n % 30}" for n in rows],
            "platelets": [150_000 + 1_009 * n for n in rows],
            "sex": ["F" if n % 2 else "M" for n in rows],
            "class": [("inpatient", "outpatient", "emergency")[n % 3] for n in rows],
        }
    )


RULES: Final[Mapping[str, tuple[DataKind, str]]] = {
    "mrn": (K.MRN, "tokenize"),
    "visit": (K.ENCOUNTER_ID, "tokenize"),
    "first": (K.GIVEN_NAME, "surrogate"),
    "last": (K.FAMILY_NAME, "drop"),
    "whole": (K.FULL_NAME, "drop"),
    "ssn": (K.SSN, "tokenize"),
    "phone": (K.PHONE, "drop"),
    "email": (K.EMAIL, "drop"),
    "street": (K.STREET, "drop"),
    "town": (K.CITY, "drop"),
    "zip": (K.ZIP, "zip3"),
    "state": (K.STATE, "state"),
    "born": (K.BIRTH_DATE, "birth_year"),
    "seen": (K.DATE, "year"),
    "sent": (K.DATE, "year"),
    "filed": (K.DATE, "year"),
    "stamp": (K.DATE, "drop"),
    "age": (K.AGE, "age_cap"),
    "url": (K.URL, "drop"),
    "ip": (K.IP, "drop"),
    "serial": (K.DEVICE, "drop"),
    "member": (K.HEALTH_PLAN_ID, "tokenize"),
    "lat": (K.GEOCODE, "drop"),
    "dx": (K.CODE, "keep"),
    "snomed": (K.CODE, "keep"),
    "ndc": (K.CODE, "keep"),
    "loinc": (K.CODE, "keep"),
    "result": (K.MEASURE, "keep"),
    "pressure": (K.MEASURE, "keep"),
    "platelets": (K.MEASURE, "keep"),
    "sex": (K.CATEGORY, "keep"),
    "class": (K.CATEGORY, "keep"),
}
IDENTIFIERS: Final = tuple(path for path, (kind, _) in RULES.items() if kind.category is not None)


class Untouched:
    """A treatment that does nothing: what every broken one may come to."""

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the values as they are."""
        del rows
        return Treated(values)

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return the source's type."""
        return source


def _run(
    rules: Mapping[str, tuple[DataKind, str]], *, broken: str = "", frame: pl.DataFrame | None = None
) -> ReleasedBatch:
    vault = MemoryVault()
    tokenizer = vault.tokenizer("research")
    columns, made = [], {}
    rows = _hospital() if frame is None else frame
    for path, (kind, name) in rules.items():
        system = kind.value if name in {"tokenize", "surrogate"} else ""
        settings = Settings(as_of=AS_OF, kind=kind, system=system, tokenizer=tokenizer, secret=bytes(32))
        done: Treatment = Untouched() if path == broken else treatment(name, settings)
        columns.append(ColumnPlan(path, kind, name, system=system))
        made[path] = done
    plan = TablePlan(table="patients", subject="mrn", columns=tuple(columns))
    job = TableJob(plan=plan, treatments=made, subject_system="mrn", as_of=AS_OF, order_secret=bytes(32))
    checks = gate.default_checks(CheckContext(AS_OF, "2020", tokenizer, text=False))
    rows_of = batch(rows)
    return release(rows_of, treat(rows_of, job), job, checks)


def test_nothing_broken_passes() -> None:
    """With every treatment in place the gate lets the rows through, codes and measures as they were."""
    released = _run(RULES)
    source = _hospital()
    kept = [path for path, (_, name) in RULES.items() if name == "keep"]
    assert released.frame.select(kept).equals(source.select(kept))


@pytest.mark.parametrize("path", [path for path in IDENTIFIERS if RULES[path][1] not in {"drop", "withhold"}])
def test_a_treatment_that_does_nothing_is_refused(path: str) -> None:
    """Replace one treatment by one that returns its input: refused."""
    with pytest.raises(GateError):
        _run(RULES, broken=path)


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_a_rule_that_keeps_an_identifier_as_something_harmless_is_refused(path: str) -> None:
    """Misjudge one identifier column as a category and keep it: refused by what it holds."""
    with pytest.raises(GateError):
        _run({**RULES, path: (K.CATEGORY, "keep")})


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_a_rule_that_keeps_an_identifier_as_itself_is_refused(path: str) -> None:
    """Keep a column that says it is an identifier: refused by what it is."""
    with pytest.raises(GateError):
        _run({**RULES, path: (RULES[path][0], "keep")})


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_a_second_copy_of_an_identifier_is_refused(path: str) -> None:
    """A column the policy thinks harmless repeats an identifier of its row: refused."""
    frame = _hospital().with_columns(extra=pl.col(path))
    with pytest.raises(GateError):
        _run({**RULES, "extra": (K.MEASURE, "keep")}, frame=frame)


@pytest.mark.parametrize("path", ["mrn", "ssn", "phone", "email", "serial", "member", "visit"])
def test_one_cell_with_somebody_elses_identifier_is_refused(path: str) -> None:
    """One identifier of another row inside one kept cell, written otherwise: refused."""
    frame = _hospital()
    leaked = str(frame[path][7]).lower().replace("-", "")
    frame = frame.with_columns(remark=pl.Series([f"see {leaked} too" if n == 200 else "none" for n in range(ROWS)]))
    with pytest.raises(GateError):
        _run({**RULES, "remark": (K.CATEGORY, "keep")}, frame=frame)


def test_a_column_that_is_dropped_and_yet_there_is_refused() -> None:
    """A column no rule publishes, in the treated rows: refused."""
    checks = gate.default_checks(CheckContext(AS_OF, "2020", MemoryVault().tokenizer("x"), text=False))
    plan = TablePlan("patients", "", (ColumnPlan("dx", K.CODE, "keep"), ColumnPlan("town", K.CITY, "drop")))
    source = batch({"dx": ["E11"], "town": ["Provo"]})
    with pytest.raises(GateError, match="no rule says so"):
        gate.release(source, treated(source.frame), plan, checks)

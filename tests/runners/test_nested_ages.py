"""What fields and lists tell of ages counts as what columns do: the same people, in nested columns, in both runners."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import psycopg
import pytest

from safeharbor.manifest import read
from tests.runners.nightly import patients, rows
from tests.runners.test_ageing_in import EDGE, NIGHTS, OLDEST
from tests.runners.test_stream_people import Ward

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.servers import Postgres

# births in a field, ages and their dates in the elements of a list, names that JSON and SQL must quote
POLICY: Final = """
name: nested
as_of: AS_OF
recipient: research
vault: {path: keep/vault.db, key_file: keep/master.key}
mirror: MIRROR
tables:
  patients:
    source: {path: data/patients.ndjson}
    subject: mrn
    key: [mrn]
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      person.last: {kind: family_name, treatment: drop}
      'person.b"orn%': {kind: birth_date, treatment: birth_year}
      person.zip: {kind: zip, treatment: zip3}
  visits:
    source: {path: data/visits.ndjson}
    subject: patient
    key: [visit]
    columns:
      patient: {kind: mrn, treatment: tokenize}
      visit: {kind: encounter_id, treatment: tokenize}
      events[].seen: {kind: date, treatment: year}
      events[].told.age: {kind: age, treatment: age_cap}
      code: {kind: code, treatment: keep}
stream: STREAM
"""


def nested(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return flat tables of patients and visits with nested columns; a visit's event is the second of its list."""
    found: dict[str, pl.DataFrame] = {}
    if "patients" in tables:
        fields = [pl.col("last"), pl.col("born").alias('b"orn%'), pl.col("zip")]
        found["patients"] = tables["patients"].select("mrn", pl.struct(fields).alias("person"))
    if "visits" in tables:
        none = pl.struct(seen=pl.lit(None, dtype=pl.String), told=pl.struct(age=pl.lit(None, dtype=pl.Int64)))
        event = pl.struct(seen="seen", told=pl.struct(age=pl.col("age").cast(pl.Int64)))
        events = pl.concat_list(none, event).alias("events")
        found["visits"] = tables["visits"].select("patient", "visit", events, "code")
    return found


def flat(patients: pl.DataFrame, visits: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return released tables as flat ones: mrn, born; patient, seen, age."""
    born = patients.select("mrn", pl.col("person").struct.field('b"orn%').alias("born"))
    events = visits.explode("events").unnest("events").unnest("told").select("patient", "seen", "age")
    return born, events.filter(pl.col("seen").is_not_null() | pl.col("age").is_not_null())


class NestedWard(Ward):
    """A ward whose tables are nested, delivered as files or through a landing directory."""

    mirror: Mapping[str, Any] = {"path": "mirror", "keep_releases": 9}

    def as_of(self, day: str) -> None:
        """Write the policy as of a day."""
        stream = {"source": {"kind": "landing", "path": "landing", "settle": 0}, **self.stream}
        text = POLICY.replace("AS_OF", day).replace("MIRROR", json.dumps(self.mirror))
        self.policy.write_text(text.replace("STREAM", json.dumps(stream)), encoding="utf-8")

    def deliver(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Put tables where the policy finds them."""
        for name, frame in nested(tables).items():
            frame.write_ndjson(self.folder / "data" / f"{name}.ndjson")

    def comes(self, tables: Mapping[str, pl.DataFrame]) -> list[tuple[str, str, int]]:
        """Let records arrive; of nested ones the policy's source names an example."""
        self.deliver({"patients": EDGE.head(1), "visits": pl.DataFrame(NIGHTS[0][1][:1])})
        return super().comes(nested(tables))


def _nights(ward: NestedWard) -> Iterator[tuple[int, pl.DataFrame, pl.DataFrame]]:
    """Run five nights over all rows; yield each release's year, births and events."""
    people, events = pl.concat([patients(5), EDGE]), pl.DataFrame()
    for as_of, more in NIGHTS:
        events = pl.concat([events, pl.DataFrame(more)])
        ward.as_of(as_of)
        ward.deliver({"patients": people, "visits": events})
        done = ward.night()
        assert done.outcome is not None
        yield int(as_of[:4]), *flat(rows(done.outcome.folder, "patients"), rows(done.outcome.folder, "visits"))


def _stream(ward: NestedWard) -> Iterator[tuple[int, pl.DataFrame, pl.DataFrame]]:
    """Stream five nights, each only what is new; yield each commit's year, births and events."""
    for number, (as_of, more) in enumerate(NIGHTS):
        ward.as_of(as_of)
        new = pl.DataFrame(more)
        alone = pl.DataFrame([{**more[0], "visit": f"U{number:08d}Q", "age": None}], schema_overrides={"age": pl.Int64})
        assert ward.comes({"visits": alone} if number else {"patients": pl.concat([patients(5), EDGE])}) == []
        assert ward.comes({"visits": new}) == []
    for commit in ward.commits():
        held = {
            table: pl.concat([pl.read_parquet(part) for part in commit.glob(f"{table}/*.parquet")], how="diagonal")
            for table in ("patients", "visits")
            if any(commit.glob(f"{table}/*.parquet"))
        }
        born = pl.DataFrame(schema={"mrn": pl.String, "born": pl.Int32})
        seen = pl.DataFrame(schema={"patient": pl.String, "seen": pl.Int32, "age": pl.Int32})
        if "patients" in held:
            born = held["patients"].select("mrn", pl.col("person").struct.field('b"orn%').alias("born"))
        if "visits" in held:
            seen = held["visits"].explode("events").unnest("events").unnest("told").select("patient", "seen", "age")
        yield read(commit).policy.as_of.year, born, seen


@pytest.mark.parametrize("runner", [_nights, _stream], ids=["nights", "stream"])
def test_no_pair_of_releases_shows_an_age_over_89(tmp_path: Path, runner: Any) -> None:  # noqa: ANN401 - either runner
    """Birth years in fields and ages in lists of any release, beside those of any other, never make 90."""
    releases = list(runner(NestedWard(tmp_path)))
    told: list[set[tuple[str, int]]] = []
    for year, born, seen in releases:
        exact = set(born.drop_nulls().filter(pl.col("born") > year - OLDEST - 1).iter_rows())
        ages = seen.drop_nulls().filter(pl.col("age") <= OLDEST)
        told.append(exact | {(token, when - age) for token, when, age in ages.iter_rows()})
    assert len(set.union(*told)) > 5
    assert any(age == 90 for _, _, seen in releases for age in seen["age"])
    pairs = [*permutations(range(len(releases)), 2), *((at, at) for at in range(len(releases)))]
    for one, other in pairs:
        births: dict[str, set[int]] = {}
        for token, year in told[one]:
            births.setdefault(token, set()).add(year)
        for token, when, age in releases[other][2].iter_rows():
            for birth in births.get(token, ()):
                assert when is None or when - birth <= OLDEST
                assert age is None or age <= OLDEST


class NestedTables(NestedWard):
    """A nested ward whose mirror is a database."""

    stream: Mapping[str, Any] = {"mirror": {"kind": "postgres"}}

    def __init__(self, folder: Path, postgres: Postgres, *, as_of: str) -> None:
        """Make the mirror's database."""
        self.url = postgres.database()
        url, variable = postgres.without_password(self.url)
        database = {"url": url, "password_env": variable, "schema": "research"}
        self.mirror = {"format": "postgres", "path": "mirror", "database": database}
        super().__init__(folder, as_of=as_of)

    def shown(self) -> tuple[list[int | None], list[tuple[int | None, int | None]]]:
        """Return the mirror's birth years, and years and ages of its events, in order."""
        with psycopg.connect(self.url) as connection:
            held = [
                [value for (value,) in connection.execute(f"SELECT {column} FROM research.{table}")]  # noqa: S608 - ours
                for column, table in (("person", "patients"), ("events", "visits"))
            ]
        assert all(event[0] == {"seen": None, "told": {"age": None}} for event in held[1])
        births = [person['b"orn%'] for person in held[0]]
        return sorted(births), sorted(((e[1]["seen"], e[1]["told"]["age"]) for e in held[1]), key=str)


def test_a_database_restates_nested_rows_in_a_new_year(tmp_path: Path, postgres: Postgres) -> None:
    """Ages in lists of who is 90 now leave rows of the year before, and birth years in fields move on."""
    ward = NestedTables(tmp_path, postgres, as_of=NIGHTS[1][0])
    ward.comes({"patients": EDGE, "visits": pl.DataFrame([*NIGHTS[0][1], *NIGHTS[1][1]])})
    assert ward.shown() == ([1935, 1936, 1937], [(2025, 88), (2025, 89), (2025, 89), (2025, 90)])
    ward.as_of("2026-01-01")
    ward.comes({})
    assert ward.shown() == ([1936, 1936, 1937], [(2025, 88), (2025, 90), (2025, None), (2025, None)])
    ward.as_of("2027-01-01")
    ward.comes({})
    assert ward.shown() == ([1937] * 3, [(2025, 90), (2025, None), (2025, None), (2025, None)])


def _grown_old(number: int, seen: str, age: int) -> dict[str, object]:
    return {"patient": "60000000", "visit": f"A{number:07}Q", "seen": seen, "age": age, "code": "I10"}


def test_a_database_restates_nested_rows_when_a_later_event_tells_an_age(tmp_path: Path, postgres: Postgres) -> None:
    """An age of 90 that comes today in a list takes the person's earlier ages away; others keep theirs."""
    ward = NestedTables(tmp_path, postgres, as_of="2025-06-30")
    visit = _grown_old(1, "2018-05-01", 80)
    ward.comes({"visits": pl.DataFrame([visit, {**visit, "patient": "60000001", "visit": "A0000002Q"}])})
    assert ward.shown()[1] == [(2018, 80), (2018, 80)]
    ward.comes({"visits": pl.DataFrame([_grown_old(3, "2025-01-02", 90)])})
    assert ward.shown()[1] == [(2018, 80), (2018, None), (2025, 90)]


def test_a_night_restates_nested_rows_when_a_later_event_tells_an_age(tmp_path: Path) -> None:
    """So does a night, in the release that it makes; one row is restated, the others are carried over."""
    ward = NestedWard(tmp_path, as_of="2025-06-30")
    people = patients(40).with_columns(born=pl.when(pl.col("mrn") <= "60000001").then(None).otherwise("born"))
    events = pl.DataFrame([{**_grown_old(n, "2018-05-01", 80), "patient": f"600000{n:02}"} for n in range(40)])
    ward.deliver({"patients": people, "visits": events})
    ward.night()
    ward.deliver({"visits": pl.concat([events, pl.DataFrame([_grown_old(99, "2025-01-02", 90)])])})
    done = ward.night()
    assert done.whole == ""
    assert done.changes["visits"] == {"added": 1, "carried": 39, "removed": 0, "restated": 1}
    _, seen = flat(ward.rows("patients"), ward.rows("visits"))
    assert sorted(seen.select("seen", "age").rows(), key=str) == [*[(2018, 80)] * 39, (2018, None), (2025, 90)]

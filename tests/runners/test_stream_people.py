"""Purged people stay out of a stream, and nobody grows younger in it, whatever earlier records told."""

from __future__ import annotations

import json
import time
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import psycopg
import pytest

from safeharbor.cli.stores import desk
from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.manifest import read
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners.stream import stream
from safeharbor.streaming import assemble_stream
from safeharbor.testing import FixedClock
from safeharbor.vault.persons import Person
from safeharbor.vault.purge import purge
from tests.runners.nightly import Hospital, patients, visits
from tests.runners.test_ageing_in import EDGE, NIGHTS, OLDEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.servers import Postgres

FIRST: Final = NIGHTS[0][0]


class Ward(Hospital):
    """A hospital whose records come through a landing directory."""

    stream: Mapping[str, Any] = {"mirror": {"kind": "parquet", "path": "commits"}}
    database: Mapping[str, Any] | None = None

    def as_of(self, day: str) -> None:
        """Write the policy as of a day."""
        super().as_of(day)
        text = self.policy.read_text(encoding="utf-8")
        source = {"kind": "landing", "path": "landing", "settle": 0}
        if self.database is not None:
            mirror = {"format": "postgres", "path": "mirror", "database": self.database}
            text = text.replace(text[text.index("mirror: ") : text.index("\ntables:")], f"mirror: {json.dumps(mirror)}")
            text = text.replace("    subject: mrn\n", "    subject: mrn\n    key: [mrn]\n")
            text = text.replace("    subject: patient\n", "    subject: patient\n    key: [visit]\n")
        self.policy.write_text(f"{text}\nstream: {json.dumps({'source': source, **self.stream})}\n", encoding="utf-8")

    def comes(self, tables: Mapping[str, pl.DataFrame]) -> list[tuple[str, str, int]]:
        """Let records arrive, table by table, and stream until they are taken; return the dead letters."""
        for number, (table, frame) in enumerate(tables.items()):
            place = self.folder / "landing" / table
            place.mkdir(parents=True, exist_ok=True)
            frame.write_ndjson(place / f".{number}")
            (place / f".{number}").rename(place / f"{time.monotonic_ns()}.ndjson")

        def taken() -> bool:
            return not any(self.folder.glob("landing/*/*.ndjson"))

        with assemble_stream(compile_policy(load_policy(self.policy)), clock=FixedClock()) as opened:
            stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=taken)
            return opened.ends.store.counts()

    def commits(self) -> list[Path]:
        """Return the commits in order."""
        return sorted((self.folder / "commits" / "commits").iterdir())

    def held(self, table: str) -> pl.DataFrame:
        """Return all rows of a table in all commits."""
        parts = [part for commit in self.commits() for part in commit.glob(f"{table}/*.parquet")]
        return pl.concat([pl.read_parquet(part) for part in parts])

    def purge(self, mrn: str) -> None:
        """Purge a person from the vault."""
        with desk(self.policy) as opened:
            purge(opened.opened, Person("patient", DataKind.MRN, mrn), vault=opened.path, reason="asked", at=opened.now)


def _nights(ward: Ward) -> dict[Path, int]:
    """Stream five nights, each only what is new; return commit -> year of its `as_of`."""
    for number, (as_of, more) in enumerate(NIGHTS):
        ward.as_of(as_of)
        new = pl.DataFrame(more)
        first = {"patients": pl.concat([patients(40), EDGE]), "visits": pl.concat([visits(patients(40)), new])}
        # a visit of the night's first patient comes alone and says no age: only what came before can tell
        alone = pl.DataFrame([{**more[0], "visit": f"U{number:08d}Q", "age": None, "value": None}])
        assert ward.comes({"visits": alone} if number else first) == []
        assert ward.comes({"visits": new} if number else {}) == []
    return {commit: read(commit).policy.as_of.year for commit in ward.commits()}


def _told(commit: Path, as_of: int) -> tuple[dict[str, set[int]], list[tuple[str, int | None, int | None]]]:
    """Return token -> birth years that a commit tells exactly, and its visits: token, year, age."""
    born: dict[str, set[int]] = {}
    seen: list[tuple[str, int | None, int | None]] = []
    for part in commit.glob("patients/*.parquet"):
        for token, year in pl.read_parquet(part).select("mrn", "born").drop_nulls().iter_rows():
            if year > as_of - OLDEST - 1:
                born.setdefault(token, set()).add(year)
    for part in commit.glob("visits/*.parquet"):
        seen += pl.read_parquet(part).select("patient", "seen", "age").iter_rows()
    for token, year, age in seen:
        if year is not None and age is not None and age <= OLDEST:
            born.setdefault(token, set()).add(year - age)
    return born, seen


def test_no_pair_of_commits_shows_an_age_over_89(tmp_path: Path) -> None:
    """Five nights of a stream, each of new records alone, across a New Year and a 90th birthday."""
    years = _nights(Ward(tmp_path))
    told = {commit: _told(commit, year) for commit, year in years.items()}
    assert len({token for born, _ in told.values() for token in born}) == 42
    for one, other in [*permutations(told, 2), *((commit, commit) for commit in told)]:
        born, (_, seen) = told[one][0], told[other]
        for token, year, age in seen:
            for birth in born.get(token, ()):
                assert year is None or year - birth <= OLDEST
                assert age is None or age <= OLDEST


def test_who_was_over_89_from_the_first_keeps_years_and_the_bucket(tmp_path: Path) -> None:
    """A person never published with a birth year loses nothing, and neither does one who is 88."""
    ward = Ward(tmp_path)
    _nights(ward)
    held = ward.held("visits")
    assert sorted(held.filter(pl.col("age") == 90)["seen"]) == [2025, 2026]
    assert sorted(held.filter(pl.col("age") == 88)["seen"]) == [2025, 2026]
    withheld = held.filter(pl.col("seen").is_null())
    values = ["0.6", "0.8", "0.9", None, None]
    assert sorted(withheld.select("value", "age").rows(), key=str) == sorted(((v, None) for v in values), key=str)


def test_as_of_never_goes_back_a_year(tmp_path: Path) -> None:
    """A policy of an earlier year than the stream's last is refused; a day of the same year is not."""
    ward = Ward(tmp_path, as_of="2026-01-01")
    ward.comes({"patients": patients(5)})
    ward.as_of("2025-12-31")
    with pytest.raises(PolicyError, match="as_of is of 2025"):
        ward.comes({"patients": patients(5)})
    ward.as_of("2026-01-01")
    ward.comes({})


def test_a_run_and_a_stream_have_one_first_year(tmp_path: Path) -> None:
    """What a run gave its recipient in an earlier year counts for a stream that begins later."""
    ward = Ward(tmp_path, as_of=FIRST)
    ward.deliver({"patients": EDGE, "visits": pl.DataFrame(NIGHTS[0][1])})
    ward.whole()
    ward.as_of("2026-02-10")
    ward.comes({"patients": EDGE, "visits": pl.DataFrame(NIGHTS[3][1])})
    held = ward.held("visits")
    assert held.sort("value").select("seen", "age").rows() == [(None, None), (2026, 90)]


@pytest.mark.parametrize("after", ["stream", "run"])
def test_purged_people_stay_out(tmp_path: Path, after: str) -> None:
    """Their later records are published by neither runner, are counted, leave no letter, and make nobody known."""
    ward = Ward(tmp_path, notes=True)
    people, events = patients(12), visits(patients(12))
    notes = pl.DataFrame({"mrn": people["mrn"], "text": [f"Mr. {name} was seen." for name in people["last"]]})
    tables = {"patients": people, "visits": events, "notes": notes}
    ward.comes(tables)
    tokens = set(ward.held("patients")["mrn"])
    ward.purge(people["mrn"][3])
    if after == "stream":
        before = len(ward.commits())
        assert ward.comes(tables) == []
        late = {
            table: pl.concat([pl.read_parquet(p) for c in ward.commits()[before:] for p in c.glob(f"{table}/*")])
            for table in tables
        }
        assert {read(commit).purges for commit in ward.commits()[before:]} == {1}
    else:
        ward.deliver(tables)
        ward.whole()
        late = {table: ward.rows(table) for table in tables}
    assert {table: frame.height for table, frame in late.items()} == {"patients": 11, "visits": 55, "notes": 11}
    assert set(late["patients"]["mrn"]) < tokens
    with desk(ward.policy) as opened:
        assert not opened.opened.store.known([opened.opened.ring.subject_tag(f"patient:{people['mrn'][3]}")])


class Changed(Ward):
    """A ward whose mirror is a database."""

    stream: Mapping[str, Any] = {"mirror": {"kind": "postgres"}}

    def __init__(self, folder: Path, postgres: Postgres, *, as_of: str) -> None:
        """Make the mirror's database."""
        self.url = postgres.database()
        url, variable = postgres.without_password(self.url)
        self.database = {"url": url, "password_env": variable, "schema": "research"}
        super().__init__(folder, as_of=as_of)

    def shown(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the mirror answers."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchall()


def test_a_database_restates_rows_in_a_new_year(tmp_path: Path, postgres: Postgres) -> None:
    """Ages of who is 90 now leave rows that came in the year before, and the earliest birth year moves on."""
    ward = Changed(tmp_path, postgres, as_of=NIGHTS[1][0])
    ward.comes({"patients": EDGE, "visits": pl.DataFrame([*NIGHTS[0][1], *NIGHTS[1][1]])})
    ages = "SELECT age, count(*) FROM research.visits GROUP BY 1 ORDER BY 1"
    born = "SELECT born FROM research.patients ORDER BY 1"
    assert ward.shown(ages) == [(88, 1), (89, 2), (90, 1)]
    assert ward.shown(born) == [(1935,), (1936,), (1937,)]
    ward.as_of("2026-01-01")
    ward.comes({})
    assert ward.shown(ages) == [(88, 1), (90, 1), (None, 2)]
    assert ward.shown(born) == [(1936,), (1936,), (1937,)]
    ward.as_of("2027-01-01")
    ward.comes({})
    assert ward.shown(ages) == [(90, 1), (None, 3)]
    assert ward.shown(born) == [(1937,)] * 3


def test_a_database_restates_rows_when_a_later_event_tells_an_age(tmp_path: Path, postgres: Postgres) -> None:
    """An age of 90 that comes today takes the person's earlier ages away; others keep theirs."""
    ward = Changed(tmp_path, postgres, as_of="2025-06-30")
    visit = {"patient": "60000000", "visit": "A0000001Q", "seen": "2018-05-01", "age": 80, "code": "I10", "value": 1.0}
    other = {**visit, "patient": "60000001", "visit": "A0000002Q"}
    ward.comes({"visits": pl.DataFrame([visit, other])})
    ward.comes({"visits": pl.DataFrame([{**visit, "visit": "A0000003Q", "seen": "2025-01-02", "age": 90}])})
    assert ward.shown("SELECT age FROM research.visits ORDER BY 1") == [(80,), (90,), (None,)]


def test_a_database_loses_purged_people(tmp_path: Path, postgres: Postgres) -> None:
    """Their rows leave every table at the next turn of the stream, and those that come later stay out."""
    ward = Changed(tmp_path, postgres, as_of="2025-06-30")
    people, events = patients(6), visits(patients(6))
    ward.comes({"patients": people, "visits": events})
    ward.purge(people["mrn"][2])
    ward.comes({})
    rows = "SELECT (SELECT count(*) FROM research.patients), (SELECT count(*) FROM research.visits)"
    assert ward.shown(rows) == [(5, 25)]
    ward.comes({"patients": people, "visits": events})
    assert ward.shown(rows) == [(5, 25)]

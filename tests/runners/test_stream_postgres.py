"""Changes of a PostgreSQL database into a PostgreSQL mirror: inserts, updates, deletions, keys that change, crashes."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from safeharbor.errors import MirrorError, SourceError
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners.stream import stream
from safeharbor.streaming import assemble_stream
from safeharbor.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import Postgres

TABLES = """
name: changes
as_of: 2025-06-30
vault: {path: vault.db}
tables:
  visits:
    source: SOURCE
    subject: mrn
    key: [visit]
    columns:
      visit: {kind: encounter_id, treatment: tokenize}
      mrn: {kind: mrn, treatment: tokenize}
      seen: {kind: date, treatment: year}
      status: {kind: category, treatment: keep}
      open: {kind: category, treatment: keep}
      value: {kind: measure, treatment: keep}
      note: {kind: unknown, treatment: withhold}
"""


@dataclass(frozen=True, slots=True)
class House:
    """A hospital's database, its mirror, and a policy between them."""

    policy: Path
    source: psycopg.Connection[tuple[Any, ...]]
    mirror: psycopg.Connection[tuple[Any, ...]]

    def stream(self, *, seconds: float = 20) -> None:
        """Stream until everything that was written so far is confirmed."""
        end = time.monotonic() + seconds

        def stopping() -> bool:
            assert time.monotonic() < end
            done = self.source.execute(
                "SELECT count(*) FROM pg_logical_slot_peek_binary_changes("
                "(SELECT slot_name FROM pg_replication_slots WHERE database = current_database()), NULL, 1,"
                " 'proto_version', '1', 'publication_names', 'safeharbor')"
            ).fetchone()
            return done == (0,)

        with assemble_stream(compile_policy(load_policy(self.policy)), clock=FixedClock()) as opened:
            stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=stopping)

    def letters(self) -> list[tuple[str, str, int]]:
        """Return the dead letters."""
        with assemble_stream(compile_policy(load_policy(self.policy)), clock=FixedClock()) as opened:
            return opened.ends.store.counts()

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the mirror's rows without their tokens."""
        query = "SELECT seen, status, open, value FROM research.visits ORDER BY value, status"
        return self.mirror.execute(query).fetchall()


@pytest.fixture
def house(postgres: Postgres, tmp_path: Path) -> Iterator[House]:
    """Give two databases and a policy; the slot is there before anything is written."""
    source, mirror = postgres.database(), postgres.database()
    place, variable = postgres.without_password(source)
    target, secret = postgres.without_password(mirror)
    slot = f"slot_{secrets.token_hex(4)}"
    rules = TABLES.replace("SOURCE", json.dumps({"path": place, "password_env": variable, "table": "visits"}))
    changes = {"kind": "postgres", "url": place, "password_env": variable, "slot": slot}
    rules += "mirror: " + json.dumps(
        {
            "format": "postgres",
            "path": "mirror",
            "database": {"url": target, "password_env": secret, "schema": "research"},
        }
    )
    rules += "\nstream: " + json.dumps(
        {"source": {**changes, "tables": {"public.visits": "visits"}}, "mirror": {"kind": "postgres"}}
    )
    (tmp_path / "policy.yaml").write_text(rules, encoding="utf-8")
    with psycopg.connect(source, autocommit=True) as one, psycopg.connect(mirror, autocommit=True) as other:
        # what is not flushed is not decoded yet
        one.execute("SET synchronous_commit = on")
        one.execute(
            "CREATE TABLE visits (visit int PRIMARY KEY, mrn text, seen timestamptz, status text, open boolean,"
            " value double precision, note text)"
        )
        one.execute("CREATE PUBLICATION safeharbor FOR TABLE visits")
        made = House(tmp_path / "policy.yaml", one, other)
        made.stream()
        yield made
        one.execute("SELECT pg_drop_replication_slot(%s)", (slot,))


def insert(house: House, *visits: int, status: str = "booked") -> None:
    """Insert visits."""
    for visit in visits:
        house.source.execute(
            "INSERT INTO visits VALUES (%s, '77310042', '2024-07-31 23:30:00-05', %s, true, %s, 'Zyzzogeton came')",
            (visit, status, visit / 8),
        )


def test_rows_come_change_and_go(house: House) -> None:
    """The mirror follows insert, update and deletion; what no rule publishes is not there."""
    insert(house, 800, 808, 816)
    house.stream()
    assert house.rows() == [(2024, "booked", True, 100.0), (2024, "booked", True, 101.0), (2024, "booked", True, 102.0)]
    house.source.execute("UPDATE visits SET status = 'done', open = NULL WHERE visit = 800")
    house.source.execute("DELETE FROM visits WHERE visit = 808")
    house.stream()
    assert house.rows() == [(2024, "done", None, 100.0), (2024, "booked", True, 102.0)]
    columns = house.mirror.execute("SELECT * FROM research.visits LIMIT 0").description or ()
    assert [column.name for column in columns] == ["visit", "mrn", "seen", "status", "open", "value"]


@pytest.mark.parametrize("identity", ["DEFAULT", "FULL"])
def test_what_a_row_is_in_the_end_counts(house: House, identity: str) -> None:
    """Changed keys, and rows that go and come within one transaction, whatever the server tells of before."""
    house.source.execute(f"ALTER TABLE visits REPLICA IDENTITY {identity}")
    insert(house, 800, 808, 816, 824)
    house.stream()
    with house.source.transaction():
        house.source.execute("UPDATE visits SET visit = 900, status = 'moved' WHERE visit = 800")
        house.source.execute("DELETE FROM visits WHERE visit = 808")
        insert(house, 808, status="again")
        house.source.execute("UPDATE visits SET status = 'one' WHERE visit = 816")
        house.source.execute("UPDATE visits SET status = 'two' WHERE visit = 816")
        house.source.execute("UPDATE visits SET status = 'late' WHERE visit = 824")
        house.source.execute("DELETE FROM visits WHERE visit = 824")
        insert(house, 832)
        house.source.execute("DELETE FROM visits WHERE visit = 832")
    house.stream()
    assert [(status, value) for _, status, _, value in house.rows()] == [
        ("moved", 100.0),
        ("again", 101.0),
        ("two", 102.0),
    ]
    assert house.letters() == []


def test_what_was_rolled_back_never_comes(house: House) -> None:
    """Only committed transactions are read."""
    with house.source.transaction(force_rollback=True):
        insert(house, 800)
    insert(house, 808)
    house.stream()
    assert len(house.rows()) == 1


def test_a_value_the_server_did_not_send_is_a_dead_letter(house: House) -> None:
    """A large value that an update left alone is not sent: kept apart; with REPLICA IDENTITY FULL the row is whole."""
    house.source.execute("ALTER TABLE visits ALTER COLUMN note SET STORAGE EXTERNAL")
    insert(house, 800)
    house.source.execute("UPDATE visits SET note = repeat('x', 100000)")
    house.source.execute("UPDATE visits SET status = 'done'")
    house.stream()
    assert sum(count for _, _, count in house.letters()) == 1
    house.source.execute("ALTER TABLE visits REPLICA IDENTITY FULL")
    house.source.execute("UPDATE visits SET status = 'over'")
    house.stream()
    assert house.rows() == [(2024, "over", True, 100.0)]


def test_nothing_of_the_source_is_in_the_mirror(house: House) -> None:
    """No column of any table of the mirror's database holds a value of the hospital's."""
    insert(house, 800, 808)
    house.stream()
    found = house.mirror.execute(
        "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
        " WHERE table_schema LIKE 'research%' ORDER BY 1"
    ).fetchall()
    assert "research.visits" in {name for (name,) in found}
    for (name,) in found:
        rows = house.mirror.execute(f"SELECT t::text FROM {name} AS t").fetchall()  # noqa: S608 - names of the database
        assert not [row for row in rows if any(word in row[0] for word in ("Zyzzogeton", "77310042", "2024-07"))]


def test_a_row_without_its_key_is_a_dead_letter(house: House) -> None:
    """It would be another row each time it comes; the others pass."""
    house.source.execute("ALTER TABLE visits DROP CONSTRAINT visits_pkey, ALTER visit DROP NOT NULL")
    house.source.execute("ALTER TABLE visits REPLICA IDENTITY FULL")
    insert(house, 800)
    house.source.execute("INSERT INTO visits VALUES (NULL, '77310042', NULL, 'booked')")
    house.stream()
    assert len(house.rows()) == 1
    assert [(reason, count) for _, reason, count in house.letters()] == [("does not say which row it is", 1)]


def test_truncate_stops_the_stream(house: House) -> None:
    """All rows gone at once is no change of rows: a person decides."""
    insert(house, 800)
    house.stream()
    house.source.execute("TRUNCATE visits")
    with pytest.raises(SourceError, match="truncated"):
        house.stream()
    assert len(house.rows()) == 1


_RUN = """
import os, signal, sys
from pathlib import Path
from safeharbor.mirrors.pg_stream import UpsertMirror
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners import stream
from safeharbor.runners.dead_letters import StreamStore
from safeharbor.sources.changes import ChangeSource
from safeharbor.streaming import assemble_stream
from safeharbor.testing import Crash, FixedClock

OWNERS = {"mirror": UpsertMirror, "store": StreamStore, "source": ChangeSource}
policy = compile_policy(load_policy(Path(sys.argv[1])))
for step in sys.argv[2:]:
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    owner, name, after, when = step.split(".")
    real, crash = getattr(OWNERS[owner], name), Crash(int(after))
    def wrapped(*args, **kwargs):
        if when == "before":
            crash()
        result = real(*args, **kwargs)
        if when == "after":
            crash()
        return result
    setattr(OWNERS[owner], name, wrapped)
    with assemble_stream(policy, clock=FixedClock()) as opened:
        stream.stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=lambda: False)
    os._exit(1)
"""


def test_killed_at_any_step(house: House) -> None:
    """The slot is confirmed after the mirror committed: nothing is lost, and what comes again changes nothing."""
    steps = ["mirror.commit.0.before", "mirror.commit.0.after", "store.save.1.after", "source.confirm.0.before"]
    insert(house, *range(800, 880, 8))
    command = [sys.executable, "-c", _RUN, str(house.policy), *steps]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603 - our own interpreter
    assert [int(line) for line in done.stdout.split()] == [-signal.SIGKILL] * len(steps)
    house.stream()
    assert [row[3] for row in house.rows()] == [100.0 + number for number in range(10)]


def test_the_sources_own_database_is_no_mirror(house: House) -> None:
    """A stream into the database it comes from is refused."""
    text = house.policy.read_text(encoding="utf-8")
    rules = json.loads(text.split("\nstream: ")[1])
    mirror = json.loads(text.split("mirror: ")[1].split("\n")[0])
    mirror["database"] |= {
        "url": rules["source"]["url"],
        "password_env": rules["source"]["password_env"],
        "schema": "x",
    }
    head = text.split("mirror: ")[0]
    house.policy.write_text(f"{head}mirror: {json.dumps(mirror)}\nstream: {json.dumps(rules)}")
    with pytest.raises(MirrorError, match="is a source's database"):
        house.stream()

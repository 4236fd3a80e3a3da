"""One piece of vault work in a process of its own: `python -m tests.benchmarks.vault_work WORK FOLDER IDS [PART]`.

Prints the seconds of wall clock and of processor that the work alone took: making the ids and importing are not in it,
opening and loading the vault are.
"""

from __future__ import annotations

import datetime as dt
import hmac
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.audit import AuditEvent, AuditLog, PostgresAuditLog
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.postgres import Server, connect
from safeharbor.vault import MasterKey, PostgresPlace, open_vault
from safeharbor.vault.signing import SigningKey
from safeharbor.vault.tokenspace import lookup_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from safeharbor.audit import SomeAuditLog

BATCH: Final = 250_000
# where a PostgreSQL waits for this work: its URL, the variable of the password, the tenant
URL: Final = "SAFEHARBOR_BENCH_URL"
PASSWORD: Final = "SAFEHARBOR_BENCH_PASSWORD"  # noqa: S105 - the name of a variable
TENANT: Final = "SAFEHARBOR_BENCH_TENANT"
_NOW: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_SIX_YEARS: Final = 6 * 366 * 86_400_000_000  # microseconds
_FILL: Final = """
INSERT INTO event (number, at, subject, line)
SELECT n, :first + n * (:span / :count), tag(printf('%032x', n * 7919 % 100000)),
    printf('{"at":%d,"event":"reidentify","kind":"mrn","n":%d,"outcome":"ok","purpose":"care","who":"someone"}',
        :first + n * (:span / :count), n)
FROM (WITH RECURSIVE all_of(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM all_of WHERE n < :count) SELECT n FROM all_of)
"""
_FILL_POSTGRES: Final = """
INSERT INTO safeharbor.event (number, at, subject, line)
SELECT n, %(first)s + n * (%(span)s / %(count)s), decode(lpad(to_hex(n * 7919 %% 100000), 32, '0'), 'hex'),
    format('{"at":%%s,"event":"reidentify","kind":"mrn","n":%%s,"outcome":"ok","purpose":"care","who":"someone"}',
        %(first)s + n * (%(span)s / %(count)s), n)
FROM generate_series(1::bigint, %(count)s) AS n
"""


def _ids(first: int, last: int, seed: int = 1) -> pl.Series:
    return pl.Series("id", np.random.default_rng(seed).permutation(np.arange(first, last)) + 10**8).cast(pl.String)


def _batches(ids: pl.Series) -> Iterator[pl.Series]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _hmac(_: Path, count: int, part: int) -> Callable[[], None]:
    """HMAC-SHA256 alone, the fast way: contexts prepared once and copied."""
    del part
    ids = _ids(0, count)

    def work() -> None:
        for batch in _batches(ids):
            lookup_keys(b"k" * 32, batch)

    return work


def _digest(_: Path, count: int, part: int) -> Callable[[], None]:
    """HMAC-SHA256 alone, the standard library's `hmac.digest`."""
    del part
    ids = _ids(0, count)

    def work() -> None:
        for batch in _batches(ids):
            [hmac.digest(b"k" * 32, value, "sha256") for value in batch.cast(pl.Binary).to_list()]

    return work


def _place() -> PostgresPlace | None:
    """Return the tenant of a PostgreSQL this work is for, None when it is for SQLite."""
    return PostgresPlace(Server(os.environ[URL], PASSWORD), os.environ[TENANT]) if URL in os.environ else None


def _vault(folder: Path, ids: pl.Series) -> Callable[[], None]:
    place = _place()

    def work() -> None:
        kind = "postgres" if place else "sqlite"
        vault = open_vault(kind, place or folder / "vault.db", MasterKey.from_file(folder / "key", create=True))
        tokenizer = vault.tokenizer("bench")
        for batch in _batches(ids):
            tokenizer.tokenize(batch, system="patient", kind=DataKind.MRN)
            vault.commit()
        vault.close()

    return work


def _new(folder: Path, count: int, part: int) -> Callable[[], None]:
    """Ids the vault never saw; `part` 1 and 2 are halves for two writers."""
    bounds = {0: (0, count), 1: (0, count // 2), 2: (count // 2, count)}[part]
    return _vault(folder, _ids(*bounds))


def _known(folder: Path, count: int, part: int) -> Callable[[], None]:
    """Ids of which 99 in 100 are in the vault."""
    fresh = count // 100
    bounds = {0: (fresh, count + fresh), 1: (0, count // 2), 2: (count // 2 + fresh, count + fresh)}
    return _vault(folder, _ids(*bounds[part], seed=2))


def _warm(folder: Path, count: int, part: int) -> Callable[[], None]:
    """Ids that are all in the vault, which is open and loaded."""
    del part
    ids = _ids(0, count)
    vault = open_vault("sqlite", folder / "vault.db", MasterKey.from_file(folder / "key"))
    tokenizer = vault.tokenizer("bench")
    tokenizer.find(ids[:1], system="patient", kind=DataKind.MRN)

    def work() -> None:
        for batch in _batches(ids):
            tokenizer.tokenize(batch, system="patient", kind=DataKind.MRN)

    return work


def _naive(folder: Path, count: int, part: int) -> Callable[[], None]:
    """SQLite a row at a time, as a first version would do it: look up, else insert."""
    del part
    ids = _ids(0, count)

    def work() -> None:
        connection = sqlite3.connect(folder / "naive.db")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE IF NOT EXISTS token (key BLOB PRIMARY KEY, token TEXT) WITHOUT ROWID")
        for value in ids:
            key = hmac.digest(b"k" * 32, value.encode(), "sha256")
            if connection.execute("SELECT token FROM token WHERE key = ?", (key,)).fetchone() is None:
                connection.execute("INSERT INTO token VALUES (?, ?)", (key, os.urandom(16).hex()))
        connection.commit()

    return work


def _persons(folder: Path, count: int, part: int) -> Callable[[], None]:
    """Ten known values of each person, told in batches of 50,000 persons; `part` 1: recalled."""
    kinds = [kind for kind in DataKind if kind.category][:10]
    known = {
        f"patient:{number}": KnownValues(tuple(KnownValue(kind, f"{kind}-{number}") for kind in kinds))
        for number in range(count)
    }

    def work() -> None:
        vault = open_vault("sqlite", folder / "persons.db", MasterKey.from_file(folder / "key", create=True))
        names = list(known)
        for start in range(0, count, 50_000):
            some = names[start : start + 50_000]
            if part:
                vault.recall(some)
            else:
                vault.remember({name: known[name] for name in some})
        vault.commit()
        vault.close()

    return work


def _audit(folder: Path, count: int, part: int) -> Callable[[], None]:
    """Append events about 100,000 persons; `part` 1: ask who saw one of them, 100 times."""
    log = _log(folder)
    tags = [f"{number:032x}" for number in range(100_000)]
    events = [AuditEvent("reidentify", "someone", kind="mrn", subject=tag, purpose="treatment") for tag in tags]

    def work() -> None:
        if part:
            for tag in tags[::1000]:
                list(log.who_saw(tag, since=_NOW - dt.timedelta(days=90)))
            return
        for day in range(count // len(events)):
            log.append_many(events, at=_NOW - dt.timedelta(days=day))

    return work


def _asked(folder: Path, count: int, part: int) -> Callable[[], None]:
    """Ask who saw a person in 90 days, 100 times, of a log filled by SQL: the question does not look at the chain."""
    del part
    log, place = _log(folder), _place()
    first = int(_NOW.timestamp()) * 1_000_000 - _SIX_YEARS
    values = {"first": first, "span": _SIX_YEARS, "count": count}
    if place:
        with connect(place.server, error=RuntimeError, autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute("SELECT set_config('role', %s, false)", (place.tenant,))
            connection.execute(_FILL_POSTGRES, values)
            connection.execute("ANALYZE safeharbor.event")
    else:
        filling = sqlite3.connect(folder / "audit")
        filling.create_function("tag", 1, bytes.fromhex)  # older SQLite has no unhex()
        with filling:
            # an index over rows that are there is sooner made than kept while they come
            made = [
                sql for (sql,) in filling.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql > ''")
            ]
            for name in ("event_subject", "event_time"):
                filling.execute(f"DROP INDEX {name}")
            filling.execute(_FILL, values)
            for sql in made:
                filling.execute(sql)
        filling.close()

    def work() -> None:
        for number in range(0, 100_000, 1000):
            list(log.who_saw(f"{number:032x}", since=_NOW - dt.timedelta(days=90)))

    return work


def _log(folder: Path) -> SomeAuditLog:
    signer, place = SigningKey(b"s" * 32), _place()
    if place:
        return PostgresAuditLog(place, folder / "audit", signer=signer)
    return AuditLog(folder / "audit", signer=signer)


WORK: Final = {
    "hmac": _hmac,
    "digest": _digest,
    "new": _new,
    "known": _known,
    "warm": _warm,
    "naive": _naive,
    "persons": _persons,
    "audit": _audit,
    "asked": _asked,
}

if __name__ == "__main__":
    name, where, number, *half = sys.argv[1:]
    job = WORK[name](Path(where), int(number), int(half[0]) if half else 0)
    start, used = time.perf_counter(), time.process_time()
    job()
    print(time.perf_counter() - start, time.process_time() - used)

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

from safeharbor.audit import AuditEvent, AuditLog
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, open_vault
from safeharbor.vault.signing import SigningKey
from safeharbor.vault.tokenspace import lookup_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BATCH: Final = 250_000
_NOW: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


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


def _vault(folder: Path, ids: pl.Series) -> Callable[[], None]:
    def work() -> None:
        vault = open_vault("sqlite", folder / "vault.db", MasterKey.from_file(folder / "key", create=True))
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
    signer = SigningKey(b"s" * 32)
    log = AuditLog(folder / "audit", signer=signer)
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


WORK: Final = {
    "hmac": _hmac,
    "digest": _digest,
    "new": _new,
    "known": _known,
    "warm": _warm,
    "naive": _naive,
    "persons": _persons,
    "audit": _audit,
}

if __name__ == "__main__":
    name, where, number, *half = sys.argv[1:]
    job = WORK[name](Path(where), int(number), int(half[0]) if half else 0)
    start, used = time.perf_counter(), time.process_time()
    job()
    print(time.perf_counter() - start, time.process_time() - used)

"""Writers that are killed at any instant, and what must hold of the vault they wrote to."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import SafeHarborError
from safeharbor.identifiers import DataKind
from safeharbor.vault import Limits, MasterKey, PostgresPlace, open_store, open_vault, upkeep
from tests.vaults import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

IDS: Final = 20_000
_LONGEST: Final = 0.12  # seconds a writer may live after its first answer
_BATCHES: Final = (1, 50, 900)


@dataclass(frozen=True, slots=True)
class Target:
    """A vault to write to: kind of store, where it is, the file of its key, and the password of its server."""

    kind: str
    location: Path | PostgresPlace
    key: Path
    password: str = field(default_factory=lambda: os.environ.get(PASSWORD, ""), repr=False)


@dataclass(slots=True)
class Writer:
    """A writer in a process of its own, and what it answered: after each commit, and never before."""

    process: ForkServerProcess
    heard: list[str] = field(default_factory=list)
    listener: Thread | None = None

    def listen(self, end: Connection) -> None:
        """Take down every whole answer until the process ends."""
        with end, suppress(EOFError, OSError):
            while True:
                self.heard.append(end.recv_bytes().decode())

    def killed(self) -> list[str]:
        """Kill the process where it is and return what it had answered."""
        assert self.process.pid is not None
        self.process.kill()
        return self.ended()

    def ended(self) -> list[str]:
        """Wait for the end of the process and return what it had answered."""
        self.process.join()
        assert self.process.exitcode in {0, -signal.SIGKILL}
        self.process.close()
        assert self.listener is not None
        self.listener.join()
        return self.heard


def write(target: Target, seed: int, end: Connection) -> None:
    """Write random batches for ever; ends by itself only when the vault is gone."""
    # writers are forked from a process that began before there was a server
    os.environ[PASSWORD] = target.password
    pick = random.Random(seed)  # noqa: S311 - which ids to write
    with suppress(SafeHarborError):
        key = MasterKey.from_file(target.key)
        limits = Limits(wait=30, entries=pick.choice((0, 5000, 100_000)))
        vault = open_vault(target.kind, target.location, key, create=False, limits=limits)
        tokenizer = vault.tokenizer("research")
        while True:
            values = [f"ID{pick.randrange(IDS)}" for _ in range(pick.choice(_BATCHES))]
            tokens = tokenizer.tokenize(pl.Series(values), system="patient", kind=DataKind.MRN)
            vault.commit()
            end.send_bytes(" ".join(f"{value}={token}" for value, token in zip(values, tokens, strict=True)).encode())


def survive(target: Target, *, kills: int, strike: Callable[[random.Random], None] | None = None) -> int:
    """Let two writers write while one after the other is killed; return how many identifiers were answered.

    `strike`: kills something else instead (a process of the server), after which both writers end by themselves.
    Fails when a token that was answered is lost or changed, stands for two identifiers, or a part does not open.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    pick = random.Random(7)  # noqa: S311 - when to kill
    answered: dict[str, str] = {}

    def start(seed: int) -> Writer:
        ours, theirs = context.Pipe(duplex=False)
        writer = Writer(context.Process(target=write, args=(target, seed, theirs), daemon=True))
        writer.listener = Thread(target=writer.listen, args=(ours,), daemon=True)
        writer.process.start()
        theirs.close()
        writer.listener.start()
        return writer

    def take(answers: list[str]) -> None:
        for pair in " ".join(answers).split():
            value, token = pair.split("=")
            assert answered.setdefault(value, token) == token, "an identifier has two tokens"

    writers = [start(0), start(1)]
    for kill in range(kills):
        patience = time.monotonic() + 30
        while not any(writer.heard for writer in writers) and time.monotonic() < patience:
            time.sleep(0.002)
        time.sleep(pick.random() * _LONGEST)
        if strike:
            strike(pick)
            for writer in writers:
                take(writer.ended())
            writers = [start(2 * kill + 2), start(2 * kill + 3)]
        else:
            take(writers[kill % 2].killed())
            writers[kill % 2] = start(kill + 2)
    for writer in writers:
        take(writer.killed())
    _check(target, answered)
    return len(answered)


def _check(target: Target, answered: dict[str, str]) -> None:
    key = MasterKey.from_file(target.key)
    vault = open_vault(target.kind, target.location, key, create=False)
    values = pl.Series([f"ID{number}" for number in range(IDS)])
    found = vault.tokenizer("research").find(values, system="patient", kind=DataKind.MRN)
    held = dict(zip(values, found, strict=True))
    assert {value: held[value] for value in answered} == answered
    assert found.drop_nulls().is_unique().all()
    assert vault.inventory()[0].count == found.is_not_null().sum()
    vault.close()
    opened = open_store(target.kind, target.location, key)
    assert upkeep.check(opened) == []
    opened.store.close()

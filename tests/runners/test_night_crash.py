"""A night killed with SIGKILL at every step that changes a file: the next night publishes what it should have."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.runners.nightly import Hospital, patients, rows, visits

if TYPE_CHECKING:
    from pathlib import Path

_NIGHTS = """
import os, shutil, signal, sys
from pathlib import Path
from tests.runners.nightly import Hospital

pattern, roots, stride = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])


def night(root, step):
    done = 0

    def watch(event, args):
        # the audit events of the calls that change files: the step-th one is the last
        nonlocal done
        touches = event in {"os.mkdir", "os.rename", "os.symlink", "os.link", "os.remove", "os.rmdir", "os.utime"}
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if touches or writes:
            done += 1
        if done == step and event != "os.kill":
            os.kill(os.getpid(), signal.SIGKILL)

    hospital = Hospital.again(root, day=4)
    if step:
        sys.addaudithook(watch)
    hospital.night()


def attempt(root, step):
    # forked before polars starts a thread: one import for all attempts
    child = os.fork()
    if not child:
        try:
            night(root, step)
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


for step in range(1, 400, stride):
    killed = roots / f"{step}"
    shutil.copytree(pattern, killed, symlinks=True)
    code = attempt(killed, step)
    print(step, code, attempt(killed, 0), flush=True)
    if code != -signal.SIGKILL:
        break
"""


# every ninth step: a night has about a hundred
@pytest.mark.parametrize(("mirror", "stride"), [("parquet", 9), ("sqlite", 37)])
def test_a_night_killed_anywhere_is_made_up_for_by_the_next(tmp_path: Path, mirror: str, stride: int) -> None:
    """Whatever step it dies at, an old or a new release serves whole, and the next night publishes the same rows."""
    people, events = patients(), visits(patients())
    pattern = tmp_path / "pattern"
    hospital = Hospital(pattern, mirror=mirror)
    hospital.deliver({"patients": people, "visits": events})
    hospital.night()
    old = {table: hospital.rows(table) for table in ("patients", "visits")}
    fresh = events.head(15).with_columns(value=pl.lit(61.5))
    hospital.deliver({"patients": people.head(58), "visits": pl.concat([events.slice(3), fresh])})
    roots = tmp_path / "roots"
    roots.mkdir()
    command = [sys.executable, "-c", _NIGHTS, str(pattern), str(roots), str(stride)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    codes = [tuple(int(word) for word in line.split()) for line in done.stdout.splitlines()]
    assert codes[-1][0] > 40
    assert {again for _, _, again in codes} == {0}, done.stderr
    assert [code for _, code, _ in codes] == [-signal.SIGKILL] * (len(codes) - 1) + [0]
    hospital.night()
    for table, before in old.items():
        expected = hospital.rows(table)
        assert not expected.equals(before)
        for step, _, _ in codes:
            serves = roots / str(step) / "mirror" / "current"
            assert rows(serves, table).equals(expected), (table, step)
            if mirror == "sqlite":
                with closing(sqlite3.connect(serves / "data.sqlite")) as lite:
                    held = Counter(lite.execute(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
                assert held == Counter(expected.iter_rows()), (table, step)

"""A stream killed at any commit step, or at any instant: nothing lost, nothing doubled, nothing raw anywhere."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.streaming import assemble_stream
from safeharbor.testing import FixedClock
from tests.runners.test_stream import (
    COMMITS,
    LANDING,
    committed,
    land,
    lines,
    many,
    policy_of,
    values_of,
    without_notes,
)

if TYPE_CHECKING:
    from pathlib import Path


# each attempt in a process of its own, forked before polars starts a thread: one import for all of them
_RUN = """
import json, os, random, signal, sys, threading
from pathlib import Path
from safeharbor.mirrors.commits import CommitMirror
from safeharbor.mirrors.lines import LineMirror
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners import dead_letters, stream, worker
from safeharbor.sources.landing import Landing
from safeharbor.sources.lines import Lines
from safeharbor.streaming import assemble_stream
from safeharbor.testing import Crash, FixedClock
from safeharbor.vault import keyed

OWNERS = {"vault": keyed.KeyedVault, "commits": CommitMirror, "lines": LineMirror, "store": dead_letters.StreamStore,
          "landing": Landing, "input": Lines, "worker": worker.Worker}

def dying(owner, name, after, when):
    real, crash = getattr(owner, name), Crash(after)
    def wrapped(*args, **kwargs):
        if when == "before":
            crash()
        result = real(*args, **kwargs)
        if when == "after":
            crash()
        return result
    setattr(owner, name, wrapped)

def attempt(path, step, given, taken):
    looks = 0
    def stopping():
        nonlocal looks
        waiting = any(path.parent.glob("landing/*/[!.]*.ndjson"))
        looks = 0 if waiting else looks + 1
        return looks > 1 and (path.parent / "landing").exists()
    later = float(step.removeprefix("random.")) if step.startswith("random.") else None
    if later is None and step != "none":
        owner, name, after, when = step.split(".")
        dying(OWNERS[owner], name, int(after), when)
    ends = os.open(given, os.O_RDONLY), os.open(taken, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    policy = compile_policy(load_policy(path))
    with assemble_stream(policy, clock=FixedClock(), descriptors=ends) as opened:
        if later is not None:
            threading.Timer(later, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
        stream.stream(opened.assembly, opened.ends, opened.pace, opened.telemetry, stopping=stopping)

for path, step, given, taken in json.load(sys.stdin):
    child = os.fork()
    if not child:
        try:
            attempt(Path(path), step, given, taken)
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def _attempts(jobs: list[tuple[Path, str]], *, lines: bool) -> list[int]:
    """Run streams one after another, (policy, where to die); return how each ended."""
    given = [
        (str(path), step, str(path.parent / "given" if lines else os.devnull), str(path.parent / "taken"))
        for path, step in jobs
    ]
    command = [sys.executable, "-c", _RUN]
    done = subprocess.run(command, input=json.dumps(given).encode(), capture_output=True, check=True)  # noqa: S603 - our own interpreter
    return [int(line) for line in done.stdout.split()]


STEPS = [
    "worker.work.0.after",
    "vault.commit.0.after",
    "store.bury.0.before",
    "store.bury.0.after",
    "OUT.commit.0.before",
    "OUT.commit.0.after",
    "OUT.commit.1.before",
    "OUT.commit.1.after",
    "store.save.0.before",
    "store.save.0.after",
    "store.save.1.before",
    "IN.confirm.0.before",
    "IN.confirm.0.after",
    "IN.confirm.1.before",
]


def _letters_of(policy: Path) -> int:
    descriptors = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_WRONLY)
    try:
        with assemble_stream(
            compile_policy(load_policy(policy)), clock=FixedClock(), descriptors=descriptors
        ) as opened:
            return sum(count for _, _, count in opened.ends.store.counts())
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def test_killed_between_files(tmp_path: Path) -> None:
    """From a file to a file: after SIGKILL at any step the next start goes on, and every row is there once."""
    jobs: list[tuple[Path, str]] = []
    for number, step in enumerate(STEPS):
        policy = policy_of(tmp_path / str(number))
        without_notes(policy, rows=40)
        made, good = many(policy.parent, rows=100)
        (policy.parent / "given").write_bytes(lines(made))
        jobs += [(policy, step.replace("OUT", "lines").replace("IN", "input")), (policy, "none")]
    assert _attempts(jobs, lines=True) == [-signal.SIGKILL, 0] * len(STEPS)
    for policy, step in jobs[::2]:
        found = [json.loads(line) for line in (policy.parent / "taken").read_bytes().splitlines()]
        assert (step, set(values_of(found).values()), len(values_of(found))) == (step, {1}, good)
        assert (step, _letters_of(policy)) == (step, len(made) - good)


def test_killed_between_a_landing_directory_and_commits(tmp_path: Path) -> None:
    """From files to Parquet: the same."""
    jobs: list[tuple[Path, str]] = []
    for number, step in enumerate(STEPS):
        policy = policy_of(tmp_path / str(number), source=LANDING, mirror=COMMITS)
        without_notes(policy, rows=40)
        made, good = many(policy.parent, rows=100)
        land(policy.parent, "a", made[:70])
        land(policy.parent, "b", made[70:])
        jobs += [(policy, step.replace("OUT", "commits").replace("IN", "landing")), (policy, "none")]
    assert _attempts(jobs, lines=False) == [-signal.SIGKILL, 0] * len(STEPS)
    for policy, step in jobs[::2]:
        values = Counter(committed(policy.parent, "labs")["value"].to_list())
        assert (step, set(values.values()), len(values)) == (step, {1}, good)
        assert (step, _letters_of(policy)) == (step, len(made) - good)
        assert not list((policy.parent / "commits").glob(".staging*"))


def test_killed_at_random_under_load(tmp_path: Path) -> None:
    """Killed again and again at random instants; `SAFEHARBOR_TEST_KILLS=200` for the whole of it."""
    kills = int(os.environ.get("SAFEHARBOR_TEST_KILLS", "6"))
    policy = policy_of(tmp_path, source=LANDING, mirror=COMMITS)
    without_notes(policy, rows=50)
    made, good = many(tmp_path, rows=200 * kills)
    dice = random.Random(7)  # noqa: S311 - instants, not secrets
    files = 4 * kills
    for number in range(files):
        land(tmp_path, f"f{number:05d}", made[number * len(made) // files : (number + 1) * len(made) // files])
    jobs = [*((policy, f"random.{dice.uniform(0.0, 0.4)}") for _ in range(kills)), (policy, "none")]
    ended = _attempts(jobs, lines=False)
    assert ended[-1] == 0
    assert set(ended[:-1]) <= {-signal.SIGKILL, 0}
    assert ended.count(-signal.SIGKILL) >= kills // 2
    values = Counter(committed(tmp_path, "labs")["value"].to_list())
    assert len(values) == good
    assert set(values.values()) == {1}
    assert _letters_of(policy) == len(made) - good
    for path in tmp_path.rglob("*"):
        if path.is_file() and not {"landing", "data"} & {part.name for part in path.parents}:
            assert b"50007919" not in path.read_bytes()

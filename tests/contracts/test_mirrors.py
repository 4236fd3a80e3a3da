"""What every mirror of files must do, whatever its format; `test_published.py` has what readers of all mirrors see."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from safeharbor.errors import BusyError, MirrorError, PolicyError
from safeharbor.mirrors import open_mirror
from safeharbor.mirrors.directory import DirectoryMirror
from safeharbor.mirrors.formats import FORMATS
from safeharbor.records import Position, ReleasedBatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.protocols import Mirror

AS_OF = dt.date(2024, 1, 1)
DOCUMENTS = {"manifest.json": b"{}"}
SCHEMA = pl.Schema({"token": pl.String(), "value": pl.Int64()})


@pytest.fixture(params=sorted(FORMATS))
def written(request: pytest.FixtureRequest) -> str:
    """Return the name of each format in turn."""
    return str(request.param)


def batch(keys: Sequence[int], *, offset: int, table: str = "labs") -> ReleasedBatch:
    """Return a batch whose rows say their own key."""
    frame = pl.DataFrame(
        {"token": [f"t{key}" for key in keys], "value": list(range(offset, offset + len(keys)))}, SCHEMA
    )
    return ReleasedBatch(table, frame, pl.Series("k", keys, dtype=pl.UInt64), {}, Position(offset + len(keys)))


def read(folder: Path, written: str) -> pl.DataFrame:
    """Return a table of a release, part after part."""
    parts = sorted(folder.iterdir())
    match written:
        case "parquet":
            return pl.concat([pl.read_parquet(part) for part in parts])
        case "csv":
            return pl.concat([pl.read_csv(part, schema=SCHEMA) for part in parts])
        case _:
            return pl.concat([pl.read_ndjson(part, schema=SCHEMA) for part in parts])


def release(root: Path, written: str, name: str, keys: Sequence[int] = (3, 1, 2)) -> Path:
    """Publish one table of one batch."""
    mirror = open_mirror(written, root, as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.write(batch(keys, offset=0))
    mirror.finish()
    return mirror.publish(name, {"manifest.json": json.dumps({"release": name}).encode()})


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_layout(tmp_path: Path, written: str) -> None:
    """A release is releases/<name>/<table>/part-00000 with its manifest; `current` is a relative link to it."""
    folder = release(tmp_path / "mirror", written, "r1")
    assert folder == tmp_path / "mirror" / "releases" / "r1"
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert names == ["labs/part-00000." + written, "manifest.json"]
    assert os.readlink(tmp_path / "mirror" / "current") == "releases/r1"  # noqa: PTH115 - the link as written


def test_order_is_the_keys(tmp_path: Path, written: str) -> None:
    """Rows come out by key over all batches; rows of one key keep the order they came in."""
    mirror = open_mirror(written, tmp_path / "mirror", as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.write(batch([9, 2, 5], offset=0))
    mirror.write(batch([5, 1, 2], offset=3))
    folder = mirror.finish()["labs"]
    got = read(folder, written)
    assert got.rows() == [("t1", 4), ("t2", 1), ("t2", 5), ("t5", 2), ("t5", 3), ("t9", 0)]
    mirror.abandon()


def test_batch_written_twice_is_there_once(tmp_path: Path, written: str) -> None:
    """A batch repeated after a crash of its runner is not doubled."""
    mirror = open_mirror(written, tmp_path / "mirror", as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.write(batch([1, 2], offset=0))
    mirror.write(batch([1, 2], offset=0))
    assert read(mirror.finish()["labs"], written).height == 2
    mirror.abandon()


def test_same_rows_same_bytes(tmp_path: Path, written: str) -> None:
    """Two runs over the same rows write the same bytes, whatever the sizes of their batches."""
    rng = np.random.default_rng(1)
    keys = [int(key) for key in rng.integers(0, 2**64, 5000, dtype=np.uint64)]
    found = []
    for step in (5000, 700):
        mirror = open_mirror(written, tmp_path / f"mirror{step}", as_of=AS_OF)
        mirror.begin({"labs": SCHEMA})
        for start in range(0, 5000, step):
            mirror.write(batch(keys[start : start + step], offset=start))
        mirror.finish()
        found.append(snapshot(mirror.publish("r1", {"manifest.json": b"{}"})))
    assert found[0] == found[1]


def test_table_without_rows(tmp_path: Path, written: str) -> None:
    """A table of no rows is still published, with its columns."""
    mirror = open_mirror(written, tmp_path / "mirror", as_of=AS_OF)
    mirror.begin({"labs": SCHEMA, "notes": SCHEMA})
    folders = mirror.finish()
    for folder in folders.values():
        part = folder / f"part-00000.{written}"
        assert part.exists()
    if written == "parquet":
        assert pl.read_parquet_schema(folders["notes"] / "part-00000.parquet") == SCHEMA
    if written == "csv":
        assert (folders["notes"] / "part-00000.csv").read_text() == "token,value\n"
    mirror.abandon()


def test_times_and_modes_tell_nothing(tmp_path: Path, written: str) -> None:
    """Every published file carries the policy's date as its time, and is not for everyone to read."""
    folder = release(tmp_path / "mirror", written, "r1")
    stamp = dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp()
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mtime == stamp
        assert path.stat().st_mode & 0o777 == (0o750 if path.is_dir() else 0o640)


def test_publishing_again_is_the_same_as_once(tmp_path: Path, written: str) -> None:
    """The same release again leaves the same files; another release of that name is refused."""
    root = tmp_path / "mirror"
    first = snapshot(release(root, written, "r1"))
    assert snapshot(release(root, written, "r1")) == first
    mirror = open_mirror(written, root, as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.finish()
    with pytest.raises(MirrorError, match="exists already"):
        mirror.publish("r1", {"manifest.json": b"another"})
    mirror.abandon()
    assert snapshot(root / "current") == first


def test_release_names_stay_in_the_folder(tmp_path: Path, written: str) -> None:
    """A release's name is no path."""
    mirror = open_mirror(written, tmp_path / "mirror", as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.finish()
    for name in ("../r1", "", ".hidden", "a/b"):
        with pytest.raises(MirrorError, match="name"):
            mirror.publish(name, {"manifest.json": b"{}"})
    mirror.abandon()


def test_older_releases_go(tmp_path: Path, written: str) -> None:
    """Only the newest releases stay, the current one among them."""
    root = tmp_path / "mirror"
    for name in ("r1", "r2", "r3", "r4"):
        mirror = open_mirror(written, root, as_of=AS_OF, keep_releases=2)
        mirror.begin({"labs": SCHEMA})
        mirror.finish()
        mirror.publish(name, {"manifest.json": b"{}"})
    assert sorted(path.name for path in (root / "releases").iterdir()) == ["r3", "r4"]
    current = open_mirror(written, root, as_of=AS_OF).current()
    assert current == root / "releases" / "r4"


def test_second_run_is_told_at_once(tmp_path: Path, written: str) -> None:
    """While one run holds the mirror another is refused, and what the first staged is untouched."""
    root = tmp_path / "mirror"
    mirror = open_mirror(written, root, as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.write(batch([1], offset=0))
    second = open_mirror(written, root, as_of=AS_OF)
    with pytest.raises(BusyError):
        second.begin({"labs": SCHEMA})
    second.abandon()
    assert read(mirror.finish()["labs"], written).height == 1
    mirror.abandon()
    release(root, written, "r1")


def test_abandon_leaves_the_old_release(tmp_path: Path, written: str) -> None:
    """An abandoned stage leaves nothing behind and the old release serving."""
    root = tmp_path / "mirror"
    release(root, written, "r1")
    before = snapshot(root)
    mirror = open_mirror(written, root, as_of=AS_OF)
    mirror.begin({"labs": SCHEMA})
    mirror.write(batch([7], offset=0))
    mirror.finish()
    mirror.abandon()
    assert snapshot(root) == before
    assert mirror.current() == root / "releases" / "r1"


def test_nothing_before_the_first_release(tmp_path: Path, written: str) -> None:
    """A mirror that never published has no current release and is no folder yet."""
    assert open_mirror(written, tmp_path / "mirror", as_of=AS_OF).current() is None
    assert not (tmp_path / "mirror").exists()


def test_missing_parent(tmp_path: Path, written: str) -> None:
    """A mirror whose parent folder is missing is refused with a hint, not made."""
    mirror = open_mirror(written, tmp_path / "no" / "mirror", as_of=AS_OF)
    with pytest.raises(MirrorError, match="Hint: create the parent folder"):
        mirror.begin({"labs": SCHEMA})


def test_place_taken_by_a_file(tmp_path: Path, written: str) -> None:
    """A file where the mirror should be is refused with a hint, not overwritten."""
    (tmp_path / "mirror").write_text("mine")
    with pytest.raises(MirrorError, match="Hint: name a folder"):
        open_mirror(written, tmp_path / "mirror", as_of=AS_OF).begin({"labs": SCHEMA})
    assert (tmp_path / "mirror").read_text() == "mine"


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_read_only(tmp_path: Path, written: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror that may not be written raises MirrorError with a hint; the old release still serves."""
    root = tmp_path / "mirror"
    release(root, written, "r1")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), "the place")

    mirror = open_mirror(written, root, as_of=AS_OF)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        with pytest.raises(MirrorError, match="Hint: ") as caught:
            mirror.begin({"labs": SCHEMA})
    assert str(tmp_path) not in str(caught.value)
    assert mirror.current() == root / "releases" / "r1"
    release(root, written, "r2")


def test_other_columns_are_refused(tmp_path: Path, written: str) -> None:
    """A batch with a column the mirror was not opened for never gets in."""
    mirror = open_mirror(written, tmp_path / "mirror", as_of=AS_OF)
    mirror.begin({"labs": pl.Schema({"token": pl.String()})})
    with pytest.raises(MirrorError, match="columns"):
        mirror.write(batch([1], offset=0))
    with pytest.raises(MirrorError, match="columns"):
        mirror.write(batch([1], offset=0, table="other"))
    mirror.abandon()


def test_unknown_format(tmp_path: Path) -> None:
    """An unknown format is refused with the known ones named."""
    with pytest.raises(PolicyError, match="csv, duckdb, ndjson, parquet, postgres, sqlite"):
        open_mirror("excel", tmp_path, as_of=AS_OF)


_RUNS = """
import datetime as dt, os, shutil, signal, sys
from pathlib import Path
import polars as pl
import safeharbor.mirrors.directory
from safeharbor.mirrors import open_mirror
from safeharbor.records import Position, ReleasedBatch

written, pattern, roots = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
schema = pl.Schema({"token": pl.String(), "value": pl.Int64()})


def publish(root, step):
    done = 0

    def watch(event, args):
        # the audit events of the calls that change files: the step-th one is the last
        nonlocal done
        touches = event in {"os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "os.utime"}
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if touches or writes:
            done += 1
        if done == step and event != "os.kill":
            os.kill(os.getpid(), signal.SIGKILL)

    mirror = open_mirror(written, root, as_of=dt.date(2024, 1, 1), keep_releases=1)
    sys.addaudithook(watch)
    mirror.begin({"labs": schema})
    for number, keys in enumerate([[2, 1], [3]]):
        frame = pl.DataFrame({"token": [f"t{key}" for key in keys], "value": keys}, schema)
        order = pl.Series(keys, dtype=pl.UInt64)
        mirror.write(ReleasedBatch("labs", frame, order, {}, Position(number + 1)))
    mirror.finish()
    mirror.publish("r2", {"manifest.json": b"{}"})


def attempt(root, step):
    # forked before polars starts a thread: one import for all attempts
    child = os.fork()
    if not child:
        try:
            publish(root, step)
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


for step in range(1, 200, int(sys.argv[4])):
    killed = roots / f"{step}"
    shutil.copytree(pattern, killed, symlinks=True)
    code = attempt(killed, step)
    again = roots / f"{step}-again"
    shutil.copytree(killed, again, symlinks=True)
    print(step, code, attempt(again, 0))
    if code != -signal.SIGKILL:
        break
"""


def test_killed_at_every_step(tmp_path: Path, written: str) -> None:
    """Whenever a run is killed, `current` is a whole old or new release, and the next run gives the same bytes."""
    pattern, roots = tmp_path / "pattern", tmp_path / "roots"
    old = snapshot(release(pattern, written, "r1"))
    roots.mkdir()
    # the steps are the same for every format
    stride = "1" if written == "parquet" else "6"
    command = [sys.executable, "-c", _RUNS, written, str(pattern), str(roots), stride]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    codes = [tuple(int(word) for word in line.split()) for line in done.stdout.splitlines()]
    assert codes[-1][0] > 20
    assert {again for _, _, again in codes} == {0}
    assert [code for _, code, _ in codes] == [-signal.SIGKILL] * (len(codes) - 1) + [0]
    new = snapshot(roots / str(codes[-1][0]) / "current")
    assert set(new) == {f"labs/part-00000.{written}", "manifest.json"}
    for step, _, _ in codes:
        killed, again = roots / str(step), roots / f"{step}-again"
        assert snapshot(killed / "current") in (old, new)
        for folder in (killed / "releases").iterdir():
            assert snapshot(folder) in (old, new)
        assert snapshot(again / "current") == new
        assert sorted(path.name for path in again.iterdir()) == [".lock", "current", "releases"]


def _stage(mirror: Mirror, keys: Sequence[int]) -> None:
    mirror.write(batch(keys, offset=0))
    mirror.finish()


@pytest.mark.parametrize("memory", [0, 1 << 30], ids=["while staging", "while finishing"])
def test_disk_full(tmp_path: Path, written: str, memory: int) -> None:
    """When files can grow no more the run raises MirrorError, the old release serves, and a later run succeeds."""
    root = tmp_path / "mirror"
    old = snapshot(release(root, written, "r1"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    rng = np.random.default_rng(2)
    keys = [int(key) for key in rng.integers(0, 2**63, 20_000)]
    mirror = DirectoryMirror(root, FORMATS[written], as_of=AS_OF, memory=memory)
    mirror.begin({"labs": SCHEMA})
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(MirrorError, match="Hint: ") as caught:
            _stage(mirror, keys)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(tmp_path) not in str(caught.value)
    assert snapshot(root / "current") == old
    mirror.abandon()
    release(root, written, "r2", keys)
    assert read(root / "current" / "labs", written).height == 20_000

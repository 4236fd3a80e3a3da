"""The ledger of nights rests sealed, and one that does not open is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from safeharbor.mirrors.laid import KEY, Held, Laid, Part, Span
from safeharbor.mirrors.splicing import Tally
from safeharbor.runners.ledger import DamagedError, Ledger, Ledgers
from safeharbor.runners.segments import Numbered

if TYPE_CHECKING:
    from pathlib import Path

SECRET = bytes(range(32))


def _ledger(release: str = "r1", rows: int = 5) -> Ledger:
    marks = pl.DataFrame({KEY: np.arange(rows), "\x01a": np.arange(rows) * 7, "\x01b": np.arange(rows)}).cast(pl.UInt64)
    laid = Laid((Part(rows, Span(0, 60), Tally({"zip": rows}, {"zip": 1}), Held(marks), {7: rows}),))
    return Ledger(
        release,
        {"policy": "x"},
        {"patients": ("d2", "d1")},
        {"patients": laid},
        {"patients": Counter({("zip", "cells"): 4, ("", "rows"): 5})},
        aged=("patient:77310042",),
        crossed=("patient:77310043",),
        known={12: 34},
        memory={"numbers": np.array([0, 5, 9], np.uint64)},
        segments={"patients": (Numbered("d", 7, rows),)},
    )


def test_what_is_committed_is_read(tmp_path: Path) -> None:
    """Every field comes back, over more than one page of sealed bytes."""
    ledgers = Ledgers(tmp_path / "nights", SECRET)
    assert ledgers.read() is None
    wanted = _ledger(rows=400_000)
    ledgers.commit(wanted)
    found = ledgers.read()
    assert found is not None
    assert (found.release, found.context, found.deliveries) == (wanted.release, wanted.context, wanted.deliveries)
    assert (found.counts, found.aged, found.crossed, found.known) == (
        wanted.counts,
        wanted.aged,
        wanted.crossed,
        {12: 34},
    )
    assert found.tables["patients"].parts == wanted.tables["patients"].parts
    assert found.tables["patients"].rows.equals(wanted.tables["patients"].rows)
    assert found.memory["numbers"].tolist() == [0, 5, 9]
    assert found.segments == wanted.segments


def test_only_the_newest_stays(tmp_path: Path) -> None:
    """A commit removes the ledger before it, and nothing but head, ledger and the marks of its one part is left."""
    ledgers = Ledgers(tmp_path / "nights", SECRET)
    ledgers.commit(_ledger())
    ledgers.commit(_ledger("r2"))
    found = ledgers.read()
    assert found is not None
    assert found.release == "r2"
    kinds = sorted(path.name.partition("-")[0] for path in (tmp_path / "nights").iterdir())
    assert kinds == ["head", "ledger", "marks"]


def test_marks_of_a_part_left_alone_stay_in_their_file(tmp_path: Path) -> None:
    """What a night read from the ledger and hands back is not written again; what it made is."""
    ledgers = Ledgers(tmp_path / "nights", SECRET)
    ledgers.commit(_ledger())
    (before,) = (tmp_path / "nights").glob("marks-*")
    found = ledgers.read()
    assert found is not None
    (part,) = found.tables["patients"].parts
    more = replace(part, marks=Held(part.marks.rows()))
    ledgers.commit(replace(found, tables={"patients": Laid((part, more))}))
    names = {path.name for path in (tmp_path / "nights").glob("marks-*")}
    assert before.name in names
    assert len(names) == 2


def test_nothing_of_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    """Keys of people, fingerprints and numbers stand in no file; modes let nobody else in."""
    folder = tmp_path / "nights"
    ledger = _ledger()
    Ledgers(folder, SECRET).commit(ledger)
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    for secret in (b"77310042", b"patients", b"release", ledger.tables["patients"].rows[KEY].to_numpy().tobytes()):
        assert secret not in held
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert Ledgers(folder, bytes(32)).read() is None


def test_a_damaged_ledger_is_none(tmp_path: Path) -> None:
    """One flipped bit, a cut at any place, another night's page: the next night treats every row."""
    folder = tmp_path / "nights"
    ledgers = Ledgers(folder, SECRET)
    ledgers.commit(replace(_ledger(), memory={"numbers": np.arange(900_000, dtype=np.uint64)}))
    path = next(folder.glob("ledger-*"))
    content = path.read_bytes()
    for place in (20, 100, len(content) - 5):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert ledgers.read() is None
    for size in (0, 10, 40, 4 << 20, len(content) - 1):
        path.write_bytes(content[:size])
        assert ledgers.read() is None
    path.write_bytes(content)
    assert ledgers.read() is not None


def test_damaged_marks_are_not_used(tmp_path: Path) -> None:
    """Marks with a flipped bit, cut short, or those of another part do not open; where they are gone, all is."""
    folder = tmp_path / "nights"
    ledgers = Ledgers(folder, SECRET)
    ledgers.commit(_ledger(rows=300_000))
    (path,) = folder.glob("marks-*")
    content = path.read_bytes()
    Ledgers(tmp_path / "other", SECRET).commit(_ledger(rows=300_000))
    (other,) = (tmp_path / "other").glob("marks-*")
    cuts = [content[:size] for size in (0, 10, 40, 4 << 20, len(content) - 1)]
    flips = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in (3, 20, 100, len(content) - 5)]
    for damaged in (*cuts, *flips, other.read_bytes()):
        path.write_bytes(damaged)
        found = ledgers.read()
        assert found is not None
        with pytest.raises(DamagedError):
            found.tables["patients"].parts[0].marks.rows()
    path.write_bytes(content)
    found = ledgers.read()
    assert found is not None
    assert found.tables["patients"].rows.height == 300_000
    path.unlink()
    assert ledgers.read() is None

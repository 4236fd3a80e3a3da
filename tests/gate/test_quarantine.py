"""The quarantine: sealed, bounded, there once, and gone when it is done with."""

from __future__ import annotations

import dataclasses
import sqlite3
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor import gate
from safeharbor.errors import GateError, VaultError
from safeharbor.gate.held import HeldRows, read_rows, write_rows
from safeharbor.gate.leave import marks
from safeharbor.identifiers import DataKind
from safeharbor.testing import FixedClock
from tests.gate.given import batch, column, context, plan, treated

if TYPE_CHECKING:
    from pathlib import Path

SECRET = bytes(range(32))
RULES = plan(column("mrn", DataKind.MRN, "drop"), column("remark", DataKind.CATEGORY, "keep"), subject="mrn")
SOURCE = {"mrn": ["77310042", "77310043", "77310044"], "remark": ["stable", "call (773) 555-0142", "improved"]}
MADE = {"remark": SOURCE["remark"]}


def _quarantine(folder: Path, **more: int) -> gate.Quarantine:
    return gate.Quarantine(folder / "q", SECRET, policy="p", clock=FixedClock(), **more)


def _handling(quarantine: gate.Quarantine, what: str = "quarantine") -> gate.Handling:
    return gate.Handling(what, quarantine, "patient")  # type: ignore[arg-type]


def _release(handling: gate.Handling, offset: int = 0) -> pl.DataFrame:
    checks = gate.default_checks(context())
    done = gate.release(batch(SOURCE, offset=offset), treated(MADE), RULES, checks, handling=handling)
    assert len(done.order) == done.frame.height
    return done.frame


def test_rows_objected_to_are_left_out_and_kept(tmp_path: Path) -> None:
    """The other rows are released; the entry says why without a value, and holds source and treated row."""
    quarantine = _quarantine(tmp_path)
    assert _release(_handling(quarantine))["remark"].to_list() == ["stable", "improved"]
    (entry,) = quarantine.entries()
    assert (entry.what.table, entry.what.action, entry.what.blocked, entry.what.kept) == (
        "patients",
        "quarantine",
        1,
        1,
    )
    assert {reason.rows for reason in entry.what.reasons} == {(0,)}
    assert "555" not in repr(entry)
    _, rows = quarantine.rows(entry.id)
    assert rows.source.to_dicts() == [{"mrn": "77310043", "remark": "call (773) 555-0142"}]
    assert rows.treated["remark"].to_list() == ["call (773) 555-0142"]
    assert rows.subjects.to_list() == ["patient:77310043"]
    assert "555" not in repr(rows)


def test_nothing_readable_is_on_disk(tmp_path: Path) -> None:
    """Neither the text nor the record number stands in the file, which its owner alone may read."""
    _release(_handling(_quarantine(tmp_path)))
    content = (tmp_path / "q").read_bytes()
    assert not [value for value in (b"555-0142", b"77310043", b"call (773)") if value in content]
    assert (tmp_path / "q").stat().st_mode & 0o077 == 0


def test_an_entry_holds_its_own_rows_and_no_others() -> None:
    """What is sealed of one row out of ten thousand is a row's size: no buffer it shared comes with it."""
    frame = pl.DataFrame({"mrn": [f"a number long enough to be shared {n:09d}" for n in range(10_000)]})
    rows = HeldRows(frame, frame, frame["mrn"].alias("subject")).some([5_000])
    assert len(write_rows(rows)) < 4_000
    assert read_rows(write_rows(rows)).source.equals(frame[[5_000]])


def test_another_key_and_a_changed_reason_are_told(tmp_path: Path) -> None:
    """An entry opens with its own vault's key, and with the reasons it was sealed with, or not at all."""
    quarantine = _quarantine(tmp_path)
    _release(_handling(quarantine))
    with pytest.raises(VaultError, match="belongs to another vault"):
        gate.Quarantine(tmp_path / "q", bytes(32), policy="p", clock=FixedClock()).entries()
    with sqlite3.connect(tmp_path / "q") as connection:
        connection.execute("UPDATE held SET head = replace(head, 'telephone', 'zelephone')")
    connection.close()
    with pytest.raises(VaultError, match="was changed"):
        quarantine.entries()


def test_the_same_rows_delivered_twice_are_there_once(tmp_path: Path) -> None:
    """Delivered again, in this run or the next, from another place of the source: one entry."""
    for _ in range(2):
        quarantine = _quarantine(tmp_path)
        for offset in (0, 7):
            _release(_handling(quarantine), offset)
        quarantine.settle(["patients"])
    assert [entry.published for entry in quarantine.entries()] == [True]


def test_what_a_later_run_no_longer_meets_is_gone(tmp_path: Path) -> None:
    """A published run clears what earlier runs kept of the tables it read whole, and of no other table."""
    _release(_handling(_quarantine(tmp_path)))
    later = _quarantine(tmp_path)
    later.settle(["visits"])
    assert len(later.entries()) == 1
    later.settle(["patients"])
    assert later.entries() == []


def test_a_refusal_keeps_its_evidence_until_the_next_attempt(tmp_path: Path) -> None:
    """The rows of a refused run are held and named in the hint; another refused run holds its own instead."""
    first = _quarantine(tmp_path)
    with pytest.raises(gate.BlockedError, match="quarantine list"):
        _release(_handling(first, "refuse"))
    (entry,) = first.entries()
    assert (entry.what.action, entry.published) == ("refuse", False)
    second = _quarantine(tmp_path)
    other = {"remark": ["stable", "seen 03/14/2021", "improved"]}
    source = batch({**SOURCE, **other})
    handling = _handling(second, "refuse")
    with pytest.raises(gate.BlockedError):
        gate.release(source, treated(other), RULES, gate.default_checks(context()), handling=handling)
    assert [found.id for found in second.entries()] != [entry.id]
    assert len(second.entries()) == 1


def test_a_refusal_stands_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """No folder, no room: the batch is refused for its own reasons all the same."""
    for quarantine in (_quarantine(tmp_path / "nowhere"), _quarantine(tmp_path, most_bytes=10)):
        with pytest.raises(gate.BlockedError, match="telephone"):
            _release(_handling(quarantine, "refuse"))
        assert _release(_handling(quarantine, "withhold"))["remark"].to_list() == ["stable", None, "improved"]


def test_rows_that_cannot_be_kept_are_not_left_out(tmp_path: Path) -> None:
    """What would be neither published nor kept stops the release: full, or no place to write."""
    with pytest.raises(GateError, match="is full"):
        _release(_handling(_quarantine(tmp_path, most_bytes=10)))
    with pytest.raises(VaultError, match="cannot be written"):
        _release(_handling(_quarantine(tmp_path / "nowhere")))


def test_a_file_that_a_killed_run_left_empty_holds_nothing(tmp_path: Path) -> None:
    """Made and never written: no entry, no leave, and the next run uses it."""
    (tmp_path / "q").touch(mode=0o600)
    quarantine = _quarantine(tmp_path)
    assert (quarantine.entries(), quarantine.permits(), quarantine.withdraw("x")) == ([], frozenset(), 0)
    assert _release(_handling(quarantine)).height == 2


def test_what_is_wrong_as_a_whole_refuses_and_says_so(tmp_path: Path) -> None:
    """A column no rule names is no matter of rows; the entry has the reason and holds no row."""
    quarantine = _quarantine(tmp_path)
    with pytest.raises(gate.BlockedError):
        gate.release(
            batch({"mrn": ["1"], "remark": ["x"]}),
            treated({"extra": ["y"], "remark": ["x"]}),
            RULES,
            gate.default_checks(context()),
            handling=_handling(quarantine),
        )
    (entry,) = quarantine.entries()
    assert (entry.what.blocked, entry.what.kept) == (0, 0)
    _, rows = quarantine.rows(entry.id)
    assert marks(quarantine, entry, rows, frozenset({0})) == []


def test_a_cell_that_a_person_lets_through_passes_and_is_counted(tmp_path: Path) -> None:
    """Let through, the same cell passes in every run and under every policy action; taken back, it does not."""
    quarantine = _quarantine(tmp_path)
    _release(_handling(quarantine))
    (entry,) = quarantine.entries()
    _, rows = quarantine.rows(entry.id)
    assert marks(quarantine, entry, rows, frozenset()) == []
    later = _quarantine(tmp_path)
    handling = _handling(later, "refuse")
    with pytest.raises(gate.BlockedError):
        _release(handling)
    quarantine.permit(entry.id, marks(quarantine, entry, rows, frozenset({0})))  # as another process does
    done = gate.release(batch(SOURCE), treated(MADE), RULES, gate.default_checks(context()), handling=handling)
    assert done.frame["remark"].to_list() == SOURCE["remark"]
    assert done.counts["remark", "gate_released"] == 1
    assert later.withdraw(entry.id) > 0
    assert _release(_handling(later)).height == 2


def test_leave_for_one_cell_is_no_leave_for_another(tmp_path: Path) -> None:
    """The same check in the same column objects to another value as before."""
    quarantine = _quarantine(tmp_path)
    _release(_handling(quarantine))
    (entry,) = quarantine.entries()
    quarantine.permit(entry.id, marks(quarantine, entry, quarantine.rows(entry.id)[1], frozenset({0})))
    other = {"remark": ["stable", "call (773) 555-0143", "improved"]}
    done = gate.release(
        batch({**SOURCE, **other}),
        treated(other),
        RULES,
        gate.default_checks(context()),
        handling=_handling(quarantine),
    )
    assert done.frame["remark"].to_list() == ["stable", "improved"]


def test_a_person_can_be_taken_out(tmp_path: Path) -> None:
    """Purged from the quarantine, a person's rows are gone and others' stay; their bytes are overwritten."""
    both = {"mrn": ["77310042", "77310043"], "remark": ["call (773) 555-0141", "call (773) 555-0142"]}
    quarantine = _quarantine(tmp_path)
    gate.release(
        batch(both),
        treated({"remark": both["remark"]}),
        RULES,
        gate.default_checks(context()),
        handling=_handling(quarantine),
    )
    assert quarantine.forget(["patient:77310042"]) == 1
    (entry,) = quarantine.entries()
    _, rows = quarantine.rows(entry.id)
    assert rows.source["mrn"].to_list() == ["77310043"]
    assert {row for reason in entry.what.reasons for row in reason.rows} == {0}
    assert quarantine.forget(["patient:77310043"]) == 1
    assert quarantine.entries() == []


def test_a_list_elements_cell_points_at_its_row(tmp_path: Path) -> None:
    """In a nested column, the row of the element objected to is left out, and no other."""
    rules = plan(column("remarks[]", DataKind.CATEGORY, "keep"))
    frame = pl.DataFrame({"remarks": [["a", "b"], [], ["c", "call (773) 555-0142"], ["d"]]})
    quarantine = _quarantine(tmp_path)
    done = gate.release(
        batch(frame), treated(frame), rules, gate.default_checks(context()), handling=_handling(quarantine)
    )
    assert done.frame["remarks"].to_list() == [["a", "b"], [], ["d"]]
    (entry,) = quarantine.entries()
    assert quarantine.rows(entry.id)[1].source.to_dicts() == [{"remarks": ["c", "call (773) 555-0142"]}]


def test_a_batch_of_which_nothing_is_left_is_empty_and_typed(tmp_path: Path) -> None:
    """Every row objected to: the released frame has the columns and no rows."""
    made = {"remark": ["call (773) 555-0142"] * 3}
    done = gate.release(
        batch({**SOURCE, **made}),
        treated(made),
        RULES,
        gate.default_checks(context()),
        handling=_handling(_quarantine(tmp_path)),
    )
    assert (done.frame.height, done.frame.schema) == (0, pl.Schema({"remark": pl.String}))


def test_looking_again_keeps_nothing(tmp_path: Path) -> None:
    """A handling that does not keep leaves the entries as they are."""
    quarantine = _quarantine(tmp_path)
    handling = dataclasses.replace(_handling(quarantine, "refuse"), keeps=False)
    with pytest.raises(gate.BlockedError):
        _release(handling)
    assert quarantine.entries() == []

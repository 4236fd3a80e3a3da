"""The audit log: append-only, and any change shows."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from safeharbor.audit import AuditEvent, AuditLog, Head, verify_log
from safeharbor.audit.events import chain_start, chained, signed_message
from safeharbor.errors import SafeHarborError, VaultError
from safeharbor.vault.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SIGNER = SigningKey(bytes(range(32)))
PERSONS = [f"{number:032x}" for number in range(5)]


def _event(number: int) -> AuditEvent:
    return AuditEvent(
        "reidentify", f"user{number % 3}", kind="mrn", subject=PERSONS[number % 5], purpose="care", detail={"n": number}
    )


def _day(number: int) -> dt.datetime:
    return NOW + dt.timedelta(days=number)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a log of 40 events, one a day, the last 20 in one step."""
    path = tmp_path / "vault.audit"
    log = AuditLog(path, signer=SIGNER)
    for number in range(20):
        log.append(_event(number), at=_day(number))
    log.append_many((_event(number) for number in range(20, 40)), at=_day(20))
    log.close()
    return path


def test_untouched_log_verifies(path: Path) -> None:
    """A log nobody touched has no problem, alone and against the head a manifest pinned."""
    log = AuditLog(path)
    assert log.head().number == 40
    found = verify_log(path, SIGNER.public, anchor=log.head())
    assert found.problems == ()
    assert (found.events, found.head) == (40, log.head())


def test_new_log_verifies(tmp_path: Path) -> None:
    """A log without events is whole."""
    AuditLog(tmp_path / "log", signer=SIGNER).close()
    assert verify_log(tmp_path / "log", SIGNER.public).problems == ()


def test_who_saw(path: Path) -> None:
    """The events about one person in a span of time, oldest first, and none about others."""
    log = AuditLog(path)
    seen = list(log.who_saw(PERSONS[2], since=_day(3), until=_day(17)))
    assert [item.number for item in seen] == [8, 13]
    assert {item.event.subject for item in seen} == {PERSONS[2]}
    assert [item.at for item in seen] == [_day(7), _day(12)]
    assert len(list(log.who_saw(PERSONS[2]))) == 8
    assert list(log.who_saw("f" * 32)) == []
    assert len(list(log.events(since=_day(19)))) == 21


def _sql(*statements: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return change


def _pin(change: Callable[[str], str] | None) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        pin = path.with_name(path.name + ".head")
        if change is None:
            pin.unlink()
        else:
            pin.write_text(change(pin.read_text()))

    return edit


FIELDS = ["event", "who", "outcome", "kind", "subject", "purpose", "detail", "at", "n"]
TAMPERING: dict[str, Callable[[Path], None]] = {
    **{
        f"{field} of event {number} changed": _sql(
            f"UPDATE event SET line = json_set(line, '$.{field}', 'x') WHERE number = {number}"  # noqa: S608 - ours
        )
        for field in FIELDS
        for number in (1, 20, 40)
    },
    **{f"event {number} deleted": _sql(f"DELETE FROM event WHERE number = {number}") for number in (1, 2, 21, 39, 40)},  # noqa: S608
    "first ten deleted": _sql("DELETE FROM event WHERE number <= 10"),
    "last ten deleted": _sql("DELETE FROM event WHERE number > 30"),
    "all deleted": _sql("DELETE FROM event"),
    "all deleted with their signatures": _sql("DELETE FROM event", "DELETE FROM checkpoint"),
    "deleted and renumbered": _sql(
        "DELETE FROM event WHERE number = 10", "UPDATE event SET number = number - 1 WHERE number > 10"
    ),
    "two exchanged": _sql(
        "UPDATE event SET number = -3 WHERE number = 3",
        "UPDATE event SET number = 3 WHERE number = 4",
        "UPDATE event SET number = 4 WHERE number = -3",
    ),
    "lines of two exchanged": _sql(
        "UPDATE event SET line = (SELECT e.line FROM event e WHERE e.number = 9 - event.number) WHERE number IN (4, 5)"
    ),
    "one inserted": _sql("INSERT INTO event SELECT 41, at, subject, line FROM event WHERE number = 40"),
    "one put before the first": _sql("INSERT INTO event SELECT 0, at, subject, line FROM event WHERE number = 1"),
    "one doubled in the middle": _sql(
        "UPDATE event SET number = number + 1000 WHERE number > 10",
        "INSERT INTO event SELECT 11, at, subject, line FROM event WHERE number = 10",
        "UPDATE event SET number = number - 999 WHERE number > 1000",
    ),
    "filed under another person": _sql("UPDATE event SET subject = zeroblob(16) WHERE number = 7"),
    "filed under no person": _sql("UPDATE event SET subject = NULL WHERE number = 7"),
    "filed under another day": _sql("UPDATE event SET at = at - 86400000000 WHERE number = 7"),
    "line no JSON": _sql("UPDATE event SET line = 'x' WHERE number = 7"),
    "line with a blank more": _sql("UPDATE event SET line = line || ' ' WHERE number = 7"),
    "line with a field more": _sql("UPDATE event SET line = json_set(line, '$.extra', 1) WHERE number = 7"),
    "signature removed": _sql("DELETE FROM checkpoint"),
    "signature zeroed": _sql("UPDATE checkpoint SET signature = zeroblob(64)"),
    "signed chain changed": _sql("UPDATE checkpoint SET chain = randomblob(32)"),
    "signature moved": _sql("UPDATE checkpoint SET number = 39 WHERE number = 40"),
    "key exchanged": _sql("UPDATE log SET public = zeroblob(32)"),
    "log exchanged": _sql("UPDATE log SET id = 'other'"),
    "log row doubled": _sql("INSERT INTO log SELECT 'other', public FROM log"),
    "end cut off with its signature": _sql("DELETE FROM event WHERE number > 30", "DELETE FROM checkpoint"),
    "pin removed": _pin(None),
    "pin emptied": _pin(lambda _: ""),
    "pin for an earlier event": _pin(lambda text: text.replace('"number": 40', '"number": 39')),
    "pin of another chain": _pin(lambda text: text.replace('"chain": "', '"chain": "00', 1)[:-2] + '0"}'),
    "pin is no object": _pin(lambda _: "[]"),
}


def _forged(number: int, change: Callable[[str], str], signer: SigningKey | None) -> Callable[[Path], None]:
    """Change a line, work out the whole chain anew, and sign it with another key or leave the old signatures."""

    def forge(path: Path) -> None:
        connection = sqlite3.connect(path)
        (log,) = connection.execute("SELECT id FROM log").fetchone()
        chain = chain_start(log)
        for at, line in connection.execute("SELECT number, line FROM event ORDER BY number").fetchall():
            text = change(line) if at == number else line
            chain = chained(chain, text)
            connection.execute("UPDATE event SET line = ? WHERE number = ?", (text, at))
            connection.execute("UPDATE checkpoint SET chain = ? WHERE number = ?", (chain, at))
            if signer is not None:
                signature = signer.sign(signed_message(log, at, chain))
                connection.execute("UPDATE checkpoint SET signature = ? WHERE number = ?", (signature, at))
        if signer is not None:
            connection.execute("UPDATE log SET public = ?", (signer.public,))
            pin = {"number": 40, "chain": chain.hex(), "signature": signer.sign(signed_message(log, 40, chain)).hex()}
            path.with_name(path.name + ".head").write_text(json.dumps(pin))
        connection.commit()
        connection.close()

    return forge


def _another_log(path: Path) -> None:
    """Put a whole log of another vault in the place of this one."""
    for file in (path, path.with_name(path.name + ".head")):
        file.unlink()
    log = AuditLog(path, signer=SigningKey(bytes(32)))
    log.append_many((_event(number) for number in range(40)), at=NOW)
    log.close()


MALLORY = SigningKey(bytes(range(1, 33)))
TAMPERING |= {
    "name changed, chain worked out anew": _forged(7, lambda line: line.replace("user0", "user9"), None),
    "name changed, all signed by another": _forged(7, lambda line: line.replace("user0", "user9"), MALLORY),
    "outcome changed, all signed by another": _forged(40, lambda line: line.replace('"ok"', '"denied"'), MALLORY),
    "nothing changed, all signed by another": _forged(0, str, MALLORY),
    "another vault's log in its place": _another_log,
    "a name that only looks the same": _sql(
        "UPDATE event SET line = replace(line, 'user1', 'us\u0435r1') WHERE number = 5"
    ),
    "letters made large": _sql("UPDATE event SET line = upper(line) WHERE number = 5"),
    "line as bytes": _sql("UPDATE event SET line = CAST(line || ' ' AS BLOB) WHERE number = 5"),
    "line emptied": _sql("UPDATE event SET line = '' WHERE number = 5"),
    "line a list": _sql("UPDATE event SET line = '[]' WHERE number = 5"),
    "time made a fraction": _sql("UPDATE event SET line = json_set(line, '$.at', 1.5) WHERE number = 5"),
    "every second one deleted": _sql("DELETE FROM event WHERE number % 2 = 0"),
    "one person's deleted": _sql("DELETE FROM event WHERE subject = (SELECT subject FROM event WHERE number = 3)"),
    "order turned round": _sql("UPDATE event SET number = -number", "UPDATE event SET number = number + 41"),
    "an expiry made up": _sql(
        "DELETE FROM event WHERE number <= 10",
        "UPDATE event SET line = json_set(line, '$.event', 'audit.expire', '$.detail.upto', 10) WHERE number = 40",
    ),
    "signature of another event": _sql(
        "UPDATE checkpoint SET signature = (SELECT c.signature FROM checkpoint c WHERE c.number = 1) WHERE number = 40"
    ),
    "a checkpoint put before the first": _sql("INSERT INTO checkpoint VALUES (0, randomblob(32), randomblob(64))"),
    "pin's signature changed": _pin(lambda text: text.replace('"signature": "', '"signature": "00', 1)[:-2] + '"}'),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found(path: Path, how: str) -> None:
    """Every edit, deletion, insertion, reorder and truncation is reported."""
    TAMPERING[how](path)
    assert verify_log(path, SIGNER.public).problems


def test_fifty_ways_are_tried() -> None:
    """The tests above try at least fifty ways of tampering."""
    assert len(TAMPERING) >= 75
    # one kind on three events counts once
    assert len({how.replace("20", "1").replace("40", "1").replace("39", "1") for how in TAMPERING}) >= 50


def test_an_end_cut_off_at_an_old_signature_is_found_by_the_vaults_head(path: Path) -> None:
    """Signatures stay of each day's last event: whoever cuts off behind one and copies it is found by a kept head."""
    log = AuditLog(path)
    kept = log.head()
    log.close()
    connection = sqlite3.connect(path)
    number, chain, signature = connection.execute("SELECT * FROM checkpoint WHERE number = 15").fetchone()
    connection.execute("DELETE FROM event WHERE number > 15")
    connection.execute("DELETE FROM checkpoint WHERE number > 15")
    connection.commit()
    connection.close()
    pin = {"number": number, "chain": chain.hex(), "signature": signature.hex()}
    path.with_name(path.name + ".head").write_text(json.dumps(pin))
    assert verify_log(path, SIGNER.public).problems == ()
    assert "cut off" in verify_log(path, SIGNER.public, kept=kept).problems[0]
    forged = Head(15, "00" * 32)
    assert "the vault holds" in verify_log(path, SIGNER.public, kept=forged).problems[0]


def test_rolled_back_log_is_found_by_a_manifest(path: Path) -> None:
    """Log and pin both put back to an older copy: only the head that a manifest pinned shows it, and it does."""
    older = path.with_name("older")
    older.mkdir()
    for file in (path, path.with_name(path.name + ".head")):
        shutil.copy(file, older / file.name)
    log = AuditLog(path, signer=SIGNER)
    log.append(_event(41), at=NOW)
    anchor = log.head()
    log.close()
    assert verify_log(older / path.name, SIGNER.public).problems == ()
    assert "cut off" in verify_log(older / path.name, SIGNER.public, anchor=anchor).problems[0]
    forged = Head(anchor.number, "00" * 32)
    assert verify_log(path, SIGNER.public, anchor=forged).problems


def test_another_key_does_not_continue(path: Path) -> None:
    """A log is continued only under the key it was begun with, and verified only with that."""
    other = SigningKey(os.urandom(32))
    with pytest.raises(VaultError, match="another vault's key"):
        AuditLog(path, signer=other)
    assert verify_log(path, other.public).problems


def test_writers_share_the_chain(tmp_path: Path) -> None:
    """Several writers append to one log at once and the chain stays whole."""
    path = tmp_path / "log"
    AuditLog(path, signer=SIGNER).close()

    def work(seed: int) -> None:
        log = AuditLog(path, signer=SIGNER)
        for number in range(15):
            log.append(_event(number + seed), at=NOW)
        log.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify_log(path, SIGNER.public)
    assert found.problems == ()
    assert found.events == 60


def test_expiry_leaves_a_chain(tmp_path: Path) -> None:
    """Old events go, younger ones stay, the removal is on record, and the rest still verifies."""
    path = tmp_path / "log"
    log = AuditLog(path, signer=SIGNER)
    log.append_many((_event(number) for number in range(5000)), at=_day(0))
    log.append_many((_event(number) for number in range(100)), at=_day(10))
    assert log.expire(before=_day(5), who="keeper", at=_day(11)) == 5000
    assert log.expire(before=_day(5), who="keeper", at=_day(11)) == 0
    found = verify_log(path, SIGNER.public, anchor=log.head())
    assert found.problems == ()
    assert found.events == 101
    assert [item.event.event for item in log.events(since=_day(11))] == ["audit.expire"]
    assert log.expire(before=_day(99), who="keeper", at=_day(12)) > 0
    log.append(_event(1), at=_day(13))
    assert verify_log(path, SIGNER.public, anchor=log.head()).problems == ()
    _sql("DELETE FROM event WHERE number = (SELECT min(number) FROM event)")(path)
    assert verify_log(path, SIGNER.public).problems


@pytest.mark.parametrize(
    "fields",
    [
        {"event": "Read Jane Doe"},
        {"event": ""},
        {"outcome": "ok "},
        {"kind": "MRN"},
        {"purpose": "for Jane Doe"},
        {"subject": "00482913"},
        {"subject": "G" * 32},
        {"who": ""},
        {"who": "a\nb"},
        {"who": "x" * 200},
    ],
)
def test_events_hold_words_only(fields: dict[str, str]) -> None:
    """What could hold a value is refused, and not repeated."""
    given = {"event": "read", "who": "me", "outcome": "ok", "kind": "", "subject": "", "purpose": "", **fields}
    with pytest.raises(SafeHarborError) as caught:
        AuditEvent(
            given["event"],
            given["who"],
            outcome=given["outcome"],
            kind=given["kind"],
            subject=given["subject"],
            purpose=given["purpose"],
        )
    assert "Jane" not in str(caught.value)


def test_times_name_their_zone(path: Path) -> None:
    """A time without a time zone is refused; one in another zone is the same instant."""
    log = AuditLog(path, signer=SIGNER)
    with pytest.raises(SafeHarborError, match="time zone"):
        log.append(_event(1), at=NOW.replace(tzinfo=None))
    log.append(_event(1), at=_day(30).astimezone(dt.timezone(dt.timedelta(hours=-7))))
    assert [item.at for item in log.events(since=_day(29))] == [_day(30)]


def test_reader_changes_nothing(path: Path, tmp_path: Path) -> None:
    """A log opened without a key cannot be appended to, and one that is not there is not made."""
    with pytest.raises(SafeHarborError, match="reading only"):
        AuditLog(path).append(_event(1), at=NOW)
    for opener in (AuditLog, lambda missing: verify_log(missing, SIGNER.public)):
        with pytest.raises(VaultError, match="no audit log"):
            opener(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()
    assert path.stat().st_mode & 0o777 == 0o600

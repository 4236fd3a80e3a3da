"""The audit log in PostgreSQL: one chain from many writers, any change shows, tenants are apart."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from safeharbor.audit import AuditEvent
from safeharbor.audit.log import pin_path
from safeharbor.audit.postgres import PostgresAuditLog
from safeharbor.errors import SafeHarborError, VaultError
from safeharbor.vault.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from safeharbor.tenants import PostgresPlace
    from tests.vaults import Tenants

    Open = Callable[[], PostgresAuditLog]

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SIGNER = SigningKey(b"s" * 32)
ANN, BOB = "a" * 32, "b" * 32


@pytest.fixture
def place(tenants: Tenants) -> PostgresPlace:
    """Make a tenant."""
    return tenants.place()


@pytest.fixture
def opened(place: PostgresPlace, tmp_path: Path) -> Iterator[Open]:
    """Give a function that opens the tenant's log once more."""
    made: list[PostgresAuditLog] = []

    def again() -> PostgresAuditLog:
        made.append(PostgresAuditLog(place, tmp_path / "audit", signer=SIGNER))
        return made[-1]

    yield again
    for log in made:
        log.close()


def _event(subject: str = ANN, who: str = "dr") -> AuditEvent:
    return AuditEvent("reidentify", who, kind="mrn", subject=subject, purpose="treatment")


@pytest.fixture
def log(opened: Open) -> PostgresAuditLog:
    """Fill a log: three days, several events each."""
    log = opened()
    for day in range(3):
        log.append_many([_event(), _event(BOB), AuditEvent("run.published", "cron")], at=NOW + day * DAY)
        log.append(_event(who="nurse"), at=NOW + day * DAY)
    return log


def test_an_untouched_log_verifies(log: PostgresAuditLog, opened: Open) -> None:
    """A log that nobody touched has no problem, from whichever connection, and reaches its pinned head."""
    assert log.verify(SIGNER.public).problems == ()
    found = opened().verify(SIGNER.public, anchor=log.head(), kept=log.head())
    assert (found.events, found.problems, found.head) == (12, (), log.head())


def test_who_saw(log: PostgresAuditLog) -> None:
    """The events about one person come oldest first, within the span asked for; all events in order of number."""
    seen = list(log.who_saw(ANN))
    assert [(item.number, item.event.who) for item in seen] == [
        (n + 4 * day, who) for day in range(3) for n, who in ((1, "dr"), (4, "nurse"))
    ]
    assert [item.number for item in log.who_saw(ANN, since=NOW + DAY, until=NOW + 2 * DAY)] == [5, 8]
    assert list(log.who_saw("c" * 32)) == []
    assert [item.number for item in log.events()] == list(range(1, 13))
    assert [item.number for item in log.events(since=NOW + DAY, until=NOW + 2 * DAY)] == [5, 6, 7, 8]


def test_writers_make_one_chain(opened: Open) -> None:
    """Four writers at once append to one chain without a gap."""

    def work(log: PostgresAuditLog, who: str) -> None:
        for number in range(25):
            log.append_many([_event(who=who)] * (1 + number % 3), at=NOW)

    logs = [opened() for _ in range(4)]
    threads = [threading.Thread(target=work, args=(log, f"w{n}")) for n, log in enumerate(logs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = logs[0].verify(SIGNER.public)
    assert (found.events, found.problems) == (4 * 49, ())


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE event SET line = replace(line, 'nurse', 'sister') WHERE number = 4",
        "UPDATE event SET subject = decode(repeat('cc', 16), 'hex') WHERE number = 1",
        "UPDATE event SET subject = NULL WHERE number = 1",
        "UPDATE event SET at = at + 1 WHERE number = 6",
        "DELETE FROM event WHERE number = 5",
        "DELETE FROM event WHERE number = 12",
        "DELETE FROM event WHERE number < 5",
        "DELETE FROM event WHERE number > 8; DELETE FROM checkpoint WHERE number > 8",
        "DELETE FROM event; DELETE FROM checkpoint",
        "UPDATE event SET number = number + 100 WHERE number = 2; UPDATE event SET number = 2 WHERE number = 3",
        "INSERT INTO event (number, at, line) SELECT 13, at, line FROM event WHERE number = 12",
        "DELETE FROM checkpoint WHERE number = 12",
        "UPDATE checkpoint SET signature = decode(repeat('00', 64), 'hex')",
        "UPDATE checkpoint SET chain = decode(repeat('00', 32), 'hex') WHERE number = 8",
        "UPDATE log SET id = 'another'",
        "UPDATE log SET public = decode(repeat('00', 32), 'hex')",
    ],
)
def test_any_change_shows(log: PostgresAuditLog, tenants: Tenants, place: PostgresPlace, tampering: str) -> None:
    """An edit, a removal, a swap, an insertion or a cut by the tenant's own SQL is named."""
    with psycopg.connect(tenants.admin, autocommit=True) as connection:
        connection.execute(f'SET ROLE "{place.tenant}"'.encode())
        connection.execute("SET search_path = safeharbor")
        for statement in tampering.split(";"):
            connection.execute(statement.encode())
    assert log.verify(SIGNER.public).problems


def test_a_head_put_back_shows(log: PostgresAuditLog, tenants: Tenants, place: PostgresPlace, tmp_path: Path) -> None:
    """Who cuts the end off and puts the older copy of the head back is found by the head that was pinned elsewhere."""
    head, before = log.head(), pin_path(tmp_path / "audit").read_text()
    log.append(_event(who="thief"), at=NOW + 2 * DAY)
    latest = log.head()
    pin_path(tmp_path / "audit").write_text(before)
    with psycopg.connect(tenants.admin, autocommit=True) as connection:
        for table in ("event", "checkpoint"):
            statement = f"DELETE FROM safeharbor.{table} WHERE tenant = %s AND number > %s"  # noqa: S608 - constants
            connection.execute(statement.encode(), (place.tenant, head.number))
    assert any("cut off" in problem for problem in log.verify(SIGNER.public, kept=latest).problems)


def test_expiry_leaves_a_chain_that_verifies(log: PostgresAuditLog) -> None:
    """Old events go by whole days; their going is on record and the rest still verifies."""
    assert log.expire(before=NOW + DAY + DAY / 2, who="keeper", at=NOW + 3 * DAY) == 8
    found = log.verify(SIGNER.public)
    assert (found.events, found.problems) == (5, ())
    assert log.expire(before=NOW, who="keeper", at=NOW + 3 * DAY) == 0
    assert [item.number for item in log.who_saw(ANN)] == [9, 12]


def test_logs_of_tenants_are_apart(log: PostgresAuditLog, tenants: Tenants, tmp_path: Path) -> None:
    """Another tenant has a log of its own, and sees nothing of this one."""
    other = PostgresAuditLog(tenants.place(), tmp_path / "other", signer=SIGNER)
    assert list(other.events()) == []
    other.append(_event(), at=NOW)
    assert other.head().number == 1
    assert other.verify(SIGNER.public).problems == ()
    assert log.verify(SIGNER.public).events == 12
    other.close()


def test_another_vaults_key_is_refused(log: PostgresAuditLog, place: PostgresPlace, tmp_path: Path) -> None:
    """A log is appended to under the key it was begun with only; without a key it is only read."""
    with pytest.raises(VaultError, match="another vault's key"):
        PostgresAuditLog(place, tmp_path / "audit", signer=SigningKey(b"t" * 32))
    reader = PostgresAuditLog(place, tmp_path / "audit")
    assert reader.head() == log.head()
    with pytest.raises(SafeHarborError, match="reading only"):
        reader.append(_event(), at=NOW)
    reader.close()


def test_a_missing_log_is_not_made_up(place: PostgresPlace, tmp_path: Path) -> None:
    """Opening for reading makes nothing."""
    with pytest.raises(VaultError, match="no audit log of this tenant"):
        PostgresAuditLog(place, tmp_path / "audit")

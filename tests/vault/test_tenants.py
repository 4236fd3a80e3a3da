"""Tenants of one database are kept apart by the server, even from SQL of their own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, LiteralString

import polars as pl
import psycopg
import pytest
from psycopg import sql

from safeharbor.audit.postgres import FAMILY as AUDIT_FAMILY
from safeharbor.errors import VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.postgres import Server, connect
from safeharbor.tenants import Family, use_tables
from safeharbor.vault import MasterKey, PostgresPlace, open_store, open_vault
from safeharbor.vault.postgres import FAMILY
from tests.vaults import PASSWORD, Tenants, without_password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import Postgres

TABLES = FAMILY.tables


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key."""
    return MasterKey.from_file(tmp_path / "key", create=True)


def _filled(place: PostgresPlace, key: MasterKey) -> str:
    vault = open_vault("postgres", place, key)
    token = vault.tokenizer("research").tokenize(pl.Series(["a1"]), system="patient", kind=DataKind.MRN)[0]
    vault.remember({"p": KnownValues((KnownValue(DataKind.FULL_NAME, "Ann"),))})
    vault.commit()
    vault.close()
    opened = open_store("postgres", place, key)
    with opened.store.writing():
        opened.store.put_note("a note", b"x")
    opened.store.close()
    return str(token)


@pytest.fixture
def stranger(tenants: Tenants) -> Iterator[psycopg.Connection[Any]]:
    """Give a raw connection as another tenant with a vault of its own."""
    name, password = tenants.server.role()
    with psycopg.connect(tenants.admin, autocommit=True) as admin:
        admin.execute(f'GRANT USAGE ON SCHEMA safeharbor TO "{name}"'.encode())
        admin.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA safeharbor TO "{name}"'.encode())
    with psycopg.connect(without_password(tenants.admin, name), password=password, autocommit=True) as connection:
        yield connection


def _run(connection: psycopg.Connection[Any], statement: LiteralString, table: str) -> psycopg.Cursor[Any]:
    return connection.execute(sql.SQL(statement).format(sql.Identifier("safeharbor", table)))


def test_another_tenant_sees_and_touches_nothing(
    tenants: Tenants, key: MasterKey, stranger: psycopg.Connection[Any]
) -> None:
    """Raw SQL as another tenant's role reads no row, changes none, removes none, and plants none."""
    place = tenants.place()
    token = _filled(place, key)
    for table in TABLES:
        assert _run(stranger, "SELECT count(*) FROM {}", table).fetchone() == (0,), table
        assert _run(stranger, "DELETE FROM {}", table).rowcount == 0
        assert _run(stranger, "UPDATE {} SET tenant = current_user", table).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _run(stranger, "TRUNCATE {}", table)
    for statement in (
        "INSERT INTO safeharbor.vault (tenant, id) VALUES (%s, 'x')",
        "INSERT INTO safeharbor.note (tenant, name, content) VALUES (%s, 'purges', 'x')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            stranger.execute(statement, (place.tenant,))
    for statement in (
        "ALTER TABLE safeharbor.note DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON safeharbor.note",
        f'SET ROLE "{place.tenant}"',
        "SET row_security = off; SELECT * FROM safeharbor.note",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            stranger.execute(statement.encode())
    assert _filled(place, key) == token


def test_the_owner_of_the_tables_is_bound_too(tenants: Tenants, key: MasterKey) -> None:
    """The role that made the tables reads no tenant's rows, and a tenant's own role reads them all."""
    place = tenants.place()
    _filled(place, key)
    with connect(tenants.at, error=VaultError, autocommit=True) as owner:
        for table in TABLES:
            assert _run(owner, "SELECT count(*) FROM {}", table).fetchone() == (0,), table
        owner.execute(f'SET ROLE "{place.tenant}"'.encode())
        counts = [_run(owner, "SELECT count(*) FROM {}", table).fetchone() for table in TABLES]
    assert all(count and count[0] for count in counts)


def test_every_table_is_apart(tenants: Tenants) -> None:
    """Every table of the schema that has rows of tenants forces row-level security with a rule for all commands."""
    with psycopg.connect(tenants.admin) as connection:
        tables = connection.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'safeharbor'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        ).fetchall()
        rules = connection.execute(
            "SELECT tablename, cmd, roles, qual, with_check FROM pg_policies WHERE schemaname = 'safeharbor'"
        ).fetchall()
    assert {name for name, _ in tables} == {*TABLES, *AUDIT_FAMILY.tables, "format"}
    assert {name for name, forced in tables if not forced} == {"format"}
    own = "(tenant = CURRENT_USER)"
    assert all(rule[1:] == ("ALL", ["public"], own, own) for rule in rules)
    assert {rule[0] for rule in rules} == {name for name, _ in tables} - {"format"}


@pytest.mark.parametrize("attributes", ["SUPERUSER", "BYPASSRLS"])
def test_roles_above_the_law_are_refused(tenants: Tenants, key: MasterKey, attributes: str) -> None:
    """A role that row-level security does not bind opens no vault."""
    name, password = tenants.server.role(attributes=attributes)
    before, os.environ[PASSWORD] = os.environ[PASSWORD], password
    try:
        with pytest.raises(VaultError, match="passes over row-level security"):
            open_vault("postgres", PostgresPlace(Server(without_password(tenants.admin, name), PASSWORD)), key)
    finally:
        os.environ[PASSWORD] = before


def test_a_role_without_grants_is_told_what_it_needs(tenants: Tenants, key: MasterKey) -> None:
    """A tenant nobody gave the tables to is refused with the statements that would."""
    name, password = tenants.server.role()
    before, os.environ[PASSWORD] = os.environ[PASSWORD], password
    try:
        with pytest.raises(VaultError, match="may not make or use") as caught:
            open_vault("postgres", PostgresPlace(Server(without_password(tenants.admin, name), PASSWORD)), key)
    finally:
        os.environ[PASSWORD] = before
    assert "GRANT SELECT, INSERT, UPDATE, DELETE" in caught.value.hint


def test_a_tenant_cannot_become_another(tenants: Tenants, key: MasterKey) -> None:
    """Naming a tenant that the login is no member of is refused."""
    place = tenants.place()
    with psycopg.connect(tenants.admin, autocommit=True) as admin:
        admin.execute(f'REVOKE "{place.tenant}" FROM "{tenants.login}"'.encode())
    with pytest.raises(VaultError, match="does not allow"):
        open_vault("postgres", place, key)


def test_two_who_make_a_vault_at_once_make_one(tenants: Tenants, key: MasterKey) -> None:
    """A vault that is missing is not made up; made twice, the first one's stays."""
    place = tenants.place()
    with pytest.raises(VaultError, match="no vault of this tenant"):
        open_vault("postgres", place, key, create=False)
    first = open_vault("postgres", place, key)
    second = open_vault("postgres", place, key)
    assert first.id == second.id
    assert first.secret("x") == second.secret("x")
    first.close()
    second.close()


def test_tables_move_to_a_newer_format(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of an older format are led on by their owner, once; others wait; newer tables are refused."""
    admin = postgres.database()
    name, password = postgres.role()
    monkeypatch.setenv(PASSWORD, password)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'GRANT CREATE ON DATABASE {connection.info.dbname} TO "{name}"'.encode())
    first = "CREATE TABLE safeharbor.thing (tenant name NOT NULL DEFAULT current_user, a int)"
    second = "ALTER TABLE safeharbor.thing ADD b int; UPDATE safeharbor.thing SET b = a + 1"
    older, newer = Family("thing", ("thing",), (first,)), Family("thing", ("thing",), (first, second))
    with connect(Server(without_password(admin, name), PASSWORD), error=VaultError, autocommit=True) as connection:
        use_tables(connection, older, create=True, error=VaultError)
        connection.execute("INSERT INTO safeharbor.thing (a) VALUES (1)")
        with pytest.raises(VaultError, match="have format 1"):
            use_tables(connection, newer, create=False, error=VaultError)
        for _ in range(2):
            use_tables(connection, newer, create=True, error=VaultError)
        assert connection.execute("SELECT a, b FROM safeharbor.thing").fetchall() == [(1, 2)]
        with pytest.raises(VaultError, match="knows formats up to 1"):
            use_tables(connection, older, create=True, error=VaultError)

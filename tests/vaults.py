"""Places for vaults under test: a file, or a tenant of a real PostgreSQL."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
import pytest
from psycopg import sql

from safeharbor.audit.postgres import FAMILY as AUDIT_FAMILY
from safeharbor.errors import VaultError
from safeharbor.postgres import Server, connect
from safeharbor.tenants import GRANTS, PostgresPlace, use_tables
from safeharbor.vault.postgres import FAMILY
from tests.servers import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD: Final = "SAFEHARBOR_TEST_VAULT_PASSWORD"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Tenants:
    """A database whose schema one role owns; another may log in and become any tenant."""

    server: Postgres
    admin: str
    login: str

    def place(self) -> PostgresPlace:
        """Make a tenant and return its place; no vault is there yet."""
        name = f"tenant_{secrets.token_hex(6)}"
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
            login = sql.Identifier(self.login)
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), login))
            for grant in GRANTS.replace("tenant", name).split(";"):
                connection.execute(grant.encode())
        self.server.roles.append(name)
        return PostgresPlace(self.at, name)

    @property
    def at(self) -> Server:
        """The server, as the role that logs in."""
        return Server(without_password(self.admin, self.login), PASSWORD)


def without_password(url: str, user: str) -> str:
    """Return a URL for another user, who has a password elsewhere."""
    return Postgres.url(url, user=user, password="-").replace(":-@", "@")  # noqa: S106 - taken out again


@pytest.fixture(scope="session")
def tenants(postgres: Postgres) -> Iterator[Tenants]:
    """Give a database in which vaults may rest, its schema made."""
    yield prepared(postgres)
    del os.environ[PASSWORD]


def prepared(server: Postgres) -> Tenants:
    """Make a database in which vaults may rest; the password of who logs in stands in the environment."""
    admin = server.database()
    login, password = server.role()
    os.environ[PASSWORD] = password
    with psycopg.connect(admin, autocommit=True) as connection:
        made = sql.SQL("GRANT CREATE ON DATABASE {} TO {}")
        connection.execute(made.format(sql.Identifier(connection.info.dbname), sql.Identifier(login)))
    found = Tenants(server, admin, login)
    with connect(found.at, error=VaultError, autocommit=True) as connection:
        for family in (FAMILY, AUDIT_FAMILY):
            use_tables(connection, family, create=True, error=VaultError)
    return found


def place(kind: str, folder: Path, request: pytest.FixtureRequest) -> Path | PostgresPlace:
    """Return where a vault of this kind may rest: a path below `folder`, or a new tenant."""
    if kind == "sqlite":
        return folder / "vault.db"
    found: Tenants = request.getfixturevalue("tenants")
    return found.place()

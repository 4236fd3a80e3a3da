"""Tables that tenants share in PostgreSQL: made once, changed by numbered steps, rows kept apart by the server.

Every row names its tenant: a role. Row-level security, forced on the tables' owner too, shows and takes only rows
of the role that asks, so that even a tenant's own SQL meets no other tenant's rows. Roles that pass over row-level
security are refused. Whoever may create a schema makes the tables by opening them first, and owns them; other
tenants then need what `GRANTS` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from safeharbor.postgres import Server, connect, driver, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

    from safeharbor.errors import SafeHarborError

SCHEMA: Final = "safeharbor"
GRANTS: Final = (
    "GRANT USAGE ON SCHEMA safeharbor TO tenant; "
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA safeharbor TO tenant"
)
# held while tables are made or changed, so that two who open them at once do not both; spells "SHDV"
_MAKING: Final = 0x53484456
_FORMATS: Final = f"CREATE TABLE {SCHEMA}.format (family text PRIMARY KEY, format int NOT NULL)"
_APART: Final = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON {table} USING (tenant = current_user) WITH CHECK (tenant = current_user)",
)


# a writer that hangs or whose host is gone must not hold the others up for ever; who waited for a lock sees what
# the one before committed, whatever the role's own defaults are
_SESSION: Final = {
    "idle_in_transaction_session_timeout": "10min",
    "tcp_keepalives_idle": "60",
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
}


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """Where a tenant's rows rest: a server, and the role that is the tenant; without one, the role that logs in."""

    server: Server
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Tables that belong together. `steps`: SQL that leads from each format to the next, the first from nothing.

    `tables`: their names, without the schema; each has a column `tenant name NOT NULL DEFAULT current_user`.
    """

    name: str
    tables: tuple[str, ...]
    steps: tuple[str, ...]


def open_session(
    place: PostgresPlace, settings: Mapping[str, str], *, wait: float, error: type[SafeHarborError]
) -> psycopg.Connection[Any]:
    """Connect as the tenant, each statement a transaction of its own; `wait`: seconds to wait for a lock.

    `settings` hold for the whole session, which must be the client's own (no pooling by transaction).
    """
    connection = connect(place.server, error=error, autocommit=True)
    role = {"role": place.tenant} if place.tenant else {}
    try:
        with translated("open a session", error=error):
            lock = {"lock_timeout": f"{max(1, round(wait * 1000))}ms"}
            for setting in {**_SESSION, **settings, **lock, **role}.items():
                connection.execute("SELECT set_config(%s, %s, false)", setting)
    except BaseException:
        connection.close()
        raise
    return connection


def use_tables(
    connection: psycopg.Connection[Any], family: Family, *, create: bool, error: type[SafeHarborError]
) -> None:
    """See to it that a family's tables are there, in this software's format; `create`: make or change them if need be.

    Raises `error` when they are missing, of a newer format, not this role's to use, or this role is above the law.
    """
    with translated(f"open the {family.name} tables", error=error):
        _refuse_unbound(connection, error)
        try:
            held = _format(connection, family)
            if held < len(family.steps) and create:
                held = _change(connection, family)
        except driver().errors.InsufficientPrivilege:
            message = f"this database role may not make or use the {family.name} tables"
            raise error(message, hint=f"the schema's owner, for each tenant: {GRANTS}") from None
    if held > len(family.steps):
        message = f"the {family.name} tables have format {held}; this software knows formats up to {len(family.steps)}"
        raise error(message, hint="use the version of safeharbor that wrote them, or a newer one")
    if held < len(family.steps):
        message = (
            f"the {family.name} tables are missing" if not held else f"the {family.name} tables have format {held}"
        )
        raise error(message, hint="open them once as the schema's owner, for writing: `safeharbor vault init`")


def _refuse_unbound(connection: psycopg.Connection[Any], error: type[SafeHarborError]) -> None:
    sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    row = connection.execute(sql).fetchone()
    if row is None or row[0]:
        message = "this database role passes over row-level security, which keeps tenants apart"
        raise error(message, hint="use a role without SUPERUSER and BYPASSRLS, or name one as the tenant")


def _format(connection: psycopg.Connection[Any], family: Family) -> int:
    """Return the format the tables have, 0 when there are none."""
    if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.format",)).fetchone() == (None,):
        return 0
    row = connection.execute(f"SELECT format FROM {SCHEMA}.format WHERE family = %s", (family.name,)).fetchone()  # noqa: S608 - a constant
    return int(row[0]) if row else 0


def _change(connection: psycopg.Connection[Any], family: Family) -> int:
    """Lead the tables to this software's format, in one transaction; whoever comes second finds it done."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        held = _format(connection, family)
        if held >= len(family.steps):
            return held
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.format",)).fetchone() == (None,):
            connection.execute(_FORMATS)
        apart = [statement.format(table=f"{SCHEMA}.{table}") for table in family.tables for statement in _APART]
        for step in family.steps[held:]:
            connection.execute(step.encode())
        for statement in apart if not held else ():
            connection.execute(statement.encode())
        connection.execute(
            f"INSERT INTO {SCHEMA}.format VALUES (%s, %s) ON CONFLICT (family) DO UPDATE SET format = excluded.format",  # noqa: S608 - a constant
            (family.name, len(family.steps)),
        )
    return len(family.steps)

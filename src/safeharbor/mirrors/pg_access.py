"""Who may read what of a PostgreSQL mirror: read-only roles, tenants, one view per use, and nothing else.

A frontend's role sees views in a schema of its own and reaches nothing else: before a release is committed the
database itself is asked what the role could reach, and an answer too many refuses the release.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import MirrorError
from safeharbor.postgres import driver

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import psycopg
    from psycopg.sql import Composable

_HARDEN_HINT: Final = "run safeharbor/mirrors/hardening.sql once in the mirror's database, as a superuser"
# what a role can reach that it should not: one query, one number each
_REACHED: Final = {
    "relations": """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
          AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S')
          AND NOT (n.nspname = %(views)s AND c.relname = ANY(%(names)s) AND c.relkind = 'v')
          AND (has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
            OR CASE c.relkind WHEN 'S' THEN has_sequence_privilege(%(role)s, c.oid, 'USAGE, SELECT, UPDATE')
               ELSE has_table_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') END)""",
    "ways to change its views": """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(views)s
          AND has_table_privilege(%(role)s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')""",
    "schemas to create in": """SELECT count(*) FROM pg_namespace
        WHERE nspname !~ '^pg_(toast|temp)' AND has_schema_privilege(%(role)s, oid, 'CREATE')""",
    "functions": """SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_schema_privilege(%(role)s, n.oid, 'USAGE')
          AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')""",
    "other roles": """SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
        WHERE r.rolname = %(role)s""",
    "powers of an administrator": """SELECT count(*) FROM pg_roles WHERE rolname = %(role)s
        AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)""",
    "temporary tables": "SELECT has_database_privilege(%(role)s, current_database(), 'CREATE, TEMPORARY')::int",
    "large objects": "SELECT has_function_privilege(%(role)s, 'lo_create(oid)', 'EXECUTE')::int",
    "catalogs": "SELECT has_table_privilege(%(role)s, 'pg_catalog.pg_class', 'SELECT')::int",
}


@dataclass(frozen=True, slots=True)
class View:
    """A view of one table: its own column names -> the table's columns."""

    table: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Access:
    """Roles of a mirror. `readers` read every table; `frontends`: role -> view name -> view.

    `tenant`: the column by whose value rows are parted; `tenants`: role -> the values it may see.
    """

    readers: tuple[str, ...] = ()
    frontends: Mapping[str, Mapping[str, View]] = field(default_factory=dict)
    tenant: str | None = None
    tenants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, once."""
        return tuple(dict.fromkeys((*self.readers, *self.frontends)))


class Doors:
    """Opens what the policy says and shuts everything else, inside the caller's transaction."""

    def __init__(self, connection: psycopg.Connection[Any], schema: str, access: Access) -> None:
        """Take the connection, the tables' schema, and who may read."""
        self._connection = connection
        self._schema = schema
        self._access = access

    def shut(self) -> None:
        """Take from everybody what PostgreSQL gives to everybody."""
        sql = driver().sql
        name = self._connection.execute("SELECT current_database(), current_setting('is_superuser')").fetchone()
        database, superuser = name or ("", "off")
        self._run("REVOKE ALL ON DATABASE {} FROM PUBLIC", sql.Identifier(database))
        self._run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        if superuser == "on" and self._access.frontends:
            self._connection.execute((files("safeharbor.mirrors") / "hardening.sql").read_bytes())
        for role in self._access.roles:
            there = self._connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
            if there is None:
                self._run("CREATE ROLE {} NOLOGIN", sql.Identifier(role))
            self._run("GRANT CONNECT ON DATABASE {} TO {}", sql.Identifier(database), sql.Identifier(role))

    def open(self, tables: Mapping[str, Iterable[str]]) -> None:
        """Grant tables (name -> columns) to readers and make the frontends' views anew.

        Waits for those who read the views, and makes others wait until the transaction ends: done only where
        something changed.
        """
        sql = driver().sql
        schema = sql.Identifier(self._schema)
        self._tenants()
        for role in self._access.readers:
            self._run("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}", schema, sql.Identifier(role))
            self._run("GRANT USAGE ON SCHEMA {} TO {}", schema, sql.Identifier(role))
        for table, columns in tables.items():
            parted = self._access.tenant is not None and self._access.tenant in columns
            if parted:
                self._part(table)
            for role in self._access.readers:
                # a table without the tenant's column says nothing of whose its rows are
                if parted or self._access.tenant is None:
                    self._run("GRANT SELECT ON {} TO {}", sql.Identifier(self._schema, table), sql.Identifier(role))
        for role, views in self._access.frontends.items():
            self._frontend(role, views, tables)

    def check(self) -> None:
        """Ask the database what each frontend's role could reach; raises MirrorError when it is more than its views."""
        for role, views in self._access.frontends.items():
            asked = {"role": role, "views": self._views(role), "names": list(views)}
            for what, query in _REACHED.items():
                row = self._connection.execute(query.encode(), asked).fetchone()
                if row is None or row[0]:
                    message = f"the frontend role {role!r} can reach {what} besides its views"
                    raise MirrorError(message, hint=f"take its other grants away; else {_HARDEN_HINT}")

    def _views(self, role: str) -> str:
        return f"{self._schema}_{role}"

    def _tenants(self) -> None:
        """Keep which role sees which tenants in a table of its own, and a function that tells only one's own."""
        if self._access.tenant is None:
            return
        sql = driver().sql
        own = sql.Identifier(f"{self._schema}_tenants")
        self._run("CREATE SCHEMA IF NOT EXISTS {}", own)
        self._run("CREATE TABLE IF NOT EXISTS {}.tenant (role name, tenant text, PRIMARY KEY (role, tenant))", own)
        self._run("DELETE FROM {}.tenant", own)
        with self._connection.cursor() as cursor:
            pairs = [(role, tenant) for role, tenants in self._access.tenants.items() for tenant in tenants]
            cursor.executemany(sql.SQL("INSERT INTO {}.tenant VALUES (%s, %s)").format(own), pairs)
        # runs as its owner; the session's user is who logged in, whatever SET ROLE says
        self._run(
            "CREATE OR REPLACE FUNCTION {0}.mine() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER"
            " SET search_path = pg_catalog AS $$ SELECT coalesce(array_agg(tenant), ARRAY[]::text[])"
            " FROM {0}.tenant WHERE role = session_user $$",
            own,
        )

    def _part(self, table: str) -> None:
        """Let each reader see the rows of its own tenants."""
        sql = driver().sql
        place = sql.Identifier(self._schema, table)
        self._run("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", place)
        self._run("DROP POLICY IF EXISTS tenants ON {}", place)
        self._run("CREATE POLICY tenants ON {} FOR SELECT USING ({})", place, self._own_rows())

    def _own_rows(self) -> Composable:
        """Return the condition that a row is of a tenant of the session's user."""
        sql = driver().sql
        condition: Composable = sql.SQL("{}::text = ANY({})").format(
            sql.Identifier(str(self._access.tenant)),
            sql.SQL("{}.mine()").format(sql.Identifier(self._schema + "_tenants")),
        )
        return condition

    def _frontend(self, role: str, views: Mapping[str, View], tables: Mapping[str, Iterable[str]]) -> None:
        sql = driver().sql
        own = sql.Identifier(self._views(role))
        who = sql.Identifier(role)
        self._run("DROP SCHEMA IF EXISTS {} CASCADE", own)
        self._run("CREATE SCHEMA {}", own)
        self._run("GRANT USAGE ON SCHEMA {} TO {}", own, who)
        for name, view in views.items():
            columns = sql.SQL(", ").join(
                sql.SQL("{} AS {}").format(sql.Identifier(held), sql.Identifier(shown))
                for shown, held in view.columns.items()
            )
            parted = self._access.tenant is not None and self._access.tenant in tables.get(view.table, ())
            where = sql.SQL(" WHERE {}").format(self._own_rows()) if parted else sql.SQL("")
            place = sql.Identifier(self._views(role), name)
            # a barrier: no function in a query of the frontend's sees a row before the view's own condition
            self._run("CREATE VIEW {} WITH (security_barrier) AS SELECT {} FROM {}{}", place, columns,
                      sql.Identifier(self._schema, view.table), where)  # fmt: skip
            self._run("GRANT SELECT ON {} TO {}", place, who)

    def _run(self, statement: str, *parts: Composable) -> None:
        self._connection.execute(driver().sql.SQL(statement).format(*parts))

"""The tables and views of a database that this user may read."""

from __future__ import annotations

from typing import Final

from safeharbor import mysql, postgres
from safeharbor.errors import SourceError

# a partition's rows are its table's
_POSTGRES: Final = """
SELECT CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema$)'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND c.relname !~ '[.]'
ORDER BY 1
"""
_MYSQL: Final = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW') AND table_name NOT LIKE '%.%'
ORDER BY table_name
"""


def format_of_database(path: str) -> str | None:
    """Return the source format of a database's URL; None for any other place."""
    if postgres.is_postgres(path):
        return "postgres"
    return "mysql" if mysql.is_mysql(path) else None


def tables_of(path: str) -> list[str]:
    """Return the names of a database's tables and views as a policy names them. Raises SourceError."""
    what = "list the tables"
    if postgres.is_postgres(path):
        connection = postgres.connect(postgres.Server(path), error=SourceError, autocommit=True)
        with connection, postgres.translated(what, error=SourceError):
            return [name for (name,) in connection.execute(_POSTGRES)]
    other = mysql.connect(mysql.Server(path), error=SourceError)
    with other, mysql.translated(what, error=SourceError), other.cursor() as cursor:
        cursor.execute(_MYSQL)
        return [name.decode() for (name,) in cursor.fetchall()]

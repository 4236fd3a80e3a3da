"""What a policy says of databases: where a mirror or a vault is, and who may read what of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# PostgreSQL folds and cuts names: only those it leaves alone
SqlName = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,40}$")]


class _Model(BaseModel):
    """Frozen, nothing unknown, and errors that never repeat the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class VaultDatabaseRule(_Model):
    """A PostgreSQL database in which vaults rest, each a tenant of its own."""

    url: str = Field(description="postgresql://user@host/database; never with a password.")
    password_env: str | None = Field(
        default=None,
        description="Environment variable of the password; else libpq's own (PGPASSWORD, .pgpass, service).",
    )
    tenant: str = Field(default="", description="Role whose vault this is; default: the role that logs in.")


class ViewRule(_Model):
    """A view for a frontend: columns of one table, and no others."""

    table: str
    columns: dict[SqlName, str] = Field(min_length=1, description="Name in the view -> the table's column.")


class DatabaseRule(_Model):
    """A PostgreSQL database that never held PHI."""

    url: str = Field(description="postgresql://loader@host/database; its user owns the database.")
    password_env: str | None = Field(default=None, description="Environment variable of the password.")
    db_schema: SqlName = Field(default="mirror", alias="schema", description="Schema of the tables.")
    readers: tuple[SqlName, ...] = Field(default=(), description="Roles that may read every table.")
    frontends: dict[SqlName, dict[SqlName, ViewRule]] = Field(
        default_factory=dict, description="Role -> its views, in the schema SCHEMA_ROLE; it reaches nothing else."
    )
    tenant: str | None = Field(default=None, description="Column by whose value rows are parted among tenants.")
    tenants: dict[SqlName, tuple[str, ...]] = Field(
        default_factory=dict, description="Login role -> published values of `tenant` whose rows it sees."
    )

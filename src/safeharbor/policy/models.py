"""The policy file as typed, frozen values. YAML becomes a `Policy` at the edge, nowhere else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from safeharbor.identifiers import DataKind
from safeharbor.policy.databases import DatabaseRule, VaultDatabaseRule
from safeharbor.policy.streams import StreamRule

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
KeySource = Annotated[
    str, StringConstraints(pattern=r"^(file:.+|env:[A-Za-z_]\w*|keyring:[\w.-]+|kms:[A-Za-z0-9:/_-]+@.+)$")
]
SignatureAlgorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"]
Method = Literal["safe_harbor", "expert_determination"]


class _Model(BaseModel):
    """Frozen, nothing unknown, and errors that never repeat the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SourceRule(_Model):
    """Where a table comes from. Dialect settings left out are detected."""

    path: str = Field(
        description="File, glob, folder (hive partitions welcome), or URL of an object store or database."
    )
    table: str | None = Field(default=None, description="A database's table: `name` or `schema.name`.")
    query: str | None = Field(default=None, description="Instead of a table: a query whose rows are the table.")
    password_env: str | None = Field(default=None, description="Environment variable of the database password.")
    format: Literal["csv", "parquet", "ndjson", "json", "text", "mysql", "postgres"] | None = Field(
        default=None, description="Left out: told by the file's name and content."
    )
    delimiter: str | None = Field(default=None, max_length=1)
    quote: str | None = Field(default=None, max_length=1)
    encoding: str | None = None
    options: dict[str, str] = Field(
        default_factory=dict, description="Object-store options, as polars' `storage_options`."
    )


class Case(_Model):
    """A treatment for the rows in which a neighbouring column holds one of some codes."""

    column: str = Field(description="The neighbouring column, such as the observation's code.")
    values: tuple[str, ...] = Field(min_length=1, description="Codes; never identifiers.")
    kind: DataKind = DataKind.UNKNOWN
    treatment: Name


class Rule(_Model):
    """What a column or nested field is, and what happens to it."""

    kind: DataKind = DataKind.UNKNOWN
    treatment: Name
    system: Name | None = Field(
        default=None,
        description="Namespace of an id: the same id in the same system is the same token. Default: the kind.",
    )
    type: Literal["string", "integer", "float", "boolean"] | None = Field(
        default=None, description="Type of a kept column in the mirror. Default: as the source has it."
    )
    source_type: str | None = Field(
        default=None, description="polars type the source had when the rule was written; another one is drift."
    )
    cases: tuple[Case, ...] = Field(
        default=(), description="Exceptions by a neighbouring column's code; the first that fits."
    )
    options: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="The treatment's own settings."
    )


class DurationRule(_Model):
    """Days between two dates of a row: not a date element, kept by explicit policy only."""

    start: str
    end: str


class TableRule(_Model):
    """One table: its source, whose rows they are, and a rule for each column."""

    source: SourceRule
    subject: str | None = Field(
        default=None, description="Column that holds the person's key, tokenized or not; none for tables of no person."
    )
    subject_system: Name = Field(
        default="patient", description="Tables with the same system are about the same people."
    )
    columns: dict[str, Rule] = Field(
        description="Leaf path -> rule. Nested: `address.city`, `names[].family`; `\\.` is a dot in a header."
    )
    durations: dict[Name, DurationRule] = Field(default_factory=dict)
    key: tuple[str, ...] = Field(default=(), description="Columns that name a row: primary key of a database mirror.")
    references: dict[str, str] = Field(
        default_factory=dict, description="Column -> `table.column` that holds the same ids: foreign key of a mirror."
    )


class VaultRule(_Model):
    """The lookup store and its key."""

    kind: Literal["sqlite", "postgres"] = "sqlite"
    path: Path = Field(
        description="The file; of a vault in PostgreSQL, the name of what lies on this machine: key, purges."
    )
    database: VaultDatabaseRule | None = Field(default=None, description="Of a vault in PostgreSQL.")
    key_file: Path | None = Field(default=None, description="A file of mode 0600; made on first use.")
    key_env: str | None = Field(default=None, description="Environment variable that holds the key (base64, 32 bytes).")
    key: KeySource | None = Field(
        default=None, description="file:PATH, env:NAME, keyring:NAME (the system's) or kms:KEY@FILE (AWS)."
    )

    @model_validator(mode="after")
    def _one_place(self) -> VaultRule:
        if (self.kind == "postgres") != (self.database is not None):
            message = "a vault in PostgreSQL, and no other, says where its `database` is"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _one_key(self) -> VaultRule:
        if sum(source is not None for source in (self.key, self.key_file, self.key_env)) > 1:
            message = "names more than one key; keep one of key, key_file, key_env"
            raise ValueError(message)
        return self

    @property
    def key_source(self) -> str:
        """Where the key comes from, as `key` writes it; beside the vault when nothing is named."""
        if self.key is not None:
            return self.key
        return f"env:{self.key_env}" if self.key_env else f"file:{self.key_file or self.path.with_suffix('.key')}"


class OidcRule(_Model):
    """Whose signed identity tokens (JWT) programs may show to read tokens back."""

    issuer: str = Field(min_length=1, description="The `iss` of its tokens, letter by letter.")
    audience: str = Field(min_length=1, description="The `aud` that tokens for this vault carry.")
    jwks: str = Field(min_length=1, description="The issuer's public keys: a file, or an https address.")
    algorithms: tuple[SignatureAlgorithm, ...] = Field(default=("RS256",), min_length=1)
    longest_minutes: int = Field(default=60, ge=1, le=1440, description="Longest life of a token that is believed.")


class MirrorRule(_Model):
    """Where released rows go."""

    format: Literal["parquet", "csv", "ndjson", "sqlite", "duckdb", "postgres"] = "parquet"
    path: Path = Field(description="Folder of the releases; for a database, of its manifests and loaded files.")
    database: DatabaseRule | None = Field(default=None, description="Of a PostgreSQL mirror.")
    order: Literal["year", "token", "shuffle"] = Field(
        default="year",
        description="By the year a table publishes of its first date, where it does, and then by the subject's token; "
        "by token alone; or shuffled by the vault's secret. Nights are cheap where rows of a year lie together.",
    )
    keep_releases: int = Field(default=3, ge=1, description="Older releases are removed after a publication.")


class GateRule(_Model):
    """What happens when the gate objects."""

    on_violation: Literal["refuse", "withhold", "quarantine"] = Field(
        default="refuse",
        description="Refuse the release, withhold the cells objected to, or leave their rows out. "
        "What is wrong as a whole always refuses. Rows objected to are kept sealed beside the vault.",
    )
    completeness: float = Field(
        default=0.95, ge=0, le=1, description="Least share of a column's values, and of a table's rows, that must pass."
    )
    least_rows: float = Field(
        default=0.5, ge=0, description="A table with less than this share of the rows it had is half a delivery."
    )
    most_rows: float = Field(
        default=5.0, gt=0, description="A table with more than this many times the rows it had is no delivery."
    )
    more_empty: float = Field(
        default=0.3, ge=0, description="How much larger a column's share of empty cells may become."
    )


class DetectionRule(_Model):
    """How free text is read."""

    facilities: Literal["redact", "keep"] = Field(default="redact", description="Names of hospitals and clinics.")
    names: Literal["placeholder", "surrogate"] = Field(default="placeholder", description="What a name becomes.")
    years: Literal["keep", "redact"] = Field(default="keep", description="Whether a date in text keeps its year.")
    missing_subject: Literal["withhold", "refuse"] = Field(
        default="withhold", description="A note of a person no structured row is known of."
    )
    lists: dict[DataKind, tuple[str, ...]] = Field(default_factory=dict, description="Site lists: kind -> literals.")
    patterns: dict[DataKind, tuple[str, ...]] = Field(
        default_factory=dict, description="Site id formats: kind -> regular expressions."
    )


class Policy(_Model):
    """A whole policy: method, clock, recipient, stores, and a rule for every column of every table."""

    safeharbor: Literal[1] = Field(default=1, description="Version of the policy language.")
    name: Name
    method: Method = "safe_harbor"
    as_of: dt.date = Field(description='The only "now" that treatments know; pinned in the manifest.')
    recipient: Name = Field(default="default", description="Token domain: two recipients' tokens cannot be joined.")
    zip3_vintage: Literal["2000", "2010", "2020"] = "2020"
    on_unknown: Literal["refuse", "withhold"] = "refuse"
    misfit_tolerance: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Share of a column's values that may not fit its kind before the run stops; each is withheld.",
    )
    vault: VaultRule
    oidc: OidcRule | None = None
    mirror: MirrorRule
    detection: DetectionRule = DetectionRule()
    gate: GateRule = GateRule()
    stream: StreamRule | None = Field(default=None, description="Of `safeharbor stream`.")
    tables: dict[Name, TableRule] = Field(min_length=1)

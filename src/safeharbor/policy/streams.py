"""What a policy says of a stream: where records come from, where they go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Model(BaseModel):
    """Frozen, nothing unknown, and errors that never repeat the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LinesRule(_Model):
    """NDJSON on standard input or output."""

    kind: Literal["ndjson"] = "ndjson"


class LandingRule(_Model):
    """A directory with a folder for each table, in which files appear."""

    kind: Literal["landing"]
    path: Path
    taken: Literal["move", "mark"] = Field(default="move", description="What becomes of a file that was published.")
    settle: float = Field(default=1.0, ge=0, description="Seconds without change after which a file is whole.")


class TopicsRule(_Model):
    """Kafka topics. Passwords and the like: `options_env` names a variable with a JSON object of client settings."""

    kind: Literal["kafka"]
    brokers: str = Field(description="host:port, with commas.")
    topics: dict[str, str] = Field(min_length=1, description="Topic -> table; for a mirror, table -> topic.")
    group: str = Field(default="safeharbor", description="Consumer group, or the mirror's transactional id.")
    options: dict[str, str] = Field(
        default_factory=dict, description="Settings of the client (librdkafka), no secrets."
    )
    options_env: str | None = Field(default=None, description="Environment variable with more of them, as JSON.")
    key_column: str | None = Field(default=None, description="Column that a message's key becomes; else it is dropped.")
    headers: dict[str, str] = Field(default_factory=dict, description="Header -> column; other headers are dropped.")


class ChangesRule(_Model):
    """Changes of a PostgreSQL database, by logical replication."""

    kind: Literal["postgres"]
    url: str
    password_env: str | None = None
    publication: str = "safeharbor"
    slot: str = "safeharbor"
    tables: dict[str, str] = Field(min_length=1, description="schema.table -> table of the policy.")


class CommitsRule(_Model):
    """A directory of Parquet that grows by commits."""

    kind: Literal["parquet"]
    path: Path


class UpsertRule(_Model):
    """The PostgreSQL database of `mirror.database`, changed row by row."""

    kind: Literal["postgres"]


class StreamRule(_Model):
    """A stream of the policy's tables. Each table's `source` shows the shape of what comes."""

    source: Annotated[LinesRule | LandingRule | TopicsRule | ChangesRule, Field(discriminator="kind")] = LinesRule()
    mirror: Annotated[LinesRule | CommitsRule | TopicsRule | UpsertRule, Field(discriminator="kind")] = LinesRule()
    rows: int = Field(default=50_000, ge=1, description="Records read at most at once.")
    linger: float = Field(default=0.0, ge=0, description="Seconds to gather what follows a first record.")
    metrics_port: int | None = Field(default=None, ge=0, le=65_535, description="/metrics and /health on 127.0.0.1.")
    dead_letters: str | None = Field(default=None, description="Kafka topic for them, beside the vault's own file.")

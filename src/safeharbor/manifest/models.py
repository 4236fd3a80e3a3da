"""A manifest as typed, frozen values; its JSON Schema is made from these."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from safeharbor.identifiers import DataKind


class _Model(BaseModel):
    """Frozen, nothing unknown, and errors that never repeat the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FileDigest(_Model):
    """A file of the release. `path` is relative to the release, with `/`."""

    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0, description="Bytes.")


class Software(_Model):
    """What made the release."""

    name: str
    version: str
    detector: str = Field(description="Fingerprint of rules and model that read free text; empty when none was read.")


class PolicyEntry(_Model):
    """Which policy the release follows, and the legal method it declares."""

    name: str
    digest: str = Field(description="SHA-256 of the policy without paths.")
    method: Literal["safe_harbor", "expert_determination"]
    claim: str = Field(description="The sentence a recipient may repeat.")
    recipient: str = Field(description="Token domain: tokens of two recipients cannot be joined.")
    as_of: dt.date = Field(description='The only "now" the treatments knew.')
    zip3_vintage: str = Field(description="Census whose populations decided which ZIP3 stay.")


class SourceEntry(_Model):
    """Where a table came from: a keyed digest that only the maker of the release can repeat."""

    table: str
    digest: str
    size: int = Field(ge=0, description="Bytes.")
    rows: int = Field(ge=0)


class ColumnEntry(_Model):
    """What happened to one leaf. Columns that were dropped or withheld are listed too."""

    path: str
    kind: DataKind
    letter: str | None = Field(description="Letter of 164.514(b)(2)(i); none for kinds that may stay.")
    treatment: str
    type: str = Field(description="Type in the mirror; empty when not published.")
    system: str = Field(description="Tokens of the same system join; empty when not a token.")
    nulls: int | None = Field(default=None, description="Published nulls; none when not counted.")
    counts: dict[str, int] = Field(description="What the treatment did, how often.")


class TableEntry(_Model):
    """One published table."""

    table: str
    rows: int = Field(ge=0)
    subject: str = Field(description="Column that holds the person's token; empty for tables of no person.")
    quarantined: int = Field(default=0, ge=0, description="Rows that a check objected to and that were left out.")
    changes: dict[str, int] = Field(
        default_factory=dict,
        description="Rows that a night added, removed, restated, carried over, or left out (purged).",
    )
    columns: tuple[ColumnEntry, ...]


class LetterEntry(_Model):
    """One of the 18 identifiers: where it was met and what became of it."""

    letter: str
    title: str
    citation: str
    columns: tuple[str, ...] = Field(description="`table.path` of each column of this letter.")
    treated: dict[str, int] = Field(description="Treatment -> number of columns.")
    spans: int = Field(ge=0, description="Identifiers treated inside free text.")
    withheld: int = Field(ge=0, description="Columns not published.")


class GateEntry(_Model):
    """One check of the gate. A release exists only when all passed."""

    check: str
    passed: Literal[True] = True
    objected: int = Field(default=0, ge=0, description="Cells it objected to, left empty or left out with their rows.")


class GroupSizes(_Model):
    """Groups of people of about one size."""

    least: int
    most: int | None = Field(description="None: any larger size.")
    groups: int = Field(ge=0)
    persons: int = Field(ge=0, description="People in these groups.")


class RiskGroups(_Model):
    """How many people share birth year, sex, ZIP3 and state, as far as one table publishes them."""

    table: str
    columns: tuple[str, ...]
    persons: int = Field(ge=0, description="People looked at.")
    smallest: int = Field(ge=0, description="People in the smallest group: the k of k-anonymity.")
    sizes: tuple[GroupSizes, ...]


class RareValues(_Model):
    """How many values of a kept column few people have."""

    table: str
    column: str
    values: int = Field(ge=0, description="Distinct values.")
    rare: int = Field(ge=0, description="Those that fewer people have than `fewer_than`.")
    persons: int = Field(ge=0, description="People who have one of them.")


class Residual(_Model):
    """What a person judges before stating to have no actual knowledge; no reason to refuse, and no value."""

    fewer_than: int = Field(description="People: fewer are few.")
    groups: tuple[RiskGroups, ...] = ()
    rare: tuple[RareValues, ...] = ()
    roles: int = Field(default=0, ge=0, description="Roles that one person holds, found in text and replaced.")
    unread: tuple[str, ...] = Field(default=(), description="Tables whose figures could not be reckoned.")
    reckoned: str = Field(default="", description="The earlier release the figures are of; empty: this one.")
    changed: int = Field(default=0, ge=0, description="Rows that came, went or were restated since that release.")


class PastRelease(_Model):
    """The figures of an earlier release of the mirror."""

    release: str
    created: dt.datetime
    policy: str = Field(description="The first 12 hex digits of the policy's digest.")
    rows: int
    quarantined: int
    published: int = Field(description="Columns.")
    removed: int = Field(description="Columns.")
    spans: int = Field(description="Identifiers replaced inside free text.")
    withheld: int = Field(description="Cells that a check objected to and that were left empty.")
    smallest: int | None = Field(default=None, description="People in the smallest group; none when not reckoned.")


class Manifest(_Model):
    """Everything a recipient, an auditor or the next run needs to know of a release; no value of any cell."""

    format: Literal["safeharbor-deid manifest 1"] = "safeharbor-deid manifest 1"
    release: str = Field(description="Time of publication and a digest of files and policy.")
    created: dt.datetime = Field(description="UTC.")
    software: Software
    policy: PolicyEntry
    sources: tuple[SourceEntry, ...]
    tables: tuple[TableEntry, ...]
    letters: tuple[LetterEntry, ...] = Field(min_length=18, max_length=18)
    gate: tuple[GateEntry, ...]
    purges: int = Field(default=0, ge=0, description="Purges of persons that the vault had seen.")
    first_year: int | None = Field(
        default=None, description="Year of `as_of` of the first release in this mirror; none when not recorded."
    )
    residual: Residual | None = Field(default=None, description="None: not reckoned.")
    past: tuple[PastRelease, ...] = Field(default=(), description="Earlier releases of the mirror, oldest first.")
    files: tuple[FileDigest, ...]
    merkle_root: str = Field(pattern=r"^[0-9a-f]{64}$")

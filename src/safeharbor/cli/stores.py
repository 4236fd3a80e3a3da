"""What the vault's commands share: open the vault a policy names, say who is asking, read an identifier unseen."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from safeharbor.errors import BusyError, VaultError
from safeharbor.vault.principals import local_user
from safeharbor.vault.private_files import LONGEST, read_private

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from safeharbor.audit import AuditEvent, SomeAuditLog
    from safeharbor.policy.models import Policy
    from safeharbor.vault import MasterKey, OpenStore
    from safeharbor.vault.persons import Person


@dataclass(frozen=True, slots=True)
class Desk:
    """A policy's vault, its key, its audit log and the time."""

    policy: Policy
    key: MasterKey
    opened: OpenStore
    audit: SomeAuditLog
    now: dt.datetime

    @property
    def path(self) -> Path:
        """Where the vault lies, or, of one in PostgreSQL, what lies beside it on this machine."""
        return self.policy.vault.path

    def record(self, event: AuditEvent) -> None:
        """Write an event into the audit log."""
        self.audit.append(event, at=self.now)


@contextmanager
def desk(policy: Path, *, create: bool = False, key: MasterKey | None = None) -> Iterator[Desk]:
    """Open the vault a policy names, and its audit log; nothing is made unless `create` is true.

    `key`: a master key to use instead of the policy's.
    """
    from safeharbor.assemble import SystemClock
    from safeharbor.custody import audit_of, master_key, vault_location
    from safeharbor.policy.loader import load_policy
    from safeharbor.vault import open_store, vault_is_there
    from safeharbor.vault.heads import keep_head

    rules = load_policy(policy)
    kind, location = rules.vault.kind, vault_location(rules)
    key = key or master_key(rules, create=create and not vault_is_there(kind, location))
    opened = open_store(kind, location, key, create=create)
    try:
        audit = audit_of(rules, opened.ring.signing_key("audit"))
        try:
            before = audit.head()
            yield Desk(rules, key, opened, audit, SystemClock().now())
        finally:
            # where the vault is busy, the next command or run keeps it
            with suppress(BusyError):
                if audit.head() != before:
                    keep_head(opened.store, opened.ring, audit.head())
            audit.close()
    finally:
        opened.store.close()


def principal() -> str:
    """Return the name of the operating-system user this process runs as."""
    return local_user().name


def person(policy: Path, file: Path | None, *, system: str, kind: str) -> Person:
    """Return the person whose identifier is typed unseen, piped in, or lies in a file of mode 0600.

    `system` and `kind` may be left empty where the policy's tables are all about people of one system.
    """
    from safeharbor.identifiers import DataKind
    from safeharbor.policy.loader import load_policy
    from safeharbor.vault.persons import Person

    tables = [table for table in load_policy(policy).tables.values() if table.subject]
    keyed = {(table.subject_system, table.columns[table.subject].kind) for table in tables if table.subject}
    fits = sorted({name for name, _ in keyed if system in {"", name}})
    if not system and len(fits) != 1:
        message = "the policy does not say which persons are meant"
        raise VaultError(message, hint=f"name --system: {', '.join(fits) or 'no table has a subject'}")
    system = system or fits[0]
    kinds = sorted({str(held) for name, held in keyed if name == system})
    kind = kind or (kinds[0] if kinds else "mrn")
    if kind not in set(DataKind):
        message = f"there is no kind {kind!r}"
        raise VaultError(message, hint=f"allowed: {', '.join(DataKind)}")
    identifiers = _private_lines(file, "Identifier (not shown)")
    if len(identifiers) > 1:
        message = f"{len(identifiers)} lines were given; one person is asked for at a time"
        raise VaultError(message, hint="give one identifier, and repeat the command for the others")
    return Person(system, DataKind(kind), identifiers[0])


def token_lines(file: Path | None) -> list[str]:
    """Return tokens from a file or standard input, one a line."""
    return _private_lines(file, "Token")


def _private_lines(file: Path | None, prompt: str) -> list[str]:
    if file is not None:
        text = read_private(file, "the file")
    elif sys.stdin.isatty():
        text = typer.prompt(prompt, hide_input=True)
    else:
        text = sys.stdin.read(LONGEST)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        message = "nothing was given"
        raise VaultError(message, hint="type it at the prompt, pipe it in, or name a file of mode 0600")
    return lines

"""What a policy keeps under lock: its vault and master key, audit log and quarantine, and who may ask."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from safeharbor.audit import AuditLog, PostgresAuditLog
from safeharbor.errors import SafeHarborError, VaultError
from safeharbor.gate import Quarantine
from safeharbor.postgres import Server
from safeharbor.vault import Limits, PostgresPlace, open_vault
from safeharbor.vault.key_sources import master_key as key_from

if TYPE_CHECKING:
    from pathlib import Path

    from safeharbor.audit import Signer, SomeAuditLog
    from safeharbor.policy.models import Policy
    from safeharbor.protocols import Clock
    from safeharbor.vault import MasterKey
    from safeharbor.vault.identity import IdentityTokens
    from safeharbor.vault.keyed import KeyedVault

# measured with 1M strings: reading all of them costs as much as looking a tenth of them up where they lie
_ONE_IN: Final = 10


def vault_of(policy: Policy, *, nightly: bool = False) -> KeyedVault:
    """Open the vault of a run; one in a file is made when there is none, one in PostgreSQL is not.

    `nightly`: few of its identifiers will be asked for.
    """
    made_here = policy.vault.kind == "sqlite"
    limits = Limits(sparing=_ONE_IN if nightly else 0)
    return open_vault(policy.vault.kind, vault_location(policy), master_key(policy), create=made_here, limits=limits)


def vault_location(policy: Policy) -> Path | PostgresPlace:
    """Return where the policy's vault rests."""
    database = policy.vault.database
    if database is None:
        return policy.vault.path
    return PostgresPlace(Server(database.url, database.password_env), database.tenant)


def master_key(policy: Policy, *, create: bool | None = None) -> MasterKey:
    """Return the vault's master key from where the policy says: file, environment, system keyring or AWS KMS.

    One is made only where there is no vault yet (`create`: as told): a lost key is no occasion for another. A run
    makes no vault in PostgreSQL, and so no key for it.
    """
    create = policy.vault.kind == "sqlite" and not policy.vault.path.exists() if create is None else create
    return key_from(policy.vault.key_source, create=create)


def audit_of(policy: Policy, signer: Signer) -> SomeAuditLog:
    """Open the audit log of a policy, making it when there is none: beside its vault, in the same kind of store."""
    place = vault_location(policy)
    if isinstance(place, PostgresPlace):
        return PostgresAuditLog(place, audit_path(policy), signer=signer)
    return AuditLog(audit_path(policy), signer=signer)


def audit_path(policy: Policy) -> Path:
    """Return where the policy's audit log lies, beside its vault; in PostgreSQL, where the copy of its head does."""
    return policy.vault.path.with_suffix(".audit")


def keep_head(vault: KeyedVault, audit: SomeAuditLog) -> None:
    """Let the vault hold the head of the log."""
    # what ended the run matters more than a vault that is busy: the next run keeps the head
    with suppress(SafeHarborError):
        vault.keep_head(audit.head())


def open_quarantine(policy: Policy, secret: bytes, clock: Clock) -> Quarantine:
    """Return the quarantine of a policy: beside its vault, sealed with a secret of the vault."""
    return Quarantine(policy.vault.path.with_suffix(".quarantine"), secret, policy=policy.name, clock=clock)


def identity_tokens(policy: Policy) -> IdentityTokens:
    """Return what verifies the identity tokens of the policy's issuer; raise VaultError when it names none."""
    from safeharbor.vault.identity import IdentityTokens, Issuer  # noqa: PLC0415 - a run needs none, nor urllib for it

    rule = policy.oidc
    if rule is None:
        message = "the policy names no issuer of identity tokens"
        raise VaultError(message, hint="name it under `oidc`: issuer, audience, jwks")
    longest = dt.timedelta(minutes=rule.longest_minutes)
    return IdentityTokens(Issuer(rule.issuer, rule.audience, rule.jwks, tuple(rule.algorithms), longest))

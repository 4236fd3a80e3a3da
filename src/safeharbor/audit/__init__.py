"""The audit log: append-only, hash-chained, signed; who did what about whom, and never a value."""

from safeharbor.audit.events import AuditEvent, Head, Recorded, Signer
from safeharbor.audit.log import RETENTION_YEARS, AuditLog
from safeharbor.audit.postgres import PostgresAuditLog
from safeharbor.audit.verification import Verification, verify_log

SomeAuditLog = AuditLog | PostgresAuditLog

__all__ = [
    "RETENTION_YEARS",
    "AuditEvent",
    "AuditLog",
    "Head",
    "PostgresAuditLog",
    "Recorded",
    "Signer",
    "SomeAuditLog",
    "Verification",
    "verify_log",
]

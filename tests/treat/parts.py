"""What the tests of treatments share: settings, a vault in memory, a detector of fixed patterns."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind
from safeharbor.testing import MemoryVault
from safeharbor.treat import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.findings import KnownValues

AS_OF: Final = dt.date(2025, 6, 30)
PATTERNS: Final = (
    (DataKind.MRN, r"MRN (\d+)"),
    (DataKind.DATE, r"(\d+/\d+(?:/\d+)?)"),
    (DataKind.BIRTH_DATE, r"DOB ([\d-]+)"),
    (DataKind.ZIP, r"ZIP (\S+)"),
    (DataKind.AGE, r"(\d+)[ -]y"),
    (DataKind.FULL_NAME, r"(Ann Lee|Lee|Al Roe)"),
    (DataKind.INITIALS, r"(A\.L\.)"),
    (DataKind.PHONE, r"(555-\d{4})"),
    (DataKind.ACCOUNT, r"acct (\d+)"),
)


class PatternDetector:
    """Finds the fixed patterns; remembers what it was told of people."""

    fingerprint = "patterns"

    def __init__(self) -> None:
        """Start having seen nothing."""
        self.people: list[KnownValues | None] = []
        self.texts: list[str] = []

    def detect(self, texts: Sequence[str], known: Sequence[KnownValues | None]) -> list[list[Finding]]:
        """Return the matches of each text."""
        self.people += known
        self.texts += texts
        return [
            sorted(
                Finding(match.start(1), match.end(1), kind, 1.0, "pattern")
                for kind, pattern in PATTERNS
                for match in re.finditer(pattern, text)
            )
            for text in texts
        ]


def settings(vault: MemoryVault | None = None, **changes: Any) -> Settings:  # noqa: ANN401 - any field of Settings
    """Return settings with a vault, a detector and secrets, so that every factory has what it needs."""
    vault = vault or MemoryVault()
    given: dict[str, Any] = {
        "as_of": AS_OF,
        "tokenizer": vault.tokenizer("test"),
        "detector": PatternDetector(),
        "recall": vault.recall,
        "system": "mrn",
        "kind": DataKind.FULL_NAME,
        "secret": bytes(32),
        **changes,
    }
    return Settings(**given)

"""What a site teaches without code: lists of its own words and formats of its own identifiers."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from safeharbor.errors import DetectorError
from safeharbor.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safeharbor.detect.document import Document
    from safeharbor.identifiers import DataKind


class SiteRules:
    """Lists and patterns, compiled once. Raises DetectorError for a pattern that is no regular expression."""

    def __init__(self, lists: Mapping[DataKind, tuple[str, ...]], patterns: Mapping[DataKind, tuple[str, ...]]) -> None:
        """Take kind -> words and kind -> regular expressions (`^` and `$` stand for the ends of a token)."""
        self._entries: list[tuple[re.Pattern[str], DataKind, str]] = []
        digest = hashlib.sha256()
        for kind, words in sorted(lists.items()):
            digest.update(repr((kind, sorted(words))).encode())
            parts = sorted(
                {
                    re.sub(r"\s+", r"\\s+", re.escape(" ".join(w.split())).replace("\\ ", " "))
                    for w in words
                    if w.strip()
                },
                key=lambda p: (-len(p), p),
            )
            if parts:
                self._entries.append(
                    (re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE), kind, "site list")
                )
        for kind, expressions in sorted(patterns.items()):
            digest.update(repr((kind, expressions)).encode())
            for number, expression in enumerate(expressions, start=1):
                body = expression.removeprefix("^").removesuffix("$")
                try:
                    compiled = re.compile(rf"(?<![\w-])(?:{body})(?![\w-])")
                except re.error:
                    message = f"site pattern {number} of kind {kind.value} is not a regular expression"
                    raise DetectorError(message, hint="check its brackets and escapes") from None
                self._entries.append((compiled, kind, "site pattern"))
        self.fingerprint = digest.hexdigest()[:16]

    def find(self, document: Document) -> Iterator[Finding]:
        """Yield what the site's rules match."""
        for pattern, kind, name in self._entries:
            for match in pattern.finditer(document.text):
                if match.end() > match.start():
                    yield Finding(*match.span(), kind, 0.97, name)

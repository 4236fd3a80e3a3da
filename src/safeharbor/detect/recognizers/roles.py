"""To come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding


def find(document: Document) -> Iterator[Finding]:
    """Yield nothing yet."""
    return iter(())

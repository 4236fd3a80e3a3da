"""Blocks of base64 inside a note: what they hide is unread here, so the whole block goes.

Treatments open such blocks first (`embedded.unwrap`) and then meet none; this serves a caller who only detects.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import embedded
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "encoded"

_LEAST: Final = 40
# of base64 two letters in five are capitals; of `N-acetylglucosamine-1-phosphotransferase` one in forty
_SHARE: Final = 6
_BLOCK: Final = re.compile(
    r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{40,}(?:\n[A-Za-z0-9+/_-]{20,})*={0,2}(?![A-Za-z0-9+/_=-])"
)


def find(document: Document) -> Iterator[Finding]:
    """Yield blocks of base64 that hold a text, or bytes that no one can read."""
    if max(map(len, document.norm.split()), default=0) < _LEAST:
        return
    for match in _BLOCK.finditer(document.norm):
        block = match[0]
        if (
            any(c.isdigit() for c in block)
            and sum(c.isupper() for c in block) * _SHARE > len(block)
            and any(c.islower() for c in block)
            and embedded.unwrap(block) is not None
        ):
            yield Finding(*match.span(), DataKind.OTHER_ID, 0.95, NAME)

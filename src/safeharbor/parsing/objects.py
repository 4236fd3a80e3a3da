"""JSON objects in which no key stands twice: of two values one would win silently."""

from __future__ import annotations

import json
from typing import Any


def read_object(text: bytes) -> dict[str, Any] | None:
    """Return a JSON object; None where the bytes are anything else, hold a key twice at any depth, or NaN."""
    try:
        found = json.loads(text.decode(), object_pairs_hook=_distinct, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_number(constant: str) -> float:
    message = f"{constant} is no number of JSON"
    raise ValueError(message)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        message = "a key twice"
        raise ValueError(message)
    return made

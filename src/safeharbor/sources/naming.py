"""Names of tables, made from file names that may hold a patient's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.parsing.headers import header_words
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST: Final = 48
# surnames and places that tables are named for far more often
_OF_TABLES: Final = frozenset(
    {
        "baby",
        "book",
        "case",
        "charge",
        "child",
        "core",
        "cost",
        "doctor",
        "dose",
        "drug",
        "ed",
        "eye",
        "lab",
        "labs",
        "line",
        "lines",
        "main",
        "master",
        "nurse",
        "order",
        "page",
        "pat",
        "payer",
        "people",
        "person",
        "price",
        "risk",
        "room",
        "sample",
        "staff",
        "test",
        "unit",
        "visit",
        "vital",
        "ward",
    }
)
_WORD: Final = re.compile(r"[a-z]{2,}[a-z0-9]?")


def table_names(labels: Sequence[str]) -> list[str]:
    """Return a distinct policy name per label: its plain words; `table_3` where every word may be a value."""
    names: list[str] = []
    for place, label in enumerate(labels, start=1):
        base = "_".join(_plain_words(label))[:_LONGEST].strip("_") or f"table_{place}"
        name, again = base, 1
        while name in names:
            again += 1
            name = f"{base}_{again}"
        names.append(name)
    return names


def _plain_words(label: str) -> list[str]:
    """Return the words of a label that can hardly be a person, a place or a number."""
    names = vocabulary("given") | vocabulary("family") | vocabulary("places") | vocabulary("counties")
    words = [word for word in header_words(label) if _WORD.fullmatch(word)]
    return [word for word in words if word in _OF_TABLES or word not in names]

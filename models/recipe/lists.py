"""Closed lists the generator draws from, invented or generic: `data/lists.txt` and its neighbours."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from safeharbor.detect.dictionaries import ranks

DATA = Path(__file__).parent / "data"
_SMALL = {"of", "the", "and", "de", "la", "del", "los", "las", "du", "en", "al", "el"}


@lru_cache(maxsize=1)
def _read() -> dict[str, tuple[str, ...]]:
    lines = (DATA / "lists.txt").read_text("utf-8").splitlines()
    return {name: tuple(items.split("|")) for name, _, items in (line.partition("=") for line in lines)}


def items(name: str) -> tuple[str, ...]:
    """Return one list of `data/lists.txt`; blanks at an item's start or end are meant."""
    return _read()[name]


def title(words: str) -> str:
    """Return words with capitals, small connecting words apart."""
    parts = words.split()
    return " ".join(word if i and word in _SMALL else word.capitalize() for i, word in enumerate(parts))


@lru_cache(maxsize=1)
def phrases() -> list[str]:
    """Return diagnosis phrases of ICD-10-CM (public domain)."""
    return gzip.decompress((DATA / "phrases.txt.gz").read_bytes()).decode().splitlines()


@lru_cache(maxsize=1)
def abbreviations() -> list[str]:
    """Return clinical abbreviations as charts write them."""
    return (DATA / "abbreviations.txt").read_text("utf-8").split()


@lru_cache(maxsize=1)
def brands() -> list[str]:
    """Return brand names of drugs."""
    return (DATA / "brands.txt").read_text("utf-8").split()


@lru_cache(maxsize=1)
def foreign() -> list[str]:
    """Return frequent Spanish, French, German, Dutch, Portuguese and Italian words."""
    return list(ranks("foreign"))

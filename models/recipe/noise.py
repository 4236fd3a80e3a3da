"""Roughen a note as real ones are: case, lost punctuation, broken lines, damaged letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from models.recipe.pools import Pools
    from models.recipe.slots import Piece

_LOOKALIKE: Final = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "i": "1", "5": "S", "S": "5", "m": "rn", "e": "c", "o": "0",
    "B": "8",
    "g": "q", "t": "f", "h": "b", "u": "ii", "a": "o", "n": "ri", "w": "vv", "Z": "2", "G": "6",
}  # fmt: skip


def roughen(pieces: list[Piece], pools: Pools) -> list[Piece]:
    """Change the case, lose punctuation, break lines, damage letters: each in a share of the notes."""
    pieces = _recase(pieces, pools)
    if pools.chance(0.15):
        pieces = [(re.sub(r"[.,;:]+(?=\s|$)", "", text), kind) for text, kind in pieces]
    if pools.chance(0.2):
        rate = pools.one((0.08, 0.05, 0.03))
        pieces = [
            ("".join("\n" if c == " " and pools.chance(rate) else c for c in text), kind) for text, kind in pieces
        ]
    if pools.chance(0.08):
        rate = pools.one((0.02, 0.05, 0.1))
        pieces = [("".join(_damage(c, rate, pools) for c in text), kind) for text, kind in pieces]
    if pools.chance(0.05):
        pieces = [(re.sub(" ", lambda _: pools.one((" ", " ", "  ", "\t")), text), kind) for text, kind in pieces]
    return pieces


def _recase(pieces: list[Piece], pools: Pools) -> list[Piece]:
    how = pools.pick((58, ""), (14, "upper"), (18, "lower"), (4, "some"), (3, "names"), (3, "title"))
    if how == "upper":
        return [(text.upper(), kind) for text, kind in pieces]
    if how == "lower":
        return [(text.lower(), kind) for text, kind in pieces]
    if how == "some":
        return [(text.lower() if kind or pools.chance(0.5) else text, kind) for text, kind in pieces]
    if how == "names":
        return [(text.upper() if kind in ("NAME", "PROV", "FAC", "REL") else text, kind) for text, kind in pieces]
    return [(text.title() if not kind else text, kind) for text, kind in pieces] if how == "title" else pieces


def _damage(char: str, rate: float, pools: Pools) -> str:
    if not pools.chance(rate):
        return char
    return char + " " if char.isalpha() and pools.chance(0.15) else _LOOKALIKE.get(char, char)

"""Codes of a shape, for one note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice

_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS: Final = "0123456789"
_HEX: Final = "0123456789abcdef"


def shaped(shape: str, dice: Dice) -> str:
    """Return a code: `A` a letter, `9` a digit, `h` a hexadecimal digit, anything else itself."""
    pools = {"A": _LETTERS, "9": _DIGITS, "h": _HEX}
    return "".join(dice.pick(pools[mark_]) if mark_ in pools else mark_ for mark_ in shape)

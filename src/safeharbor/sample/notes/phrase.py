"""The small language of the phrase banks.

`[[a|b]]` chooses, `{n:1-9}` and `{d:0.5-2.0}` count, `{slot}` asks the facts, `{@bank:1-3}` says one to
three phrases of a bank one after the other, `{*bank:1-3}` as a list.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts

    Slot = Callable[[Facts, Dice], str]

_TOKEN: Final = re.compile(r"\[\[|\]\]|\||\{[^{}]+\}|[^\[\]|{}]+|[\[\]]")


_CHILD: Final = 16
_WORDS: Final = frozenset({"drugs", "complaint"})


class _Choice:
    __slots__ = ("ways",)

    def __init__(self, ways: list[list[_Node]]) -> None:
        self.ways = ways


class _Ask:
    __slots__ = ("high", "low", "name", "scale")

    def __init__(self, text: str) -> None:
        self.name, _, span = text.partition(":")
        self.low = self.high = self.scale = 0
        if span:
            low, high = span.split("-")
            self.scale = 10 if self.name == "d" else 1
            self.low, self.high = round(float(low) * self.scale), round(float(high) * self.scale)


_Node = str | _Choice | _Ask


@cache
def _parsed(phrase: str) -> list[_Node]:
    stack: list[list[list[_Node]]] = [[[]]]
    for piece in _TOKEN.findall(phrase):
        if piece == "[[":
            stack.append([[]])
        elif piece == "]]" and len(stack) > 1:
            ways = stack.pop()
            stack[-1][-1].append(_Choice(ways))
        elif piece == "|" and len(stack) > 1:
            stack[-1].append([])
        elif piece[0] == "{":
            stack[-1][-1].append(_Ask(piece[1:-1]))
        else:
            stack[-1][-1].append(piece)
    if len(stack) != 1:
        message = f"unbalanced [[ ]] in the phrase: {phrase}"
        raise ValueError(message)
    return stack[0][0]


class Speaker:
    """Says phrases: with slots that ask the facts, and banks beside those of the note's condition."""

    def __init__(self, slots: Mapping[str, Slot], banks: Mapping[str, Sequence[str]]) -> None:
        """Keep the slots by name and the banks every note may draw on."""
        self._slots, self._banks = slots, banks

    def say(self, phrase: str, facts: Facts, dice: Dice) -> str:
        """Return one reading of a phrase, with marks."""
        return self._say(_parsed(phrase), facts, dice)

    def _say(self, nodes: list[_Node], facts: Facts, dice: Dice) -> str:
        parts = []
        for node in nodes:
            if isinstance(node, str):
                parts.append(node)
            elif isinstance(node, _Choice):
                parts.append(self._say(dice.pick(node.ways), facts, dice))
            elif node.name[0] in "@*":
                parts.append(self._listed(node, facts, dice))
            elif node.scale:
                drawn = dice.between(node.low, node.high)
                parts.append(f"{drawn / 10:.1f}" if node.scale > 1 else str(drawn))
            else:
                parts.append(self._slots[node.name](facts, dice))
        return "".join(parts)

    def _listed(self, node: _Ask, facts: Facts, dice: Dice) -> str:
        name = node.name[1:]
        bank = self._banks.get(f"{name}_child", ()) if facts.age < _CHILD else ()
        bank = bank or self._banks.get(name) or getattr(facts.condition, name)
        said = [self.say(phrase, facts, dice) for phrase in dice.some(bank, dice.between(node.low, node.high))]
        if node.name[0] == "@":
            return (", " if name in _WORDS else " ").join(said)
        bullet = dice.pick(("- ", "* ", "", "  - ", "#"))
        return "\n".join(
            f"{number}. {line}" if bullet == "#" else bullet + line for number, line in enumerate(said, start=1)
        )


def asked(phrase: str) -> set[str]:
    """Return the names of the slots a phrase may ask for."""
    found: set[str] = set()

    def walk(nodes: list[_Node]) -> None:
        for node in nodes:
            if isinstance(node, _Ask) and not node.scale:
                found.add(node.name)
            elif isinstance(node, _Choice):
                for way in node.ways:
                    walk(way)

    walk(_parsed(phrase))
    return found

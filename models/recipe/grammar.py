"""The grammar's notation: `[one|another]` choices and `{slots}`, nested at will."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent
GRAMMAR = HERE / "grammar"
SHARE = 10  # one item in ten is held out
Node = str | tuple[str, object]
_SLOT = re.compile(r"\{([A-Za-z_^]+)\}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def held_out(item: str) -> bool:
    """Whether a line, a name or a place is kept from training."""
    return crc32(("held" + item.lower()).encode()) % SHARE == 0


@lru_cache(maxsize=2)
def lines(*, held: bool) -> dict[str, list[str]]:
    """Return section -> grammar lines, of training or held out."""
    found: dict[str, list[str]] = {}
    for path in sorted(GRAMMAR.glob("*.txt")):
        section = path.stem
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("## "):
                section = line[3:].strip()
            elif line.strip() and held_out(line) == held:
                found.setdefault(section, []).append(line)
    return found


@cache
def parse(line: str) -> tuple[Node, ...]:
    """Return a line as literals, ("slot", name) and ("one", alternatives); raise ValueError when it is broken."""
    nodes, at = _sequence(line, 0, "")
    if at != len(line):
        message = f"a grammar line is broken at column {at}: {line}"
        raise ValueError(message)
    return nodes


def _sequence(line: str, at: int, stops: str) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    text = ""
    while at < len(line) and line[at] not in stops:
        char = line[at]
        slot = _SLOT.match(line, at) if char == "{" else None
        if char == "\\" and line[at + 1 : at + 2] in {*_ESCAPES, "[", "]", "|", "#"}:
            following = line[at + 1]
            text += "\N{NUMBER SIGN}\ufeff" if following == "#" else _ESCAPES.get(following, following)
            at += 2
        elif slot is not None or char == "[":
            if text:
                nodes.append(text)
                text = ""
            if slot is not None:
                nodes.append(("slot", slot[1]))
                at = slot.end()
            else:
                options, at = _options(line, at)
                nodes.append(("one", options))
        else:
            text += char
            at += 1
    if text:
        nodes.append(text)
    return tuple(nodes), at


def _options(line: str, at: int) -> tuple[tuple[tuple[Node, ...], ...], int]:
    options = []
    while True:
        option, at = _sequence(line, at + 1, "|]")
        options.append(option)
        if at >= len(line):
            message = f"a grammar line leaves a bracket open: {line}"
            raise ValueError(message)
        if line[at] == "]":
            return tuple(options), at + 1

"""A draft as commented YAML: kind, letter, confidence and evidence beside every column; never a value."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from safeharbor.classify.draft import Draft, DraftColumn, DraftTable

_MARGIN: Final = 118
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_RESERVED: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the tables: the policy's own settings. `refused`: why a table is not in it, one each."""

    name: str
    method: str
    as_of: dt.date
    vault: str
    key_file: str
    mirror: str
    mirror_format: str = "parquet"
    refused: tuple[str, ...] = ()


def render(draft: Draft, frame: Frame) -> str:
    """Return the policy file's text."""
    return "\n".join(_lines(draft, frame)) + "\n"


def _lines(draft: Draft, frame: Frame) -> Iterator[str]:
    yield "# A draft: read it before you trust it. Every line says what a column is taken for, how surely, and on"
    yield "# what evidence. A column nobody was sure of is withheld: it is not published until a person decides."
    yield "#"
    if draft.review:
        yield f"# WITHHELD, FOR A PERSON TO DECIDE ({len(draft.review)}); each is marked TO DECIDE below:"
        for table, column in draft.review:
            yield from _comment(f"#   {table}.{column.path}: {'; '.join(column.evidence)}", "#       ")
        yield "# To publish one, say what it is and what to do with it, such as {kind: category, treatment: keep};"
        yield "# to leave one out for good, {kind: unknown, treatment: drop}."
    else:
        yield "# Nothing is withheld for want of knowledge."
    for reason in frame.refused:
        yield from _comment(f"# IN NO POLICY, NEVER PUBLISHED: {reason}", "#   ")
    yield ""
    yield "safeharbor: 1"
    yield f"name: {_quoted(frame.name)}"
    yield f"method: {frame.method}"
    yield f"as_of: {frame.as_of.isoformat()}  # the only now that ages and birth years are reckoned by"
    yield "on_unknown: refuse  # a column that is not named below stops the run"
    yield "gate: {on_violation: withhold, completeness: 0.9}"
    yield "vault:"
    yield f"  path: {_quoted(frame.vault)}"
    yield f"  key_file: {_quoted(frame.key_file)}"
    yield "mirror:"
    yield f"  format: {frame.mirror_format}"
    yield f"  path: {_quoted(frame.mirror)}"
    yield "tables:"
    for one in draft.tables:
        yield from _table(one)


def _table(table: DraftTable) -> Iterator[str]:
    counts = Counter(column.treatment for column in table.columns)
    yield ""
    yield f"  {table.table}:"
    yield f"    # {', '.join(f'{number} {name}' for name, number in sorted(counts.items()))}"
    yield "    source:"
    for key, value in table.source.items():
        yield f"      {key}: {_quoted(value)}"
    if table.subject:
        yield f"    subject: {_plain(table.subject)}  # says whose each row is"
        yield f"    subject_system: {table.subject_system}"
    yield "    columns:"
    for column in table.columns:
        yield from _column(column)


def _column(column: DraftColumn) -> Iterator[str]:
    letter = column.kind.category.letter if column.kind.category else "-"
    why = "; ".join(text for text in column.evidence if text)
    mark = "TO DECIDE: " if column.review else ""
    yield from _comment(f"      # {mark}{column.kind} ({letter}), {column.score:.2f}: {why}", "      #   ")
    settings = [f"kind: {column.kind}", f"treatment: {column.treatment}"]
    settings += [f"system: {column.system}"] if column.system else []
    settings += [f"type: {column.type}"] if column.type else []
    settings += [f"source_type: {_quoted(column.source_type)}"] if column.source_type else []
    if column.options:
        settings.append(f"options: {json.dumps(dict(column.options))}")
    if not column.cases:
        yield f"      {_plain(column.path)}: {{{', '.join(settings)}}}"
        return
    yield f"      {_plain(column.path)}:"
    for setting in settings:
        yield f"        {setting}"
    yield "        cases:"
    for case in column.cases:
        values = json.dumps(list(case.values), ensure_ascii=False)
        yield f"          - column: {_plain(case.column)}"
        yield f"            kind: {case.kind}"
        yield f"            treatment: {case.treatment}"
        yield f"            values: {values}"


def _plain(name: str) -> str:
    """Return a name as YAML reads it back: without quotes where it is a word, and no number, truth value or null."""
    return name if _WORD.fullmatch(name) and name.lower() not in _RESERVED else _quoted(name)


def _quoted(text: str) -> str:
    """Return a YAML string: JSON's double quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str, indent: str) -> Iterator[str]:
    """Break a comment at blanks so that no line is longer than the margin."""
    first, *rest = text.replace("\n", " ").split()
    line = text[: len(text) - len(text.lstrip())] + first
    for word in rest:
        if len(line) + 1 + len(word) > _MARGIN:
            yield line
            line = indent + word
        else:
            line = f"{line} {word}"
    yield line

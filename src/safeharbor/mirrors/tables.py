"""What a database mirror is told of its tables beyond their columns: keys, references, words for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safeharbor.errors import MirrorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose ids are those of another table's column: a foreign key."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class TableShape:
    """One table. `about`: a sentence. `columns`: column -> a sentence. `key`: the columns that name a row."""

    about: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


def in_order(shapes: Mapping[str, TableShape], tables: Iterable[str]) -> list[str]:
    """Return the tables so that each comes after those it refers to; circles keep their order."""
    done: list[str] = []
    wanted = list(tables)

    def visit(table: str, above: frozenset[str]) -> None:
        if table in done or table in above or table not in wanted:
            return
        for reference in shapes.get(table, TableShape()).references:
            visit(reference.table, above | {table})
        done.append(table)

    for table in wanted:
        visit(table, frozenset())
    return done


def broken() -> MirrorError:
    """Return the error of rows that break what the policy declares of them."""
    message = "rows break a key or a reference that the policy declares"
    return MirrorError(message, hint="correct `key` and `references` of the policy's tables")


def constraints(shape: TableShape) -> list[str]:
    """Return a table's key and references as clauses of CREATE TABLE."""
    key = [f"PRIMARY KEY ({names(shape.key)})"] if shape.key else []
    return key + [
        f"FOREIGN KEY ({quoted(to.column)}) REFERENCES {quoted(to.table)} ({quoted(to.target)})"
        for to in shape.references
    ]


def names(columns: Sequence[str]) -> str:
    """Return names as SQL, with commas."""
    return ", ".join(map(quoted, columns))


def quoted(name: str) -> str:
    """Return a name as SQL writes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"

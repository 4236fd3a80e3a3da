"""Notes and spans from NDJSON files, in batches; a line that cannot be read is named by its number only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safeharbor.detect.patient import known_values
from safeharbor.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from safeharbor.findings import KnownValues

_BATCH: Final = 256


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a notes file. PHI: neither text nor what is known appears in a repr."""

    id: Any
    text: str = field(repr=False)
    known: KnownValues | None = field(repr=False)
    gold: Mapping[str, Any] = field(repr=False)


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of an NDJSON file; blank lines are skipped. Raises SourceError."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, _object(number, line)
    except (OSError, UnicodeDecodeError) as error:
        message = f"the file cannot be read ({type(error).__name__})"
        raise SourceError(message, hint="name a readable UTF-8 NDJSON file") from None


def _object(number: int, line: str) -> dict[str, Any]:
    hint = 'each line is an object: {"id": ..., "text": ...}'
    try:
        row = json.loads(line)
    except ValueError:
        message = f"line {number} is not JSON"
        raise SourceError(message, hint=hint) from None
    if not isinstance(row, dict):
        message = f"line {number} is not an object"
        raise SourceError(message, hint=hint)
    return row


def notes(path: Path) -> Iterator[NoteLine]:
    """Yield the notes of a file. Raises SourceError for a line without `text`."""
    for number, row in lines(path):
        text, patient = row.get("text"), row.get("patient")
        if not isinstance(text, str):
            message = f"line {number} has no `text`"
            raise SourceError(message, hint='each line is an object: {"id": ..., "text": ...}')
        known = known_values(patient) if isinstance(patient, dict) else None
        yield NoteLine(row.get("id", number), text, known, row)


def batches(path: Path) -> Iterator[list[NoteLine]]:
    """Yield the notes of a file in batches, so that memory stays flat."""
    batch: list[NoteLine] = []
    for note in notes(path):
        batch.append(note)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

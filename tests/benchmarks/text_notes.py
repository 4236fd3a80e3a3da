"""The notes the text benchmark reads: those written by hand for measuring, a made hospital's, and any file named."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.recipe.generate import note
from models.recipe.pools import Pools

from safeharbor.sample import make_hospital
from tests.detect import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNREAD: Final = tuple(
    f"{name}.txt"
    for name in (
        "notes_b",
        "notes_c",
        "unread",
        "unread_2",
        "unread_3",
        "unread_4",
        "unread_5",
        "unread_6",
        "unread_7",
        "unread_8",
    )
)
_SAMPLE_SEED: Final = 11
_SAMPLE_PATIENTS: Final = 40
Gold = list[dict[str, Any]]


def sets(files: Sequence[Path]) -> dict[str, Gold]:
    """Return title -> notes with gold spans: hand-written, never looked at or looked at; a hospital's; each file's."""
    written = {path.name: marked.notes(path.name) for path in sorted(marked.HELD_OUT.glob("*.txt"))}
    return {
        "notes never looked at": [made for name in _UNREAD for made in written[name]],
        "notes looked at since": [made for name, notes in written.items() if name not in _UNREAD for made in notes],
        "sample notes": _sample(),
        **{path.name: read(path) for path in files},
    }


def _sample() -> Gold:
    with tempfile.TemporaryDirectory(prefix="bench-text-") as name:
        truth = Path(name) / "truth"
        make_hospital(_SAMPLE_PATIENTS, _SAMPLE_SEED, Path(name) / "out", truth=truth)
        return read(truth / "notes.ndjson")


def read(path: Path) -> Gold:
    """Return the notes of an NDJSON file with gold spans."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [{"neutral": [], **row} for row in rows]


def stream(count: int, seed: int) -> Iterator[str]:
    """Yield invented notes, each another: what a night of notes looks like to a process's memory."""
    pools = Pools(seed, held=True)
    for _ in range(count):
        yield note(pools).text

"""From notes to batches: features remembered per word, some of them dropped so that the others are learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.recipe.slots import UNDECIDED
from safeharbor.detect.convolution import SENSES_WIDTH, Batch
from safeharbor.detect.features import FLAGS, NAME_FLAGS, PLACE_FLAGS, TABLES, Forms, Tokens, describe, tokenize
from safeharbor.detect.letters import GROUPS
from safeharbor.detect.network import DILATIONS, TYPES, Senses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from models.recipe.generate import Note

DROPS = {"word": 0.08, "letters": 0.08, "names": 0.15, "places": 0.12, "clinical": 0.1, "vector": 0.12, "runs": 0.08}
VECTOR_PART = SENSES_WIDTH - len(GROUPS)
ENGLISH, CLINICAL, SUMMARY = slice(12, 17), slice(17, 22), slice(22, 26)


class Reader:
    """Turns notes into batches, remembering the features of words."""

    def __init__(self, senses: Senses) -> None:
        """Take what is known of words."""
        self._senses = senses
        self._rows: dict[str, int] = {}
        self._tables = np.zeros((1024, len(TABLES)), np.int64)
        self._flags = np.zeros((1024, FLAGS), np.float32)
        self._dense = np.zeros((1024, SENSES_WIDTH), np.float32)

    def _row(self, form: str) -> int:
        row = self._rows.get(form)
        if row is None:
            row = self._rows[form] = len(self._rows)
            if row >= len(self._tables):
                self._tables, self._flags, self._dense = (
                    np.concatenate([held, np.zeros_like(held)]) for held in (self._tables, self._flags, self._dense)
                )
            described = describe([form])
            self._tables[row], self._flags[row] = described.rows[0], described.flags[0]
            self._dense[row] = self._senses.dense([form])[0]
        return row

    def read(
        self, made: Iterable[Note], random: np.random.Generator | None
    ) -> tuple[Batch, NDArray[np.int64], list[Tokens]]:
        """Return a batch, its gold classes and each note's tokens; `random` drops features."""
        local: dict[int, int] = {}
        index: list[int] = []
        positions: list[NDArray[np.int64]] = []
        gold: list[NDArray[np.int64]] = []
        pad = max(DILATIONS)
        read = []
        apart = np.zeros(pad, np.int64)
        for one in made:
            tokens = tokenize(one.text)
            read.append(tokens)
            index += [-1] * pad
            index += [local.setdefault(self._row(form), len(local)) for form in tokens.forms]
            positions += [apart, tokens.positions]
            gold += [apart - 1, classes(tokens, one)]
        index += [-1] * pad
        positions.append(apart)
        gold.append(apart - 1)
        rows = np.fromiter(local, np.int64, len(local))
        tables, flags, dense = self._tables[rows].copy(), self._flags[rows].copy(), self._dense[rows].copy()
        if random is not None:
            _drop(tables, flags, dense, random)
        batch = Batch(Forms(tables, flags), dense, np.array(index), np.concatenate(positions))
        return batch, np.concatenate(gold), read


def _drop(
    tables: NDArray[np.int64], flags: NDArray[np.float32], dense: NDArray[np.float32], random: np.random.Generator
) -> None:
    count = len(tables)

    def some(share: float) -> NDArray[np.bool_]:
        return random.random(count) < share

    tables[some(DROPS["word"]), 0] = 0
    letters = some(DROPS["letters"])
    tables[letters, 1:4] = 0
    unknown = some(DROPS["names"])
    flags[unknown, NAME_FLAGS] = 0
    english = flags[:, ENGLISH].any(1)
    clinical = flags[:, CLINICAL][:, :3].any(1)
    flags[unknown, SUMMARY] = np.stack([np.zeros(count), np.zeros(count), english, ~english & ~clinical], 1)[unknown]
    flags[some(DROPS["places"]), PLACE_FLAGS] = 0
    flags[some(DROPS["clinical"]), CLINICAL] = 0
    dense[some(DROPS["vector"]), :VECTOR_PART] = 0
    dense[some(DROPS["runs"]), VECTOR_PART:] = 0


def classes(tokens: Tokens, one: Note) -> NDArray[np.int64]:
    """Return the gold class of each token, -1 for those that teach nothing."""
    found = np.zeros(len(tokens.forms), np.int64)
    for start, end, kind in one.spans:
        first, last = np.searchsorted(tokens.starts, (start, end))
        if kind == UNDECIDED:
            found[first:last] = -1
            continue
        found[first:last] = 2 + 2 * TYPES.index(kind)
        found[first : first + 1] = 1 + 2 * TYPES.index(kind)
    return found

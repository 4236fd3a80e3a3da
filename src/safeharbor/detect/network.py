"""The tagger's network in numpy: a small residual convolution over distinct words, forward only.

Weights are those of the spaCy pipeline's component (`detect.pipe` trains them with thinc). The
costly part, a word's embedding, is computed once per distinct word; the convolutions run over
blocks of tokens with a halo, so that memory stays flat and a text gives the same tags alone or in a batch.

Products are taken in strips of a dozen rows, too small for numpy's library to share among threads: with OpenBLAS's
default of a thread per core busy cores cut the speed from 182,000 to 33,000 tokens/s (22 November 2026, two cores). A
strip's product needs no packing either: 100 billion operations/s where BLIS, always one thread, gave 70.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from safeharbor.detect import dictionaries
from safeharbor.detect.features import TABLES, describe
from safeharbor.detect.letters import Letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

DILATIONS: Final = (1, 1, 2, 4, 8)
HALO: Final = sum(DILATIONS)
BLOCK: Final = 1_024
STRIP: Final = 12
EPS: Final = 1e-5
VECTOR_SCALE: Final = 32.0

TYPES: Final = (
    "NAME",
    "PROV",
    "REL",
    "STREET",
    "CITY",
    "PLACE",
    "ZIP",
    "STATE",
    "FAC",
    "EMP",
    "DATE",
    "PHONE",
    "ID",
    "WEB",
    "ROLE",
    "AGE",
)
CLASSES: Final = 1 + 2 * len(TYPES)  # O, then a beginning and a continuation of each type


@dataclass(frozen=True, slots=True)
class Vectors:
    """Word vectors distilled from an encoder: one row of int8 per known word."""

    index: Mapping[str, int]
    rows: NDArray[np.int8]

    @classmethod
    def read(cls, raw: bytes) -> Vectors:
        """Read what `models/recipe/vectors.py` wrote."""
        with np.load(io.BytesIO(raw), allow_pickle=False) as held:
            known = str(held["words"]).split("\n")
            return cls({word: i for i, word in enumerate(known)}, held["vectors"])

    def dense(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Return a row per word: its vector, then whether it has one."""
        found = np.zeros((len(forms), self.rows.shape[1] + 1), np.float32)
        for i, form in enumerate(forms):
            at = self.index.get(dictionaries.fold(form))
            if at is not None:
                found[i, :-1] = self.rows[at] / VECTOR_SCALE
                found[i, -1] = 1.0
        return found


@dataclass(frozen=True, slots=True)
class Senses:
    """What is known of a word beside its features: a vector where it has one, and what its letters look like."""

    vectors: Vectors
    letters: Letters

    @classmethod
    def read(cls, vectors: bytes, letters: bytes) -> Senses:
        """Read `vectors.npz` and `letters.npz`."""
        return cls(Vectors.read(vectors), Letters.read(letters))

    def dense(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Return a row per word."""
        return np.concatenate([self.vectors.dense(forms), self.letters.dense(forms)], axis=1)


def norm_relu(x: NDArray[np.float32], gain: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    """Normalise each row, whose mean is zero, scale and shift, cut below zero; writes over `x`."""
    x *= 1.0 / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1]) + np.float32(EPS))
    x *= gain
    x += bias
    return np.maximum(x, 0.0, out=x)


def _affine(x: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, whole = len(x), len(x) - len(x) % STRIP
    out = np.empty((rows, weight.shape[1]), np.float32)
    np.matmul(x[:whole].reshape(-1, STRIP, x.shape[1]), weight, out=out[:whole].reshape(-1, STRIP, weight.shape[1]))
    np.matmul(x[whole:], weight, out=out[whole:])
    out += bias
    return out


def _centred(weights: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Return the weights, those before a norm so shifted that each product's mean is zero already."""
    for name in ("mix", *(f"layer{layer}" for layer in range(len(DILATIONS)))):
        for part in (f"{name}.W", f"{name}.b"):
            exact = weights[part].astype(np.float64)
            weights[part] = (exact - exact.mean(-1, keepdims=True)).astype(np.float32)
    return weights


class Network:
    """Embeds words, then reads tokens in their order; weights are checked once, here."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]], senses: Senses) -> None:
        """Take the weights by name and what is known of words."""
        self._weights = _centred({name: np.asarray(value, np.float32) for name, value in weights.items()})
        self._senses = senses
        self.width = int(self._weights["position"].shape[1])

    def embed(self, forms: Sequence[str]) -> NDArray[np.float32]:
        """Return the embedding of each distinct word (words, width)."""
        held = self._weights
        described = describe(forms)
        parts = [held[f"table.{name}"][described.rows[:, i]] for i, name in enumerate(TABLES)]
        joined = np.concatenate([*parts, described.flags, self._senses.dense(forms)], axis=1)
        return norm_relu(_affine(joined, held["mix.W"], held["mix.b"]), held["mix.gain"], held["mix.bias"])

    def logits(
        self, embedded: NDArray[np.float32], index: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the class scores of each token; `index` -1 marks a separator between texts."""
        total = len(index)
        out = np.zeros((total, CLASSES), np.float32)
        for start in range(0, total, BLOCK):
            low, high = max(0, start - HALO), min(total, start + BLOCK + HALO)
            scores = self._block(embedded, index[low:high], positions[low:high])
            end = min(total, start + BLOCK)
            out[start:end] = scores[start - low : end - low]
        return out

    def _block(
        self, embedded: NDArray[np.float32], index: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        held, width, rows = self._weights, self.width, len(index)
        pad = max(DILATIONS)
        gaps = np.flatnonzero(index < 0)
        x = np.zeros((rows + 2 * pad, width), np.float32)
        inner = x[pad : pad + rows]
        inner += embedded[index]
        inner += held["position"][positions]
        inner[gaps] = 0.0
        window = np.empty((rows, 3 * width), np.float32)
        for layer, step in enumerate(DILATIONS):
            window[:, :width] = x[pad - step : pad - step + rows]
            window[:, width : 2 * width] = inner
            window[:, 2 * width :] = x[pad + step : pad + step + rows]
            y = _affine(window, held[f"layer{layer}.W"], held[f"layer{layer}.b"])
            norm_relu(y, held[f"layer{layer}.gain"], held[f"layer{layer}.bias"])
            y[gaps] = 0.0
            inner += y
        return _affine(inner, held["out.W"], held["out.b"])


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the softmax of each row."""
    shifted: NDArray[np.float32] = np.exp(logits - logits.max(1, keepdims=True))
    shifted /= shifted.sum(1, keepdims=True)
    return shifted

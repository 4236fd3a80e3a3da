"""The tagger's network with its gradients, as a thinc model; `network.py` holds the forward-only twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from spacy.util import registry
from thinc.api import Model

from safeharbor.detect.features import FLAGS, POSITIONS, TABLES, Forms, describe
from safeharbor.detect.network import CLASSES, DILATIONS, EPS, Senses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

Array = Any  # thinc's arrays have no useful static type
TABLE_WIDTHS: Final = {"word": 32, "prefix": 20, "suffix": 20, "suffix2": 8, "shape": 16}
SENSES_WIDTH: Final = 40


class Batch:
    """Texts laid in one row of tokens with separators: what the model reads."""

    def __init__(
        self, forms: Forms, senses: NDArray[np.float32], index: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> None:
        """Take the features of the distinct words, and each token's word and position."""
        self.rows = forms.rows
        self.dense = np.concatenate([forms.flags, senses], axis=1)
        self.index = index
        self.positions = positions

    @classmethod
    def of(cls, texts: Sequence[tuple[list[str], NDArray[np.int64]]], senses: Senses) -> Batch:
        """Lay out (forms, positions) of several texts."""
        distinct: dict[str, int] = {}
        index: list[int] = []
        positions: list[int] = []
        gap = [-1] * max(DILATIONS)
        for forms, where in texts:
            index += gap
            index += [distinct.setdefault(form, len(distinct)) for form in forms]
            positions += [0] * len(gap)
            positions += where.tolist()
        index += gap
        positions += [0] * len(gap)
        held = list(distinct) or [" "]  # a batch without a word still has rows
        return cls(describe(held), senses.dense(held), np.array(index), np.array(positions))


def _norm_forward(x: Array, gain: Array, bias: Array) -> tuple[Array, Array, Array]:
    x = x - x.mean(1, keepdims=True)
    inverse = 1.0 / np.sqrt((x * x).mean(1, keepdims=True) + np.float32(EPS))
    hat = x * inverse
    return np.maximum(hat * gain + bias, 0.0), hat, inverse


def _norm_backward(d: Array, out: Array, hat: Array, inverse: Array, gain: Array) -> tuple[Array, Array, Array]:
    d = d * (out > 0)
    d_gain, d_bias = (d * hat).sum(0), d.sum(0)
    d = d * gain
    d = (d - d.mean(1, keepdims=True) - hat * (d * hat).mean(1, keepdims=True)) * inverse
    return d, d_gain, d_bias


def _forward(model: Any, batch: Batch, is_train: bool) -> tuple[Array, Callable[[Array], list[Any]]]:  # noqa: ANN401, FBT001, PLR0915 - thinc's shape; one pass, read top to bottom
    param, ops = model.get_param, model.ops
    rate = model.attrs["dropout"] if is_train else 0.0
    random = model.attrs["random"]

    def keep(shape: tuple[int, ...]) -> Array:
        if not rate:
            return np.float32(1.0)
        return (random.random(shape, np.float32) >= rate).astype(np.float32) / np.float32(1 - rate)

    rows, dense = batch.rows, batch.dense
    width = model.get_dim("nO")
    joined = np.concatenate([*(param(f"table.{name}")[rows[:, i]] for i, name in enumerate(TABLES)), dense], axis=1)
    mixed = joined @ param("mix.W") + param("mix.b")
    embedded, mix_hat, mix_inverse = _norm_forward(mixed, param("mix.gain"), param("mix.bias"))
    mask = (batch.index >= 0).astype(np.float32)[:, None]
    drop = keep((len(batch.index), width)) * mask
    x = (embedded[batch.index] + param("position")[batch.positions]) * drop
    pad, total = max(DILATIONS), len(x)
    trace = []
    for layer, step in enumerate(DILATIONS):
        padded = np.pad(x, ((pad, pad), (0, 0)))
        window = np.concatenate(
            [padded[pad - step : pad - step + total], x, padded[pad + step : pad + step + total]], axis=1
        )
        y, hat, inverse = _norm_forward(
            window @ param(f"layer{layer}.W") + param(f"layer{layer}.b"),
            param(f"layer{layer}.gain"),
            param(f"layer{layer}.bias"),
        )
        dropped = keep(y.shape) * mask
        trace.append((window, y, hat, inverse, dropped))
        x = x + y * dropped
    logits = x @ param("out.W") + param("out.b")

    def backprop(d_logits: Array) -> list[Any]:
        model.inc_grad("out.W", x.T @ d_logits)
        model.inc_grad("out.b", d_logits.sum(0))
        d_x = d_logits @ param("out.W").T
        for layer in reversed(range(len(DILATIONS))):
            step = DILATIONS[layer]
            window, y, hat, inverse, dropped = trace[layer]
            d, d_gain, d_bias = _norm_backward(d_x * dropped, y, hat, inverse, param(f"layer{layer}.gain"))
            model.inc_grad(f"layer{layer}.gain", d_gain)
            model.inc_grad(f"layer{layer}.bias", d_bias)
            model.inc_grad(f"layer{layer}.W", window.T @ d)
            model.inc_grad(f"layer{layer}.b", d.sum(0))
            d_window = d @ param(f"layer{layer}.W").T
            d_x = d_x + d_window[:, width : 2 * width]
            d_x[:-step] += d_window[step:, :width]
            d_x[step:] += d_window[:-step, 2 * width :]
        d_x = d_x * drop
        d_position = np.zeros_like(param("position"))
        ops.scatter_add(d_position, batch.positions.astype("i"), d_x)
        model.inc_grad("position", d_position)
        d_embedded = np.zeros((len(rows), width), np.float32)
        here = batch.index >= 0
        ops.scatter_add(d_embedded, batch.index[here].astype("i"), np.ascontiguousarray(d_x[here]))
        d, d_gain, d_bias = _norm_backward(d_embedded, embedded, mix_hat, mix_inverse, param("mix.gain"))
        model.inc_grad("mix.gain", d_gain)
        model.inc_grad("mix.bias", d_bias)
        model.inc_grad("mix.W", joined.T @ d)
        model.inc_grad("mix.b", d.sum(0))
        d_joined = d @ param("mix.W").T
        at = 0
        for i, name in enumerate(TABLES):
            wide = TABLE_WIDTHS[name]
            d_table = np.zeros_like(param(f"table.{name}"))
            ops.scatter_add(d_table, rows[:, i].astype("i"), np.ascontiguousarray(d_joined[:, at : at + wide]))
            model.inc_grad(f"table.{name}", d_table)
            at += wide
        return []

    return logits, backprop


def shapes(width: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of every weight."""
    joined = sum(TABLE_WIDTHS.values()) + FLAGS + SENSES_WIDTH
    held: dict[str, tuple[int, ...]] = {f"table.{name}": (TABLES[name], wide) for name, wide in TABLE_WIDTHS.items()}
    held |= {
        "mix.W": (joined, width),
        "mix.b": (width,),
        "mix.gain": (width,),
        "mix.bias": (width,),
        "position": (POSITIONS, width),
    }
    for layer in range(len(DILATIONS)):
        held |= {
            f"layer{layer}.W": (3 * width, width),
            f"layer{layer}.b": (width,),
            f"layer{layer}.gain": (width,),
            f"layer{layer}.bias": (width,),
        }
    return held | {"out.W": (width, CLASSES), "out.b": (CLASSES,)}


@registry.architectures("safeharbor.WordConvolution.v1")  # type: ignore[untyped-decorator, unused-ignore]
def make_model(width: int, dropout: float, seed: int) -> Any:  # noqa: ANN401 - a thinc Model
    """Return the network with random weights drawn from `seed`."""
    random = np.random.default_rng(seed)
    model: Any = Model(
        "word_convolution",
        _forward,
        dims={"nO": width},
        params=dict.fromkeys(shapes(width)),
        attrs={"dropout": dropout, "random": random},
    )
    for name, shape in shapes(width).items():
        if name.endswith("gain"):
            value = np.ones(shape, np.float32)
        elif name.endswith(".W"):
            value = (random.standard_normal(shape) * np.sqrt(1.5 / shape[0])).astype(np.float32)
        elif name.startswith("table") or name == "position":
            value = (random.standard_normal(shape) * 0.1).astype(np.float32)
        else:
            value = np.zeros(shape, np.float32)
        model.set_param(name, value)
    return model


def cross_entropy(
    logits: NDArray[np.float32], gold: NDArray[np.int64], smooth: float = 0.03
) -> tuple[float, NDArray[np.float32]]:
    """Return the mean loss and its gradient; gold -1 counts for nothing."""
    here = gold >= 0
    shifted = logits - logits.max(1, keepdims=True)
    log = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    target = np.full_like(log, smooth / log.shape[1])
    target[np.arange(len(gold)), np.maximum(gold, 0)] += 1 - smooth
    gradient = (np.exp(log) - target) * here[:, None] / max(1, here.sum())
    return float(-(target * log)[here].sum() / max(1, here.sum())), gradient.astype(np.float32)

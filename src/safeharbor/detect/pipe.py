"""The recogniser as a spaCy pipeline: tokenizer, trainable component and its thinc model.

`spacy.load("models/phi")` finds both factories through the package's entry points. The fast path
(`detect.tagger`) reads the same files without importing spaCy; a test holds the two to equal tags.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.util import registry
from thinc.api import Model

from safeharbor.detect.decode import BIAS, decode
from safeharbor.detect.features import FLAGS, POSITIONS, TABLES, Forms, describe, tokenize
from safeharbor.detect.network import CLASSES, DILATIONS, EPS, TYPES, Vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.training import Example
    from spacy.vocab import Vocab

Array = Any  # thinc's arrays have no useful static type
TABLE_WIDTHS: Final = {"word": 32, "prefix": 20, "suffix": 20, "suffix2": 8, "shape": 16}
VECTOR_WIDTH: Final = 33


class Tokenizer:
    """Split into runs of letters and digits and single signs, as `features.tokenize` does."""

    def __init__(self, vocab: Vocab) -> None:
        """Keep the pipeline's vocabulary."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text; blanks other than one space become tokens of their own."""
        found: list[str] = []
        spaces: list[bool] = []
        at = 0
        tokens = tokenize(text)
        for start, end, form in zip(tokens.starts.tolist(), tokens.ends.tolist(), tokens.forms, strict=True):
            if start > at:
                blank = text[at:start]
                if found and blank[0] == " ":
                    spaces[-1] = True
                    blank = blank[1:]
                if blank:
                    found.append(blank)
                    spaces.append(False)
            found.append(form)
            spaces.append(False)
            at = end
        if at < len(text):
            blank = text[at:]
            if found and blank[0] == " ":
                spaces[-1] = True
                blank = blank[1:]
            if blank:
                found.append(blank)
                spaces.append(False)
        return Doc(self.vocab, words=found, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Hold no state."""
        return b""

    def from_bytes(self, _: bytes, **__: object) -> Tokenizer:
        """Hold no state."""
        return self

    def to_disk(self, *_: object, **__: object) -> None:
        """Hold no state."""

    def from_disk(self, *_: object, **__: object) -> Tokenizer:
        """Hold no state."""
        return self


@registry.tokenizers("safeharbor.Tokenizer.v1")  # type: ignore[untyped-decorator, unused-ignore]
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """Return the maker of the tokenizer, as spaCy's config expects."""

    def create(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab)

    return create


class Batch:
    """Texts laid in one row of tokens with separators: what the model reads."""

    def __init__(
        self, forms: Forms, vectors: NDArray[np.float32], index: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> None:
        """Take the features of the distinct words, and each token's word and position."""
        self.rows = forms.rows
        self.dense = np.concatenate([forms.flags, vectors], axis=1)
        self.index = index
        self.positions = positions

    @classmethod
    def of(cls, texts: Sequence[tuple[list[str], NDArray[np.int64]]], vectors: Vectors) -> Batch:
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
        return cls(describe(held), vectors.dense(held), np.array(index), np.array(positions))


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
    joined = sum(TABLE_WIDTHS.values()) + FLAGS + VECTOR_WIDTH
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


@Language.factory(
    "safeharbor_phi",
    default_config={
        "model": {"@architectures": "safeharbor.WordConvolution.v1", "width": 80, "dropout": 0.1, "seed": 7}
    },
)
class PhiTagger(TrainablePipe):  # type: ignore[misc, unused-ignore]
    """Mark identifiers as `doc.ents`, labelled with the recogniser's types."""

    def __init__(self, nlp: Language, name: str, model: Any) -> None:  # noqa: ANN401 - a thinc Model
        """Keep the model; vectors come with the pipeline's files."""
        self.vocab = nlp.vocab
        self.name = name
        self.model = model
        self.cfg: dict[str, Any] = {}
        self.vectors = Vectors({}, np.zeros((0, VECTOR_WIDTH - 1), np.int8))

    @property
    def labels(self) -> tuple[str, ...]:
        """The types of entities."""
        return TYPES

    def _read(self, docs: Sequence[Doc]) -> tuple[Batch, list[Any]]:
        read = [tokenize(doc.text) for doc in docs]
        return Batch.of([(tokens.forms, tokens.positions) for tokens in read], self.vectors), read

    def predict(self, docs: Iterable[Doc]) -> list[list[tuple[int, int, int, float]]]:
        """Return (start, end, type, score) of each doc, in code points."""
        held = list(docs)
        batch, read = self._read(held)
        logits = self.model.predict(batch)
        pad, at, found = max(DILATIONS), 0, []
        for tokens in read:
            at += pad
            found.append(decode(tokens, logits[at : at + len(tokens.forms)], BIAS))
            at += len(tokens.forms)
        return found

    def set_annotations(self, docs: Iterable[Doc], spans: Sequence[Sequence[tuple[int, int, int, float]]]) -> None:
        """Write `doc.ents`."""
        for doc, found in zip(docs, spans, strict=True):
            marked = [
                doc.char_span(start, end, label=TYPES[kind], alignment_mode="expand") for start, end, kind, _ in found
            ]
            doc.set_ents([span for span in marked if isinstance(span, Span)])

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.1,
        sgd: Any = None,  # noqa: ANN401 - a thinc optimizer
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from gold `doc.ents`."""
        held = list(examples)
        batch, read = self._read([example.reference for example in held])
        gold = np.full(len(batch.index), -1)
        at, pad = 0, max(DILATIONS)
        for example, tokens in zip(held, read, strict=True):
            at += pad
            gold[at : at + len(tokens.forms)] = _classes(tokens, example.reference)
            at += len(tokens.forms)
        self.model.attrs["dropout"] = drop
        logits, backprop = self.model.begin_update(batch)
        loss, gradient = cross_entropy(logits, gold)
        backprop(gradient)
        if sgd is not None:
            self.model.finish_update(sgd)
        losses = losses if losses is not None else {}
        losses[self.name] = losses.get(self.name, 0.0) + loss
        return losses

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **_: object
    ) -> None:
        """Start from the weights the architecture drew from its seed."""

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights as one `weights.npz`."""
        del exclude
        Path(path).mkdir(parents=True, exist_ok=True)
        names = shapes(self.model.get_dim("nO"))
        np.savez(Path(path) / "weights.npz", **{name: self.model.get_param(name).astype(np.float16) for name in names})

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> PhiTagger:
        """Read the weights, and the vectors beside the component's folder."""
        del exclude
        with np.load(Path(path) / "weights.npz", allow_pickle=False) as held:
            for name in shapes(self.model.get_dim("nO")):
                self.model.set_param(name, held[name].astype(np.float32))
        self.vectors = Vectors.read((Path(path).parent / "vectors.npz").read_bytes())
        return self


def _classes(tokens: Any, doc: Doc) -> NDArray[np.int64]:  # noqa: ANN401 - features.Tokens
    found = np.zeros(len(tokens.forms), np.int64)
    for entity in doc.ents:
        inside = np.flatnonzero((tokens.starts >= entity.start_char) & (tokens.starts < entity.end_char))
        kind = TYPES.index(entity.label_)
        found[inside] = 2 + 2 * kind
        found[inside[:1]] = 1 + 2 * kind
    return found


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


def entities(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, type) of a doc's entities, in code points."""
    for entity in doc.ents:
        yield entity.start_char, entity.end_char, entity.label_

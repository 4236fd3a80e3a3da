"""The recogniser as a spaCy pipeline: tokenizer and trainable component.

`spacy.load("models/phi")` finds both factories through the package's entry points. The fast path
(`detect.tagger`) reads the same files without importing spaCy; a test holds the two to equal tags.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.errors import Errors
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.util import registry

from safeharbor.detect.convolution import Batch, cross_entropy, shapes
from safeharbor.detect.decode import BIAS, decode
from safeharbor.detect.features import Tokens, tokenize
from safeharbor.detect.network import DILATIONS, TYPES, Senses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.training import Example
    from spacy.vocab import Vocab


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


@Language.factory(
    "safeharbor_phi",
    default_config={
        "model": {"@architectures": "safeharbor.WordConvolution.v1", "width": 112, "dropout": 0.1, "seed": 7}
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
        self.senses: Senses | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The types of entities."""
        return TYPES

    def _read(self, docs: Sequence[Doc]) -> tuple[Batch, list[Tokens]]:
        read = [tokenize(doc.text) for doc in docs]
        if self.senses is None:
            raise ValueError(Errors.E109.format(name=self.name))
        return Batch.of([(tokens.forms, tokens.positions) for tokens in read], self.senses), read

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
        """Read the weights, and what is known of words beside the component's folder."""
        del exclude
        with np.load(Path(path) / "weights.npz", allow_pickle=False) as held:
            for name in shapes(self.model.get_dim("nO")):
                self.model.set_param(name, held[name].astype(np.float32))
        folder = Path(path).parent
        self.senses = Senses.read(*((folder / name).read_bytes() for name in ("vectors.npz", "letters.npz")))
        return self


def _classes(tokens: Tokens, doc: Doc) -> NDArray[np.int64]:
    found = np.zeros(len(tokens.forms), np.int64)
    for entity in doc.ents:
        inside = np.flatnonzero((tokens.starts >= entity.start_char) & (tokens.starts < entity.end_char))
        kind = TYPES.index(entity.label_)
        found[inside] = 2 + 2 * kind
        found[inside[:1]] = 1 + 2 * kind
    return found


def entities(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, type) of a doc's entities, in code points."""
    for entity in doc.ents:
        yield entity.start_char, entity.end_char, entity.label_

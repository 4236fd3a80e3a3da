"""The trained recogniser, fast path: numpy over distinct words, the same tags as the spaCy pipeline.

spaCy is not imported. The model's folder is checked against its checksums before a byte of it is
used, and the word lists against the digest the model was trained with: a damaged or foreign file
is refused, text is never passed through.
"""

from __future__ import annotations

import hashlib
import io
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

import numpy as np

from safeharbor.detect.decode import BIAS, decode
from safeharbor.detect.features import tokenize
from safeharbor.detect.network import DILATIONS, TYPES, Network, Senses
from safeharbor.errors import DetectorError
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from safeharbor.detect.features import Tokens

KINDS: Final[Mapping[str, DataKind]] = {
    "NAME": DataKind.FULL_NAME, "PROV": DataKind.PROVIDER_NAME, "REL": DataKind.RELATIVE_NAME,
    "STREET": DataKind.STREET, "CITY": DataKind.CITY, "PLACE": DataKind.PLACE,
    "FAC": DataKind.FACILITY, "EMP": DataKind.EMPLOYER,
    "ZIP": DataKind.ZIP, "DATE": DataKind.DATE, "PHONE": DataKind.PHONE, "ID": DataKind.OTHER_ID,
    "WEB": DataKind.OTHER_ID,
    "ROLE": DataKind.OTHER_ID, "AGE": DataKind.AGE,
}  # fmt: skip
WORDED: Final = frozenset(KINDS[name] for name in ("NAME", "PROV", "REL", "STREET", "CITY", "PLACE", "FAC", "EMP"))
"""What a trained eye finds best; numbers are left to patterns unless asked for."""

CACHED_WORDS: Final = 32_768  # 13 MB of embeddings; then begun anew, at a second of work for every thousand notes or so
BATCH_TOKENS: Final = 60_000
CHECKSUMS: Final = "checksums.json"


class Tagger:
    """Finds names, places and organisations in texts; loaded once, thread-safe only per instance."""

    name: Final = "tagger"

    def __init__(
        self, network: Network, fingerprint: str, *, threshold: float = BIAS, kinds: frozenset[DataKind] = WORDED
    ) -> None:
        """Take a network, the digest of its files, the belief from which a token is marked and what is told."""
        self._network = network
        self.fingerprint = fingerprint
        self._threshold = threshold
        self._kinds = kinds
        self._known: dict[str, int] = {}
        self._embedded: NDArray[np.float32] = np.zeros((4_096, network.width), np.float32)

    @classmethod
    def load(
        cls, path: Path | str | None = None, *, threshold: float = BIAS, kinds: frozenset[DataKind] = WORDED
    ) -> Tagger:
        """Load the model in `path`, or the one installed with the package.

        A lower `threshold` marks more; each finding's score says how sure it is. `kinds`: what `tag` tells.
        Raises DetectorError when a file is missing, added, damaged or does not fit the word lists.
        """
        folder = Path(path) if path is not None else installed()
        held = verify(folder)
        try:
            with np.load(io.BytesIO(held["phi/weights.npz"]), allow_pickle=False) as weights:
                named = {name: weights[name] for name in weights.files}
            network = Network(named, Senses.read(held["vectors.npz"], held["letters.npz"]))
        except (KeyError, ValueError, OSError, BadZipFile):
            message = "the recogniser's weights cannot be read"
            raise DetectorError(message, hint="install safeharbor-deid again, or train the model anew") from None
        return cls(network, hashlib.sha256(held[CHECKSUMS]).hexdigest(), threshold=threshold, kinds=kinds)

    def tag(self, texts: Sequence[str], *, kinds: frozenset[DataKind] | None = None) -> list[list[Finding]]:
        """Return each text's findings of `kinds`: sorted, never overlapping, offsets in code points."""
        kinds = self._kinds if kinds is None else kinds
        found: list[list[Finding]] = []
        waiting: list[Tokens] = []
        size = 0
        for text in texts:
            tokens = tokenize(text)
            waiting.append(tokens)
            size += len(tokens.forms)
            if size >= BATCH_TOKENS:
                found += self._tag(waiting, kinds)
                waiting, size = [], 0
        return found + self._tag(waiting, kinds)

    def _tag(self, read: Sequence[Tokens], kinds: frozenset[DataKind]) -> list[list[Finding]]:
        pad = max(DILATIONS)
        apart, still = np.full(pad, -1), np.zeros(pad, np.int64)
        index: list[NDArray[np.int64]] = []
        positions: list[NDArray[np.int64]] = []
        self._learn({form for tokens in read for form in tokens.forms})
        known = self._known
        for tokens in read:
            index += [apart, np.fromiter(map(known.__getitem__, tokens.forms), np.int64, len(tokens.forms))]
            positions += [still, tokens.positions]
        if not index:
            return []
        logits = self._network.logits(self._embedded, np.concatenate(index), np.concatenate(positions))
        found, at = [], 0
        for tokens in read:
            at += pad
            spans = decode(tokens, logits[at : at + len(tokens.forms)], self._threshold)
            at += len(tokens.forms)
            found.append(
                [
                    Finding(start, end, kind, score, self.name)
                    for start, end, number, score in spans
                    if (kind := KINDS.get(TYPES[number])) is not None and kind in kinds
                ]
            )
        return found

    def _learn(self, forms: set[str]) -> None:
        new = sorted(forms.difference(self._known))
        if len(self._known) + len(new) > CACHED_WORDS and self._known:
            self._known = {}
            new = sorted(forms)
        if not new:
            return
        used, need = len(self._known), len(self._known) + len(new)
        if need > len(self._embedded):
            grown = np.zeros((max(need, 2 * len(self._embedded)), self._network.width), np.float32)
            grown[:used] = self._embedded[:used]
            self._embedded = grown
        self._embedded[used:need] = self._network.embed(new)
        self._known.update(zip(new, range(used, need), strict=True))


def installed() -> Path:
    """Return the folder of the model that comes with the package or, in a checkout, stands beside it."""
    packaged = Path(str(files("safeharbor"))) / "_models" / "phi"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "models" / "phi"


def words_digest() -> str:
    """Return the digest of the word lists the features look words up in."""
    digest = hashlib.sha256()
    for entry in sorted((files("safeharbor.detect") / "words").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".txt"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


def verify(folder: Path) -> dict[str, bytes]:
    """Return the model's files by name once each has its recorded digest; raise DetectorError otherwise."""
    hint = "install safeharbor-deid again, or train the model anew"
    try:
        sums = (folder / CHECKSUMS).read_bytes()
        recorded = json.loads(sums)
        held = {name: (folder / name).read_bytes() for name in recorded if name != "words"}
    except (OSError, ValueError):
        message = "the recogniser is missing or incomplete"
        raise DetectorError(message, hint=hint) from None
    damaged = [name for name, raw in held.items() if hashlib.sha256(raw).hexdigest() != recorded[name]]
    if damaged or recorded.get("words") != words_digest():
        message = f"the recogniser is damaged: {', '.join(damaged) or 'word lists'} differ from the recorded checksum"
        raise DetectorError(message, hint=hint)
    return {**held, CHECKSUMS: sums}

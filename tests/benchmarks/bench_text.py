"""Free text: accuracy and speed of the product beside presidio and philter-lite, on the same notes in the same run.

`python -m tests.benchmarks.bench_text NOTES.jsonl ...` measures on files of gold notes as well. Accuracy is that of
`safeharbor evaluate`. Goals: 15 times the words per second of presidio, by processor time; two processes at least 1.6
times one; a warm 300-word note within 15 ms; memory flat over 100,000 notes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from safeharbor.detect.scoring import Score, score
from tests.benchmarks.measure import PYTHON, ROOT, measure, table
from tests.benchmarks.text_notes import Gold, sets, stream
from tests.benchmarks.text_work import READERS

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIMIT: Final = 20
_WORDS: Final = 300
_PEER_NOTES: Final = 200


def main(*, full: bool = False, files: Sequence[Path] = ()) -> None:
    """Print accuracy, speed and memory; `full`: more notes for speed and memory."""
    with tempfile.TemporaryDirectory(prefix="bench-text-") as name:
        folder = Path(name)
        gold = sets(files)
        done = {title: _readers(folder, notes) for title, notes in gold.items()}
        for title, notes in gold.items():
            _accuracy(title, notes, done[title])
        _speed(gold, done)
        _product(folder, count=20_000 if full else 3_000)
        _memory(folder, count=100_000 if full else 10_000)


def _work(folder: Path, what: str, source: str) -> dict[str, Any]:
    target = folder / f"{what}.out.json"
    measure([PYTHON, "-m", "tests.benchmarks.text_work", what, source, str(target), str(_LIMIT)])
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


def _written(folder: Path, name: str, texts: Sequence[str]) -> str:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(list(texts)), encoding="utf-8")
    return str(path)


def _readers(folder: Path, notes: Gold) -> dict[str, dict[str, Any]]:
    source = _written(folder, "texts", [note["text"] for note in notes])
    return {who: _work(folder, who, source) for who in READERS}


def _accuracy(title: str, notes: Gold, done: dict[str, dict[str, Any]]) -> None:
    rows = []
    for who, found in done.items():
        spans = [[(start, end) for start, end in one or ()] for one in found["spans"]]
        result = score(notes, spans)
        given_up = sum(one is None for one in found["spans"])
        rows.append([who, *_figures(result), str(given_up)])
    head = ["reader", "recall", "names", "places", "organisations", "leaked", "precision", "over-redacted", "given up"]
    spans_all = sum(len(note["spans"]) for note in notes)
    table(f"Accuracy on {title} ({len(notes)} notes, {spans_all:,} spans)", head, rows)


def _figures(result: Score) -> list[str]:
    labels = {row.label: row for row in result.labels}
    total = result.total
    shown = [total, *(labels[name] for name in ("NAME", "LOCATION", "ORG"))]
    return [
        *(f"{row.recall:.1%}" for row in shown),
        f"{total.leaked / total.characters:.1%}",
        f"{result.precision:.1%}",
        f"{result.over_redaction:.2%}",
    ]


def _speed(gold: dict[str, Gold], done: dict[str, dict[str, Any]]) -> None:
    rows = []
    for title, notes in gold.items():
        read = [at for at in range(len(notes)) if all(found["spans"][at] is not None for found in done[title].values())]
        words = sum(len(notes[at]["text"].split()) for at in read)
        cpu = {who: sum(found["cpu"][at] for at in read) for who, found in done[title].items()}
        rows += [
            [
                f"{title}: {who}",
                f"{words / seconds:,.0f}",
                f"{cpu['presidio'] / seconds:.1f}x",
                f"{1000 * median(done[title][who]['wall'][at] for at in read):.1f}",
            ]
            for who, seconds in cpu.items()
        ]
    head = ["one note a call, one core", "words/s", "of presidio", "median ms a note"]
    table("Speed beside the peers (goal: 15x; notes that every reader finished)", head, rows)


def _product(folder: Path, *, count: int) -> None:
    texts = list(stream(count, seed=23))
    words = sum(len(text.split()) for text in texts)
    one = _work(folder, "batched", _written(folder, "all", texts))
    peer = _work(folder, "presidio", _written(folder, "some", texts[:_PEER_NOTES]))
    peer_words = sum(len(text.split()) for text in texts[:_PEER_NOTES])
    ratio = words / one["cpu"] / (peer_words / sum(peer["cpu"]))
    halves = [_written(folder, f"half{part}", texts[part::2]) for part in (0, 1)]
    both = _at_once(folder, halves)
    again = _work(folder, "repeated", _written(folder, "again", texts))
    note = " ".join(" ".join(texts).split(" ")[:_WORDS])
    warm = _work(folder, "safeharbor", _written(folder, "warm", [note] * 50))
    rows = [
        ["in batches, one process, words/s by processor", f"{words / one['cpu']:,.0f}", ""],
        [f"the same, of presidio's on {_PEER_NOTES} of these notes", f"{ratio:.1f}x", "15x"],
        ["in batches, one process, words/s by the clock", f"{words / one['wall']:,.0f}", ""],
        ["two processes / one, by the clock", f"{one['wall'] / both:.2f}", "1.6"],
        ["a column, every note three times in it, words/s by processor", f"{3 * words / again['cpu']:,.0f}", ""],
        [f"a warm {_WORDS}-word note, median ms", f"{1000 * median(warm['wall'][5:]):.1f}", "at most 15"],
    ]
    table(f"The product on {count:,} generated notes, {words:,} words", ["what", "measured", "goal"], rows)


def _at_once(folder: Path, sources: Sequence[str]) -> float:
    """Return the wall clock of processes that share the notes, their start left out."""
    targets = [folder / f"at-once{at}.json" for at in range(len(sources))]
    running = [
        subprocess.Popen([PYTHON, "-m", "tests.benchmarks.text_work", "batched", source, str(target)], cwd=ROOT)  # noqa: S603 - our own
        for source, target in zip(sources, targets, strict=True)
    ]
    while any(process.poll() is None for process in running):
        time.sleep(0.1)
    return max(float(json.loads(target.read_text("utf-8"))["wall"]) for target in targets)


def _memory(folder: Path, *, count: int) -> None:
    peaks = _work(folder, "memory", str(count))["peaks"]
    rows = [[f"{count * (at + 1) // 10:,}", f"{peak:.0f}"] for at, peak in enumerate(peaks) if at in (0, 1, 4, 9)]
    table("Peak memory over many different notes", ["notes", "MiB"], rows)


if __name__ == "__main__":
    main(files=[Path(name) for name in sys.argv[1:]])

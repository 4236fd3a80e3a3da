"""Memory while many notes are read: `python -m tests.benchmarks.text_memory [NOTES]` prints the peak at each tenth.

Every note is another text (names, numbers and dates drawn from a seed), so that no cache can answer for it.
"""

from __future__ import annotations

import random
import resource
import sys
from typing import Final

from safeharbor.detect.engine import build_detector

NOTES: Final = 100_000
_BATCH: Final = 1_000
_SOUNDS: Final = ("ka", "lo", "mi", "ren", "tas", "vor", "del", "an", "brin", "quo", "sha", "wen")


def _note(draw: random.Random) -> str:
    name = " ".join("".join(draw.choices(_SOUNDS, k=draw.randint(2, 4))).capitalize() for _ in range(2))
    day = f"{draw.randint(1, 12)}/{draw.randint(1, 28)}/{draw.randint(2000, 2025)}"
    call = f"{draw.randint(200, 999)}-555-{draw.randint(1000, 9999)}"
    pressure = f"{draw.randint(90, 180)}/{draw.randint(50, 100)}"
    return f"Seen {day} by Dr. {name}, MRN {draw.randint(10**6, 10**8)}. BP {pressure}, call {call}."


def main() -> None:
    """Read the notes and print the peak of memory, in MiB, at each tenth."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else NOTES
    draw = random.Random(7)  # noqa: S311 - text to read, no secret
    detector = build_detector()
    for begin in range(0, count, _BATCH):
        texts = [_note(draw) for _ in range(min(_BATCH, count - begin))]
        detector.detect(texts, [None] * len(texts))
        done = begin + len(texts)
        if done % max(_BATCH, count // 10) < _BATCH:
            print(f"{done:>9,} notes  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.1f} MiB", flush=True)


if __name__ == "__main__":
    main()

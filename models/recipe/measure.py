"""Measure the tagger alone on gold notes: `python -m models.recipe.measure GOLD.jsonl [--show N]`.

For measuring only: what is read here never reaches training.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
from pathlib import Path

from safeharbor.detect.tagger import Tagger


def main(gold: Path, model: Path | None, show: int) -> None:
    """Print recall by label, over-redaction and, on request, misses and false alarms."""
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    tagger = Tagger.load(model)
    found, total = collections.Counter[str](), collections.Counter[str]()
    touched = plain = 0
    missed, false = [], []
    for row, findings in zip(rows, tagger.tag([row["text"] for row in rows]), strict=True):
        text = row["text"]
        cover, aside = bytearray(len(text)), bytearray(len(text))
        for finding in findings:
            cover[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
        for span in row["spans"] + row["neutral"]:
            aside[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
        for span in row["spans"]:
            need = [i for i in range(span["start"], span["end"]) if text[i].isalnum()]
            hit = all(cover[i] for i in need)
            total[span["label"]] += 1
            found[span["label"]] += hit
            if not hit and span["label"] in ("NAME", "ORG", "LOCATION"):
                before, after = text[max(0, span["start"] - 35) : span["start"]], text[span["end"] : span["end"] + 25]
                missed.append(f"{span['label']:8} {before!r} >>{text[span['start'] : span['end']]}<< {after!r}")
        for match in re.finditer(r"\w+", text):
            if not any(aside[match.start() : match.end()]):
                plain += 1
                if any(cover[match.start() : match.end()]):
                    touched += 1
                    kind = next(f.kind.value for f in findings if f.start < match.end() and f.end > match.start())
                    before, after = (
                        text[max(0, match.start() - 30) : match.start()],
                        text[match.end() : match.end() + 20],
                    )
                    false.append(f"{kind:10} {before!r} >>{match[0]}<< {after!r}")
    print(
        {
            label: f"{found[label] / total[label]:.3f} ({found[label]}/{total[label]})"
            for label in ("NAME", "LOCATION", "ORG", "DATE", "OTHER_ID", "PHOTO", "STATE")
        }
    )
    print(f"over {touched / plain:.4f} ({touched}/{plain})")
    for line in [*missed[:show], *false[:show]]:
        print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the tagger alone.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    main(given.gold, given.model, given.show)

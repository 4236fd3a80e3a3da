"""safeharbor detect: the spans of identifiers in notes, as a file."""

from pathlib import Path
from typing import Annotated

import typer


def detect(
    notes: Annotated[Path, typer.Argument(help='NDJSON, one note a line: {"id", "text"[, "patient": {...}]}.')],
    out: Annotated[Path, typer.Option("--out", help="Where the spans go, one note a line.")],
    facilities: Annotated[str, typer.Option(help="redact or keep names of hospitals and clinics.")] = "redact",
) -> None:
    """Find identifiers: write {"id", "spans": [{"start", "end", "label", "score", "recognizer"}]} a line.

    Offsets are code points, half-open. `patient` is what a registry holds of the person; its keys are told by
    their words (names, mrn, dob, phones, addresses, relatives, emails, ...).
    """
    import json

    from safeharbor.cli.notes import batches
    from safeharbor.detect.engine import build_detector

    detector = build_detector(facilities=facilities)
    written = found = 0
    with out.open("w", encoding="utf-8", newline="\n") as stream:
        for batch in batches(notes):
            findings = detector.detect([note.text for note in batch], [note.known for note in batch])
            for note, spans in zip(batch, findings, strict=True):
                rows = [
                    {
                        "start": span.start,
                        "end": span.end,
                        "label": span.label.value,
                        "score": round(span.score, 3),
                        "recognizer": span.recognizer,
                    }
                    for span in spans
                ]
                stream.write(json.dumps({"id": note.id, "spans": rows}) + "\n")
                written, found = written + 1, found + len(rows)
    typer.echo(f"{found:,} spans in {written:,} notes ({detector.fingerprint})")

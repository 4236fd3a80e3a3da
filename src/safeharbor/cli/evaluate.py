"""safeharbor evaluate: how well identifiers are found, against notes with marked spans."""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    gold: Annotated[Path, typer.Argument(help='NDJSON: {"id", "text", "spans", "neutral"[, "patient"]} a line.')],
    predictions: Annotated[
        Path | None, typer.Option(help="Spans to score, as `detect` writes them. Default: detect now.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write misses and false alarms in their context; the page shows text.")
    ] = None,
) -> None:
    """Score: span recall, leaked characters, precision, over-redaction, clean documents, by label and letter.

    A span counts as found when every letter and digit of it is covered. ORG is apart; YEAR, STATE and neutral
    stretches take no side. Without predictions the notes are read twice: text alone, and with `patient`.
    """
    import json

    from safeharbor.cli.notes import lines, notes
    from safeharbor.detect.engine import build_detector
    from safeharbor.detect.report import page, table
    from safeharbor.detect.scoring import score
    from safeharbor.errors import SourceError

    rows = list(notes(gold))
    if any("spans" not in row.gold for row in rows):
        message = "a line has no `spans`"
        raise SourceError(message, hint="gold marks every identifier; a clean note has an empty list")
    marked = [{"neutral": (), **row.gold} for row in rows]
    runs: list[tuple[str, list[list[tuple[int, int]]]]] = []
    if predictions is not None:
        given = {json.dumps(row.get("id")): row.get("spans", []) for _, row in lines(predictions)}
        missing = sum(json.dumps(row.id) not in given for row in rows)
        if missing:
            message = f"{missing} notes of the gold file have no prediction"
            raise SourceError(message, hint="write one line for every note, spans empty where nothing was found")
        runs.append(("predictions", [[(s["start"], s["end"]) for s in given[json.dumps(row.id)]] for row in rows]))
    else:
        detector = build_detector()
        texts = [row.text for row in rows]
        for title, known in (
            ("text alone", [None] * len(rows)),
            ("with the patient's record", [r.known for r in rows]),
        ):
            if title == "text alone" or any(known):
                found = detector.detect(texts, known)
                runs.append((title, [[(span.start, span.end) for span in spans] for spans in found]))
    for title, spans in runs:
        typer.echo(table(title, score(marked, spans)))
    if html is not None:
        html.write_text(page([(title, marked, spans) for title, spans in runs]), encoding="utf-8")
        typer.echo("misses and false alarms written")

"""A detector's figures as a table of text, and its misses and false alarms as a page of HTML.

The page shows text in its context: make it of synthetic gold only.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from safeharbor.detect.scoring import coverage, missed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safeharbor.detect.scoring import LabelScore, Score

    Run = tuple[str, Sequence[Mapping[str, Any]], Sequence[Sequence[tuple[int, int]]]]

_CONTEXT: Final = 45
_STYLE: Final = (
    "body{font:14px/1.5 system-ui,sans-serif;margin:2em;max-width:70em}td,th{padding:.15em .8em;text-align:left;vertical-align:top}"
    "mark.miss{background:#fbb}mark.over{background:#fd8}code{white-space:pre-wrap}h2{margin-top:2em}"
)


def _row(row: LabelScore) -> str:
    return f"  {row.label:<12} {row.recall:8.1%} {row.found:>6}/{row.spans:<6} {row.leaked:>6} of {row.characters}"


def table(title: str, score: Score) -> str:
    """Return the figures as lines of text, each with its count."""
    total = score.total
    lines = [
        f"{title}: {score.notes} notes",
        f"  recall {total.recall:.2%} ({total.found} of {total.spans} spans), ORG apart",
        f"  leaked characters {total.leaked} of {total.characters}; notes with a leak {score.leaking_notes} of {score.notes}",
        f"  precision of characters {score.precision:.2%} ({score.covered_right} of {score.covered})",
        f"  over-redaction {score.over_redaction:.2%} ({score.touched} of {score.tokens} tokens)",
        (
            f"  clean documents untouched {score.clean_untouched} of {score.clean_notes}; "
            f"{score.clean_touched} of {score.clean_tokens} tokens, worst document {score.worst_clean:.2%}"
        ),
        f"  {'label':<12} {'recall':>8} {'spans':>10} {'leaked':>9} characters",
        *(_row(row) for row in score.labels),
        f"  {'letter':<12}",
        *(_row(row) for row in score.letters()),
    ]
    return "\n".join(lines)


def _context(text: str, start: int, end: int, kind: str) -> str:
    before = html.escape(text[max(0, start - _CONTEXT) : start])
    after = html.escape(text[end : end + _CONTEXT])
    return f"<code>{before}<mark class={kind}>{html.escape(text[start:end])}</mark>{after}</code>"


def _misses(note: Mapping[str, Any], cover: Sequence[int]) -> list[str]:
    return [
        f"<tr><td>{html.escape(str(note.get('id')))}<td>{html.escape(span['label'])}<td>{_context(note['text'], span['start'], span['end'], 'miss')}"
        for span in note["spans"]
        if span["label"] not in {"YEAR", "STATE"} and missed(note["text"], span, cover)
    ]


def _alarms(note: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> list[str]:
    text = note["text"]
    marked = coverage(text, [(span["start"], span["end"]) for span in (*note["spans"], *note.get("neutral", ()))])
    return [
        f"<tr><td>{html.escape(str(note.get('id')))}<td><td>{_context(text, start, end, 'over')}"
        for start, end in spans
        if any(text[i].isalnum() and not marked[i] for i in range(start, min(end, len(text))))
    ]


def page(runs: Sequence[Run]) -> str:
    """Return one page: for each run (title, gold notes, predicted offsets) its misses and its false alarms."""
    body = []
    for title, notes, predictions in runs:
        misses = [
            row
            for note, spans in zip(notes, predictions, strict=True)
            for row in _misses(note, coverage(note["text"], spans))
        ]
        alarms = [row for note, spans in zip(notes, predictions, strict=True) for row in _alarms(note, spans)]
        body.append(f"<h2>{html.escape(title)}: {len(misses)} missed</h2><table>{''.join(misses)}</table>")
        body.append(f"<h2>{html.escape(title)}: {len(alarms)} false alarms</h2><table>{''.join(alarms)}</table>")
    return f"<!doctype html><meta charset=utf-8><title>Detection</title><style>{_STYLE}</style>{''.join(body)}"

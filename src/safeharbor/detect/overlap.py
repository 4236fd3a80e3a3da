"""Resolve overlapping findings into spans that never overlap, losing no character that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable


_SURE: Final = 0.9


def _strength(finding: Finding) -> tuple[int, int, float, int, str, str]:
    """Sort key: sure ones first, then longer, then surer, then by place, kind and recognizer for determinism."""
    return (
        finding.score < _SURE,
        finding.start - finding.end,
        -finding.score,
        finding.start,
        finding.kind,
        finding.recognizer,
    )


def resolve(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Return sorted findings that do not overlap.

    Findings of one label that overlap become one. Otherwise the surer finding keeps its span, and what the
    other covers beyond it stays a finding of its own, so that no letter or digit found is given back.
    """
    united: list[Finding] = []
    by_label: dict[str, Finding] = {}
    before = None
    for finding in sorted(findings, key=lambda f: (f.start, f.end, f.kind, -f.score, f.recognizer)):
        if finding.end <= finding.start or finding == before:
            continue
        before = finding
        label = finding.label
        last = by_label.get(label)
        if last is not None and finding.start < last.end:
            best = min(last, finding, key=_strength)
            by_label[label] = Finding(last.start, max(last.end, finding.end), best.kind, best.score, best.recognizer)
            continue
        if last is not None:
            united.append(last)
        by_label[label] = finding
    united.extend(by_label.values())

    taken = bytearray(len(text))
    kept: list[Finding] = []
    for finding in sorted(united, key=_strength):
        at = finding.start
        while at < finding.end:
            if taken[at]:
                at = _next(taken, at, finding.end, 0)
                continue
            end = _next(taken, at, finding.end, 1)
            start, stop = at, end
            while start < stop and not text[start].isalnum() and (start > finding.start or text[start].isspace()):
                start += 1
            while stop > start and not text[stop - 1].isalnum() and (stop < finding.end or text[stop - 1].isspace()):
                stop -= 1
            whole = (start, stop) == (finding.start, finding.end)
            if stop > start and (whole or any(char.isalnum() for char in text[start:stop])):
                kept.append(finding if whole else Finding(start, stop, finding.kind, finding.score, finding.recognizer))
            taken[at:end] = b"\1" * (end - at)
            at = end
    return sorted(kept, key=lambda f: (f.start, f.end))


def _next(taken: bytearray, start: int, end: int, value: int) -> int:
    """Return the first offset in [start, end) whose mark is `value`, or `end`."""
    at = taken.find(value, start, end)
    return end if at < 0 else at

"""Findings of one label that only a mark parts are one name: `Anna` and `Berg`, `Mercy` and `General`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.findings import Finding
from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.detect.document import Document

_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT: Final = 3
_SEAMS: Final = frozenset({"", " ", ".", ". ", "-", "'", " & "})


def joined(document: Document, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, those of one label that nothing but a blank, a dot or a hyphen parts made one."""
    made: list[Finding] = []
    for finding in findings:
        last = made[-1] if made else None
        if (
            last is not None
            and last.label == finding.label
            and finding.label in (Label.NAME, Label.ORG)
            and _seam(document, last, finding.start)
        ):
            made[-1] = Finding(last.start, finding.end, last.kind, max(last.score, finding.score), last.recognizer)
        else:
            made.append(finding)
    return made


def _seam(document: Document, last: Finding, start: int) -> bool:
    """Whether only a mark parts two findings; a dot does only after an abbreviation, else it ends a sentence."""
    gap = document.norm[last.end : start]
    if gap != ". ":
        return gap in _SEAMS
    word = _WORD.findall(document.norm[last.start : last.end])[-1:]
    return not (word and len(word[0]) > _SHORT)

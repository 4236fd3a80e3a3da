"""Letters and figures in the boxes of a form, each by itself: `|N|O|W|A|K|`, `|0|4|/|1|9|/|6|3|`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Shaped
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "boxed"

_LETTERS: Final = Shaped(("A|A|A",), r"(?<![\w|])\|?(?P<n>[A-Z](?:\|[A-Z'-]){2,24})(?=\|| |\n|\Z)", reach=1)
_FIGURES: Final = Shaped(
    ("0|0|", "0|0\n", "0|0 "),
    r"(?<![\w|])\|?(?P<n>\d(?:\|{1,2}[/-]?\|{0,2}\d){1,24})(?=\|| |\n|\Z)",
    reach=1,
)
# the label on the line decides what the figures are; the nearest one to their left does
_KINDS: Final = (
    (DataKind.BIRTH_DATE, r"dob|birth"),
    (DataKind.DATE, r"date|admitted|seen|expires"),
    (DataKind.PHONE, r"phone|tel|cell|mobile|home|work|alt"),
    (DataKind.SSN, r"ssn|social"),
    (DataKind.ZIP, r"zip|postal"),
    (DataKind.HEALTH_PLAN_ID, r"member|policy|insurance|group|medicare|medicaid"),
    (DataKind.MRN, r"mrn|record|chart|patient (?:id|no)"),
)
_LABELS: Final = re.compile("|".join(f"(?P<k{at}>\\b(?:{words})\\b)" for at, (_, words) in enumerate(_KINDS)))
_FEWEST: Final = 3


def _kind(document: Document, at: int) -> DataKind:
    """Return what the boxes at an offset hold, by the last label before them on their line."""
    found = DataKind.OTHER_ID
    for match in _LABELS.finditer(document.low, document.line(at)[0], at):
        found = _KINDS[int((match.lastgroup or "k0")[1:])][0]
    return found


def find(document: Document) -> Iterator[Finding]:
    """Yield names and numbers written one sign to a box."""
    if "|" not in document.norm:
        return
    for match in _LETTERS.finditer(document, document.norm):
        yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.8, NAME)
    for match in _FIGURES.finditer(document, document.norm):
        signed = "/" in match["n"] or "-" in match["n"]
        if sum(char.isdigit() for char in match["n"]) >= _FEWEST:
            kind = _kind(document, match.start("n"))
            told = kind is not DataKind.OTHER_ID or signed
            yield Finding(
                *match.span("n"),
                DataKind.DATE if signed and kind is DataKind.OTHER_ID else kind,
                0.8 if told else 0.5,
                NAME,
            )

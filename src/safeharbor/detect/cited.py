"""Authors, journals and their volumes: who is cited as such is public, and no one's identity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_TAGGER: Final = "tagger"
_REASON: Final = 0.75
_CITING: Final = frozenset(
    [
        "al",
        "nejm",
        "engl",
        "jama",
        "jacc",
        "lancet",
        "bmj",
        "circulation",
        "pediatrics",
        "annals",
        "intern",
        "surg",
        "med",
        "j",
        "clin",
        "uptodate",
        "cochrane",
    ]
)
_NAMED: Final = (Label.NAME, Label.LOCATION, Label.ORG)
# authors, up to three, before what is cited: `Adler et al.`, `Adler and Brandt, JAMA`
_CITED: Final = re.compile(
    r"(?:(?:,| and| &|, and) [A-Z][\w'-]+){0,2}(?:,? et al\b|[.,]? (?:in )?(?:the )?(?:NEJM|N Engl J Med|JAMA|JACC|"
    r"Lancet|BMJ|Circulation|Pediatrics|Annals|Ann Intern Med|Ann Surg|J Clin|Am J|Clin Infect Dis|UpToDate|"
    r"Cochrane)\b)"
)
# year, volume and page: `Ann Intern Med 2009;150:604-12`
_PAGED: Final = re.compile(
    r"(?:(?: [A-Z][a-z]+\.?){0,4}[.,]? (?:19|20)\d\d)?(?: [A-Z][a-z]{2})?;\s?"
    r"\d{1,4}(?:\(\d{1,3}\))?:\s?[a-zA-Z]?\d{1,6}"
)


def _cited(document: Document, finding: Finding) -> bool:
    """Whether a finding is part of a citation."""
    if _PAGED.match(document.norm, finding.end):
        return True
    if finding.label not in _NAMED:
        return False
    if finding.recognizer == _TAGGER or finding.score < _REASON:
        return _CITED.match(document.norm, finding.end) is not None
    return _CITED.search(document.norm, finding.start, finding.end) is not None


def uncited(document: Document, found: list[Finding]) -> list[Finding]:
    """Return the findings that are part of no citation."""
    if _CITING.isdisjoint(document.vocabulary):
        return found
    return [finding for finding in found if not _cited(document, finding)]

"""Codes of finger, palm, iris, voice, face and gait templates, told by the body or the device before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "biometric"

_CUE: Final = Anchored(
    "finger fingerprint fingerprints thumb thumbprint palm iris retina retinal voice voiceprint gait face faceprint facial biometric biometrics template afis hand vein index ear dna recording",
    r"\b(?:finger ?prints?|finger|thumb ?print|thumb scan|palm(?: print| vein| reader| scan)?|iris(?: scan| code)?|retina(?: scan| image|l scan)?|voice ?print|voice(?: pin| id| sample)?|gait(?: signature)?|face(?: template| id| print| match)?|"
    r"faceprint|facial(?: scan| recognition| template)?|biometric\w*|template|afis|hand geometry|vein pattern|index print|(?:finger|thumb|hand) scan|ear print|dna profile|recording)\b",
)
_CODE: Final = re.compile(
    r"[A-Za-z]{1,6}(?<![\w].)(?:[-_:][A-Za-z0-9]{1,10}){1,5}|[A-Za-z]{1,4}\d[A-Za-z0-9]{3,12}|\d{3,6}(?:-[A-Za-z0-9]{1,6}){1,4}"
)
_REACH: Final = 48
_VAGUE: Final = frozenset({"template", "recording"})
_BODY: Final = frozenset(
    "finger fingerprint fingerprints thumb thumbprint palm iris retina retinal voice voiceprint gait face faceprint facial biometric biometrics afis vein".split()
)


def find(document: Document) -> Iterator[Finding]:
    """Yield biometric template codes."""
    norm = document.norm
    for cue in _CUE.finditer(document, document.low):
        if cue[0] in _VAGUE and _BODY.isdisjoint(document.vocabulary):
            continue  # an order's template
        stop = norm.find("\n", cue.end())
        reach = min(cue.end() + _REACH, len(norm) if stop < 0 else stop)
        for match in _CODE.finditer(norm, cue.end(), reach):
            if sum(char.isdigit() for char in match[0]) > 1 and not norm[match.end() : match.end() + 1].isalnum():
                end = match.end()
                yield Finding(match.start(), end, DataKind.BIOMETRIC, 0.8, NAME)
                break

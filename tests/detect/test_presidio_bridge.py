"""Presidio both ways: a user's recognizer plugs in, ours run inside an AnalyzerEngine's registry."""

from __future__ import annotations

import subprocess
import sys

from safeharbor.detect.engine import TextDetector
from safeharbor.detect.presidio_bridge import FromPresidio, to_presidio
from safeharbor.detect.site import SiteRules
from safeharbor.identifiers import DataKind


class _Result:
    def __init__(self, entity_type: str, start: int, end: int, score: float) -> None:
        self.entity_type, self.start, self.end, self.score = entity_type, start, end, score


class _Recognizer:
    """Shaped like presidio's `EntityRecognizer`."""

    name = "locker recognizer"
    supported_entities = ("LOCKER",)

    def analyze(self, text: str, entities: object, nlp_artifacts: object = None) -> list[_Result]:
        """Find the word `lockerseven`."""
        del entities, nlp_artifacts
        at = text.find("lockerseven")
        return [_Result("LOCKER", at, at + 11, 0.9)] if at >= 0 else []


def test_a_users_recognizer_plugs_in_by_name() -> None:
    """Its findings carry its name and the kind the user gave its entity."""
    user = FromPresidio(_Recognizer(), {"LOCKER": DataKind.PLACE})
    detector = TextDetector(tagger=None, rules=SiteRules({}, {}), recognizers=[user])
    (finding,) = detector.detect(["coat in lockerseven now"], [None])[0]
    assert (finding.recognizer, finding.kind) == ("locker recognizer", DataKind.PLACE)


def test_our_recognizers_answer_presidio() -> None:
    """A family is an EntityRecognizer whose entities are our labels."""
    (phones,) = to_presidio(["phones"])
    (result,) = phones.analyze("call (801) 555-0137 now", ["PHONE", "FAX"])
    assert (result.entity_type, result.start, result.end) == ("PHONE", 5, 19)


def test_presidio_is_not_imported_unless_used() -> None:
    """Building a detector imports neither presidio nor spaCy: start-up stays quick."""
    code = (
        "import sys; from safeharbor.detect.engine import TextDetector; from safeharbor.detect.site import SiteRules;"
        "TextDetector(tagger=None, rules=SiteRules({}, {})).detect(['Mr. Brook'], [None]);"
        "sys.exit(any(m.startswith(('presidio', 'spacy')) for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own interpreter

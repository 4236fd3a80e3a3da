"""Presidio both ways: a user's `EntityRecognizer` inside this detector, this detector's recognizers inside theirs.

The only importer of presidio-analyzer, at first use: its import takes seconds, and no other command should pay.
No recognizer made here downloads or calls anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from safeharbor.detect.families import FAMILIES, FamilyRecognizer
from safeharbor.detect.overlap import resolve
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safeharbor.protocols import Detector

# presidio's entity -> kind; an entity of another name is an identifier all the same
ENTITIES: Final[Mapping[str, DataKind]] = {
    "PERSON": DataKind.FULL_NAME,
    "LOCATION": DataKind.PLACE,
    "NRP": DataKind.OTHER_ID,
    "ORGANIZATION": DataKind.FACILITY,
    "DATE_TIME": DataKind.DATE,
    "AGE": DataKind.AGE,
    "PHONE_NUMBER": DataKind.PHONE,
    "EMAIL_ADDRESS": DataKind.EMAIL,
    "URL": DataKind.URL,
    "IP_ADDRESS": DataKind.IP,
    "US_SSN": DataKind.SSN,
    "US_ITIN": DataKind.SSN,
    "US_PASSPORT": DataKind.LICENSE,
    "US_DRIVER_LICENSE": DataKind.LICENSE,
    "MEDICAL_LICENSE": DataKind.LICENSE,
    "US_NPI": DataKind.PROVIDER_ID,
    "US_MBI": DataKind.HEALTH_PLAN_ID,
    "US_BANK_NUMBER": DataKind.ACCOUNT,
    "CREDIT_CARD": DataKind.ACCOUNT,
    "IBAN_CODE": DataKind.ACCOUNT,
    "CRYPTO": DataKind.ACCOUNT,
    **{label.value: kind for label in Label for kind in DataKind if kind.label is label},
}


class FromPresidio:
    """A user's presidio `EntityRecognizer` as a recognizer of this detector."""

    def __init__(self, recognizer: Any, kinds: Mapping[str, DataKind] | None = None) -> None:  # noqa: ANN401 - presidio is untyped
        """Take the recognizer, and the kinds of entities that presidio does not name itself."""
        self._recognizer = recognizer
        self._kinds = {**ENTITIES, **(kinds or {})}

    @property
    def name(self) -> str:
        """The presidio recognizer's own name."""
        return str(self._recognizer.name)

    def find(self, text: str) -> list[Finding]:
        """Return what the presidio recognizer finds, without NLP artifacts."""
        results = self._recognizer.analyze(text, self._recognizer.supported_entities, None) or []
        return [
            Finding(r.start, r.end, self._kinds.get(r.entity_type, DataKind.OTHER_ID), float(r.score), self.name)
            for r in results
        ]


def to_presidio(names: Sequence[str] | None = None) -> list[Any]:
    """Return recognizer families (all of them by default) as presidio `EntityRecognizer`s, for a `RecognizerRegistry`.

    Their entities are the labels of `safeharbor detect`: NAME, DATE, MRN, ...
    """
    families = [FamilyRecognizer(name) for name in (names or list(FAMILIES))]
    return [_entity_recognizer(family.name, _resolved(family)) for family in families]


def whole(detector: Detector) -> Any:  # noqa: ANN401 - presidio is untyped
    """Return a whole detector - patterns, trained recognizer, propagation - as one presidio `EntityRecognizer`."""
    return _entity_recognizer("detector", lambda text: detector.detect([text], [None])[0])


def _resolved(family: FamilyRecognizer) -> Callable[[str], list[Finding]]:
    return lambda text: resolve(family.find(text), text)


def _entity_recognizer(name: str, find: Callable[[str], list[Finding]]) -> Any:  # noqa: ANN401 - presidio is untyped
    from presidio_analyzer import EntityRecognizer, RecognizerResult  # noqa: PLC0415 - seconds; only who asks pays

    class Found(EntityRecognizer):  # type: ignore[misc] # presidio is untyped
        """What `find` returns, as presidio calls it."""

        def __init__(self) -> None:
            super().__init__(supported_entities=[label.value for label in Label], name=f"safeharbor {name}")

        def load(self) -> None:
            """Nothing to load."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[Any]:
            """Return the findings of the entities asked for."""
            del nlp_artifacts
            return [
                RecognizerResult(entity_type=f.label.value, start=f.start, end=f.end, score=f.score)
                for f in find(text)
                if f.label.value in entities
            ]

    return Found()

"""The recognizers by name: the one place a new family is added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.detect.document import prepare
from safeharbor.detect.recognizers import (
    addresses,
    ages,
    biometrics,
    boxed,
    codes,
    dates_numeric,
    dates_spoken,
    dates_worded,
    employers,
    encoded,
    facilities,
    facility_frames,
    fields,
    initials,
    labelled,
    landmarks,
    localities,
    marks,
    name_layouts,
    name_rows,
    names,
    online,
    pagers,
    phone_layouts,
    phones,
    phones_abroad,
    registries,
    roles,
    signatures,
    speakers,
    spoken_places,
    ways,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

FAMILIES: Final[Mapping[str, Callable[[Document], Iterable[Finding]]]] = {
    "dates_numeric": dates_numeric.find,
    "dates_worded": dates_worded.find,
    "dates_spoken": dates_spoken.find,
    "ages": ages.find,
    "phones": phones.find,
    "phone_layouts": phone_layouts.find,
    "phones_abroad": phones_abroad.find,
    "online": online.find,
    "labelled": labelled.find,
    "codes": codes.find,
    "biometrics": biometrics.find,
    "boxed": boxed.find,
    "addresses": addresses.find,
    "localities": localities.find,
    "landmarks": landmarks.find,
    "spoken_places": spoken_places.find,
    "ways": ways.find,
    "names": names.find,
    "name_layouts": name_layouts.find,
    "name_rows": name_rows.find,
    "signatures": signatures.find,
    "initials": initials.find,
    "speakers": speakers.find,
    "facilities": facilities.find,
    "facility_frames": facility_frames.find,
    "employers": employers.find,
    "roles": roles.find,
    "fields": fields.find,
    "pagers": pagers.find,
    "marks": marks.find,
    "registries": registries.find,
    "encoded": encoded.find,
}


class FamilyRecognizer:
    """One family as a `protocols.Recognizer`: text in, findings out."""

    def __init__(self, name: str) -> None:
        """Take the family's name; KeyError when there is none of that name."""
        self._name = name
        self._find = FAMILIES[name]

    @property
    def name(self) -> str:
        """The family's name."""
        return self._name

    def find(self, text: str) -> list[Finding]:
        """Return the family's findings in one text, overlaps allowed."""
        return list(self._find(prepare(text)))

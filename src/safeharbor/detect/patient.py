"""A note's `patient` object - what a registry holds of the person - as known values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KINDS: Final = {
    "name": DataKind.FULL_NAME,
    "alias": DataKind.ALIAS,
    "nickname": DataKind.ALIAS,
    "relative": DataKind.RELATIVE_NAME,
    "contact": DataKind.RELATIVE_NAME,
    "guardian": DataKind.RELATIVE_NAME,
    "pcp": DataKind.PROVIDER_NAME,
    "provider": DataKind.PROVIDER_NAME,
    "physician": DataKind.PROVIDER_NAME,
    "mrn": DataKind.MRN,
    "record": DataKind.MRN,
    "csn": DataKind.ENCOUNTER_ID,
    "fin": DataKind.ENCOUNTER_ID,
    "encounter": DataKind.ENCOUNTER_ID,
    "visit": DataKind.ENCOUNTER_ID,
    "dob": DataKind.BIRTH_DATE,
    "birth": DataKind.BIRTH_DATE,
    "birthdate": DataKind.BIRTH_DATE,
    "birthday": DataKind.BIRTH_DATE,
    "dod": DataKind.DEATH_DATE,
    "death": DataKind.DEATH_DATE,
    "date": DataKind.DATE,
    "phone": DataKind.PHONE,
    "mobile": DataKind.PHONE,
    "cell": DataKind.PHONE,
    "tel": DataKind.PHONE,
    "telephone": DataKind.PHONE,
    "fax": DataKind.FAX,
    "email": DataKind.EMAIL,
    "address": DataKind.ADDRESS,
    "street": DataKind.STREET,
    "city": DataKind.CITY,
    "county": DataKind.COUNTY,
    "zip": DataKind.ZIP,
    "postcode": DataKind.ZIP,
    "ssn": DataKind.SSN,
    "employer": DataKind.EMPLOYER,
    "facility": DataKind.FACILITY,
    "school": DataKind.EMPLOYER,
    "member": DataKind.HEALTH_PLAN_ID,
    "plan": DataKind.HEALTH_PLAN_ID,
    "insurance": DataKind.HEALTH_PLAN_ID,
    "mbi": DataKind.HEALTH_PLAN_ID,
    "subscriber": DataKind.HEALTH_PLAN_ID,
    "account": DataKind.ACCOUNT,
    "license": DataKind.LICENSE,
    "licence": DataKind.LICENSE,
    "passport": DataKind.LICENSE,
    "npi": DataKind.PROVIDER_ID,
    "vehicle": DataKind.VEHICLE,
    "vin": DataKind.VEHICLE,
    "plate": DataKind.VEHICLE,
    "device": DataKind.DEVICE,
    "serial": DataKind.DEVICE,
    "url": DataKind.URL,
    "ip": DataKind.IP,
    "username": DataKind.USERNAME,
    "handle": DataKind.USERNAME,
    "accession": DataKind.RECORD_ID,
}
_IGNORED: Final = frozenset({"age", "sex", "gender", "race", "ethnicity", "state", "language", "notes"})
_NINETY: Final = 90


def _kind(key: str) -> DataKind | None:
    """Return the kind of a key by its words, singular or plural; a key of no known word is some other id."""
    words = [
        word.removesuffix("es") if word.endswith("sses") else word.removesuffix("s") for word in key.lower().split("_")
    ]
    if any(word in _IGNORED for word in words):
        return None
    return next((_KINDS[word] for word in words if word in _KINDS), DataKind.OTHER_ID)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def known_values(patient: Mapping[str, object] | None) -> KnownValues | None:
    """Return what `patient` holds as known values; none when there is nothing.

    Keys are told by their words (`names`, `relatives`, `dob`, `phones`, ...); any other key is an identifier of
    its own name. A value may be a text, a number, a list or an object of them. `age` of 90 or more, or an
    explicit `aged`, marks the person as aged.
    """
    if not patient:
        return None
    aged = patient.get("aged") is True
    age = str(patient.get("age", "")).strip()
    if age.isdigit() and int(age) >= _NINETY:
        aged = True
    values: list[KnownValue] = []
    for key, value in patient.items():
        kind = _kind(key)
        if kind is not None and key != "aged":
            values.extend(KnownValue(kind, text) for text in _texts(value) if text.strip())
    return KnownValues(tuple(values), aged=aged)

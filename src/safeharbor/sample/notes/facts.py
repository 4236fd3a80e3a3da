"""What the writer of a note knows: the patient, the visit, the people around them."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - fields of a dataclass
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safeharbor.sample.conditions import Condition


@dataclass(frozen=True, slots=True)
class Worker:
    """Someone of the workforce."""

    given: str
    family: str
    credential: str
    npi: str
    dea: str
    phone: str
    pager: str
    extension: str
    fax: str
    email: str
    login: str
    state_license: str


@dataclass(frozen=True, slots=True)
class Person:
    """The patient, as the clean rows hold them."""

    given: str
    middle: str | None
    family: str
    suffix: str | None
    nickname: str | None
    maiden: str | None
    sex: str
    birth: dt.date
    age: int
    mrn: str
    ssn: str
    street: str
    city: str
    county: str | None
    state: str | None
    postcode: str
    country: str
    latitude: float
    longitude: float
    phone: str
    mobile: str
    work_phone: str
    contact_phone: str
    fax: str
    email: str
    url: str
    ip: str
    employer: str | None
    contact_role: str
    contact_name: str
    relative_role: str
    relative_name: str
    member_id: str
    group_no: str
    account: str
    card: str
    license: str
    plate: str
    vin: str
    biometric: str
    photo: str
    username: str
    record_key: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One note's patient, visit and company. `day` is when it is written."""

    person: Person
    day: dt.date
    admitted: dt.date
    discharged: dt.date
    encounter: str
    age: int
    months: int
    doctor: Worker
    nurse: Worker
    other: Worker
    facility: str
    outsider_given: str
    outsider_family: str
    second_given: str
    town: str
    bare: bool
    condition: Condition
    habit: int
    serial: str
    number: str

    @property
    def title(self) -> str:
        """How the patient is addressed in writing."""
        return "Ms." if self.person.sex == "F" else "Mr."

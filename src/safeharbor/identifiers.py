"""The 18 Safe Harbor identifiers, and the kinds of data that carry them.

`SafeHarborCategory` is the only list of identifiers in the code; `DataKind` is the
only list of what a column, a field or a span of text can be. Every kind names the
letter it falls under, or none when Safe Harbor lets it stay.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Final


class SafeHarborCategory(Enum):
    """An identifier of 45 CFR 164.514(b)(2)(i), by its letter."""

    A = "Names"
    B = "Geographic subdivisions smaller than a state"
    C = "Dates (except year) and ages over 89"
    D = "Telephone numbers"
    E = "Fax numbers"
    F = "E-mail addresses"
    G = "Social Security numbers"
    H = "Medical record numbers"
    I = "Health plan beneficiary numbers"  # noqa: E741 - the regulation's letter
    J = "Account numbers"
    K = "Certificate and license numbers"
    L = "Vehicle identifiers and serial numbers, including plates"
    M = "Device identifiers and serial numbers"
    N = "Web URLs"
    O = "IP addresses"  # noqa: E741 - the regulation's letter
    P = "Biometric identifiers, including finger and voice prints"
    Q = "Full-face photographs and comparable images"
    R = "Any other unique identifying number, characteristic or code"

    @property
    def letter(self) -> str:
        """The letter, `A` to `R`."""
        return self.name

    @property
    def title(self) -> str:
        """The identifier in the regulation's words, shortened."""
        return self.value

    @property
    def citation(self) -> str:
        """The paragraph, such as `45 CFR 164.514(b)(2)(i)(A)`."""
        return f"45 CFR 164.514(b)(2)(i)({self.name})"


class Label(StrEnum):
    """The label of a span in free text, as gold files and `safeharbor detect` write it."""

    NAME = "NAME"
    LOCATION = "LOCATION"
    DATE = "DATE"
    AGE = "AGE"
    PHONE = "PHONE"
    FAX = "FAX"
    EMAIL = "EMAIL"
    SSN = "SSN"
    MRN = "MRN"
    HEALTH_PLAN = "HEALTH_PLAN"
    ACCOUNT = "ACCOUNT"
    LICENSE = "LICENSE"
    VEHICLE = "VEHICLE"
    DEVICE = "DEVICE"
    URL = "URL"
    IP = "IP"
    BIOMETRIC = "BIOMETRIC"
    PHOTO = "PHOTO"
    OTHER_ID = "OTHER_ID"
    ORG = "ORG"


class DataKind(StrEnum):
    """What a column, a nested field or a span of text holds."""

    # A - names of the individual, of relatives, employers and household members
    FULL_NAME = "full_name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    MIDDLE_NAME = "middle_name"
    ALIAS = "alias"
    INITIALS = "initials"
    RELATIVE_NAME = "relative_name"
    EMPLOYER = "employer"
    PROVIDER_NAME = "provider_name"
    # B - geography below the state
    ADDRESS = "address"
    STREET = "street"
    CITY = "city"
    COUNTY = "county"
    ZIP = "zip"
    GEOCODE = "geocode"
    PLACE = "place"
    FACILITY = "facility"
    # C - dates and ages
    BIRTH_DATE = "birth_date"
    DEATH_DATE = "death_date"
    DATE = "date"
    BIRTH_YEAR = "birth_year"
    TIME = "time"
    AGE = "age"
    # D to Q
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    SSN = "ssn"
    MRN = "mrn"
    ENCOUNTER_ID = "encounter_id"
    HEALTH_PLAN_ID = "health_plan_id"
    ACCOUNT = "account"
    LICENSE = "license"
    PROVIDER_ID = "provider_id"
    VEHICLE = "vehicle"
    DEVICE = "device"
    URL = "url"
    IP = "ip"
    BIOMETRIC = "biometric"
    PHOTO = "photo"
    # R
    RECORD_ID = "record_id"
    USERNAME = "username"
    OTHER_ID = "other_id"
    # not identifiers
    STATE = "state"
    COUNTRY = "country"
    YEAR = "year"
    CODE = "code"
    MEASURE = "measure"
    CATEGORY = "category"
    FREE_TEXT = "free_text"
    UNKNOWN = "unknown"

    category: SafeHarborCategory | None
    """The identifier this kind falls under; none when it may stay, or is not yet known."""
    label: Label | None
    """The label a span of this kind carries; none for kinds that are never spans."""


_LETTERS: Final = {
    "A": "full_name given_name family_name middle_name alias initials relative_name employer provider_name",
    "B": "address street city county zip geocode place facility",
    "C": "birth_date death_date date birth_year time age",
    "D": "phone",
    "E": "fax",
    "F": "email",
    "G": "ssn",
    "H": "mrn encounter_id",
    "I": "health_plan_id",
    "J": "account",
    "K": "license provider_id",
    "L": "vehicle",
    "M": "device",
    "N": "url",
    "O": "ip",
    "P": "biometric",
    "Q": "photo",
    "R": "record_id username other_id",
}
_CATEGORY: Final = {
    DataKind(kind): SafeHarborCategory[letter] for letter, kinds in _LETTERS.items() for kind in kinds.split()
}
_LABELS: Final = {
    Label.NAME: "full_name given_name family_name middle_name alias initials relative_name provider_name",
    Label.ORG: "employer facility",
    Label.LOCATION: "address street city county zip geocode place",
    Label.DATE: "birth_date death_date date birth_year time",
    Label.AGE: "age",
    Label.PHONE: "phone",
    Label.FAX: "fax",
    Label.EMAIL: "email",
    Label.SSN: "ssn",
    Label.MRN: "mrn encounter_id",
    Label.HEALTH_PLAN: "health_plan_id",
    Label.ACCOUNT: "account",
    Label.LICENSE: "license provider_id",
    Label.VEHICLE: "vehicle",
    Label.DEVICE: "device",
    Label.URL: "url",
    Label.IP: "ip",
    Label.BIOMETRIC: "biometric",
    Label.PHOTO: "photo",
    Label.OTHER_ID: "record_id username other_id",
}
_LABEL: Final = {DataKind(kind): label for label, kinds in _LABELS.items() for kind in kinds.split()}
for _kind in DataKind:  # plain attributes: a note asks for hundreds of labels
    _kind.category = _CATEGORY.get(_kind)
    _kind.label = _LABEL.get(_kind)

"""Which treatment a kind of data is drafted with under Safe Harbor."""

from __future__ import annotations

from typing import Final

from safeharbor.identifiers import DataKind as K

TOKENIZED: Final = frozenset({K.MRN, K.ENCOUNTER_ID, K.HEALTH_PLAN_ID, K.ACCOUNT, K.RECORD_ID, K.PROVIDER_ID, K.SSN})
_OTHERS: Final = {
    K.BIRTH_DATE: "birth_year",
    K.BIRTH_YEAR: "birth_year",
    K.DEATH_DATE: "year",
    K.DATE: "year",
    K.YEAR: "year",
    K.AGE: "age_cap",
    K.ZIP: "zip3",
    K.STATE: "keep",
    K.COUNTRY: "keep",
    K.CODE: "keep",
    K.MEASURE: "keep",
    K.CATEGORY: "keep",
    K.FREE_TEXT: "text",
    K.UNKNOWN: "withhold",
}


def drafted(kind: K, *, linked: bool) -> str:
    """Return the treatment of a kind; `linked`: an id that joins tables, so even an SSN becomes a token."""
    if kind is K.SSN and not linked:
        return "drop"
    if kind in TOKENIZED or (linked and kind.category is not None and kind not in _OTHERS):
        return "tokenize"
    return _OTHERS.get(kind, "drop")

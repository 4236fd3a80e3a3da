"""Check digits: chance passes one in ten, so a column that passes is what it seems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MULTIPLY: Final = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]
_PERMUTE: Final = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]
_VIN_VALUES: Final = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_NPI_LENGTH: Final = 10
_SNOMED_LENGTH: Final = range(6, 19)
_CARD_LENGTH: Final = range(13, 20)
_GTIN_LENGTH: Final = 14
_DEA_LENGTH: Final = 9


def luhn(digits: str) -> bool:
    """Whether the last digit checks by Luhn (cards, LOINC)."""
    total = 0
    for place, mark in enumerate(reversed(digits)):
        number = int(mark) * (1 + place % 2)
        total += number - 9 * (number > 9)  # the digit sum of a two-digit product
    return total % 10 == 0


def npi(value: str) -> bool:
    """Whether a National Provider Identifier checks: Luhn over 80840 and ten digits starting 1 or 2."""
    return value.isdigit() and len(value) == _NPI_LENGTH and value[0] in "12" and luhn("80840" + value)


def loinc(value: str) -> bool:
    """Whether a LOINC code checks."""
    digits = value.replace("-", "")
    return digits.isdigit() and luhn(digits)


def snomed(value: str) -> bool:
    """Whether a SNOMED CT identifier checks by Verhoeff and its partition is a concept's or a description's."""
    if not value.isdigit() or len(value) not in _SNOMED_LENGTH or value[-3:-1] not in {"00", "10", "01", "11", "02"}:
        return False
    check = 0
    for place, mark in enumerate(reversed(value)):
        check = int(_MULTIPLY[check][int(_PERMUTE[place % 8][int(mark)])])
    return check == 0


def vin(value: str) -> bool:
    """Whether a vehicle identification number's ninth mark checks."""
    text = value.upper()
    total = sum(
        (int(mark) if mark.isdigit() else _VIN_VALUES.get(mark, 0)) * weight
        for mark, weight in zip(text, _VIN_WEIGHTS, strict=False)
    )
    return len(text) == len(_VIN_WEIGHTS) and text[8] == "0123456789X"[total % 11]


def card(value: str) -> bool:
    """Whether a payment card number checks."""
    digits = value.replace(" ", "").replace("-", "")
    return digits.isdigit() and len(digits) in _CARD_LENGTH and digits[0] in "23456" and luhn(digits)


def gtin(value: str) -> bool:
    """Whether a device identifier (GTIN-14) checks."""
    digits = value.removeprefix("(01)").zfill(_GTIN_LENGTH)
    if not digits.isdigit() or len(digits) != _GTIN_LENGTH:
        return False
    return sum(int(mark) * (3 if place % 2 == 0 else 1) for place, mark in enumerate(digits)) % 10 == 0


def dea(value: str) -> bool:
    """Whether a DEA number checks."""
    digits = value[2:]
    if len(value) != _DEA_LENGTH or not digits.isdigit():
        return False
    odd, even = sum(map(int, digits[0:6:2])), sum(map(int, digits[1:6:2]))
    return (odd + 2 * even) % 10 == int(digits[6])


CHECKSUMS: Final[dict[str, Callable[[str], bool]]] = {
    "npi": npi,
    "loinc": loinc,
    "snomed": snomed,
    "vin": vin,
    "card": card,
    "gtin14": gtin,
    "dea": dea,
}
"""Name -> check of one value."""


def share_passing(name: str, values: Iterable[str]) -> float:
    """Return the share of `values` that pass the check `name`; 0 for no values."""
    passed = [CHECKSUMS[name](value) for value in values]
    return sum(passed) / len(passed) if passed else 0.0

"""Check digits. A failed one lowers a score; it never lets a value through."""

from __future__ import annotations

from typing import Final

_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES: Final = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_LENGTH: Final = 17
_DEA_LENGTH: Final = 9


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit (ISO/IEC 7812-1): cards, IMEI, NPI with its prefix."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def npi(digits: str) -> bool:
    """Whether ten digits are a National Provider Identifier (Luhn over the prefix 80840)."""
    return len(digits) == 10 and luhn("80840" + digits)


def dea(value: str) -> bool:
    """Whether two letters and seven digits are a DEA registration."""
    digits = [int(char) for char in value[2:]] if value[2:].isdigit() else []
    if len(value) != _DEA_LENGTH or not digits:
        return False
    return (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10 == digits[6]


def vin(value: str) -> bool:
    """Whether 17 characters carry the check digit of 49 CFR 565.15."""
    value = value.upper()
    if len(value) != _VIN_LENGTH:
        return False
    total = sum(
        weight * (int(char) if char.isdigit() else _VIN_VALUES.get(char, 0))
        for weight, char in zip(_VIN_WEIGHTS, value, strict=True)
    )
    return "0123456789X"[total % 11] == value[8]

"""Canonical forms: the variants of one identifier meet, kinds never mix.

`999-17-5017` and `999175017` are one SSN; `00482913`, `482913` and `482913.0` are one record
number; `(801) 555-0137` and `1-801-555-0137` are one telephone. The canonical form is what the
vault keys on, what the gate searches for and what known values are compared by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Callable

# what people write where there is no value: never an identifier
_NOTHING: Final = ("", "NULL", "NAN", "NA", "NONE", "NIL", "UNKNOWN", "UNK", "NULLVALUE", "NOTAVAILABLE", "NOTGIVEN")
_NAME_KINDS: Final = frozenset(
    {
        DataKind.FULL_NAME,
        DataKind.GIVEN_NAME,
        DataKind.FAMILY_NAME,
        DataKind.MIDDLE_NAME,
        DataKind.ALIAS,
        DataKind.RELATIVE_NAME,
        DataKind.PROVIDER_NAME,
        DataKind.EMPLOYER,
        DataKind.FACILITY,
        DataKind.STREET,
        DataKind.CITY,
        DataKind.COUNTY,
        DataKind.PLACE,
        DataKind.ADDRESS,
    }
)
_SSN_DIGITS: Final = 9


def _identifier(value: pl.Expr) -> pl.Expr:
    """Letters and digits, upper case, without a spreadsheet's `.0` or leading zeros."""
    return (
        value.str.replace(r"^\s*(\d+)\.0+\s*$", "${1}")
        .str.replace_all(r"[^\p{L}\p{N}]+", "")
        .str.to_uppercase()
        .str.replace(r"^0+(.)", "${1}")
    )


def _ssn(value: pl.Expr) -> pl.Expr:
    """Nine digits; leading zeros that a number column lost are put back."""
    digits = value.str.replace(r"\.0+\s*$", "").str.replace_all(r"\D+", "")
    return pl.when(digits.str.len_bytes() > 0).then(digits.str.zfill(_SSN_DIGITS)).otherwise(_identifier(value))


def _phone(value: pl.Expr) -> pl.Expr:
    """Digits only, without the country code 1 (NANP)."""
    digits = value.str.replace(r"\.0+\s*$", "").str.replace_all(r"\D+", "").str.replace(r"^1(\d{10})", "${1}")
    return pl.when(digits.str.len_bytes() > 0).then(digits).otherwise(_identifier(value))


def _email(value: pl.Expr) -> pl.Expr:
    return value.str.strip_chars().str.to_lowercase()


def _name(value: pl.Expr) -> pl.Expr:
    """Upper case words with single blanks; apostrophes and dots go, other marks part words."""
    return (
        value.str.normalize("NFKC")
        .str.to_uppercase()
        .str.replace_all(r"['\u2019.`]", "")
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
    )


def blank(value: pl.Expr) -> pl.Expr:
    """Return whether a text says that there is no value (`N/A`, `-`, `.`, `unknown`); nulls are blank."""
    return value.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "").is_in(_NOTHING).fill_null(value=True)


_SHAPES: Final = {
    DataKind.SSN: "ssn",
    DataKind.PHONE: "phone",
    DataKind.FAX: "phone",
    DataKind.EMAIL: "address",
    DataKind.URL: "address",
    DataKind.IP: "address",
}


def shape(kind: DataKind) -> str:
    """Return the family of canonical forms a kind belongs to: only within one can two values be the same id.

    `mrn` and `record_id` share `identifier`, so that one id under two kinds is one id; an SSN and an MRN of
    the same digits never meet.
    """
    return _SHAPES.get(kind, "name" if kind in _NAME_KINDS else "identifier")


def canonical_expression(kind: DataKind) -> Callable[[pl.Expr], pl.Expr]:
    """Return the builder of the canonical form of `kind`: String in, String out, no-values null."""
    form_of = {"ssn": _ssn, "phone": _phone, "address": _email, "name": _name, "identifier": _identifier}[shape(kind)]

    def build(value: pl.Expr) -> pl.Expr:
        form = form_of(value)
        return pl.when(blank(value)).then(None).otherwise(form)

    return build


def canonical(values: pl.Series, kind: DataKind) -> pl.Series:
    """Return the canonical form of each value (String); nulls and no-values (`N/A`, `-`) are null."""
    text = values.cast(pl.String, strict=False)
    return text.to_frame("v").select(canonical_expression(kind)(pl.col("v")).alias(values.name)).to_series()

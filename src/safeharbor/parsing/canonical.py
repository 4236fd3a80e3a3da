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
# what is canonical already, so that a column of clean ids costs one look and no rewriting; it never says yes wrongly
_READY: Final = {
    "identifier": r"^(?:[1-9][0-9]*(?:[A-Z][A-Z0-9]*)?|0[0-9]*[A-Z][A-Z0-9]*|[A-Z]+[0-9][A-Z0-9]*)$",
    "ssn": r"^[0-9]{9}$",
    "phone": r"^[02-9][0-9]{9}$",
    "address": r"^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,24})$",
    "name": r"^[A-Z]{2,}(?: [A-Z]{3,})+$",
}


def _plain(value: pl.Expr) -> pl.Expr:
    """Compatibility forms (full-width digits, ligatures, non-breaking blanks) become the plain ones."""
    return value.str.normalize("NFKD").str.to_uppercase().str.normalize("NFKD")


def _whole(value: pl.Expr) -> pl.Expr:
    """Take off the `.0` that a spreadsheet adds to a whole number."""
    return value.str.replace(r"^\s*([0-9]+)\.0*\s*$", "${1}")


def _digits(value: pl.Expr) -> pl.Expr:
    return _whole(_plain(value)).str.replace_all(r"[^0-9]+", "")


def _identifier(value: pl.Expr) -> pl.Expr:
    """Upper case without blanks, dashes and a number's leading zeros; other marks part groups, once.

    `12_3` and `1_23` are two ids; `12-3` and `123` are one, as people write ids with and without dashes.
    """
    return (
        _whole(_plain(value))
        .str.replace_all(r"[\s\p{Pd}\p{C}\p{M}\u2212]+", "")
        .str.replace_all(r"[^\p{L}\p{N}]+", ".")
        .str.strip_chars(".")
        .str.replace(r"^0+([0-9]+)$", "${1}")
    )


def _ssn(value: pl.Expr) -> pl.Expr:
    """Nine digits; leading zeros that a number column lost are put back."""
    digits = _digits(value)
    return pl.when(digits.str.len_bytes() > 0).then(digits.str.zfill(_SSN_DIGITS)).otherwise(_identifier(value))


def _phone(value: pl.Expr) -> pl.Expr:
    """Digits only, without the country code 1 (NANP)."""
    digits = _digits(value).str.replace(r"^1([0-9]{10})$", "${1}")
    return pl.when(digits.str.len_bytes() > 0).then(digits).otherwise(_identifier(value))


def _email(value: pl.Expr) -> pl.Expr:
    return value.str.normalize("NFKC").str.replace_all(r"[\s\p{C}]+", "").str.to_lowercase().str.normalize("NFKC")


def _name(value: pl.Expr) -> pl.Expr:
    """Upper case words without accents, single blanks between; apostrophes and dots go, other marks part words."""
    return (
        _plain(value)
        .str.replace_all(r"['\u2018\u2019\u02BC.`\p{M}]", "")
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
        nothing = blank(form) & ~form.str.contains("@", literal=True)
        return pl.when(nothing).then(None).otherwise(form)

    return build


def canonical(values: pl.Series, kind: DataKind) -> pl.Series:
    """Return the canonical form of each value (String); nulls and no-values (`N/A`, `-`) are null.

    A canonical form is its own canonical form. A column that is canonical already is returned as it is.
    """
    text = values if values.dtype == pl.String else values.cast(pl.String, strict=False)
    ready = text.str.contains(_READY[shape(kind)])
    if ready.all():
        return text
    build = canonical_expression(kind)
    rest = text.filter(~ready).to_frame("v").select(build(pl.col("v"))).to_series()
    if len(rest) == len(text):
        return rest.alias(values.name)
    rows = (~ready).fill_null(value=False).arg_true()
    return text.clone().scatter(rows, rest)

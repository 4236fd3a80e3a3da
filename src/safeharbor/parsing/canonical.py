"""Canonical forms: the variants of one identifier meet, kinds never mix.

`999-17-5017` and `999175017` are one SSN; `00482913`, `482913` and `482913.0` are one record
number; `(801) 555-0137` and `1-801-555-0137` are one telephone. The canonical form is what the
vault keys on, what the gate searches for and what known values are compared by.
"""

from __future__ import annotations

import re
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
    "identifier": r"[1-9][0-9]*(?:[A-Z][A-Z0-9]*)?|0[0-9]*[A-Z][A-Z0-9]*|[A-Z]+[0-9][A-Z0-9]*",
    "ssn": r"[0-9]{9}",
    "phone": r"[02-9][0-9]{9}",
    "address": r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,24}",
    "name": r"[A-Z]{2,}(?: [A-Z]{3,})+",
}
_FEW: Final = 8  # values that are looked at faster one by one than by a query
# what takes no more than dropping marks and folding case: by far most of what is not canonical already
_SIMPLE: Final = {
    "identifier": r"^[0-9A-Za-z -]*$",
    "ssn": r"^[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{4}$",
    "phone": r"^[() +-]*[0-9][0-9() +-]*$",
    "address": r"^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,24})$",
    "name": r"^[0-9A-Za-z]+(?:[ '-][0-9A-Za-z]+)*$",
}


def _plain(value: pl.Expr) -> pl.Expr:
    """Compatibility forms (full-width digits, ligatures, non-breaking blanks) become the plain ones."""
    return value.str.normalize("NFKD").str.to_uppercase().str.normalize("NFKD")


# FHIR R4 2.3.0.1, literal references: `Patient/77` and `urn:uuid:...` name the id that follows
_REFERENCE: Final = r"^\s*(?:URN:UUID:|(?:HTTPS?://\S+/)?(?:PATIENT|PERSON|RELATEDPERSON|PRACTITIONER|ENCOUNTER)/)"


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
        .str.replace(_REFERENCE, "")
        .str.replace_all(r"[\s\p{Pd}\p{C}\p{M}\u2212]+", "")
        .str.replace_all(r"[^\p{L}\p{N}]+", "_")
        .str.strip_chars("_")
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
    if _is_ready(text, _READY[shape(kind)]):
        return text
    simple = text.str.contains(_SIMPLE[shape(kind)])
    if simple.all():
        return _shortened(text, kind)
    rest = text.filter(~simple).to_frame("v").select(canonical_expression(kind)(pl.col("v"))).to_series()
    if len(rest) == len(text):
        return rest.alias(values.name)
    form = _shortened(text, kind) if simple.any() else text.clone()
    return form.scatter((~simple).fill_null(value=False).arg_true(), rest)


def _is_ready(text: pl.Series, pattern: str) -> bool:
    if len(text) > _FEW:
        return bool(text.str.contains(f"^(?:{pattern})$").all())
    return all(value is None or re.fullmatch(pattern, value) for value in text)


def _shortened(text: pl.Series, kind: DataKind) -> pl.Series:
    """Return what the whole rule gives for values of the `_SIMPLE` pattern; of others nothing is promised.

    A tenth of the whole rule's cost, measured on UUIDs, dashed SSNs and mixed-case names.
    """
    value = pl.col("v")
    match shape(kind):
        case "identifier":
            bare = value.str.replace_all("-", "", literal=True).str.replace_all(" ", "", literal=True)
            form = bare.str.to_uppercase()
            if text.str.contains(r"^[ -]*0").any():
                form = form.str.replace(r"^0+([0-9]+)$", "${1}")
            form = pl.when(form.is_in(_NOTHING)).then(None).otherwise(form)
        case "ssn":
            form = value.str.replace_all("-", "", literal=True).str.replace_all(" ", "", literal=True)
        case "phone":
            form = value
            for mark in "-() +":
                form = form.str.replace_all(mark, "", literal=True)
            form = form.str.replace(r"^1([0-9]{10})$", "${1}")
        case "address":
            form = value.str.to_lowercase()
        case _:
            form = value.str.replace_all("'", "", literal=True).str.replace_all("-", " ", literal=True)
            form = form.str.to_uppercase()
            form = pl.when(form.str.replace_all(" ", "", literal=True).is_in(_NOTHING)).then(None).otherwise(form)
    return text.to_frame("v").select(form.alias(text.name)).to_series()

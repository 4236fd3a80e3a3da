"""date_shift, keyed_hash: for expert determination only; the compiler refuses them under Safe Harbor.

45 CFR 164.514(b)(1) and (c)(1): a shifted date still holds day and month elements of the person,
and a keyed hash is derived from the identifier. What they write is never called Safe Harbor.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.parsing.canonical import canonical
from safeharbor.parsing.dates import days
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.settings import Settings, check_type, counts, datelike, unreadable, writable
from safeharbor.treat.tokenize import identifier_text

if TYPE_CHECKING:
    from safeharbor.identifiers import DataKind

_SECRET_BYTES: Final = 32
_HASH_HEX: Final = 32
_MAX_DAYS: Final = 3650


class DateShift:
    """Move a person's dates by the same secret number of days, never none (Date)."""

    def __init__(self, secret: bytes, *, most: int, pivot: int) -> None:
        """Take 32 secret bytes, the longest shift in days, and the latest year two digits may mean."""
        self._secret = _checked(secret)
        self._most = most
        self._pivot = pivot

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the shifted dates; a row of no known person is `withheld`."""
        read = days(values, pivot=self._pivot)
        subject = pl.repeat(None, len(values), dtype=pl.String, eager=True) if rows.subject is None else rows.subject
        different = subject.drop_nulls().unique()
        offset = pl.DataFrame(
            {"subject": different, "offset": pl.Series([self._offset(key) for key in different], dtype=pl.Int64)}
        )
        frame = pl.DataFrame({"subject": subject, "read": read}).join(
            offset, on="subject", how="left", maintain_order="left"
        )
        shifted = frame.select(pl.col("read") + pl.duration(days="offset")).to_series().cast(pl.Date)
        lost = int((shifted.is_null() & read.is_not_null()).sum())
        return Treated(shifted.alias(values.name), counts(unreadable=unreadable(values, read), withheld=lost))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return Date: the time of day goes."""
        check_type("date_shift", source, fits=datelike(source), allowed="dates, text and numbers")
        return pl.Date()

    def _offset(self, subject: str) -> int:
        number = int.from_bytes(hmac.digest(self._secret, subject.encode(), hashlib.sha256)[:8], "big")
        shift = number % (2 * self._most) - self._most
        return shift if shift < 0 else shift + 1


class KeyedHash:
    """Replace identifiers by HMAC-SHA256 of their canonical form (32 hexadecimal digits)."""

    def __init__(self, secret: bytes, *, kind: DataKind, system: str) -> None:
        """Take 32 secret bytes, and what keeps ids of the same digits apart."""
        self._secret = _checked(secret)
        self._kind = kind
        self._system = system

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the hashes; ids whose digits were lost are null, counted `unreadable`."""
        del rows
        text = identifier_text(values)
        form = canonical(text, self._kind)
        different = form.drop_nulls().unique()
        hashes = pl.Series("hash", [self._hash(value) for value in different], dtype=pl.String)
        table = pl.DataFrame({"form": different, "hash": hashes})
        found = form.to_frame("form").join(table, on="form", how="left", maintain_order="left")["hash"]
        return Treated(found.alias(values.name), counts(unreadable=unreadable(values, text)))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String."""
        check_type("keyed_hash", source, fits=writable(source), allowed="flat values")
        return pl.String()

    def _hash(self, form: str) -> str:
        return hmac.digest(self._secret, f"{self._system}\x00{form}".encode(), hashlib.sha256).hex()[:_HASH_HEX]


def date_shift(settings: Settings) -> DateShift:
    """Make `date_shift` from the option `days` (the longest shift, 365 by default)."""
    most = settings.options.get("days", 365)
    if not isinstance(most, int) or not 1 <= most <= _MAX_DAYS:
        message = f"the option 'days' must be a whole number from 1 to {_MAX_DAYS}"
        raise PolicyError(message, hint="a longer shift hides more")
    return DateShift(settings.secret, most=most, pivot=settings.as_of.year)


def keyed_hash(settings: Settings) -> KeyedHash:
    """Make `keyed_hash` from the plan's system and kind."""
    return KeyedHash(settings.secret, kind=settings.kind, system=settings.system)


def _checked(secret: bytes) -> bytes:
    if len(secret) != _SECRET_BYTES:
        message = f"this treatment needs a secret of {_SECRET_BYTES} bytes"
        raise PolicyError(message, hint="name a vault in the policy: the secret comes from it")
    return secret

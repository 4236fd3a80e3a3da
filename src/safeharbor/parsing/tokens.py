"""What a token looks like: `tk_`, 32 letters for 128 random bits, two letters of checksum.

Sixteen consonants and nothing else: no digit, so that no token holds what reads as a telephone,
an SSN, a date or a ZIP code; no vowel, so that none spells a name; one case, so that a system that
folds case keeps tokens apart; no letter that is read as another letter or a digit. The checksum is CRC-8, which
sees every single wrong letter and every two neighbours swapped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.parsing.arrays import series

if TYPE_CHECKING:
    from numpy.typing import NDArray

RAW_BYTES: Final = 16
BODY_BYTES: Final = RAW_BYTES + 1
PREFIX: Final = "tk_"
ALPHABET: Final = "bcdfghjkmnpqrstv"
TOKEN_LENGTH: Final = len(PREFIX) + 2 * RAW_BYTES + 2
TOKEN_PATTERN: Final = rf"tk_[{ALPHABET}]{{{2 * RAW_BYTES + 2}}}"

_POLYNOMIAL: Final = 0x07
_HIGH_BIT: Final = 0x80
_UNREADABLE: Final = -1


def _crc_table() -> NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = ((value << 1) ^ _POLYNOMIAL if value & _HIGH_BIT else value << 1) & 0xFF
        table[byte] = value
    return table


def _letter_table() -> NDArray[np.uint8]:
    letters = np.frombuffer(ALPHABET.encode(), np.uint8)
    byte = np.arange(256)
    return np.stack([letters[byte >> 4], letters[byte & 15]], axis=1)


def _byte_table(letters: NDArray[np.uint16]) -> NDArray[np.int16]:
    table = np.full(1 << 16, _UNREADABLE, np.int16)
    table[letters] = np.arange(256, dtype=np.int16)
    return table


_CRC: Final = _crc_table()
_LETTERS: Final = _letter_table().view(np.uint16).ravel()
_BYTES: Final = _byte_table(_LETTERS)
# two bytes at once halve the work: the checksum after both, and their four letters
_PAIR: Final = np.dtype("<u2")
_FIRST, _SECOND = np.arange(1 << 16) & 0xFF, np.arange(1 << 16) >> 8
_CRC_OF_PAIR: Final = _CRC[_CRC[_FIRST] ^ _SECOND].astype(np.uint16)
_LETTERS_OF_PAIR: Final = np.stack([_LETTERS[_FIRST], _LETTERS[_SECOND]], axis=1).view(np.uint32).ravel()


def _checksums(raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
    checksum = np.zeros(len(raw), np.uint16)
    for column in np.ascontiguousarray(np.ascontiguousarray(raw).view(_PAIR).T):
        checksum = _CRC_OF_PAIR[checksum ^ column]
    return checksum.astype(np.uint8)


def write_tokens(raw: NDArray[np.uint8]) -> pl.Series:
    """Return the tokens (String) of `raw`: one row of 16 random bytes each."""
    return write_bodies(with_checksums(raw))


def with_checksums(raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the bodies of tokens, 17 bytes a row: the 16 of `raw` and their checksum."""
    return np.column_stack([raw, _checksums(raw)])


def write_bodies(bodies: NDArray[np.uint8]) -> pl.Series:
    """Return the tokens (String) of bodies: 17 bytes a row, checksum included."""
    count = len(bodies)
    text = np.empty((count, TOKEN_LENGTH), np.uint8)
    text[:, : len(PREFIX)] = np.frombuffer(PREFIX.encode(), np.uint8)
    pairs = np.ascontiguousarray(bodies[:, :RAW_BYTES]).view(_PAIR)
    text[:, len(PREFIX) : -2] = _LETTERS_OF_PAIR[pairs].view(np.uint8)
    text[:, -2:] = _LETTERS[bodies[:, RAW_BYTES], None].view(np.uint8)
    return text_series(text, np.arange(count + 1, dtype=np.int64) * TOKEN_LENGTH)


_SHAPED: Final = (pl.col("token").str.len_bytes() == TOKEN_LENGTH) & pl.col("token").str.starts_with(PREFIX)


def token_shaped(texts: pl.Series) -> pl.Series:
    """Return whether each text has the length and the beginning of a token (Boolean); null has not."""
    return texts.to_frame("token").select(_SHAPED.fill_null(value=False)).to_series()


def read_tokens(tokens: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return the 16 bytes of each token, and whether it is one: shape and checksum are right, not null."""
    shaped = token_shaped(tokens)
    good = shaped.to_numpy().copy()
    raw = np.zeros((len(tokens), RAW_BYTES), np.uint8)
    if good.any():
        data = series_bytes(tokens if good.all() else tokens.filter(shaped))
        pairs = np.ascontiguousarray(data.reshape(-1, TOKEN_LENGTH)[:, len(PREFIX) :]).view(np.uint16)
        signed = _BYTES[pairs]
        readable = (signed != _UNREADABLE).all(axis=1)
        body = signed.astype(np.uint8)
        raw[good] = body[:, :RAW_BYTES]
        right = readable & (_checksums(body[:, :RAW_BYTES]) == body[:, RAW_BYTES])
        good[good] = right
    return raw, good


def text_series(data: bytes | NDArray[np.uint8], ends: NDArray[np.int64]) -> pl.Series:
    """Return the strings that lie end to end in `data` (UTF-8); `ends` starts with 0."""
    import pyarrow as pa  # noqa: PLC0415 - keeps importing this module, and so `--help`, fast

    array = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(data))
    return series(array)


def series_bytes(texts: pl.Series) -> NDArray[np.uint8]:
    """Return the bytes (UTF-8) of strings end to end; nulls take none."""
    array = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    ends = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(array.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]

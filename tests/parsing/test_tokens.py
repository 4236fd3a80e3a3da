"""What a token looks like."""

from __future__ import annotations

import os
import re

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from safeharbor.parsing.tokens import ALPHABET, TOKEN_LENGTH, TOKEN_PATTERN, read_tokens, write_tokens


def _raw(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.frombuffer(os.urandom(16 * count), np.uint8).reshape(count, 16)


@given(st.lists(st.binary(min_size=16, max_size=16), max_size=5))
def test_tokens_are_read_as_they_were_written(rows: list[bytes]) -> None:
    """Every 128 bits have one token, and the token gives them back."""
    raw = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 16)
    tokens = write_tokens(raw)
    read, good = read_tokens(tokens)
    assert good.all()
    assert (read == raw).all()
    assert all(re.fullmatch(TOKEN_PATTERN, token) for token in tokens)


def test_every_slip_is_seen() -> None:
    """Any one letter wrong, and any two neighbours swapped, is not a token."""
    token = write_tokens(_raw(1))[0]
    letters = list(token)
    slips = []
    for place in range(3, TOKEN_LENGTH):
        slips += [
            "".join([*letters[:place], letter, *letters[place + 1 :]])
            for letter in ALPHABET
            if letter != letters[place]
        ]
        if place + 1 < TOKEN_LENGTH and letters[place] != letters[place + 1]:
            slips.append("".join([*letters[:place], letters[place + 1], letters[place], *letters[place + 2 :]]))
    assert not read_tokens(pl.Series(slips))[1].any()


def test_what_is_no_token_is_not_read() -> None:
    """Nulls, other lengths, other letters, upper case and other alphabets are not tokens."""
    token = write_tokens(_raw(1))[0]
    values = [None, "", "tk_", token[:-1], token + "b", token.upper(), " " + token[1:], "x" * TOKEN_LENGTH]
    values += [token[:10] + "e" + token[11:], token[:10] + "é" + token[12:], token]
    assert read_tokens(pl.Series(values))[1].tolist() == [False] * (len(values) - 1) + [True]


def test_no_token_reads_as_an_identifier() -> None:
    """A token holds no digit, vowel or upper-case letter: no number, date, ZIP, name or word can be found in it."""
    assert not set(ALPHABET) & set("0123456789aeiouyl")
    assert len(set(ALPHABET)) == 16
    assert write_tokens(_raw(500)).str.contains(r"^tk_[b-df-hjkmnp-tv]{34}$").all()

"""Counter-based draws and check digits."""

from __future__ import annotations

import numpy as np

from safeharbor.sample.draw import Draw, luhn, vin
from safeharbor.sample.people import serial


def _keys(size: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.arange(size, dtype=np.uint64)


def test_a_row_draws_the_same_alone_or_among_others() -> None:
    """A draw depends on seed, key and tag, not on the block."""
    many = Draw(5, _keys(1000)).below("x", 10**9)
    alone = Draw(5, _keys(1000)[617:618]).below("x", 10**9)
    assert many[617] == alone[0]


def test_tags_and_seeds_are_independent() -> None:
    """Another tag or another seed draws other values."""
    draw = Draw(5, _keys(1000))
    assert (draw.bits("x") != draw.bits("y")).all()
    assert (draw.bits("x") != Draw(6, _keys(1000)).bits("x")).all()


def test_draws_are_about_uniform() -> None:
    """Shares come out as asked, within a hundredth at 100,000 rows."""
    draw = Draw(1, _keys(100_000))
    assert abs(draw.chance("c", 0.3).mean() - 0.3) < 0.01
    assert abs((draw.weighted("w", (1, 3)) == 1).mean() - 0.75) < 0.01


def test_serials_never_repeat() -> None:
    """Codes of a width are a bijection: a million patients have a million record numbers."""
    codes = serial(2025, "mrn", np.arange(200_000), 8)
    assert codes.n_unique() == 200_000
    assert codes.str.len_bytes().unique().to_list() == [8]


def test_luhn_check_digit() -> None:
    """4111 1111 1111 1111 and NPI 1234567893 are the textbook cases."""
    cards = np.frombuffer(b"4111111111111110", dtype=np.uint8).reshape(1, -1)
    assert luhn(cards).to_list() == ["4111111111111111"]
    npi = np.frombuffer(b"1234567890", dtype=np.uint8).reshape(1, -1)
    assert luhn(npi, prefix="80840").to_list() == ["1234567893"]


def test_vin_check_digit() -> None:
    """1M8GDM9AXKP042788 is the worked example of the standard: its ninth place is X."""
    number = np.frombuffer(b"1M8GDM9A0KP042788", dtype=np.uint8).reshape(1, -1)
    assert vin(number).to_list() == ["1M8GDM9AXKP042788"]

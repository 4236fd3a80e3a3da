"""Tokens say nothing: not of the identifier, not of the order of issue, not of another recipient's tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from safeharbor.identifiers import DataKind
from safeharbor.parsing.tokens import read_tokens
from safeharbor.vault import MasterKey, open_vault

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

IDS = 20_000
# seven standard deviations: a false alarm once in 10^11 runs
SIGMAS = 7.0


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NDArray[np.uint8]]:
    """Issue tokens for the same ascending ids to two recipients, in batches; return their bits by recipient."""
    folder: Path = tmp_path_factory.mktemp("vault")
    vault = open_vault("sqlite", folder / "vault.db", MasterKey.from_file(folder / "key", create=True))
    ids = pl.Series([f"{number:08d}" for number in range(10_000_000, 10_000_000 + IDS)])
    found = {}
    for domain in ("research", "insurer"):
        tokenizer = vault.tokenizer(domain)
        parts = [tokenizer.tokenize(ids[at : at + 900], system="p", kind=DataKind.MRN) for at in range(0, IDS, 900)]
        found[domain] = np.unpackbits(read_tokens(pl.concat(parts))[0], axis=1)
    return found


def _most(values: NDArray[np.float64], expected: float, deviation: float) -> float:
    return float(np.abs((values - expected) / deviation).max())


def test_every_bit_is_a_coin(raw: dict[str, NDArray[np.uint8]]) -> None:
    """Each of the 128 bits is one half the time, and no two bits of a token go together."""
    for bits in raw.values():
        assert _most(bits.sum(axis=0).astype(float), IDS / 2, np.sqrt(IDS) / 2) < SIGMAS
        signs = bits.astype(float) * 2 - 1
        together = signs.T @ signs
        assert _most(together[~np.eye(128, dtype=bool)], 0, np.sqrt(IDS)) < SIGMAS


def test_recipients_cannot_be_joined(raw: dict[str, NDArray[np.uint8]]) -> None:
    """The tokens of one person for two recipients share as many bits as those of two persons: half."""
    first, second = raw["research"], raw["insurer"]
    assert _most((first ^ second).sum(axis=0).astype(float), IDS / 2, np.sqrt(IDS) / 2) < SIGMAS
    assert abs(int((first ^ second).sum()) - IDS * 64) / np.sqrt(IDS * 32) < SIGMAS
    assert not set(map(bytes, np.packbits(first, axis=1))) & set(map(bytes, np.packbits(second, axis=1)))


def test_order_does_not_show(raw: dict[str, NDArray[np.uint8]]) -> None:
    """The order of issue, which is that of the ids, is in neither a token's rank nor its next one's."""
    rank = np.arange(IDS, dtype=float)
    for bits in raw.values():
        order = np.lexsort(np.packbits(bits, axis=1)[:, ::-1].T).astype(float)
        assert abs(np.corrcoef(rank, order)[0, 1]) * np.sqrt(IDS) < SIGMAS
        assert abs(np.corrcoef(order[:-1], order[1:])[0, 1]) * np.sqrt(IDS) < SIGMAS
    both = [np.lexsort(np.packbits(bits, axis=1)[:, ::-1].T).argsort().astype(float) for bits in raw.values()]
    assert abs(np.corrcoef(both[0], both[1])[0, 1]) * np.sqrt(IDS) < SIGMAS

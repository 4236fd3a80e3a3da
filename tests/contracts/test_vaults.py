"""What every vault store promises, proved on each one that is registered."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.errors import VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.parsing.tokens import TOKEN_PATTERN
from safeharbor.protocols import NumberingTokenizer
from safeharbor.vault import VAULTS, Limits, MasterKey, open_vault
from tests.vaults import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from safeharbor.vault.keyed import KeyedVault

    Opener = Callable[..., KeyedVault]


@pytest.fixture
def key(tmp_path: Path) -> MasterKey:
    """Make a master key of its own for each test."""
    return MasterKey.from_file(tmp_path / "key", create=True)


@pytest.fixture(params=list(VAULTS))
def opened(request: pytest.FixtureRequest, tmp_path: Path, key: MasterKey) -> Iterator[Opener]:
    """Give a function that opens the same vault again, over each store."""
    location = place(request.param, tmp_path, request)
    made: list[KeyedVault] = []

    def again(*, entries: int = 1_000_000, sparing: int = 0, with_key: MasterKey | None = None) -> KeyedVault:
        limits = Limits(wait=10, entries=entries, sparing=sparing)
        made.append(open_vault(request.param, location, with_key or key, limits=limits))
        return made[-1]

    yield again
    for vault in made:
        vault.close()


def _ids(first: int, last: int) -> pl.Series:
    return pl.Series("id", [f"MR{number:07d}" for number in range(first, last)])


def test_tokens_are_stable(opened: Opener) -> None:
    """The same identifier has the same token within a batch, in the next batch and in the next night's run."""
    vault = opened()
    tokenizer = vault.tokenizer("research")
    first = tokenizer.tokenize(pl.Series(["a1", "b2", "a1"]), system="patient", kind=DataKind.MRN)
    second = tokenizer.tokenize(pl.Series(["b2", "a1"]), system="patient", kind=DataKind.MRN)
    vault.commit()
    vault.close()
    third = opened().tokenizer("research").tokenize(pl.Series(["a1", "b2"]), system="patient", kind=DataKind.MRN)
    assert first[0] == first[2]
    assert [first[1], first[0]] == second.to_list()
    assert [first[0], first[1]] == third.to_list()
    assert first.str.contains(f"^{TOKEN_PATTERN}$").all()


def test_variants_meet(opened: Opener) -> None:
    """Spellings of one identifier are one token, whichever came first."""
    tokens = opened().tokenizer("research")
    ssn = tokens.tokenize(pl.Series(["999-17-5017", "999175017", "999 17 5017"]), system="ssn", kind=DataKind.SSN)
    mrn = tokens.tokenize(pl.Series(["00482913", "482913", "482913.0"]), system="patient", kind=DataKind.MRN)
    assert ssn.n_unique() == 1
    assert mrn.n_unique() == 1
    assert tokens.find(pl.Series(["0482913"]), system="patient", kind=DataKind.RECORD_ID)[0] == mrn[0]


def test_kinds_systems_and_domains_never_mix(opened: Opener) -> None:
    """The same digits as SSN and MRN, in two systems, or for two recipients, share no token."""
    vault = opened()
    value = pl.Series(["123456789"])
    seen = {
        vault.tokenizer(domain).tokenize(value, system=system, kind=kind)[0]
        for domain in ("research", "insurer")
        for system in ("patient", "visit")
        for kind in (DataKind.SSN, DataKind.MRN)
    }
    assert len(seen) == 8


def test_nulls_and_no_values_stay_null(opened: Opener) -> None:
    """Null, `N/A`, `-` and blanks have no token, before and after they are first seen."""
    tokenizer = opened().tokenizer("research")
    values = pl.Series("id", [None, "N/A", "-", " ", "unknown", "x1"])
    for _ in range(2):
        tokens = tokenizer.tokenize(values, system="patient", kind=DataKind.MRN)
        assert tokens.is_null().to_list() == [True, True, True, True, True, False]
    assert tokens.name == "id"
    assert tokenizer.tokenize(values.clear(), system="patient", kind=DataKind.MRN).len() == 0
    assert tokenizer.tokenize(pl.Series([None, None]), system="p", kind=DataKind.MRN).to_list() == [None, None]


def test_find_creates_nothing(opened: Opener) -> None:
    """`find` answers null for the unknown and leaves no trace, not even a space."""
    vault = opened()
    tokenizer = vault.tokenizer("research")
    for _ in range(2):
        assert tokenizer.find(pl.Series(["a1", None]), system="patient", kind=DataKind.MRN).to_list() == [None, None]
    assert vault.inventory() == []
    token = tokenizer.tokenize(pl.Series(["a1"]), system="patient", kind=DataKind.MRN)[0]
    assert tokenizer.find(pl.Series(["A1", "b2"]), system="patient", kind=DataKind.MRN).to_list() == [token, None]
    assert [held.count for held in vault.inventory()] == [1]


@pytest.mark.parametrize("entries", [1_000_000, 300, 0])
def test_issued_knows_its_own(opened: Opener, entries: int) -> None:
    """A token is issued where it was made and nowhere else; a mistyped or invented one is not, a null is null."""
    vault = opened(entries=entries)
    tokenizer = vault.tokenizer("research")
    tokens = tokenizer.tokenize(_ids(0, 1000), system="patient", kind=DataKind.MRN)
    wrong = tokens[0][:-1] + ("b" if tokens[0][-1] != "b" else "c")
    assert tokenizer.issued(tokens, system="patient").all()
    asked = pl.Series([tokens[0], None, wrong, "tk_", "", tokens[1]])
    assert tokenizer.issued(asked, system="patient").to_list() == [True, None, False, False, False, True]
    assert not tokenizer.issued(tokens, system="visit").any()
    assert not vault.tokenizer("insurer").issued(tokens, system="patient").any()
    assert tokenizer.issued(tokens.clear(), system="patient").len() == 0


@pytest.mark.parametrize("entries", [1_000_000, 1500, 0])
def test_memory_limit_changes_no_answer(opened: Opener, entries: int) -> None:
    """A vault larger than what may be held in memory answers the same, warm and cold."""
    expected = opened().tokenizer("research").tokenize(_ids(0, 2000), system="patient", kind=DataKind.MRN)
    small = opened(entries=entries).tokenizer("research")
    for _ in range(2):
        tokens = small.tokenize(_ids(500, 3000), system="patient", kind=DataKind.MRN)
        assert tokens[:1500].to_list() == expected[500:].to_list()
        assert tokens.n_unique() == 2500
    assert small.find(_ids(0, 4000), system="patient", kind=DataKind.MRN).null_count() == 1000
    everything = opened().tokenizer("research").find(_ids(0, 3000), system="patient", kind=DataKind.MRN)
    assert everything[500:].to_list() == tokens.to_list()


def test_numbers_say_what_tokens_do(opened: Opener) -> None:
    """Two strings have one number when they have one token, batch after batch; without room for all there is none."""
    tokenizer = opened().tokenizer("research")
    assert isinstance(tokenizer, NumberingTokenizer)
    written: set[tuple[int | None, str | None]] = set()
    for texts in (["007", "8", None, "N/A"], ["9", "0-9", "8", "7"], ["10", "007", "N/A", "-"]):
        values = pl.Series(texts)
        found = tokenizer.numbered(values, system="patient", kind=DataKind.MRN)
        assert found is not None
        expected = tokenizer.tokenize(values, system="patient", kind=DataKind.MRN)
        assert found.texts.gather(found.numbers).equals(expected)
        written |= {pair for pair in zip(found.numbers, expected, strict=True) if pair[0] is not None}
    assert len(written) == len(dict(written)) == len({token for _, token in written}) == 4
    small = opened(entries=3).tokenizer("research")
    assert isinstance(small, NumberingTokenizer)
    assert small.numbered(pl.Series(["7", "8"]), system="patient", kind=DataKind.MRN) is None


def test_sparing_changes_no_answer(opened: Opener) -> None:
    """A vault that leaves strings in the store while few are asked for answers as one that read them all."""
    whole, sparing = opened().tokenizer("research"), opened(sparing=10).tokenizer("research")
    expected = whole.tokenize(_ids(0, 2000), system="patient", kind=DataKind.MRN)
    for first, last in ((0, 30), (1990, 2020), (2010, 2030), (100, 150), (0, 1500), (1400, 2030)):
        tokens = sparing.tokenize(_ids(first, last), system="patient", kind=DataKind.MRN)
        assert tokens.to_list() == whole.tokenize(_ids(first, last), system="patient", kind=DataKind.MRN).to_list()
        assert sparing.issued(tokens, system="patient").all()
        assert sparing.issued(expected, system="patient").all()
        assert sparing.find(_ids(1980, 2040), system="patient", kind=DataKind.MRN).null_count() >= 10
    wrong = tokens[0][:-1] + ("b" if tokens[0][-1] != "b" else "c")
    assert not sparing.issued(pl.Series([wrong]), system="patient").any()


@pytest.mark.parametrize(("entries", "sparing"), [(1_000_000, 0), (0, 0), (1_000_000, 10)])
def test_writers_agree(opened: Opener, entries: int, sparing: int) -> None:
    """Four vault objects that meet the same identifiers at once give each one token."""
    answers: list[pl.Series] = []

    def work(seed: int) -> None:
        tokenizer = opened(entries=entries, sparing=sparing).tokenizer("research")
        parts = []
        for part in range(10):
            values = _ids(100 * part, 100 * part + 150).shuffle(seed=seed)
            tokens = tokenizer.tokenize(values, system="patient", kind=DataKind.MRN)
            parts.append(pl.DataFrame({"id": values, "token": tokens}))
        answers.append(pl.concat(parts).unique().sort("id").to_series(1))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(answer.to_list() == answers[0].to_list() for answer in answers)
    assert answers[0].n_unique() == 1050


def test_one_vault_serves_threads(opened: Opener) -> None:
    """One vault object may be used from several threads."""
    tokenizer = opened().tokenizer("research")
    answers: list[list[str]] = []

    def work() -> None:
        answers.append(tokenizer.tokenize(_ids(0, 5000), system="patient", kind=DataKind.MRN).to_list())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)


def test_small_batches_stay_few_segments(opened: Opener) -> None:
    """A stream of small batches leaves a number of segments that grows as a logarithm, and every token."""
    vault = opened()
    tokenizer = vault.tokenizer("research")
    for start in range(0, 2000, 10):
        tokenizer.tokenize(_ids(start, start + 10), system="patient", kind=DataKind.MRN)
    held = vault.inventory()
    assert [item.count for item in held] == [2000]
    assert held[0].segments <= 12
    fresh = opened().tokenizer("research").find(_ids(0, 2000), system="patient", kind=DataKind.MRN)
    assert fresh.n_unique() == 2000


def test_known_values_are_a_set(opened: Opener) -> None:
    """What is known of a person is the union of all that was told; each telling says what is new, twice nothing."""
    vault = opened()
    phone = KnownValue(DataKind.PHONE, "801-555-0137")
    name = KnownValue(DataKind.FAMILY_NAME, 'O\'Neil "x"\n\x1f')
    assert vault.remember({"7": KnownValues((phone,))}) == {}
    assert vault.remember({"7": KnownValues((name, phone), aged=True), "8": KnownValues()}) == {"7": (name,)}
    assert vault.remember({"7": KnownValues((phone,))}) == {}
    vault.commit()
    vault.close()
    held = opened().recall(["7", "8", "9"])
    assert set(held) == {"7", "8"}
    assert set(held["7"].values) == {phone, name}
    assert len(held["7"].values) == 2
    assert held["7"].aged
    assert held["8"] == KnownValues()


def test_secrets_outlive_the_run(opened: Opener) -> None:
    """A named secret is the same in every run of one vault and differs by name."""
    vault = opened()
    assert vault.secret("order") == opened().secret("order")
    assert vault.secret("order") != vault.secret("surrogate")
    assert len(vault.secret("order")) == 32
    assert vault.signing_key().public == opened().signing_key().public


def test_wrong_key_is_refused(opened: Opener, tmp_path: Path) -> None:
    """Another master key opens nothing, and says which key would."""
    opened().close()
    other = MasterKey.from_file(tmp_path / "other", create=True)
    with pytest.raises(VaultError, match="does not open this vault"):
        opened(with_key=other)


def test_closed_vault_refuses(opened: Opener) -> None:
    """A closed vault answers nothing."""
    vault = opened()
    tokenizer = vault.tokenizer("research")
    vault.close()
    with pytest.raises(VaultError, match="closed"):
        tokenizer.tokenize(pl.Series(["a"]), system="patient", kind=DataKind.MRN)
    with pytest.raises(VaultError, match="closed"):
        vault.recall(["a"])


def test_integers_are_identifiers_too(opened: Opener) -> None:
    """A number column and a text column of the same ids meet."""
    tokenizer = opened().tokenizer("research")
    text = tokenizer.tokenize(pl.Series(["0012", "13"]), system="patient", kind=DataKind.MRN)
    number = tokenizer.tokenize(pl.Series([12, 13]), system="patient", kind=DataKind.MRN)
    floats = tokenizer.tokenize(pl.Series([12.0, 13.0]), system="patient", kind=DataKind.MRN)
    assert text.to_list() == number.to_list() == floats.to_list()

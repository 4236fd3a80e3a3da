"""surrogate: a made-up name, place or number in place of the real one, the same for one person everywhere.

What is made up is drawn by the vault's random token for (person, value), never by the value, so that
it is not derived from it (45 CFR 164.514(c)(1)) and two Johns do not become two Peters.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.errors import PolicyError
from safeharbor.identifiers import DataKind
from safeharbor.parsing.canonical import canonical
from safeharbor.protocols import RowContext, Treated
from safeharbor.treat.fiction import Role, fiction
from safeharbor.treat.settings import Settings, check_type, writable
from safeharbor.treat.tokenize import identifier_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.protocols import Tokenizer

_SYSTEM: Final = "surrogate"
_ROLES: Final[dict[DataKind, Role]] = {
    DataKind.FULL_NAME: "full",
    DataKind.ALIAS: "full",
    DataKind.RELATIVE_NAME: "full",
    DataKind.PROVIDER_NAME: "full",
    DataKind.GIVEN_NAME: "given",
    DataKind.MIDDLE_NAME: "given",
    DataKind.FAMILY_NAME: "family",
    DataKind.CITY: "city",
    DataKind.STREET: "street",
    DataKind.PHONE: "phone",
    DataKind.EMAIL: "email",
    DataKind.EMPLOYER: "employer",
}
# people and firms that many patients share are one fiction, not one for each patient
SHARED: Final = frozenset({DataKind.PROVIDER_NAME, DataKind.EMPLOYER})
_TITLES: Final = frozenset({"MR", "MRS", "MS", "MISS", "DR", "PROF", "REV", "SIR", "MADAM", "MX"})
_SUFFIXES: Final = frozenset({"JR", "SR", "II", "III", "IV", "MD", "DO", "RN", "NP", "PA", "PHD", "DDS", "ESQ"})


class Surrogate:
    """Replace values by fiction (String)."""

    def __init__(self, tokenizer: Tokenizer, *, kind: DataKind) -> None:
        """Take the tokenizer and what the column holds."""
        if kind not in _ROLES:
            message = f"there is no surrogate for the kind {kind}; allowed: {', '.join(sorted(_ROLES))}"
            raise PolicyError(message, hint="tokenize or drop it")
        self._tokenizer = tokenizer
        self._kind = kind

    def treat(self, values: pl.Series, rows: RowContext) -> Treated:
        """Return the fiction: one value of one person is one surrogate, in every column and note."""
        text = identifier_text(values)
        known = canonical(text, self._kind)
        person = rows.subject if rows.subject is not None and self._kind not in SHARED else None
        frame = (
            text.set(known.is_null(), None)
            .to_frame("text")
            .with_columns((pl.lit("") if person is None else person.fill_null("")).alias("person"))
        )
        different = frame.drop_nulls("text").unique(maintain_order=True)
        made = surrogates(self._tokenizer, [(who, what, _ROLES[self._kind]) for what, who in different.iter_rows()])
        table = different.with_columns(pl.Series("made", made, dtype=pl.String))
        found = frame.join(table, on=["text", "person"], how="left", maintain_order="left")["made"]
        return Treated(found.alias(values.name))

    def target_type(self, source: pl.DataType) -> pl.DataType:
        """Return String."""
        check_type("surrogate", source, fits=writable(source), allowed="flat values")
        return pl.String()


def surrogates(tokenizer: Tokenizer, items: Sequence[tuple[str, str, Role]]) -> list[str]:
    """Return the fiction for each (person key or "", value, role), all tokens fetched at once.

    Full names are taken apart, so that the family name in a note is the one of the column.
    """
    parts = [_words(value) if role == "full" else [(value, role)] for _, value, role in items]
    keys = [f"{item[0]} {word}" for item, words in zip(items, parts, strict=True) for word, _ in words]
    different = pl.Series(keys, dtype=pl.String).unique(maintain_order=True)
    tokens = tokenizer.tokenize(different, system=_SYSTEM, kind=DataKind.FULL_NAME)
    token_of = dict(zip(different, tokens, strict=True))
    return [
        _joined(value, [_made(token_of[f"{person} {word}"] or "", word, part) for word, part in words])
        for (person, value, _), words in zip(items, parts, strict=True)
    ]


def _words(name: str) -> list[tuple[str, Role]]:
    """Split a full name into its given and family names: `Last, First`, `Last^First` or `First Last`."""
    family_first = "," in name or "^" in name
    words = [word for word in name.replace("^", ", ").split() if _bare(word) not in _TITLES]
    words = [word for word in words if _bare(word) not in _SUFFIXES] or words
    if family_first:
        cut = next((place for place, word in enumerate(words, start=1) if word.endswith(",")), 1)
    else:
        cut = len(words) - 1 if len(words) > 1 else len(words)
    first: Role = "family" if family_first else "given"
    last: Role = "given" if family_first else "family"
    return [(word.strip(","), first if place < cut else last) for place, word in enumerate(words) if word.strip(",")]


def _bare(word: str) -> str:
    return word.strip(".,").upper()


def _made(token: str, value: str, role: Role) -> str:
    """Return fiction of the role; never the value itself, and an initial for an initial."""
    digest = hashlib.sha256(f"{role}\x00{token}".encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    made = fiction(role, number)
    if made.casefold() == value.strip().casefold():
        made = fiction(role, number + 1)
    return made[0] if role in {"given", "family"} and len(_bare(value)) == 1 else made


def _joined(value: str, words: Sequence[str]) -> str:
    joined = (
        f"{words[0]}, {' '.join(words[1:])}" if ("," in value or "^" in value) and len(words) > 1 else " ".join(words)
    )
    return joined.upper() if value.isupper() and len(value) > 1 else joined


def surrogate(settings: Settings) -> Surrogate:
    """Make `surrogate` for the plan's kind."""
    return Surrogate(settings.need_tokenizer("surrogate"), kind=settings.kind)

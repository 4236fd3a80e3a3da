"""Headers of one table that all begin with the same letters: `PTLNAM PTCNTY PTZIP9` say what stands behind them.

Files of old machines have eight capitals a header, the first two or three of them the file's own.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from safeharbor.classify.header_words import known, plain_words
from safeharbor.classify.word_sets import words_of
from safeharbor.parsing.headers import header_words
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

_FUSED: Final = re.compile(r"[A-Z][A-Z0-9]{3,9}|[a-z][a-z0-9]{3,9}")
_LENGTHS: Final = (3, 2)
_FEWEST: Final = 5
_SHARE: Final = 0.5
_REST: Final = 2
_WORD: Final = 3
_ENDS: Final = words_of("dt tm no nm cd typ wgt hgt chg amt qty cnt drg age sex dat dte tme nam zip ssn mrn dob")
_STARTS: Final = words_of("dx")


def parted(headers: Iterable[str]) -> dict[str, str]:
    """Return header -> the header with `_` behind the letters it shares with most of its table.

    Only headers that say nothing as they are, and something without those letters, are there.
    """
    names = list(headers)
    fused = [name for name in names if _FUSED.fullmatch(name) and not _says(name)]
    found: dict[str, str] = {}
    for length in _LENGTHS:
        shared = Counter(name[:length] for name in names if _FUSED.fullmatch(name))
        for name in fused:
            often = shared[name[:length]] >= max(_FEWEST, _SHARE * len(names))
            rest = _spoken(name[length:]) if often and name not in found else ""
            if rest:
                found[name] = f"{name[:length]}_{rest}"
    taken = set(names)
    return {name: said for name, said in found.items() if said not in taken}


def _spoken(rest: str) -> str:
    """Return what is left of a header with `_` between a word and the letter or two it is glued to; "" for no word."""
    if len(rest) < _REST or _says(rest):
        return rest if len(rest) >= _REST else ""
    for cut in range(1, len(rest)):  # `TCHG`, `ADDT`, `DOBC`, `DXAD`
        left, right = rest[:cut].lower(), rest[cut:].lower()
        if right in _ENDS or left in _STARTS or (len(right) == 1 and len(left) >= _WORD and known(left)):
            return f"{rest[:cut]}_{rest[cut:]}"
    return ""


def _says(name: str) -> bool:
    """Whether a header's first word is one of the dictionary's, made of such, or one of English."""
    first = header_words(name)[:1]
    return bool(first) and (known(first[0]) or first[0] in vocabulary("english") or plain_words(name)[:1] != first[:1])

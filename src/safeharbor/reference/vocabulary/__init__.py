"""Word lists as cited facts: each file names its source in its first line.

`given`, `family`: names of persons; `places`, `counties`: geography below the state;
`clinical`: words of disease; `english`: frequent words of the language. All folded to ASCII, lower case.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

VocabularyName = Literal["given", "family", "places", "counties", "clinical", "english"]


@cache
def vocabulary(name: VocabularyName) -> frozenset[str]:
    """Return the entries of one list; read once, on first use."""
    _source, *entries = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(entries)

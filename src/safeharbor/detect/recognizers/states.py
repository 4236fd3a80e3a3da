"""States by their names, their codes and their short forms: which words of a text name one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from safeharbor.detect.document import Document

_CODES: Final = frozenset(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr gu vi".split()
)
_SHORTENED: Final = frozenset(
    "ala ariz ark calif colo conn del fla ill ind kan kans mass mich minn miss mont neb nebr nev oreg wisc penna okla ore tenn tex wash wis wyo penn".split()
)
_WHOLE: Final = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana "
    "nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming".split()
)
_TWO_WORDS: Final = {
    "new": {"hampshire", "jersey", "mexico", "york"},
    "north": {"carolina", "dakota"},
    "south": {"carolina", "dakota"},
    "west": {"virginia"},
    "rhode": {"island"},
    "puerto": {"rico"},
}
WORDS: Final = _CODES | _WHOLE | _SHORTENED | frozenset(_TWO_WORDS)


def named_at(document: Document, index: int) -> int:
    """Return how many words from `index` on name a state; 0 when none do."""
    words, norm = document.words, document.norm
    start, end, word = words[index]
    exact = norm[start:end]
    if word in _CODES and (exact.isupper() or document.lower):
        return 1
    if (word in _WHOLE or word in _SHORTENED) and (exact[0].isupper() or document.lower):
        return 1
    if (
        word in _TWO_WORDS
        and index + 1 < len(words)
        and words[index + 1][2] in _TWO_WORDS[word]
        and norm[end : words[index + 1][0]] == " "
    ):
        return 2
    return 0

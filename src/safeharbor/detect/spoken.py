"""Numbers as people say them: building blocks of regular expressions, and their values."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = "one two three four five six seven eight nine".split()
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

UNIT: Final = "(?:" + "|".join(_UNITS) + ")"
TEEN: Final = "(?:" + "|".join(reversed(_TEENS)) + ")"
TENS: Final = "(?:" + "|".join(_TENS) + ")"
SMALL: Final = f"(?:{TENS}(?:[ -]{UNIT})?|{TEEN}|{UNIT})"
ORDINAL: Final = (
    f"(?:thirty[ -]?first|thirtieth|twenty[ -]?(?:{'|'.join(_ORDINALS[:9])})|{'|'.join(reversed(_ORDINALS))})"
)
YEAR: Final = (
    rf"(?:(?:eighteen|nineteen|twenty)[ -](?:(?:oh|o)[ -]{UNIT}|hundred|{TENS}(?:[ -]{UNIT})?|{TEEN})"
    rf"|two[ -]thousand(?:(?:[ -]and)?[ -]{SMALL})?)"
)
DIGIT: Final = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|niner|double|triple)"
_VALUES: Final = {
    **{word: i + 1 for i, word in enumerate(_UNITS)},
    **{word: i + 10 for i, word in enumerate(_TEENS)},
    **{word: 10 * (i + 2) for i, word in enumerate(_TENS)},
}


def number(words: str) -> int:
    """Return the value of a spoken number below 1000 (`ninety-six`, `one hundred and two`); 0 when it is none."""
    total = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _VALUES:
            total += _VALUES[word]
        elif word not in {"and", "a"}:
            return 0
    return total

"""What a street goes on with and belongs to it: its flat, floor and tower, the side of the house, the mile of a road."""

from __future__ import annotations

import re
from typing import Final

_KINDS: Final = "apartment|apt|ste|suite|unit|flat|bldg|building|lot|trlr|trailer|spc|space|pmb|tower|twr"
_SHORTER: Final = "rm|room|fl|floor|dept|no|entrance|entr|wing|stairwell|blk|block"
_VALUE: Final = r"\b\.? ?#?(?=[\w-]{0,6}\d|[a-z]\b)[\w-]{1,8}"
_SIDES: Final = "upper|lower|rear|front|basement|penthouse|upstairs|downstairs"
# these say where in a house only before a word of the house: `back door`, `garage apt`
_PARTS: Final = f"(?:{_SIDES}|ground|top|main|back|side|garage|in-law|attic|carriage|guest|left|right)"
_HOUSE: Final = (
    "apt|apartment|unit|house|door|flat|level|entrance|bldg|building|cottage|suite|floor|fl|half|porch|duplex|room"
)
_NTH: Final = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|top|ground) (?:floor|fl)\b(?: (?:front|rear|left|right|apt|unit)\b)?"
_ONE: Final = (
    rf",? ?(?:(?:{_KINDS}|{_SHORTER}){_VALUE}|# ?#?(?=[\w-]{{0,6}}\d|[a-z]\b)[\w-]{{1,8}})|,? {_NTH}|, \d{{1,2}}[flr]\b|, \d{{1,4}}[a-k](?=[,.;)\n]|$)"
    rf"|,?\n[ \t]{{0,4}}(?:(?:{_KINDS}){_VALUE}|{_NTH}(?=[ \t]*\n))"
    rf"|(?:,? |,? ?\(){_PARTS} (?:{_HOUSE})\b\)?|,? ?\((?:{_SIDES}|in (?:the )?(?:back|rear))\)"
    rf"|,? (?:{_SIDES})(?=[, \n;.)/]|$)|,? (?:(?:at|near) )?(?:mile ?marker|milepost|mm|mp|mile) \d{{1,4}}(?:\.\d)?(?!\w)"
)
# a flat may have a house and a floor before it: `Bldg 4 Apt 118`, `tower D, unit 2207`
FLAT: Final = re.compile(f"(?:{_ONE}){{1,4}}")
# what makes an address of any place: `Riverside Plaza, tower D, unit 2207`
NUMBERED: Final = re.compile(
    r"(?:,? (?:apartment|apt|ste|suite|unit|bldg|tower|twr|lot)\b\.? ?#?(?=[\w-]{0,6}\d|[a-z](?![\w' ]))[\w-]{1,8}){1,3}"
)

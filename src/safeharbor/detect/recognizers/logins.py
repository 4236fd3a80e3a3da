"""Logins: in the lines of a log, beside a time, after who acted, and as the name someone writes under on a portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "field"

_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:")
_LOG_ACT: Final = re.compile(
    r"(?:^|\n)[ \t]*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?(?:[+-]\d\d:?\d\d)?\]?[ \t]{1,4}(?P<n>(?!INFO|WARN|ERROR|DEBUG|NOTICE|FATAL)[A-Za-z][\w.-]{3,24})(?=[ \t]{1,4}[A-Z][A-Z-]{3,}\b)"
)
_LOG_USER: Final = re.compile(
    r"(?:^|\n)[ \t]*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?(?:[+-]\d\d:?\d\d)?[ \t]{1,4}(?P<n>[a-z][a-z._-]{1,20}\d{1,6}|[a-z]{1,3}\.[a-z]{2,20})(?=[ \t]{1,})"
)
# a login where a log names who acted: `printed by mferullo4`, `02/14/2003 8:55 am  james_c  print`
_LOGIN: Final = r"(?P<n>(?P<w>[A-Za-z]{3,20})[._]?(?:\d{1,6}|(?<=[._])[A-Za-z]{1,20}\d{0,4}))(?![\w-])"
_BY_LOGIN: Final = Anchored(
    "printed viewed accessed opened edited created modified exported released entered scanned posted keyed logged filed sent updated batched approved submitted user usr",
    rf"(?i:printed|viewed|accessed|opened|edited|created|modified|exported|released|entered|scanned|posted|keyed|logged|filed|sent|updated|batched|approved|submitted) (?i:by) {_LOGIN}|(?i:user|usr): ?{_LOGIN.replace('(?P<n>', '(?P<m>').replace('(?P<w>', '(?P<v>')}",
)
_STAMPED_LOGIN: Final = re.compile(rf"\d:\d\d(?: ?[ap]m)?\]?[ \t]{{1,4}}{_LOGIN}(?=:|[ \t]{{1,4}}[a-z]{{3,12}}\b)")
_STAMP_SHAPE: Final = "0:00"
# letters alone in a field for who acted: `Reg by: tmcneil   Reg: 06:12`
_FIELD: Final = Anchored(
    "reg registered entered created scanned verified keyed posted updated printed adm admitted ordered released user login logon",
    r"(?i:(?:reg(?:istered)?|entered|created|scanned|verified|keyed|posted|updated|printed|adm(?:itted)?|ordered|released) by|user|log[io]n): {0,2}(?P<n>[a-z]{4,14})(?=[ \t]*(?:\n|\Z|[;|,)])|[ \t]{2,}|[ \t]+\d)",
)
# the name someone writes under: `secure msg linda_m44`, `via portal as cj.tran88`
_WRITES: Final = Anchored(
    "secure portal mychart msg message messages messaging user",
    r"(?i:secure (?:msg|message|messaging|chat)|portal(?: (?:msg|message|name|user))?|mychart(?: (?:msg|user|name))?|messages?|user)(?: (?:as|from|to|is|name))?:? "
    r"(?P<n>(?=[a-z.]{0,20}(?:_|\d))[a-z][a-z.]{1,20}_?[a-z]{0,14}\d{0,4})(?![\w@-]|\.\w)",
)
_KNOWN: Final = Is.CLINICAL | Is.DRUG | Is.COMMON | Is.FUNCTION


def _by_word(document: Document) -> Iterator[tuple[int, int]]:
    """Yield logins, whose letters are no word, beside a time or after who acted."""
    found = [
        (m.span("n"), m["w"]) if m["n"] else (m.span("m"), m["v"]) for m in _BY_LOGIN.finditer(document, document.norm)
    ]
    if _STAMP_SHAPE in document.shape:
        found += [(m.span("n"), m["w"]) for m in _STAMPED_LOGIN.finditer(document.norm)]
    for span, letters in found:
        flags = lexicon.flags(letters)
        if flags & (Is.GIVEN | Is.SURNAME) or not flags & _KNOWN:
            yield span


def find(document: Document) -> Iterator[Finding]:
    """Yield logins, told by a log's line, who acted, a field or a portal."""
    norm = document.norm
    for span in _by_word(document):
        yield Finding(*span, DataKind.USERNAME, 0.78, NAME)
    for match in _FIELD.finditer(document, norm):
        if not lexicon.flags(match["n"]) & ~(Is.SURNAME | Is.GIVEN | Is.PLACE):
            yield Finding(*match.span("n"), DataKind.USERNAME, 0.75, NAME)
    for match in _WRITES.finditer(document, norm):
        if any(not lexicon.flags(part) & _KNOWN for part in re.findall(r"[a-z]{2,}", match["n"])):
            yield Finding(*match.span("n"), DataKind.USERNAME, 0.75, NAME)
    if "0000-00-00" in document.shape and _STAMP.search(norm):
        for match in (*_LOG_USER.finditer(norm), *_LOG_ACT.finditer(norm)):
            yield Finding(*match.span("n"), DataKind.USERNAME, 0.75, NAME)

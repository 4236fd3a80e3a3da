"""E-mail addresses as they are typed, broken, masked and said: `a@b.org`, `a @ b.org`, `a (at) b (dot) org`, `a at b dot com`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import windows
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "online"

_AT: Final = re.compile(r"@")
_LOCAL_PART: Final = re.compile(r"[\w.+%'!#$&*/=?^{|}~-]{1,64}$")
_DOMAIN: Final = re.compile(r"[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){1,6}")
_FIGURES: Final = re.compile(r"\d{1,3}\.\d{1,3}")
_HOUSES: Final = "gmail googlemail yahoo hotmail outlook aol icloud proton protonmail comcast verizon msn ymail sbcglobal bellsouth gmx fastmail"
_HOUSE: Final = f"(?:{_HOUSES.replace(' ', '|')})"
_ENDS: Final = r"(?:c[o0]m|org|net|edu|gov|mil|info|io|health|us|uk|ca|au|de|fr|es|ru|mx|br|example|test)"
# a blank, a line's end, a comma or a second sign where none belongs: `kfitz@@cox.net`, `m.ok\n@mail.com`, `lori@gmail com`
_BROKEN: Final = re.compile(
    rf"[a-z0-9](?<![\w.+-].)[\w.+-]{{1,63}} ?\n? ?@{{1,2}} ?\n? ?(?:(?=[\w-]{{0,30}}[a-z]{{2}})[\w-]{{2,40}}(?: ?\n?[.,] ?\n?[\w-]{{2,40}}){{0,2}} ?\n?[., ]\n?{_ENDS}|{_HOUSE})(?![\w@])"
)
_CUT: Final = re.compile(r"(?<![a-df-z])mail[^\n@]{0,40}?(?<![\w.+-])(?P<n>[a-z][\w.+-]{2,40}@)(?=[\s,;)]|\Z)")
_SIGN: Final = r"(?: ?[(\[{<]at[)\]}>] ?| at sign | at )"
_DOT: Final = r"(?: ?[(\[{<]dot[)\]}>] ?| dot | period | point )"
_MARK: Final = rf"(?:{_DOT}| underscore | dash | hyphen | plus )"
_LOCAL: Final = rf"(?:[a-z0-9](?: [a-z0-9]){{2,20}}|[\w.+-]{{1,40}}(?:{_MARK}[\w+-]{{1,30}}){{0,5}}(?: \d{{1,4}})?)"
_SAID: Final = re.compile(
    rf"(?<![\w.+-]){_LOCAL}(?P<sign>{_SIGN})(?:(?P<domain>[\w.-]{{1,40}}(?:{_DOT}[\w-]{{2,20}}){{1,3}}|[\w-]{{2,40}}(?:\.[\w-]{{2,20}}){{1,3}})|(?P<house>{_HOUSE}))(?![\w@])"
)
_ENDED: Final = re.compile(rf"(?:dot|period|point|\.)[)\]}}>]? ?{_ENDS}\Z")
_CUE: Final = re.compile(r"mail|contact|reach|write|send|address|portal")
_BRACKETS: Final = ("(at)", "[at]", "{at}", "<at>")
_SPOKEN: Final = frozenset({"dot", "period", "point", *_HOUSES.split()})


def _addresses(norm: str) -> Iterator[tuple[int, int]]:
    floor = 0
    for match in _AT.finditer(norm):
        at = match.start()
        local = _LOCAL_PART.search(norm, max(floor, at - 64), at)
        domain = _DOMAIN.match(norm, at + 1)
        if local is None or domain is None:
            continue
        start = local.start()
        while start < at and norm[start] in "./'=|{}*&?!#~":
            start += 1
        if "=" in norm[start:at]:
            start = norm.rindex("=", start, at) + 1
        if start < at and not _FIGURES.fullmatch(norm, domain.start(), domain.end()):
            floor = domain.end()
            yield start, domain.end()


def _said(low: str, match: re.Match[str]) -> bool:
    """Whether words around `at` are an address, and not where someone looked."""
    if match["sign"].strip()[0] in "([{<":
        return True
    cued = _CUE.search(low, max(0, match.start() - 48), match.start()) is not None
    if match["house"]:
        return cued
    if _ENDED.search(match["domain"]) is None or "." in match["domain"]:
        return False
    local = low[match.start() : match.start("sign")]
    flags = lexicon.flags(local) if local.isalpha() else 0
    return cued or not flags & (Is.ENGLISH | Is.FUNCTION) or bool(flags & (Is.GIVEN | Is.SURNAME))


def find(document: Document) -> Iterator[Finding]:
    """Yield e-mail addresses."""
    norm, low = document.norm, document.low
    if "@" in norm:
        for start, end in _addresses(norm):
            yield Finding(start, end, DataKind.EMAIL, 0.98, NAME)
        signs = [match.start() for match in _AT.finditer(norm)]
        for start, end in windows(signs, 66, 130, len(low)):
            for match in _BROKEN.finditer(low, start, end):
                yield Finding(*match.span(), DataKind.EMAIL, 0.85, NAME)
            for match in _CUT.finditer(low, start, end):
                yield Finding(*match.span("n"), DataKind.EMAIL, 0.75, NAME)
    if not _SPOKEN.isdisjoint(document.vocabulary) or any(sign in low for sign in _BRACKETS):
        for start, end in windows(document.starts(frozenset({"at"})), 90, 90, len(low)):
            for match in _SAID.finditer(low, start, end):
                if _said(low, match):
                    yield Finding(*match.span(), DataKind.EMAIL, 0.8, NAME)

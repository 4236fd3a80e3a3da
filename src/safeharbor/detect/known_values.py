"""Find what the structured rows hold of a person in that person's text: any case, order, spacing, with one slip.

One pass over the words and one over the codes, against look-up tables; a slip (an edit, or a scanner's `1` for
`l`) is only tried where two letters at either end agree. A name that is also a word, a month or a disease is
taken only where it stands as a name.

Over 250 lines: names, codes and places are sought in one pass each over shared tables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.dictionaries import fold
from safeharbor.detect.document import normal, prepare
from safeharbor.detect.known_index import KnownIndex, code_of, index
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding, KnownValues
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from safeharbor.detect.document import Document

NAME: Final = "known"
_SCAN_LETTERS: Final = str.maketrans("01345689|", "oleasbgg" + "l")
_SCAN_DIGITS: Final = str.maketrans("OQILSBZG|", "001158261")
_JOIN: Final = re.compile(r"(?:[ ,.'\u2019^-]|\. |, | ,|,\s?\n?| \"|\" | \(|\) ){1,2}$")
_AMBIGUOUS: Final = (
    Is.ENGLISH
    | Is.CLINICAL
    | Is.DRUG
    | Is.EPONYM
    | Is.FUNCTION
    | Is.CALENDAR
    | Is.CREDENTIAL
    | Is.STATE
    | Is.RELATION
    | Is.FACILITY
    | Is.TITLE
)
_CONTEXT: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|pt|patient|name|named|wife|husband|son|daughter|dtr|sister|brother|mother|father|mom|dad|dear|re|hi|aunt|uncle|cousin|spouse|partner|grandson|granddaughter|friend|of|from|per|with|by|and|client|baby|young|little|old)\b[.:,]?"
    r"|[(\"]) ?$"
)
_TITLED: Final = re.compile(r"\b(?:mr|mrs|ms|miss|dr|dear)\.? $")
_NOT_DATE: Final = re.compile(
    r"\b(?:in|since|until|till?|last|next|early|late|mid|by|of|this|through|from|during|before|after|each|every) $"
)
_LEAST_FUZZY_NAME, _LEAST_FUZZY_CODE, _LONGEST_JOIN = 5, 6, 6


def _one_slip(one: str, two: str) -> bool:
    """Whether two different words are one insertion, deletion, change or swap apart."""
    if abs(len(one) - len(two)) > 1:
        return False
    if len(one) > len(two):
        one, two = two, one
    at = 0
    while at < len(one) and one[at] == two[at]:
        at += 1
    if len(one) < len(two):
        return one[at:] == two[at + 1 :]
    return one[at + 1 :] == two[at + 1 :] or (
        one[at : at + 2] == two[at : at + 2][::-1] and one[at + 2 :] == two[at + 2 :]
    )


def _slipped(word: str, known: KnownIndex) -> DataKind | None:
    if len(word) < _LEAST_FUZZY_NAME or (word[:2] not in known.heads and word[-2:] not in known.tails):
        return None
    for name, kind in known.words.items():
        if len(name) >= _LEAST_FUZZY_NAME and _one_slip(word, name):
            return kind
    return None


def _names(document: Document, known: KnownIndex) -> Iterator[tuple[int, int, DataKind, bool]]:
    """Yield words that are names, and whether each is sure by itself."""
    text, words = document.norm, document.words
    table = known.words
    ascii_text = document.low.isascii()
    previous: tuple[int, int, str] | None = None
    for start, end, low in words:
        word = low if ascii_text or low.isascii() else fold(low)
        kind = table.get(word)
        if kind is None and len(word) > 3 and word[-1] == "s":
            kind = table.get(word[:-1]) if not lexicon.flags(word) & _AMBIGUOUS else None
        if kind is not None:
            yield (
                start,
                end,
                kind,
                not lexicon.flags(word) & _AMBIGUOUS and len(word) > 2 and not propagate.is_thing(document, end),
            )
        else:
            if previous is not None and start - previous[1] <= 2:
                joined = fold(previous[2] + low)
                if len(joined) > _LEAST_FUZZY_NAME and joined in table:
                    yield previous[0], end, table[joined], True
            kind = _slipped(word, known)
            if kind is not None and not lexicon.flags(word) & (_AMBIGUOUS & ~Is.TITLE):
                yield start, end, kind, True
        previous = (start, end, low)
    for match in re.finditer(r"[^\W\d_]*[0-9|][^\W_|]{2,}|[^\W\d_]{2,}[0-9|][^\W_]*", text):
        read = fold(match[0]).translate(_SCAN_LETTERS)
        for word in (read, fold(match[0]).translate(_SCAN_LETTERS).replace("l", "i")):
            kind = table.get(word) or (
                _slipped(word, known) if sum(c.isdigit() for c in match[0]) < len(match[0]) // 2 else None
            )
            if kind is not None and word.isalpha():
                yield *match.span(), kind, True
                break
    for match in re.finditer(r"(?<![\w-])[^\W\d_](?:[- .][^\W\d_]){3,24}(?![\w-])", text):
        joined = "".join(c for c in fold(match[0]) if c.isalpha())
        if joined in table:
            yield *match.span(), table[joined], True


def _stands_as_name(document: Document, start: int, end: int) -> bool:
    """Whether a known name that is also a word stands here as a name."""
    norm, low = document.norm, document.low
    left = low[max(0, start - 24) : start]
    if propagate.is_thing(document, end) or end - start < 2:
        return False
    if re.match(r" \d", low[end : end + 2]) and lexicon.flags(low[start:end]) & (Is.DRUG | Is.CALENDAR):
        return False
    context = _CONTEXT.search(left)
    if document.lower or document.upper:
        if propagate.SPEAKS.match(low, end):
            return True
        return context is not None and context[0].strip(" .:,") not in {
            "of",
            "from",
            "with",
            "by",
            "and",
            "per",
            "(",
            "",
        }
    if not norm[start].isupper():
        return False
    if _TITLED.search(left):
        return True
    found = lexicon.flags(low[start:end])
    if found & Is.CALENDAR and _NOT_DATE.search(left):
        return False
    begins = start == 0 or re.search(r"(?:[.!?:]\s{1,3}|\n\W{0,4})$", norm[max(0, start - 4) : start]) is not None
    if begins and found & (Is.COMMON | Is.CALENDAR | Is.CLINICAL):
        return propagate.PERSON_VERB.match(low, end) is not None or low.startswith(", ", end)
    return not (found & (Is.DRUG | Is.EPONYM | Is.CLINICAL) and end - start < 4)


def _named(document: Document, known: KnownIndex) -> Iterator[Finding]:
    hits = sorted(set(_names(document, known)))
    norm = document.norm
    accepted: list[tuple[int, int, DataKind]] = []
    count = len(hits)
    for position, (start, end, kind, sure) in enumerate(hits):
        near = False
        if not sure:
            if position and start - hits[position - 1][1] <= 3:
                near = _JOIN.match(norm[hits[position - 1][1] : start]) is not None
            if not near and position + 1 < count and 0 <= hits[position + 1][0] - end <= 3:
                near = _JOIN.match(norm[end : hits[position + 1][0]]) is not None
            initial = re.match(r", ?([A-Z])(?![\w'-])", norm[end : end + 4])
            if norm[start].isupper() and initial is not None and initial[1].lower() in known.letters:
                near = True
            elif near and not document.lower and norm[start:end].islower():
                near = False  # `olive-brown` is no Olive Brown
            if propagate.is_thing(document, end) and not near:
                continue
        if sure or near or _stands_as_name(document, start, end):
            accepted.append((start, end, kind))
    merged: list[tuple[int, int, DataKind]] = []
    for start, end, kind in accepted:
        if merged and start <= merged[-1][1] + 3:
            last = merged[-1]
            gap = norm[last[1] : start]
            if start <= last[1] or _JOIN.fullmatch(gap):
                merged[-1] = (last[0], max(end, last[1]), last[2])
                continue
            middle = re.fullmatch(r"[ ,.]{1,2}([A-Z])\.? ?", gap)
            if middle is not None:
                merged[-1] = (last[0], end, last[2])
                continue
        merged.append((start, end, kind))
    for start, end, kind in merged:
        begin, stop = start, end
        before = re.search(r"(?<![\w.'-])([A-Za-z])\.? ?$", norm[max(0, start - 4) : start])
        if before is not None and before[1].lower() in known.letters and (before[1].isupper() or document.lower):
            begin = start - (len(before[0]))
        after = re.match(r"(?:,? ?|\^)([A-Z](?:\.?-[A-Z])?)\.?(?![\w'])", norm[end : end + 8])
        if (
            after is not None
            and all(letter in known.letters for letter in after[1].lower() if letter.isalpha())
            and not re.match(r" ?[A-Z]\.?(?: [a-z])", norm[end : end + 7])
        ):
            stop = end + after.end(1)
        yield Finding(begin, stop, kind, 1.0, NAME)


def _coded(norm: str, codes: Mapping[str, DataKind]) -> Iterator[Finding]:
    tokens = list(re.finditer(r"[^\W_]+", norm))
    longest = max(map(len, codes), default=0)
    for position in _starts([token[0].upper() for token in tokens], codes):
        token = tokens[position]
        raw = token[0].upper()
        opens = any("0" <= char <= "9" or char in "OIL" for char in raw)
        before_digits = position + 1 < len(tokens) and tokens[position + 1][0][0].isdigit() and len(raw) <= 6
        if not opens and not before_digits:
            continue
        code = ""
        for follower in range(position, min(position + _LONGEST_JOIN, len(tokens))):
            if follower > position and not re.fullmatch(
                r"[ ./:()#\\_+-]{1,2}|\) |\)-|- ", norm[tokens[follower - 1].end() : tokens[follower].start()]
            ):
                break
            code += tokens[follower][0].upper()
            bare = code.lstrip("0")
            if len(bare) > longest + 2:
                break
            kind = codes.get(bare) or (codes.get(bare[1:]) if len(bare) == 11 and bare[0] == "1" else None)
            if kind is None and len(bare) >= _LEAST_FUZZY_CODE and bare[:1].isalnum():
                kind = _near_code(bare, codes)
            if kind is not None and (len(bare) > 3 or kind is not DataKind.ZIP):
                yield Finding(token.start(), tokens[follower].end(), kind, 1.0, NAME)
                break


def _starts(words: Sequence[str], codes: Iterable[str]) -> list[int]:
    """Return the words where a code may begin, in order: near a third of it, of which a slip leaves one as it was."""
    written = "".join(words).translate(_SCAN_DIGITS)
    ends = list(accumulate(map(len, words)))
    pieces = {piece for code in codes for piece in _pieces(code.translate(_SCAN_DIGITS))}
    found: set[int] = set()
    for piece in pieces:
        at = written.find(piece)
        while at >= 0:
            word = bisect_right(ends, at)
            found.update(range(max(0, word - _LONGEST_JOIN + 1), word + 1))
            at = written.find(piece, at + 1)
    return sorted(found)


def _pieces(code: str) -> Iterator[str]:
    for form in {code, code.lstrip("0")}:
        third = len(form) // 3 if len(form) >= _LEAST_FUZZY_CODE else 0
        yield from (form[:third], form[third:-third], form[-third:]) if third else (form,)


def _near_code(code: str, codes: Mapping[str, DataKind]) -> DataKind | None:
    """Return the kind of the code that is one slip away, and as this one at either end."""
    read = code.translate(_SCAN_DIGITS).lstrip("0")
    heads, tails = {code[:2], read[:2]}, {code[-2:], read[-2:]}
    for value, kind in codes.items():
        if read != code and value.translate(_SCAN_DIGITS).lstrip("0") == read:
            return kind
        if (
            len(value) >= _LEAST_FUZZY_CODE
            and kind not in (DataKind.ZIP, DataKind.BIRTH_DATE, DataKind.DATE)
            and (value[:2] in heads or value[-2:] in tails)
            and (_one_slip(code, value) or _one_slip(read, value))
        ):
            return kind
    return None


def _placed(document: Document, known: KnownIndex) -> Iterator[Finding]:
    low, norm = document.low, document.norm
    tokens = [(m.start(), m.end(), fold(m[0])) for m in re.finditer(r"[^\W_]+", norm)]
    for position, (start, _, word) in enumerate(tokens):
        for parts, kind in known.phrases.get(word, ()):
            window = tokens[position : position + len(parts)]
            if (
                tuple(w for _, _, w in window) == parts
                and "\n\n" not in norm[start : window[-1][1]]
                and window[-1][1] - start < 3 + sum(len(p) + 3 for p in parts)
            ):
                end = window[-1][1]
                single = len(parts) == 1 and lexicon.flags(word) & (Is.COMMON | Is.CLINICAL | Is.EPONYM | Is.CALENDAR)
                if not single or (
                    norm[start].isupper() and not document.upper and not propagate.is_thing(document, end)
                ):
                    yield Finding(start, end, kind, 1.0, NAME)
                break
        streets = (
            known.streets.get(code_of(word))
            if word[-1:].isalnum() and any(c.isdigit() or c in "ol" for c in word)
            else None
        )
        if streets is None and known.streets:
            streets = (
                known.streets.get(code_of(word).translate(_SCAN_DIGITS).lstrip("0"))
                if any(c.isdigit() for c in word)
                else None
            )
        if streets:
            stop = position
            seen = False
            for follower in range(position + 1, min(position + 7, len(tokens))):
                name = (
                    tokens[follower][2].translate(_SCAN_LETTERS)
                    if any(c.isdigit() for c in tokens[follower][2]) and not tokens[follower][2].isdigit()
                    else tokens[follower][2]
                )
                hit = any(name in names or any(_one_slip(name, n) for n in names if len(n) > 4) for names in streets)
                if (
                    hit
                    or name in lexicon.closed("streets")
                    or name in {"n", "s", "e", "w", "north", "south", "east", "west"}
                ):
                    stop = follower
                    seen = seen or hit
                elif seen and tokens[follower - 1][2] in lexicon.closed("streets") and len(name) < 5:
                    stop = follower
                else:
                    break
            if seen:
                yield Finding(start, tokens[stop][1], DataKind.STREET, 1.0, NAME)
    for value, kind in known.exact.items():
        at = low.find(value)
        while at >= 0:
            if not (low[at - 1 : at].isalnum() and at) and not low[at + len(value) : at + len(value) + 1].isalnum():
                yield Finding(at, at + len(value), kind, 1.0, NAME)
            at = low.find(value, at + len(value))


def _signed(document: Document, known: KnownIndex) -> Iterator[Finding]:
    for match in re.finditer(r"(?<![\w.-])[A-Z](?:[.-]{1,2} ?[A-Z]){1,3}(?![\w])", document.norm):
        if "".join(c for c in match[0].lower() if c.isalpha()) in known.initials:
            yield Finding(*match.span(), DataKind.INITIALS, 1.0, NAME)
    for match in re.finditer(
        r"(?:\b(?:pt|patient|initials|re|labell?ed|signed|subject|client)[.:]? \"?|[(\"/-])(?P<n>[A-Z]{2,4})(?![\w-])",
        document.norm,
        re.IGNORECASE,
    ):
        if (
            match["n"].isupper()
            and match["n"].lower() in known.initials
            and len(match["n"]) > 1
            and not lexicon.flags(match["n"]) & (Is.CLINICAL | Is.STATE | Is.CREDENTIAL | Is.FUNCTION)
        ):
            yield Finding(*match.span("n"), DataKind.INITIALS, 0.9, NAME)


def find(document: Document, values: KnownValues) -> Iterator[Finding]:
    """Yield the mentions of a person's known values."""
    known = index(values)
    if known.codes:
        yield from _coded(document.norm, known.codes)
    yield from _worded(document, known)


def _worded(document: Document, known: KnownIndex) -> Iterator[Finding]:
    if known.words:
        yield from _named(document, known)
        yield from _signed(document, known)
    if known.phrases or known.streets or known.exact:
        yield from _placed(document, known)


def unchanged(text: str, before: KnownValues, now: KnownValues) -> bool:
    """Whether a text holds the same mentions of a person of whom more is known `now` than `before`.

    Codes are sought each for itself, so that only the added ones are; names and places lean on one another, and what
    is found of all of them is compared.
    """
    held = frozenset(before.values)
    if before.aged != now.aged or not held.issubset(now.values):
        return False
    added = index(KnownValues(tuple(value for value in now.values if value not in held)))
    if next(_coded(normal(text), added.codes), None) is not None:
        return False
    if not (added.letters or added.phrases or added.streets or added.exact):
        return True
    old, new = index(before), index(now)
    if replace(old, codes=new.codes) == new:
        return True
    document = prepare(text)
    return [*_worded(document, old)] == [*_worded(document, new)]

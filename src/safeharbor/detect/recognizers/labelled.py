"""Identifiers announced by a label: `MRN: 00-77-12`, `acct ending 0093`, `gate code 0731`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.labels import LABELS
from safeharbor.detect.lexicon import Is
from safeharbor.detect.recognizers import dictated
from safeharbor.detect.recognizers.loose_codes import STANDARD
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "labelled"


def _phrases() -> dict[str, list[tuple[str, str, DataKind, bool]]]:
    """First word -> the phrases that begin with it, longest first: (head, rest as pattern, kind, ordinary)."""
    table: dict[str, list[tuple[str, str, DataKind, bool]]] = {}
    for kind, joined in LABELS.items():
        for entry in joined.split("|"):
            phrase = entry.rstrip("*")
            head = re.match(r"[^\W\d_]+", phrase)
            if head is None:
                continue
            table.setdefault(head[0], []).append((head[0], phrase[head.end() :], kind, entry.endswith("*")))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[1]))
    return table


def _pattern(entries: list[tuple[str, str, DataKind, bool]]) -> re.Pattern[str]:
    parts = []
    for index, (_, rest, _, _) in enumerate(entries):
        text = (
            re.escape(rest).replace("\\ ", "[ .-]{0,2}").replace("no", "(?:no|nr|num)\\.?")
            if rest.endswith(" no")
            else re.escape(rest).replace("\\ ", "[ .-]{1,2}")
        )
        parts.append(f"(?P<p{index}>{text})")
    return re.compile("(?:" + "|".join(parts) + r")(?![^\W\d_])")


_TABLE: Final = _phrases()
_COMPILED: Final = {head: (entries, _pattern(entries)) for head, entries in _TABLE.items()}
_HEADS: Final = frozenset(_COMPILED)

# what may stand between a label and its value
_BETWEEN: Final = re.compile(
    r"(?:s\b)?(?:[ .](?!\.)){0,3}(?:\([^()\n]{0,24}\)(?=[ :=#]{0,3}\w)[ :]{0,2})?(?P<mark>(?:[ :=#>|,\"'*\[(-]|\.{2,60}|(?:no|nr|num|number|nbr|id|ids|is|was|are|of|code|ending|ends|in|last|four|4|digits|last4|serial|s/n|sn|ref|hit|at|the|"
    r"reads?|stored|enrolled|verified|issued|on file|to|for|mother|father|card|copied|xxx-xx-|xxxxx|x{3,12}-?|\*{2,12}-?\*{0,4}-?)\b[.:]{0,2}|[x*]{3}-[x*]{2}-){0,10})",
    re.IGNORECASE,
)
_STRONG: Final = re.compile(r"[:#=]|\bno\b|\bnum|\bnumber\b|\bid\b|\.{2}|ending|ends|last|serial|s/n|ref")
_FIRST: Final = re.compile(r"[*|]{0,2}(?P<v>[A-Za-z0-9](?:[A-Za-z0-9]|[-./_:+^][A-Za-z0-9]){0,63})")
_MESSAGE: Final = re.compile(r"[A-Z]{3}\^[A-Z]\d\d(?:\^\w+)?")  # a kind of message: `ORU^R01`
_GROUPS: Final = re.compile(r"(?: [A-Z]{0,3}\d[\dA-Z]{0,14}(?:-[\dA-Z]{1,8}){0,4}(?![\w/%]|\.\w|[-][A-Za-z])){1,6}")
# a reference range, sets and repetitions
_SPAN: Final = re.compile(r"\d{1,3}(?:\.\d{1,2})?-\d{1,3}\.\d{1,2}|\d{1,2}[xX]\d{1,2}|\d{5}-(?:25|26|50|59|LT|RT|TC)")
# the person's suffix to a member number: `XEA918820047 01`
_PERSON: Final = re.compile(r" 0[0-9](?![\w/:%-]|\.\d)")
_LONG: Final = 6  # figures that no measure has: `MRN 5510-228 UNIT W1417`
# words right after which five figures are no measure either: `Visit 48217.`, but `visit, 99215`
_NUMBERED: Final = frozenset("chart visit policy group rx".split())
_HCPCS: Final = re.compile(r"[A-V]\d{4}")
_BILLED: Final = re.compile(
    r"(?:[A-V]\d{4}|\d{4}[FTUM])(?:-(?:[A-V]?\d{4}|\d{4}[FTUM]))?|\d{5}(?:[-/]\d{5}|(?: \d{5})+)"
)
_CHARGING: Final = frozenset("bill billing billed charge charges".split())
_DIAGNOSIS: Final = re.compile(r"[A-Z]\d[\dA-Z]\.\d{1,4}")
_MASK: Final = re.compile(r"(?<!\w)(?:[xX]{3,4}[ -]?|\*{3,4}[ -]?){1,3}\Z")
_TAIL_LETTER: Final = re.compile(r" [A-Z]{1,2}(?=[,.;)\n]|$)")
_TAIL_LETTERS: Final = re.compile(r" [A-Z]{1,3}(?=[,.;)\n]|$)")  # a vessel's: `AK 8843 ADF`
_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")  # `incident at 1430`
_FOR, _FEW = re.compile(r"\bfor\b"), 4  # `id for the 504 file`
_DATE: Final = re.compile(
    r"(?:1[0-2]|0?\d)[/-](?:[0-2]?\d|3[01])(?:[/-](?:\d\d|(?:19|20)\d\d))?$|[0-2]?\d/(?:1[0-2]|0?\d)/(?:\d\d|(?:19|20)\d\d)$|(?:19|20)\d\d-\d\d-\d\d$|(?:19|20)\d\d$"
)
_MEASURE: Final = re.compile(
    r" ?(?:mg|mcg|ml|cm|mm|kg|lb|lbs|%|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|y/?o|min|minutes|am|pm|units?|french|fr|gauge|times|doses|pages|of \d|x\b|/\d)\b"
)
_CODEWORD: Final = re.compile(r"(?:is |was |: ?|= ?|\"|')\W{0,2}(?P<v>[^\W\d_][\w!@#$%&*-]{3,40})")
_SECRET: Final = re.compile(
    r"[^\n:=.;]{0,32}[:=] ?[\"']?(?P<v>[^\W_][\w!@#$%&*-]{2,40})|(?: is| was| to)? [\"'](?P<q>[^\"'\n]{3,40})[\"']|(?: is| was| =) (?P<w>[^\W_][\w!@#$%&*-]{2,40})"
)
_LOGIN: Final = re.compile(r" (?P<v>[A-Za-z][A-Za-z]{0,20}[._\d][\w.]{0,30}\w)(?!\w)")
_CODE_WORDS: Final = frozenset({"code word", "codeword", "pass phrase", "pass code", "security word"})
_NO_SECRET: Final = frozenset(
    "reset changed given verified required expired forgotten protected needed set updated sent on the her his their to for and declined".split()
)
_SECRETS: Final = frozenset("password passcode passphrase contraseña clave login username user userid".split())


def _value(document: Document, at: int, kind: DataKind) -> tuple[int, int] | None:
    """Return the span of the value at `at`: a code, perhaps with letters before and groups of digits after."""
    norm = document.norm
    grouped = re.compile(r"\d{1,3}(?:,\d{3})+(?![\w,])").match(norm, at)
    if grouped is not None and norm[max(0, at - 3) : at].strip().endswith("#"):
        return grouped.span()
    first = _FIRST.match(norm, at)
    if first is None:
        return None
    start, end = first.span("v")
    value = norm[start:end]
    if _MESSAGE.fullmatch(value):
        return None
    if not any(char.isdigit() for char in value):
        # letters alone open a value only when digits follow: `UV 330917 02`, `MO 2003014477`
        if len(value) > (9 if "-" in value else 6) or not (
            value.isupper() or (value[:2].isupper() and not document.upper)
        ):
            return None
        if len(value) > 3 and (document.upper or lexicon.flags(value) & Is.COMMON):
            return None
        groups = _GROUPS.match(norm, end)
        if groups is None or sum(char.isdigit() for char in groups[0]) < (3 if kind is DataKind.VEHICLE else 4):
            return None
        end = groups.end()
        tails = {DataKind.VEHICLE: _TAIL_LETTERS, DataKind.DEVICE: _TAIL_LETTER}.get(kind)
        tail = tails.match(norm, end) if tails is not None else None
        return start, tail.end() if tail is not None else end
    if sum(char.isdigit() for char in value) < 6:
        groups = _GROUPS.match(norm, end)
        if groups is not None and "/" not in value and (not _DATE.match(value) or re.match(r" \d{3,}", groups[0])):
            stop = end
            for piece in re.finditer(r" \S+", groups[0]):
                # a group of one digit belongs to a spaced number only when all are short
                after = norm[end + piece.end() : end + piece.end() + 10].lower()
                if _MEASURE.match(after) or (
                    re.fullmatch(r" \d{1,2}", piece[0])
                    and not re.fullmatch(r"\S+", after.strip() or "x")
                    and kind is DataKind.DEVICE
                ):
                    break
                stop = end + piece.end()
            end = stop
    suffix = _PERSON.match(norm, end) if len(value) > 7 else None
    if suffix is not None:
        end = suffix.end()
    tail = _TAIL_LETTER.match(norm, end)
    if tail is not None and kind in (DataKind.ACCOUNT, DataKind.HEALTH_PLAN_ID, DataKind.VEHICLE):
        end = tail.end()
    return start, end


def find(document: Document) -> Iterator[Finding]:
    """Yield the values that follow a label."""
    low, norm = document.low, document.norm
    taken = -1
    for number in document.numbered(_HEADS):
        start, end, word = document.words[number]
        known = _COMPILED[word]
        if end <= taken:
            continue
        if start and low[start - 1] == "/" and len(word) < 4:
            continue  # `mg/dL` is a unit
        if start and (
            low[start - 1] in "_@"
            or (low[start - 1] == "-" and start > 1 and low[start - 2].isalnum() and len(word) < 4)
        ):
            continue
        entries, pattern = known
        match = pattern.match(low, end)
        if match is None or match.lastgroup is None:
            continue
        _, _, kind, ordinary = entries[int(match.lastgroup[1:])]
        between = _BETWEEN.match(low, match.end())
        at = match.end() if between is None else between.end()
        mark = low[end:at]
        strong = _STRONG.search(mark) is not None
        phrase = low[start : match.end()]
        if at == match.end() and not mark.endswith("#") and norm[at : at + 1].isalnum():
            continue
        if word in _SECRETS or phrase.split(" ")[-1] in _SECRETS or phrase in _CODE_WORDS:
            secret = _SECRET.match(norm, match.end()) or _LOGIN.match(norm, match.end())
            if (
                secret is not None
                and secret.lastgroup is not None
                and secret[secret.lastgroup].lower() not in _NO_SECRET
                and not (phrase == "user" and secret.lastgroup == "w" and lexicon.plain(secret["w"]))
            ):
                yield Finding(*secret.span(secret.lastgroup), kind, 0.7, NAME)
                taken = secret.end()
                continue
        span = _value(document, at, kind)
        if span is None or len(norm[span[0] : span[1]]) == 1:
            said = dictated.value(document, at) if not ordinary else None
            if said is not None:
                yield Finding(*said, kind, 0.8, NAME)
                taken = said[1]
            if said is not None or span is None:
                continue
        value = norm[span[0] : span[1]]
        digits = sum(char.isdigit() for char in value)
        if (value in {"01", "10", "11", "17", "21"} and norm[span[0] - 1] == "(") or norm[
            max(0, span[0] - 4) : span[0]
        ] == "(01)":
            continue  # application identifiers of a UDI (GS1 General Specifications, section 3)
        if kind is DataKind.OTHER_ID and digits < 3 and value.isdigit():
            continue
        if word == "ref" and (low.startswith((", lot", " lot"), span[1]) or "/u" in value.lower()):
            continue
        if word == "ref" and norm[start:end] == "REF" and not re.search(r"[:#]|no", mark):
            continue  # a catalogue number on an implant's sticker
        if ("code" in mark and _HCPCS.fullmatch(value)) or (word in _CHARGING and _BILLED.fullmatch(value)):
            continue
        if kind is DataKind.SSN and _DIAGNOSIS.fullmatch(value):
            continue  # `Social: Z59.01`
        if (
            _SPAN.fullmatch(value)
            or _DATE.match(value)
            or (digits < _LONG and _MEASURE.match(low, span[1]))
            or re.fullmatch(r"\d{1,2}:\d\d", value)
            or (mark.strip() == "at" and _CLOCK.fullmatch(value))
            or (digits < _FEW and _FOR.search(mark))
            or (word == "policy" and STANDARD.fullmatch(value))
        ):
            continue
        if re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?|\d\.\d+|\d{1,3}[/-]\d{1,3}", value) and not (
            (strong or word in {"badge", "shield", "locker"})
            and digits > 1
            and not ordinary
            and "." not in value
            and "/" not in value
        ):
            continue
        if kind is DataKind.USERNAME and strong and re.search(r"[._]|[a-z]\d", value):
            yield Finding(*span, kind, 0.75, NAME)
            taken = span[1]
            continue
        least = _LONG - (word in _NUMBERED and not mark.strip(" .:#-"))
        if (
            ordinary
            and not (strong and digits > 2)
            and (digits < 4 or not re.search(r"[A-Z-]", value))
            and digits < least
        ):
            continue
        if (
            not strong
            and digits < (2 if word in {"badge", "shield", "locker"} else 3)
            and len(value)
            < (4 if kind is DataKind.HEALTH_PLAN_ID and word in {"grupo", "group", "grp", "miembro"} else 5)
        ):
            continue
        masked = _MASK.search(norm, max(match.end(), span[0] - 16), span[0])
        begin = masked.start() if masked is not None else span[0]
        yield Finding(begin, span[1], kind, 0.9 if strong and not ordinary else 0.75, NAME)
        taken = span[1]
        # further values of the same kind: `77120/77121`, `118802, 118803`, `X to Y`
        more = re.compile(r"(?:/|, | to | and | & |, and )(?P<v>[A-Za-z0-9][\w-]{2,30})(?!\w)").match(norm, span[1])
        if (
            more is not None
            and any(c.isdigit() for c in more["v"])
            and abs(len(more["v"]) - len(value)) < 2
            and re.sub(r"\d", "0", more["v"]) == re.sub(r"\d", "0", value)
        ):
            yield Finding(*more.span("v"), kind, 0.8, NAME)

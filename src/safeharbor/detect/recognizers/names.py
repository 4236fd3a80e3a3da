"""Names in context: after titles, labels and relatives, before credentials, turned round by a comma, and borne names alone.

Over 250 lines: one pass over the words decides what each announces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CALLINGS, CREDENTIALS, LABELS, RELATIVES, ROLES, STRICT_LABELS, TITLES, VERBS
from safeharbor.detect.recognizers import name_sentences
from safeharbor.detect.recognizers.name_runs import NOT_NAMES, backward, capital, fits, forward, known
from safeharbor.detect.recognizers.name_shapes import alone, begins, span_of, turned
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "name"

_AFTER_LABEL: Final = re.compile(
    r"(?:'s)?(?: (?:name|by|to|contact|of record|md|signature))?(?: \([^)\n]{1,30}\)| of [a-z]{3,9})? {0,2}(?:[:=]|\.{2,40}|\t) {0,14}[\"(]?"
)
_AFTER_KIN: Final = re.compile(
    r"(?:'s)?(?: name)?(?:(?: is| was)? (?:named |called )?|, |: | \(|/| - | \"|, \"|\. )[\"(]?"
)
_AFTER_TITLE: Final = re.compile(r"\.?:? {1,2}|\.(?=[^\W\d_])|\.? ?\n")
_AFTER_ROLE: Final = re.compile(r":? {1,3}|\.(?: |$)|\)? \(|, ")
_MORE: Final = re.compile(r"(?: \(\d{1,3}\)|,? \d{1,2})?(?:,|;| and| &|, and|/| /| or| y| e)? ?$")
_CREDENTIAL_GAP: Final = re.compile(r"(?:\.?,? {1,2}|\.?, ?|, ?\n)$")


# credentials that are abbreviations of other things at the head of a sentence: `CoNS. PCT 4.1`
_ALSO_WORDS: Final = frozenset("pct pt ot od do ma pa ld rd dc lac cm mt crt aud ms cna ccc rt cst dpt".split())
_BOTTLE: Final = re.compile(
    r"brown'?s(?: [a-z]{3,12})? (?:bottles?|nipples?|preemie|ultra-preemie|level|specialty)\b|brown'?s preemie"
)
_MAKERS: Final = frozenset("scholl scholls pepper seuss bronner bronners".split())
_YEARED: Final = re.compile(r",? (?:19|20)\d\d(?!\d)")
_TINY: Final = frozenset("in an or so no to at as by if is it on do".split())  # `In OD`: borne, but not alone
_ANNOUNCING: Final = TITLES | CALLINGS | RELATIVES | ROLES | LABELS | VERBS
_DEGREES: Final = frozenset("mdrnpf")
_SHORTEST: Final = 4
_TURNED: Final = _ANNOUNCING | CREDENTIALS | _DEGREES  # words in small letters that a name can stand beside


def _small_name(word: str) -> bool:
    """Whether a word in small letters after `dr` can only be a name: neither an office nor an appointment."""
    return len(word) >= _SHORTEST and not lexicon.flags(word) & ~(Is.SURNAME | Is.GIVEN)


def _skipped(document: Document, index: int) -> int:
    """Return how many words after word `index` only lead over to the name: `husband's name is X`, `referring physician: X`."""
    words, norm = document.words, document.norm
    at = index
    while (
        at + 1 < len(words)
        and at - index < 3
        and words[at + 1][2] in {"s", "name", "is", "named"}
        and norm[words[at][1] : words[at + 1][0]] in {" ", "'"}
    ):
        at += 1
    return at - index if words[at][2] in {"is", "named", "name"} and at > index else 0


def _announced(document: Document, index: int) -> Iterator[Finding]:
    """Yield the names that word `index` announces."""
    words, norm, low = document.words, document.norm, document.low
    start, end, word = words[index]
    count = 0
    skip = _skipped(document, index)
    if skip:
        start, end, _ = words[index + skip]
        index += skip
    if index + 1 < len(words):
        following = words[index + 1][0]
        gap = norm[end:following]
        # `Pt: Dr. X` and `his wife Mrs. X`: the title announces
        if (
            word in LABELS
            and (match := _AFTER_LABEL.match(low, end))
            and match.end() == following
            and ":" in gap + "="
            and (":" in gap or "=" in gap or ".." in gap or "\t" in gap)
        ):
            strict = word in STRICT_LABELS
            if words[index + 1][2] == "my" and index + 2 < len(words) and words[index + 2][2] in RELATIVES:
                return  # what a patient says: `Patient: "My wife ..."`
            count = turned(document, index + 1, announced=True)
            if count:
                yield Finding(*span_of(document, index + 1, count), DataKind.FULL_NAME, 0.9, NAME)
                return
            count = forward(document, index + 1, free=(strict or word in CREDENTIALS) and not document.lower)
            if count and not (len(words[index + 1][2]) == 1 and count == 1):
                flags = [lexicon.flags(w) for _, _, w in words[index + 1 : index + 1 + count] if len(w) > 1]
                vouched = any(f & (Is.GIVEN | Is.SURNAME) or not f for f in flags)
                vocabulary = all(f & (Is.CLINICAL | Is.DRUG | Is.FACILITY) for f in flags)
                if (
                    vouched
                    and not (vocabulary and not strict and word not in CREDENTIALS)
                    and not (
                        count == 1
                        and flags[0]
                        & (Is.COMMON | (0 if word in CREDENTIALS or _surname(document, index + 1) else Is.CLINICAL))
                        and not flags[0] & Is.GIVEN
                    )
                ):
                    yield Finding(
                        *span_of(document, index + 1, count),
                        DataKind.FULL_NAME,
                        0.85 if strict or count > 1 else 0.65,
                        NAME,
                    )
                    yield from _listed(document, index + 1 + count)
                return
        if (
            word in TITLES
            and not (":" in gap and (len(words[index + 1][2]) == 1 or word == "miss"))  # `signs not to miss: Rigler`
            and (match := _AFTER_TITLE.match(low, end))
            and match.end() == following
        ):
            small = norm[start].islower() and not document.lower
            doctor = small and word == "dr" and norm[following].islower() and _small_name(words[index + 1][2])
            if not (
                small
                and word in {"don", "dr", "sr", "fr", "ms", "lt", "lady", "lord", "dame", "miss", "dona", "officer"}
                and norm[following].islower()
                and not doctor
            ) and not (
                word in {"ms", "fr"}
                and (small or document.upper or word == "fr")
                and norm[max(0, start - 2) : start - 1].isdigit()
            ):
                count = (
                    turned(document, index + 1, announced=True)
                    if ", " in norm[following : following + 24] and document.upper
                    else 0
                )
                count = count or forward(document, index + 1, free=":" not in gap)
                flag = lexicon.flags(words[index + 1][2])
                count = count or (0 if ":" in gap else doctor or _titled(document, index + 1, flag))
                if word == "dr" and (words[index + 1][2] in _MAKERS or _BOTTLE.match(low, following)):
                    count = 0  # `Dr. Scholl's`, `Dr. Brown's preemie nipple`
                if word == "rev" and norm[start].islower() and count == 1 and len(words[index + 1][2]) == 1:
                    count = 0  # `form 14 rev D`
                if word == "rev" and (
                    (flag & Is.EPONYM and norm[start].islower())
                    or (flag & Is.CALENDAR and _YEARED.match(norm, words[index + 1][1]))
                ):
                    count = 0  # `rev. Trendelenburg`, `Rev. June 2024`
                if norm[start:end] == "MS" and words[index + 1][2] == "contin":
                    count = 0  # `MS Contin`
                abbreviation = norm[start:end].isupper() and not document.upper and flag & (Is.CLINICAL | Is.CREDENTIAL)
                if count and not abbreviation:
                    yield Finding(*span_of(document, index + 1, count), DataKind.FULL_NAME, 0.92, NAME)
                    yield from _listed(document, index + 1 + count)
                    return
        if (
            word in RELATIVES
            and (match := _AFTER_KIN.match(low, end))
            and match.end() == following
            and words[index + 1][2] not in TITLES
        ):
            count = forward(document, index + 1, free=not (document.upper or document.lower) and "." not in gap)
            flag = lexicon.flags(words[index + 1][2])
            name = (
                known(document, index + 1, count)
                or bool(flag & Is.GIVEN and not flag & Is.COMMON)
                or (not flag and capital(document, following) and "." not in gap)
            )
            common = flag & (Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR | Is.CLINICAL | Is.DRUG) and not flag & Is.GIVEN
            loose = any(mark in gap for mark in ",.:-") or word in {"law", "lady", "named", "ex", "friend", "sponsor"}
            exact = norm[following : words[index + 1][1]]
            if (
                count
                and not common
                and not (not document.upper and exact.isupper() and len(exact) < 4 and count == 1)
                and (
                    name
                    or (
                        not loose
                        and not document.upper
                        and not document.lower
                        and flag & Is.SURNAME
                        and not flag & Is.COMMON
                    )
                    or (not document.upper and not document.lower and flag & (Is.GIVEN | Is.SURNAME) and gap == " ")
                )
            ):
                yield Finding(*span_of(document, index + 1, count), DataKind.RELATIVE_NAME, 0.8, NAME)
                yield from _listed(document, index + 1 + count)
                return
        if word in ROLES and (match := _AFTER_ROLE.match(low, end)) and match.end() == following and not document.upper:
            count = forward(document, index + 1, free=False)
            flag = lexicon.flags(words[index + 1][2])
            shout = norm[words[index + 1][0] : words[index + 1][1]].isupper() and not flag & Is.GIVEN
            if (
                count
                and not shout
                and len(words[index + 1][2]) > 1
                and "," not in gap
                and not (document.lower and not known(document, index + 1, count))
                and not flag & (Is.COMMON | Is.DRUG | Is.PLACE | Is.FACILITY)
                and not (flag & Is.CLINICAL and (flag & Is.ENGLISH or not flag & Is.SURNAME))
                and (flag & (Is.GIVEN | Is.SURNAME) or (not flag and word not in {"id", "im", "pa", "patient", "pt"}))
            ):
                yield Finding(*span_of(document, index + 1, count), DataKind.FULL_NAME, 0.65, NAME)
                return
        if word in CALLINGS and gap in {" ", ": ", ". "} and _called(document, index + 1):
            yield Finding(*words[index + 1][:2], DataKind.FULL_NAME, 0.65, NAME)
            return
        greeted = (
            word in {"dear", "hi", "hello", "hola", "hey"}
            and gap == " "
            and norm[following].isupper()
            and not document.upper
        )
        if greeted and re.match(r"[,:;!]|\s?\n| -", norm[words[index + 1][1] : words[index + 1][1] + 2]):
            if words[index + 1][2] not in {
                "sir",
                "madam",
                "doctor",
                "colleague",
                "team",
                "all",
                "there",
                "parent",
                "parents",
                "patient",
                "provider",
                "member",
                "everyone",
            }:
                yield Finding(following, words[index + 1][1], DataKind.FULL_NAME, 0.85, NAME)
            return
        if word in VERBS and gap in {" ", ": ", "/ ", "/"} and not document.upper:
            count = forward(document, index + 1, free=False)
            flag = lexicon.flags(words[index + 1][2])
            given = flag & Is.GIVEN and not flag & (Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.PLACE | Is.EPONYM)
            shout = norm[following : words[index + 1][1]].isupper()
            if count and given and not shout and (not document.lower or lexicon.borne(words[index + 1][2])):
                yield Finding(*span_of(document, index + 1, count), DataKind.FULL_NAME, 0.6, NAME)


def _surname(document: Document, index: int) -> bool:
    """Whether a word is written as a surname in a text of both cases, though an abbreviation is written so in capitals."""
    start, end, word = document.words[index]
    return bool(lexicon.flags(word) & Is.SURNAME) and not document.lower and document.norm[start + 1 : end].islower()


def _called(document: Document, index: int) -> bool:
    """Whether the word after a calling that one person has (`Chaplain`, `Sponsor`) can only be who has it."""
    start, end, word = document.words[index]
    exact, flag = document.norm[start:end], lexicon.flags(word)
    never = Is.COMMON | Is.FUNCTION | Is.RELATION | Is.TITLE | Is.CALENDAR | Is.CREDENTIAL | Is.FACILITY | Is.DRUG
    if document.lower or len(exact) < 4 or flag & never or word in NOT_NAMES or word in ROLES:
        return False
    if document.upper:
        return bool(flag & (Is.SURNAME | Is.GIVEN))
    return exact[0].isupper() and exact[1:].islower()


def _titled(document: Document, index: int, flag: int) -> int:
    """Return 1 when a rare word, capitalised after a title in a text of both cases, can only be a surname."""
    start, end, word = document.words[index]
    exact = document.norm[start:end]
    never = Is.COMMON | Is.FUNCTION | Is.RELATION | Is.TITLE | Is.CALENDAR | Is.CREDENTIAL | Is.FACILITY
    return int(
        not document.upper
        and not document.lower
        and len(exact) > 3
        and exact[0].isupper()
        and exact[1:].islower()
        and not flag & never
        and word not in NOT_NAMES
    )


def _listed(document: Document, index: int) -> Iterator[Finding]:
    """Yield the further names of a list whose last name ended before word `index`."""
    words, norm = document.words, document.norm
    for _ in range(12):
        skip = index
        while skip < len(words) and words[skip][2] in {"and", "y", "e", "or"} and skip - index < 1:
            skip += 1
        if skip >= len(words) or skip == 0:
            return
        gap = norm[words[index - 1][1] : words[skip][0]]
        if not re.fullmatch(r"(?: \(\d{1,3}\)|,? \d{1,2})?(?:, and |,| and| &|/| /|;| or| y) ?", gap):
            return
        aged = re.match(r" \(\d{1,2}\)|, \d{1,2}[,;)]", norm[words[skip][1] : words[skip][1] + 6]) is not None
        count = forward(document, skip, free=aged) if len(words[skip][2]) > 1 else 0
        flag = lexicon.flags(words[skip][2])
        if (
            not count
            or not (
                flag & Is.GIVEN
                or (not flag and count > 1)
                or aged
                or ("/" in gap and flag & Is.SURNAME and not flag & Is.ENGLISH)
            )
            or (not aged and flag & (Is.COMMON | Is.CLINICAL | Is.DRUG | Is.FUNCTION))
            or (document.lower and not lexicon.borne(words[skip][2]))
        ):
            return
        yield Finding(*span_of(document, skip, count), DataKind.FULL_NAME, 0.65, NAME)
        index = skip + count


def find(document: Document) -> Iterator[Finding]:
    """Yield names that their surroundings announce, and words that are names and nothing else."""
    words, norm = document.words, document.norm
    resume = 0
    yield from name_sentences.find(document)
    for index, (start, end, word) in enumerate(words):
        opens = document.lower or norm[start].isupper()
        if not opens and word not in _TURNED:
            continue
        if word in _ANNOUNCING:
            yield from _announced(document, index)
        if (
            word in CREDENTIALS
            and (end == len(norm) or norm[end] not in "-0123456789")
            and index
            and (
                norm[start:end].isupper()
                or document.lower
                or word in {"pharmd", "rph", "phd", "psyd", "edd", "aud", "esq", "cpht"}
            )
        ):
            gap = norm[words[index - 1][1] : start]
            if (
                _CREDENTIAL_GAP.match(gap)
                and len(gap) < 4
                and not ("." in gap and word in _ALSO_WORDS and words[index - 1][1] - words[index - 1][0] > 1)
            ):
                first = backward(document, index - 1)
                if (
                    first < index
                    and any(e - s > 1 for s, e, _ in words[first:index])
                    and not (document.lower and not known(document, first, index - first))
                ):
                    begin, stop = words[first][0], words[index - 1][1]
                    if not (
                        index - first == 1
                        and (
                            lexicon.flags(words[first][2]) & (Is.COMMON | Is.CLINICAL)
                            and (
                                (document.upper and word in _ALSO_WORDS)
                                or words[first][2] in _TINY
                                or not lexicon.flags(words[first][2]) & Is.GIVEN
                            )
                        )
                    ):
                        yield Finding(begin, stop, DataKind.PROVIDER_NAME, 0.85, NAME)
        # `J. T. Smith, M.D.`: the credential's own dots part it into letters
        if (
            word in _DEGREES
            and norm[end : end + 3] in {".D.", ".O.", ".N.", ".P."}
            and index
            and norm[words[index - 1][1] : start] in {", ", " ", ","}
        ):
            first = backward(document, index - 1)
            if first < index and any(e - s > 1 for s, e, _ in words[first:index]):
                yield Finding(words[first][0], words[index - 1][1], DataKind.PROVIDER_NAME, 0.85, NAME)
        if not opens:
            continue
        if norm.startswith((",", " ,"), end) and not document.lower and end - start > 1:
            head = index
            while (
                head
                and norm[words[head - 1][1] : words[head][0]] in {" ", "-", "'"}
                and norm[words[head - 1][0]].isupper()
                and index - head < 3
                and fits(document, head - 1, free=True)
            ):
                head -= 1
            for begin in range(head, index + 1):
                count = turned(document, begin, announced=False)
                if count > index - begin + 1:
                    yield Finding(*span_of(document, begin, count), DataKind.FULL_NAME, 0.8, NAME)
                    break
        if index >= resume and (len(word) == 1 or begins(word)):
            found, resume = alone(document, index)
            if found is not None:
                yield found

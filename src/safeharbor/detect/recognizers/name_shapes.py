"""Names that need no announcing word: turned round by a comma (`LAST, FIRST M`), or borne and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon, propagate
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS, ROLES, TITLES
from safeharbor.detect.recognizers.name_runs import NOT_NAMES, fits, forward, known
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from safeharbor.detect.document import Document

NAME: Final = "name"

# words that stand before a name without a colon, and are not part of it
_HEADS: Final = (
    ROLES
    | TITLES
    | frozenset(
        "name patient pt client provider counsel dr elder judge res prosector rev fr pastor surg anes crew attg".split()
    )
) - frozenset("grace hope".split())
_ELSE: Final = Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.EPONYM | Is.PLACE | Is.FUNCTION | Is.STATE | Is.MAKE | Is.PEOPLE
# what no given name that stands alone can be besides
_MORE: Final = Is.ENGLISH | Is.PLACE | Is.EPONYM | Is.DRUG | Is.CLINICAL | Is.FACILITY | Is.CREDENTIAL | Is.STATE
_NEXT_WORD: Final = re.compile(r" ([^\W\d_]+)")
_TIMES: Final = re.compile(r" ?x ?\d")
_STAGES: Final = frozenset({"i", "ii", "iii", "iv", "v"})
_GRADED: Final = frozenset(
    "class grade stage type phase level division div category cat part factor room zone drawer bay figure fig table appendix annex section group arm vitamin hepatitis step tier panel box form protein route schedule exhibit box site bin shelf rack tray wing pod".split()
)  # `class I`
_LINE_EDGE: Final = re.compile(r"(?:^|[\n|\t*/(\"~>]|  |- |: )[ ]{0,3}$")


def span_of(document: Document, index: int, count: int) -> tuple[int, int]:
    """Return the offsets of `count` words from word `index` on, without words that only announce, with an initial's dot."""
    words = document.words
    while (
        count > 1
        and words[index][2] in _HEADS
        and document.norm[words[index][1] : words[index + 1][0]].strip(".:") == " "
    ):
        index, count = index + 1, count - 1
    start, end = words[index][0], words[index + count - 1][1]
    if words[index + count - 1][1] - words[index + count - 1][0] == 1 and document.norm[end : end + 1] == ".":
        end += 1
    return start, end


def turned(document: Document, index: int, *, announced: bool) -> int:
    """Return how many words make up `LAST, FIRST M` from word `index` on; 0 when they are no name."""
    words, norm, low = document.words, document.norm, document.low
    count = forward(document, index, free=True)
    if not count or index + count >= len(words):
        return 0
    last_end, first_start = words[index + count - 1][1], words[index + count][0]
    gap = norm[last_end:first_start]
    if gap not in {", ", ",", " , ", " ,", ",  "} or (document.lower and gap != ","):
        return 0
    first = words[index + count][2]
    found = lexicon.flags(first)
    one_letter = len(first) == 1
    dotted = norm[words[index + count][1] : words[index + count][1] + 2] in {".D", ".O", ".N", ".P", ".A", ".S"}
    if (
        first in CREDENTIALS
        or first in NOT_NAMES
        or (len(first) == 1 and dotted)
        or (found & (Is.FUNCTION | Is.STATE) and not found & Is.GIVEN and not one_letter)
    ):
        return 0
    if not norm[first_start].isupper() or not fits(document, index + count, free=True):
        return 0
    last = [lexicon.flags(word) for _, _, word in words[index : index + count] if len(word) > 1]
    if not last:
        return 0
    edge = _LINE_EDGE.search(norm[max(0, words[index][0] - 4) : words[index][0]]) is not None
    capitals = norm[words[index][0] : last_end].isupper() and last_end - words[index][0] > 2
    tight = gap == ","
    borne_last = any(f & Is.SURNAME or not f for f in last)
    given = bool(found & Is.GIVEN) and not found & (Is.COMMON | Is.CLINICAL | Is.DRUG)
    unknown = not found & (Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.FACILITY | Is.PLACE)
    if one_letter:
        follows = norm[words[index + count][1] : words[index + count][1] + 1]
        side = (
            first in "lr"
            and re.match(r" [a-z]", norm[words[index + count][1] : words[index + count][1] + 2]) is not None
        )
        good = (
            (announced or edge)
            and not side
            and follows in ". \n)|"
            and not any(f & (Is.CLINICAL | Is.FACILITY | Is.DRUG) for f in last)
        )
    elif announced:
        good = borne_last and (given or unknown or bool(found & Is.SURNAME))
    else:
        sure = (capitals and not document.upper) or tight or edge
        good = borne_last and (
            (given and (sure or known(document, index, count))) or (unknown and edge and (capitals or tight))
        )
        if any(f & (Is.CLINICAL | Is.DRUG | Is.FACILITY | Is.CALENDAR) for f in last) and not (given and edge):
            good = False
        if not good and capitals and not document.upper and found & Is.GIVEN:
            good = borne_last and not any(f & (Is.DRUG | Is.FACILITY | Is.CALENDAR) for f in last)
    if not good and edge and not announced:
        # a row of a list: the name stands alone in its column
        tail = norm[words[index + count][1] : words[index + count][1] + 7]
        column = re.match(r"\.?(?: {2}|\t|\n|$| \|| \d{1,3}(?: {2}| ?\|))", tail) is not None
        person = (
            one_letter or not found or (bool(found & (Is.GIVEN | Is.SURNAME)) and not found & (Is.COMMON | Is.CLINICAL))
        )
        good = (
            column
            and person
            and any(f & (Is.SURNAME | Is.EPONYM) or not f for f in last)
            and not any(f & (Is.FACILITY | Is.CALENDAR) for f in last)
        )
    if not good:
        return 0
    more = forward(document, index + count, free=True)
    return count + min(more, 3) if more and low else count + 1


_UNITS: Final = frozenset("tgkmvwunfc")  # `1.5 T Avanto`
_AMOUNT: Final = re.compile(r"(?<![\w.])\d{1,4}(?:\.\d{1,2})? \Z")
_ISOTOPE: Final = re.compile(r"-\d")  # `W Tc-99m sestamibi`
_OPENS: Final = re.compile(r"(?:[.!?:;-] |\n ?)\Z")


def _patronymic(document: Document, index: int) -> bool:
    """Whether the word after `A` is a surname and no thing of which there is one: `A Boolean value`, `A DICOM viewer`."""
    start, end, word = document.words[index + 1]
    opens = (
        not document.words[index][0]
        or _OPENS.search(document.norm, max(0, document.words[index][0] - 2), document.words[index][0]) is not None
    )
    bare = document.norm[document.words[index][1]] == " "
    shouted = document.norm[start:end].isupper() and not document.upper
    return not (opens and bare and (shouted or not lexicon.flags(word) & (Is.GIVEN | Is.SURNAME)))


def begins(word: str) -> bool:
    """Whether a word that nothing announces can begin a name."""
    flag = lexicon.flags(word)
    return bool(flag & (Is.GIVEN | Is.SURNAME)) and not flag & (Is.FUNCTION | Is.CALENDAR)


def alone(document: Document, index: int) -> tuple[Finding | None, int]:
    """Return the name that word `index` begins by itself - two borne words, or one that is nothing else - and where to go on."""
    words, norm = document.words, document.norm
    at, _, word = words[index]
    if norm[max(0, at - 1) : at] == "-":
        return None, index + 1  # the second half of `Weil-Felix`
    initial = (
        len(word) == 1
        and not (index and words[index - 1][2] in _GRADED)
        and norm[max(0, words[index][0] - 1) : words[index][0]] not in {"/", "-"}
        and not (word in _UNITS and _AMOUNT.search(norm, max(0, at - 8), at) and norm.startswith(" ", at + 1))
        and word not in "lr"
        and norm[words[index][1] : words[index][1] + 1] in {".", " "}
    )
    if not initial and not begins(word):
        return None, index + 1
    count = forward(document, index, free=False)
    if not count:
        return None, index + 1
    if count == 1 and (initial or not lexicon.flags(word) & Is.GIVEN or lexicon.flags(word) & _MORE):
        return None, index + 1
    flags = [lexicon.flags(w) for _, _, w in words[index : index + count] if len(w) > 1]
    start, end = span_of(document, index, count)
    after = norm[words[index + count - 1][1] : words[index + count - 1][1] + 24]
    following = _NEXT_WORD.match(after)
    place_like = (
        following is not None and lexicon.flags(following[1].lower()) & Is.FACILITY and following[1][0].isupper()
    )
    if count == 1 and propagate.is_thing(document, end):
        return None, index + count  # `Borg scale`
    if place_like or norm[end : end + 1] == "&" or _TIMES.match(after):
        return None, index + count
    if flags and (
        (flags[-1] & Is.CALENDAR and re.match(r" \d", after))
        or (count == 2 and words[index + 1][2] in _STAGES)  # `Clark II`
    ):
        return None, index + count
    pure = (
        flags and flags[-1] & Is.SURNAME and not flags[-1] & (Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.EPONYM | Is.PLACE)
    )
    first_given = bool(flags and flags[0] & Is.GIVEN and (pure or not flags[0] & (Is.COMMON | Is.CLINICAL | Is.DRUG)))
    last_borne = bool(flags and (flags[-1] & Is.SURNAME or not flags[-1]))
    hyphened = count > 1 and " " not in norm[start:end]
    shouted = norm[start:end].isupper() and not document.upper
    if hyphened and shouted and len(flags) == 2 and all(f & Is.SURNAME and not f & _ELSE for f in flags):
        return Finding(start, end, DataKind.FAMILY_NAME, 0.6, NAME), index + count
    if hyphened or (any(f & Is.EPONYM for f in flags) and not first_given):
        return None, index + count
    if initial and (_ISOTOPE.match(after) or (word == "a" and not _patronymic(document, index))):
        return None, index + count
    both_words = all(f & (Is.ENGLISH | Is.PLACE | Is.EPONYM | Is.DRUG | Is.CLINICAL) for f in flags)
    if len(flags) > 1 and first_given and last_borne and not both_words:
        return Finding(start, end, DataKind.FULL_NAME, 0.65, NAME), index + count
    if (
        count == 2
        and len(flags) == 1
        and len(words[index][2]) == 1
        and not flags[0] & (Is.ENGLISH | Is.CLINICAL | Is.DRUG)
        and not document.upper
        and not document.lower
    ):
        return Finding(start, end, DataKind.FULL_NAME, 0.6, NAME), index + count
    if count == 1 and not document.upper and end - start > 3 and (document.lower or not norm[start:end].isupper()):
        return Finding(start, end, DataKind.GIVEN_NAME, 0.5, NAME), index + count
    return None, index + count

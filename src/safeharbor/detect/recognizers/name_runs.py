"""Read the run of words that makes up one name, forwards or backwards from a word that announces it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS, PARTICLES, SUFFIXES

if TYPE_CHECKING:
    from safeharbor.detect.document import Document

_LONGEST: Final = 5
_ABBREVIATION: Final = 4
_NEVER: Final = Is.FUNCTION | Is.RELATION | Is.TITLE
_ELEMENTS: Final = frozenset({"na", "cl", "mg", "ca", "cr", "li", "fe"})
_VOCABULARY: Final = Is.ENGLISH | Is.CLINICAL | Is.DRUG | Is.CREDENTIAL


NOT_NAMES: Final = frozenset(
    "yours dob ssn mrn csn fin mr dos doa doi phone tel fax cell ph pt age sex dx hx rx tx cc hpi pmh ros vs bp hr rr id no acct ins pcp npi dea lic address addr zip city state email ext pgr pager room rm bed unit dod va icu er ed or osha hipaa cdc fda nih cms nccn aha acc aasld acog emp dept esrd iadl adl adls idt cdt tha tka tsa orif court psalm doc scr iban ups usps hicn upin rxn bdi cig addr1 hence thus therefore eval asst pls plz dfe cnty zipcode hosp lic vin mbi rxgrp rxbin eta etd vas aud aadhaar dxdt dtap prov pharm sup intpr terp subj acc accn csr pnc ramq ebt nane narne tél dispo conf appt xrays".split()
)


def capital(document: Document, at: int) -> bool:
    """Whether the letter at `at` opens a name here: a capital, or any letter of a text without capitals."""
    return document.norm[at].isupper() or document.lower or not document.norm[at].islower()


def fits(document: Document, index: int, *, free: bool) -> bool:
    """Whether word `index` can be part of a name. `free`: something announced it, so an ordinary word may be one."""
    start, end, word = document.words[index]
    norm = document.norm
    if (
        not capital(document, start)
        or norm[end : end + 1].isdigit()
        or (start and (norm[start - 1].isdigit() or norm[start - 1] == "_"))
    ):
        return False
    if word in _ELEMENTS and norm[end + 1 : end + 2].isdigit():
        return False  # `Na 138`
    if end - start == 1:
        return norm[start].isupper() and (free or norm[end : end + 1] == "." or norm[end : end + 1] in " \n,)")
    found = lexicon.flags(word)
    exact = norm[start:end]
    if (word in CREDENTIALS and not exact[1:].islower() and not document.upper) or word in NOT_NAMES:
        return False
    if (
        not free
        and not exact.isupper()
        and not exact[1:].islower()
        and not exact.startswith(("Mc", "Mac", "De", "La", "Le", "Di", "Du", "Van", "Von", "O", "Fitz", "St"))
    ):
        return False  # `MyCareLink`
    borne = found & (Is.GIVEN | Is.SURNAME)
    mixed = not document.upper and not document.lower
    if found & _NEVER and not (free and borne and norm[start].isupper() and (mixed or not found & Is.FUNCTION)):
        return False
    if not mixed:
        if found & (Is.CREDENTIAL | Is.CALENDAR) or (found & (Is.CLINICAL | Is.DRUG) and not (free and borne)):
            return False
        if found & Is.COMMON:
            return free and bool(borne) and (document.upper or _titled(document, index))
        return bool(borne) or (not found & Is.ENGLISH and (free or not found))
    if norm[start:end].isupper() and end - start <= _ABBREVIATION and found & (Is.CLINICAL | Is.CREDENTIAL | Is.STATE):
        return False
    if borne:
        return free or not found & (Is.CLINICAL | Is.DRUG | Is.CALENDAR) or bool(found & Is.GIVEN)
    return not found & _VOCABULARY and not (norm[start:end].isupper() and end - start <= _ABBREVIATION and not free)


def _titled(document: Document, index: int) -> bool:
    """Whether a title and its dot stand right before word `index`: `dr. park`."""
    if not index or document.norm[document.words[index - 1][1] : document.words[index][0]] != ". ":
        return False
    return document.words[index - 1][2] in _DOTTED


_DOTTED: Final = frozenset("dr mr mrs ms prof".split())


def forward(document: Document, index: int, *, free: bool) -> int:
    """Return how many words from `index` on make up a name; 0 when none begins there."""
    words, norm = document.words, document.norm
    count = len(words)
    at = index
    while (
        at < count
        and at - index < 3
        and words[at][2] in PARTICLES
        and at + 1 < count
        and norm[words[at][1] : words[at + 1][0]] in {" ", "'", ". "}
    ):
        at += 1
    if at >= count or not fits(document, at, free=free):
        if at == index or not fits(document, index, free=free):
            return 0
        at = index
    blanks = 0
    while at + 1 < count and blanks < _LONGEST:
        end, start = words[at][1], words[at + 1][0]
        gap = norm[end:start]
        short = end - words[at][0] == 1
        nearer = words[at + 1][2]
        if gap in {"-", "'"}:
            if gap == "-" and norm[start].islower() and 1 < words[at + 1][1] - start < 6 and not document.lower:
                # the second syllable of a given name: `Young-sook`
                if lexicon.flags(nearer) & ~(Is.GIVEN | Is.SURNAME) or not norm[words[at][0]].isupper():
                    break
                at += 1
                continue
            if (
                not (norm[start].isalpha() and (capital(document, start) or (gap == "'" and nearer == "s")))
                or nearer == "s"
            ):
                break
            if (
                gap == "-"
                and norm[start : words[at + 1][1]].isupper()
                and not norm[words[at][0] : end].isupper()
                and words[at + 1][1] - start > 1
            ):
                break
            at += 1
            continue
        if gap in {", ", " ", ",", ". "} and nearer in SUFFIXES and norm[start].isupper():
            at += 1
            break
        if gap == " " or (gap in {". ", "."} and (short or words[at][2] in {"st", "ste", "jr"})):
            blanks += 1
            nxt = at + 1
            while (
                nxt < count - 1
                and words[nxt][2] in PARTICLES
                and norm[words[nxt][1] : words[nxt + 1][0]] in {" ", "'", ". "}
                and nxt - at < 4
            ):
                nxt += 1
            if nxt > at + 1 and norm[words[nxt][0]].isupper() and fits(document, nxt, free=False):
                at = nxt
                continue
            if fits(document, at + 1, free=free and document.upper is False and _follows(document, at + 1)):
                at += 1
                continue
            break
        if gap in {' "', " (", " '", ' ("'} and at - index < 2 and norm[start].isupper():
            close = words[at + 1][1]
            if norm[close : close + 1] in {'"', ")", "'"} and fits(document, at + 1, free=True):
                after = at + 2
                if (
                    after < count
                    and words[after][0] - close < 4
                    and norm[close : words[after][0]].strip("\")' ") == ""
                    and fits(document, after, free=True)
                ):
                    at += 2
                    continue
        break
    return at - index + 1


def _follows(document: Document, index: int) -> bool:
    """Whether an ordinary capitalised word after a name's first word is still its surname (`Joy Pain`)."""
    start, end, word = document.words[index]
    found = lexicon.flags(word)
    return (
        bool(found & Is.SURNAME)
        and not found & (Is.CREDENTIAL | Is.CALENDAR)
        and not document.norm[start:end].isupper()
    )


def backward(document: Document, index: int) -> int:
    """Return the first word of the name that ends with word `index`; `index + 1` when none does."""
    words, norm = document.words, document.norm
    if not fits(document, index, free=True) and words[index][2] not in SUFFIXES:
        return index + 1
    at = index
    blanks = 0
    while at and blanks < _LONGEST - 1:
        gap = norm[words[at - 1][1] : words[at][0]]
        before = words[at - 1]
        short = before[1] - before[0] == 1
        if gap in {"-", "'"} and norm[before[0]].isalpha() and capital(document, before[0]):
            at -= 1
            continue
        if (
            gap == " "
            or (gap in {". ", "."} and (short or before[2] == "st"))
            or (words[at][2] in SUFFIXES and gap in {", ", ","})
        ):
            blanks += 1
            if fits(document, at - 1, free=False) or (
                _follows(document, at - 1)
                and capital(document, before[0])
                and not document.upper
                and lexicon.flags(before[2]) & Is.GIVEN
            ):
                at -= 1
                continue
            if (
                before[2] in PARTICLES
                and at > 1
                and norm[words[at - 2][1] : before[0]] == " "
                and fits(document, at - 2, free=False)
            ):
                at -= 2
                continue
        break
    return at


def known(document: Document, index: int, count: int) -> bool:
    """Whether a run holds a word that is a name and hardly anything else."""
    return any(lexicon.borne(word) for _, _, word in document.words[index : index + count] if len(word) > 1)

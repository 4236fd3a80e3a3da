"""A text in which nothing else identifies anyone: a doubtful name alone in it is more likely an instrument or a scale.

Most notes name their people more than once, with dates and numbers beside them. Where a text of some length holds none
of that, what only the trained recognizer proposes, with some doubt and of words that people hardly bear, is let go:
`Penn State`, `Brown Bear`, `PALMER POINT`. Where it does not even speak of a person - no pronoun, no age, no title -
it is about no one: the two or three names it holds are an author's, a maker's, a sign's (`Tobin`, `Greenberger`).
Short texts are left alone: one name may be all they hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import cited, coded, lexicon, listed, propagate, things, timetables
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS, LABELS, RELATIVES, ROLES, SOMEONE
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_FEWEST: Final = 25
_FIRM: Final = 0.97
_NAMED: Final = (Label.NAME, Label.LOCATION, Label.ORG)
_TAGGER: Final = "tagger"
_MARK: Final = "mark"
_WORD: Final = re.compile(r"[^\W\d_]+")
_ELSE: Final = Is.ENGLISH | Is.EPONYM | Is.CLINICAL | Is.DRUG | Is.PLACE | Is.MAKE | Is.PEOPLE | Is.FACILITY

# of 60 such texts and 430 notes (22 November 2026) no note had fewer than one finding that a rule had reason for, and
# no text about no one had more than three words that looked like names; six lose no note either
_WORDS_OF_NO_ONE: Final = 35
_MOST_OF_NO_ONE: Final = 6
_WORDS_A_NAME, _DENSE = 20, 0.4
_MOST_SURNAMES: Final = 3  # authors and makers; more are a list of patients or of staff
_REASON: Final = 0.75
_SURELY: Final = 0.95
_SURE: Final = 0.9
_CODE: Final = 0.6
_BY_WORDS: Final = frozenset({_TAGGER, "name", "place", "facility"})
_AGED: Final = re.compile(
    r"(?<![\d.])\b\d{1,3} ?-?(?:yo|y/o|y\.o|yrs? old|years?[- ]old|months?[- ]old|[mf](?!-| {2}))\b"
    r"|\bi(?:'m|'ve|'ll|'d| am| was| have| had| need| got) "
)


def _doubtful(document: Document, finding: Finding) -> bool:
    """Whether only the recognizer, with some doubt, takes words that people hardly bear for a name."""
    if finding.label not in _NAMED or finding.kind is DataKind.INITIALS:
        return False
    if finding.score >= _FIRM or finding.recognizer != _TAGGER:
        return False
    flags = [lexicon.flags(word) for word in _WORD.findall(document.low, finding.start, finding.end) if len(word) > 1]
    return bool(flags) and not any(f & (Is.GIVEN | Is.SURNAME) and not f & _ELSE for f in flags)


def _given_only(word: str) -> bool:
    """Whether a word is a given name and nothing else: signs and scales bear surnames."""
    flags = lexicon.flags(word)
    return bool(flags & Is.GIVEN) and not flags & (_ELSE | Is.SURNAME)


def _surname_only(name: str) -> bool:
    """Whether a name holds a surname that is nothing else, and no eponym."""
    return any(
        lexicon.flags(word) & Is.SURNAME and not lexicon.flags(word) & _ELSE and not listed.named_after(word)
        for word in _WORD.findall(name)
        if len(word) > _LEAST_ACRONYM - 1
    )


def _acronym(document: Document, word: str) -> bool:
    """Whether a word in capitals is an abbreviation in a text of both cases: `SISI`."""
    return not document.upper and word.isupper() and len(word) <= _LONGEST_ACRONYM


def _turned(document: Document, finding: Finding) -> bool:
    """Whether a comma alone makes a name of two entries of a list: `Fleischner, LI-RADS`, `Dombrock, Colton, Knops`."""
    words = _WORD.findall(document.norm, finding.start, finding.end)
    if finding.score >= _SURE or ", " not in document.norm[finding.start : finding.end]:
        return False
    if all(_acronym(document, word) and not lexicon.flags(word) & Is.GIVEN for word in words):
        return True
    if _OWNS.match(document.low, finding.end) or _credited(document, finding):
        return True
    words = [word.lower() for word in words]
    if _LIST_GOES_ON.match(document.norm, finding.end) or _LIST_BEFORE.search(
        document.norm, max(0, finding.start - _LABEL_REACH), finding.start
    ):
        return True
    return " ".join(words[1:]) in things.PAIRS or not listed.rare().isdisjoint(words)


def _credited(document: Document, finding: Finding) -> bool:
    """Whether a name in brackets is whose a scale, a study or a term is: `PEARLS (Eppich, Cheng)`, `gate (Melzack)`."""
    before = _IN_BRACKETS.search(document.low, max(0, finding.start - _LABEL_REACH), finding.start)
    return before is not None and before["w"] not in RELATIVES | ROLES | LABELS | CREDENTIALS


def _unfounded(document: Document, finding: Finding) -> bool:
    """Whether a finding rests on nothing but its own letters: no title, label or verb, no shape of a date or number."""
    if finding.label is Label.OTHER_ID:
        low, start = document.low, finding.start
        told = _NUMBERED if finding.recognizer == _TAGGER else _PRODUCT
        beside = told.search(low, max(0, start - _LABEL_REACH), start) is not None
        return finding.score < _CODE or beside is not (finding.recognizer == _TAGGER)
    if timetables.edition(document, finding):
        return True
    if finding.label not in _NAMED:
        return finding.score < _CODE
    if finding.recognizer == _MARK and finding.end - finding.start >= _LEAST_ACRONYM:
        return finding.score < _REASON and _acronym(document, document.norm[finding.start : finding.end])
    if finding.recognizer not in _BY_WORDS or (
        finding.recognizer != _TAGGER and finding.score >= _REASON and not _turned(document, finding)
    ):
        return False
    words = _WORD.findall(document.norm, finding.start, finding.end)
    if any(_given_only(word.lower()) and not _acronym(document, word) for word in words):
        return False
    acts = propagate.PERSON_VERB.match(document.low, finding.end)
    return acts is None or document.low.startswith("'s ", finding.end)


_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss"})
_BEFORE_NAME: Final = re.compile(r"\.? [A-Z]")
_FILLED: Final = frozenset("@_.")  # what a template fills in: `@ME@`
_LEAST_ACRONYM, _LONGEST_ACRONYM = 4, 5  # three letters are someone's initials
# an entry beside two that a comma parts
_LIST_GOES_ON: Final = re.compile(r"(?: [IVX\d-]{1,5})?, [A-Z(]")
_OWNS: Final = re.compile(r"'s [a-z]{3}")  # `Simpson's paradox`
_LIST_BEFORE: Final = re.compile(r"[\w)'-]{2}, \Z")
_IN_BRACKETS: Final = re.compile(r"(?P<w>[^\W\d_]+)[\w/-]* \((?:[^\W\d_][\w'-]+(?:,| &| and) ){0,2}\Z")
# a number that a label announces is someone's; one after what is made and sold is a catalogue's
_LABEL_REACH: Final = 28
_NUMBERED: Final = re.compile(
    r"(?:#|\b(?:no|nr|num|number|id|ids|mrn|acct|account|case|chart|claim|policy|member|ref|room|tracking|order|accession|acc|specimen|sample|encounter|visit|badge|pin|plate|ticket|report|"
    r"incident|serial|sn|s/n|lot|subject|participant|record|file|auth|authorization|code|pt|patient|tag|band|label)\b)[ :#.()=-]{0,4}\Z"
)
_PRODUCT: Final = re.compile(
    r"\b(?:kits?|strips?|tips|reagents?|linearity|cat|catalog|controls?|beads|clips?|sutures?|trocars?|cartridges?|wipes|lens|blades?|drapes?|clones?)\b[ :(]{1,3}(?:[A-Za-z][\w-]* )?\Z"
)


def _faint(document: Document, finding: Finding) -> bool:
    """Whether even a text that speaks of people in general would not make a finding someone's."""
    return finding.score < _SURELY and _unfounded(document, finding)


def _dense(document: Document) -> bool:
    """Whether figures and abbreviations in capitals make up a text of both cases: a card or a protocol, no talk of staff."""
    norm = document.norm
    shouted = sum(end - start > 1 and norm[start:end].isupper() for start, end, _ in document.words)
    return not document.upper and len(document.numbers) + shouted >= _DENSE * len(document.words)


def _someone(document: Document) -> bool:
    """Whether a text holds a word that only one about someone does, as such a text writes it: `HER2`, `HIM-77`, `mRS`, `not to miss` are none."""
    norm = document.norm
    mixed = not document.upper and not document.lower
    for word in SOMEONE & document.vocabulary:
        for start in document.places[word]:
            end = start + len(word)
            exact = norm[start:end]
            if word in _TITLES:
                told = not mixed or (exact.istitle() and _BEFORE_NAME.match(norm, end) is not None)
            else:
                told = not mixed or exact.islower() or exact.istitle()
                told = told and not norm[end : end + 1].isdigit() and norm[start - 1 : start] not in _FILLED
            if told:
                return True
    return False


def _about_no_one(document: Document, found: list[Finding]) -> bool:
    """Whether a text speaks of no person, or of people in general, and what looks like a name in it is unfounded."""
    if len(document.words) < _WORDS_OF_NO_ONE:
        return False
    someone = _someone(document) or _AGED.search(document.low) is not None
    weak = _faint if someone else _unfounded
    if not all(weak(document, finding) or timetables.placeless(document, finding) for finding in found):
        return False
    named = [finding for finding in found if finding.label in _NAMED and not _credited(document, finding)]
    names = {document.low[finding.start : finding.end] for finding in named}
    if sum(_surname_only(name) for name in names) > _MOST_SURNAMES:
        return False
    most = _MOST_OF_NO_ONE
    if not someone and timetables.DOINGS.isdisjoint(document.vocabulary):
        most += 2 * listed.eponyms(document) + (len(document.words) // _WORDS_A_NAME if _dense(document) else 0)
    return len(names) <= most


def supported(document: Document, found: list[Finding]) -> list[Finding]:
    """Return the findings without authors, and without the doubtful ones when a text of some length has no others."""
    found = listed.unlisted(document, coded.own(document, cited.uncited(document, found)))
    if len(document.words) < _FEWEST or not found:
        return found
    if all(_doubtful(document, finding) for finding in found) or _about_no_one(document, found):
        return []
    return found

"""Names in context: after titles, labels, relatives and greetings, before credentials, turned round by a comma."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.lexicon import Is
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "name"

_UP: Final = "A-Z\u00c0-\u00de\u0100\u0106\u010c\u0110\u0112\u0118\u011e\u0130\u013b\u0141\u0143\u0147\u0150\u0158\u015a\u015e\u0160\u0164\u016a\u016e\u0170\u0178\u0179\u017b\u017d\u0218\u021a\u0400-\u042f\u0391-\u03a9"
_PART: Final = rf"[{_UP}][\w'-]{{0,30}}"
_INITIALS: Final = rf"[{_UP}]\.?(?:-?[{_UP}]\.?){{0,2}}(?![\w'])"
_PARTICLE: Final = r"(?:(?:de|del|della|da|dos|das|di|du|la|le|van|von|der|den|ter|ten|el|al|bin|ibn|bint|abu|y|e|zu|af|av|st\.|san|mac|o|lo) ){0,3}"
_ANY: Final = rf"(?:{_INITIALS}|{_PART})"
_SUFFIX: Final = r"(?:,? (?:Jr|Sr|JR|SR|II|III|IV)\b\.?)?"
_RUN: Final = re.compile(
    rf"{_PARTICLE}{_ANY}(?:\.? {{1,2}}(?:\"[^\"\n]{{2,20}}\" |\([^)\n]{{2,20}}\) )?{_PARTICLE}{_ANY}){{0,3}}{_SUFFIX}"
)
_LOW_WORD: Final = re.compile(r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+){0,2}")
_WORD: Final = re.compile(r"[^\W\d_]+")

_TITLE: Final = re.compile(
    r"(?<![\w'-])(?:mr|mrs|ms|miss|mister|dr|drs|doctor|prof|professor|rev|reverend|fr|father|pastor|rabbi|imam|deacon|elder|bishop|sr|sister|sgt|officer|ofc|off|lt|capt|captain|cpl|det|detective|deputy|judge|"
    r"justice|coach|chaplain|nurse|sra|sr|señor|señora|senora|dra|doctora|don|doña|dona|mme|mlle|monsieur|madame|mevr|dhr|herr|frau|attorney|atty|sheriff|trooper|chief|midwife|aide|tech|dean|principal|adjuster|counselor|"
    r"therapist|attg|attending|resident|intern|surg|surgeon|anes|crna|pcp|cna|pct|rn|md|np|pa|sw|msw|dietitian|pharmacist|interpreter|medic|paramedic|caseworker|paralegal|lawyer|teacher|supervisor|manager|mgr|director|"
    r"circulator|scrub|collector|witness|chaplain|landlord|roommate|coworker|boss|neighbour|neighbor|crew|caller|requester|requestor|prosector|assistant|asst|assist|fellow|scribe|volunteer|notary|abuelita|tutu|tía|tío|tia|tio|esposa|esposo)(?:\.|:)? {1,2}"
)
_REAL_TITLES: Final = frozenset(
    "mr mrs ms miss mister dr drs doctor prof professor rev reverend fr pastor rabbi imam deacon sgt officer ofc lt capt captain cpl det detective judge sra señor señora senora dra doctora doña mme mlle monsieur madame mevr dhr herr frau".split()
)
_LABEL: Final = re.compile(
    r"(?:^|[\n|;,(\t>]|(?<=\s)|[.:] ?)(?:(?:patient|pt|client|member|subscriber|insured|guarantor|applicant|employee|student|athlete|resident|res|decedent|claimant|candidate|subject|participant|donor|recipient|child|infant|mother|father|"
    r"parent|guardian|spouse|emergency contact|contact|next of kin|nok|poa|proxy|hcp|attending|surgeon|physician|provider|prescriber|ordering|referring|referred by|pcp|consultant|resident|assistant|first asst|anesthesia|anesthesiologist|"
    r"author|cosigner|exp cosigner|dictated by|signed by|electronically signed|electronically signed by|e-signed|signed|reviewed by|interpreted by|interpreted|read by|transcribed by|prepared by|completed by|reported by|submitted by|submitting|"
    r"requested by|ordered by|seen by|performed by|witness|witnessed by|nurse|therapist|pharmacist|interpreter|hr contact|hr|case manager|social worker|coordinator|teacher|coach|caller|informant|requester|requestor|from|to|cc|re|sent by|attn|"
    r"attention|dear|name|patient name|pt name|full name|last name|first name|middle name|maiden name|preferred name|legal name|mother's maiden name|known as|aka|a\.k\.a\.?|alias|legal guardian|surrogate|agent|executor|ref md|ref|cm|sw|index|"
    r"prov|dr|md|tech|adjuster|pastor|minutes|pickup ok|source name|chart name|de|para|nombre|paciente|madre|padre|signature|sig|by|recorder|scribe|operator|crew|clinician|supervisor)"
    r"(?:'s)?(?: name)?(?: of [a-z]{3,9})?(?: \([^)\n]{1,30}\))?) {0,2}(?:[:=]|\.{2,40}) {0,12}",
)
_KIN: Final = re.compile(
    r"(?<![\w-])(?:wife|husband|husb|hubby|spouse|partner|mother|father|mom|mum|dad|mommy|daddy|mama|papa|son|sons|daughter|daughters|dtr|dtrs|brother|bro|sister|sis|sibling|twin|aunt|auntie|uncle|niece|nephew|great-nephew|great-niece|cousin|"
    r"grandmother|grandfather|grandma|grandpa|granddaughter|grandson|gma|gpa|granny|gran|nana|stepmother|stepfather|stepson|stepdaughter|stepdad|stepmom|mother-in-law|father-in-law|son-in-law|daughter-in-law|brother-in-law|sister-in-law|"
    r"fiance|fiancé|fiancee|fiancée|boyfriend|bf|girlfriend|gf|guardian|caregiver|caretaker|neighbour|neighbor|friend|roommate|housemate|ex|ex-wife|ex-husband|ex-partner|widow|landlord|boss|coworker|godmother|godfather|esposo|esposa|hijo|hija|"
    r"madre|padre|hermano|hermana|tia|tio|abuela|abuelo|abuelita|sobrina|sobrino|prima|primo|nieto|nieta|niño|niña|novio|novia|mari|femme|fille|fils|mère|père|frère|soeur|dochter|zoon|vrouw|man|child|children|kids|named|called|nicknamed|goes by|aka|a\.k\.a\.|"
    r"lady|proxy|poa|hcpoa|surrogate|rep|signature by|per|from|with|w/|w|by|via|charge|tech|scribe|assisted by|spoke to|spoke with|spoke w/|s/w|d/w|discussed with|called|paged|told|informed|notified|report to|handoff to|signed out to|accompanied by|"
    r"seen by|cosigned by|asked|met with|met w/|visited|thanks|hi|hello|hey|hola|dear|attn|cc|cc:|re:)"
    r"(?:'s name is|'s name| name| is| was|,|:)? {1,2}[\"(]?"
)
_PEOPLE: Final = frozenset(
    "per from with w/ w by via charge tech called paged told informed notified asked visited thanks named rep man child hi hello hey dear cc lady called re: cc:".split()
)
_CREDENTIAL: Final = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|LPN|LVN|N\.?P\.?|FNP|FNP-C|FNP-BC|NNP|PNP|AGNP|ACNP|CNP|ARNP|APRN|PA-C|PA|CRNA|CNM|CNS|DPM|DDS|DMD|OD|PharmD|RPh|PT|DPT|OT|OTR|OTR/L|SLP|CCC-SLP|CCC-A|AuD|LCSW|LMSW|LICSW|LISW|LMHC|LPC|LMFT|LCADC|PsyD|"
    r"PhD|Ph\.D\.|EdD|RD|RDN|LD|RPSGT|RRT|CRT|EMT|EMT-P|EMT-B|ATC|LAT|DC|DVM|CPhT|RDH|CGC|MSN|BSN|MSW|MPH|MS|MHA|CCRC|CCDS|CST|CMA|CNA|PCT|BCC|CDCES|PGY-?\d|FACS|FACC|FACP|FAAP|F\.A\.C\.E\.|MBBS|MSPT|COTA|PTA|NREMT|NRP|Esq|DNP|CWOCN|LAC|LADC|CADC|FACE|CM|RHIA|RHIT|CCC|DIS|MA|CDRS|BCBA)"
)
_BEFORE_CREDENTIAL: Final = re.compile(
    rf"(?P<n>{_PARTICLE}{_ANY}(?:\.? {_PARTICLE}{_ANY}){{0,3}}{_SUFFIX})(?: ?,|,?) {{1,2}}{_CREDENTIAL}(?![\w'])"
)
_LAST_FIRST: Final = re.compile(
    rf"(?<![\w'.-])(?P<last>{_PARTICLE}{_PART}(?:[ -]{_PART}){{0,2}}) ?, ?(?P<first>{_PART}(?:[ -](?:{_PART}|{_INITIALS})){{0,2}}|{_INITIALS})(?![\w'])"
)
_QUOTED: Final = re.compile(r"[(\"] ?\"?(?P<n>[^\W\d_][\w'. -]{1,24}?)\"? ?[)\"]")
_SPELLED: Final = re.compile(r"(?<![\w-])[A-Z](?:[- ][A-Z]){3,20}(?![\w-])")
_LOW_CREDENTIAL: Final = re.compile(
    r"(?P<n>(?:[a-z]\.? )?[^\W\d_][^\W\d_'-]+(?:-[^\W\d_]+)?),? (?:rn|lpn|md|do|np|pa-c|aprn|pharmd|rph|crna|dpm|dds|lcsw|cna|pt|ot|slp|rd|emt)\b"
)


def _trim(document: Document, start: int, end: int, *, first_free: bool) -> int:
    """Return where a run of name words ends: before the first word that is no name."""
    low = document.low
    stop = start
    for index, match in enumerate(_WORD.finditer(low, start, end)):
        word = match[0]
        found = lexicon.flags(word)
        if len(word) == 1 or word in {"jr", "sr", "ii", "iii", "iv"}:
            stop = match.end()
            continue
        if index == 0 and first_free and not found & (Is.FUNCTION | Is.CREDENTIAL):
            stop = match.end()
            continue
        if (
            (document.upper or document.lower)
            and found & (Is.COMMON | Is.FUNCTION | Is.CLINICAL | Is.DRUG)
            and not (found & Is.GIVEN and not found & Is.COMMON)
        ):
            break
        if (
            lexicon.plain(word)
            or found & (Is.CREDENTIAL | Is.CLINICAL)
            and not found & Is.GIVEN
            and found & (Is.ENGLISH | Is.CREDENTIAL)
        ):
            break
        if found & Is.CALENDAR and index and not found & Is.GIVEN:
            break
        stop = match.end()
    while (
        stop < end
        and low[stop] == "."
        and stop - start <= 4
        and low[stop - 1].isalpha()
        and (stop - 1 == start or not low[stop - 2].isalpha())
    ):
        stop += 1
    return stop


def _name_at(document: Document, at: int, *, free: bool) -> int:
    """Return the end of the name that begins at `at`; `at` itself when none does. `free`: any first word is a name."""
    norm = document.norm
    if document.lower or (norm[at : at + 1].islower()):
        match = _LOW_WORD.match(norm, at)
        if match is None or not document.lower:
            return at
        stop = at
        for index, part in enumerate(re.finditer(r"[^\W\d_]+(?:['-][^\W\d_]+)?", norm[at : at + 60].split("\n")[0])):
            if norm[at + part.start() - 1 : at + part.start()] not in {" ", ""} and index:
                break
            found = lexicon.flags(part[0])
            if found & (Is.FUNCTION | Is.RELATION | Is.CREDENTIAL | Is.CALENDAR | Is.TITLE) or (
                found & (Is.COMMON | Is.CLINICAL | Is.DRUG) and not (free and index == 0 and not found & Is.COMMON)
            ):
                break
            if not (found & (Is.GIVEN | Is.SURNAME)) and found & Is.ENGLISH:
                break
            if not free and not found & (Is.GIVEN | Is.SURNAME):
                break
            stop = at + part.end()
            if index > 1:
                break
        return stop
    match = _RUN.match(norm, at)
    if match is None:
        return at
    return _trim(document, match.start(), match.end(), first_free=free)


def _titles(document: Document) -> Iterator[Finding]:
    low, norm = document.low, document.norm
    for match in _TITLE.finditer(low):
        title = re.match(r"[^\W\d_]+", match[0])
        real = title is not None and title[0] in _REAL_TITLES
        at = match.end()
        if real and match[0][0] == "s" and norm[match.start()].islower() and not document.lower:
            continue
        end = _name_at(document, at, free=real)
        if end == at:
            continue
        words = _WORD.findall(low, at, end)
        if not words or (len(words) == 1 and lexicon.flags(words[0]) & (Is.FUNCTION | Is.CREDENTIAL)):
            continue
        if not real:
            # `RN Tate`, `Crew Pettus`: the word must be able to be a name
            found = lexicon.flags(words[0])
            if document.upper or (
                len(words[0]) > 1
                and (lexicon.plain(words[0]) or (found & (Is.COMMON | Is.CLINICAL) and not found & Is.GIVEN))
            ):
                continue
            if len(words) == 1 and len(words[0]) == 1:
                continue
        yield Finding(at, end, DataKind.FULL_NAME, 0.92 if real else 0.6, NAME)


def _labels(document: Document) -> Iterator[Finding]:
    low, norm = document.low, document.norm
    for match in _LABEL.finditer(low):
        at = match.end()
        if norm[at : at + 1] in '"(':
            at += 1
        for title in (_TITLE.match(low, at),):
            if title is not None:
                at = title.end()
        turned = _LAST_FIRST.match(norm, at)
        if turned is not None and not document.lower:
            if not lexicon.plain(turned["last"].split()[0]) and not re.match(_CREDENTIAL + r"(?!\w)", turned["first"]):
                yield Finding(*turned.span(), DataKind.FULL_NAME, 0.9, NAME)
                continue
        end = _name_at(document, at, free=True)
        words = _WORD.findall(low, at, end)
        if end == at or not words or lexicon.plain(words[0]) and len(words[0]) > 1:
            continue
        label = match[0].strip(" :=.|\n;,(")
        if label in {
            "from",
            "to",
            "re",
            "ref",
            "by",
            "subject",
            "source",
            "contact",
            "resident",
            "member",
            "child",
        } and not any(lexicon.flags(w) & (Is.GIVEN | Is.SURNAME) or not lexicon.flags(w) for w in words):
            continue
        if all(
            lexicon.flags(w) & (Is.CLINICAL | Is.ENGLISH) and not lexicon.flags(w) & (Is.GIVEN | Is.SURNAME)
            for w in words
        ):
            continue
        yield Finding(at, end, DataKind.FULL_NAME, 0.85, NAME)
        # a list: `sons: A and B`, `Present: A, B`
        more = re.compile(rf"(?:,| and| &|;| /|/) ?(?={_PART})").match(norm, end)
        if more is not None:
            second = _name_at(document, more.end(), free=False)
            if second > more.end() and any(lexicon.borne(w) for w in _WORD.findall(low, more.end(), second)):
                yield Finding(more.end(), second, DataKind.FULL_NAME, 0.7, NAME)


def _relatives(document: Document) -> Iterator[Finding]:
    low, norm = document.low, document.norm
    for match in _KIN.finditer(low):
        at = match.end()
        head = match[0].rstrip(' "(,:')
        title = _TITLE.match(low, at)
        if title is not None:
            continue
        weak = head in _PEOPLE
        end = _name_at(document, at, free=not weak and not document.upper)
        words = _WORD.findall(low, at, end)
        if end == at or not words:
            continue
        found = lexicon.flags(words[0])
        if weak or document.lower or document.upper:
            known = any(lexicon.borne(w) for w in words) or (not weak and found & Is.GIVEN and not found & Is.COMMON)
            if (
                not known
                or found & (Is.FUNCTION | Is.CALENDAR)
                or (found & Is.PLACE and head in {"from", "by", "via"} and not found & Is.GIVEN)
            ):
                continue
        elif found & (Is.FUNCTION | Is.CREDENTIAL | Is.CLINICAL) and not found & Is.GIVEN:
            continue
        elif not found & (Is.GIVEN | Is.SURNAME) and found & (Is.ENGLISH | Is.DRUG | Is.CLINICAL):
            continue
        yield Finding(
            at, end, DataKind.RELATIVE_NAME if not weak else DataKind.FULL_NAME, 0.8 if not weak else 0.6, NAME
        )
        more = re.compile(rf"(?:,| and| &|, and)(?: \(\d+\),?)? (?={_PART})").match(norm, end)
        while more is not None:
            second = _name_at(document, more.end(), free=False)
            if second == more.end() or not any(
                lexicon.flags(w) & Is.GIVEN for w in _WORD.findall(low, more.end(), second)
            ):
                break
            yield Finding(more.end(), second, DataKind.RELATIVE_NAME, 0.65, NAME)
            more = re.compile(rf"(?:,| and| &|, and)(?: \(\d+\),?)? (?={_PART})").match(norm, second)


def _turned(document: Document) -> Iterator[Finding]:
    """Yield `LAST, FIRST M` where the words are names, at line start or in a cell."""
    low, norm = document.low, document.norm
    for match in _LAST_FIRST.finditer(norm):
        last, first = _WORD.findall(low, *match.span("last")), _WORD.findall(low, *match.span("first"))
        flags_last, flags_first = lexicon.flags(last[-1]), lexicon.flags(first[0])
        if (
            any(
                lexicon.flags(w) & (Is.FUNCTION | Is.CREDENTIAL | Is.CALENDAR | Is.STATE) and len(w) > 1
                for w in (*last, *first[:1])
            )
            and not flags_first & Is.GIVEN
        ):
            continue
        start_of_line = (
            match.start() == 0
            or norm[match.start() - 1] in "\n|\t*/("
            or norm[max(0, match.start() - 2) : match.start()] in {"  ", "- ", "| ", "/ ", ": ", "* ", "> "}
        )
        tight = norm[match.end("last")] == "," and norm[match.end("last") + 1 : match.end("last") + 2] != " "
        one_letter = len(first[0]) == 1
        if flags_first & (Is.CLINICAL | Is.DRUG) and not flags_first & Is.GIVEN:
            continue
        given = flags_first & Is.GIVEN and not flags_first & Is.COMMON
        surname = flags_last & Is.SURNAME or not flags_last
        capitals = match["last"].isupper() and len(match["last"]) > 2
        if (
            surname
            and not (flags_last & (Is.COMMON | Is.CLINICAL) and not capitals and not start_of_line)
            and (given or (start_of_line and not flags_first & (Is.ENGLISH | Is.CLINICAL | Is.DRUG) and not one_letter))
        ):
            sure = start_of_line or capitals or tight
            if not sure and not (lexicon.borne(last[-1]) and lexicon.borne(first[0])):
                continue
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.85 if sure else 0.5, NAME)
        elif (
            one_letter
            and start_of_line
            and surname
            and not flags_last & (Is.CLINICAL | Is.FACILITY | Is.DRUG)
            and not (flags_last & Is.COMMON and not capitals)
        ):
            yield Finding(*match.span(), DataKind.FULL_NAME, 0.7, NAME)


def find(document: Document) -> Iterator[Finding]:
    """Yield names that their surroundings announce."""
    low, norm = document.low, document.norm
    yield from _titles(document)
    yield from _labels(document)
    yield from _relatives(document)
    if not document.lower:
        yield from _turned(document)
        for match in _BEFORE_CREDENTIAL.finditer(norm):
            start = match.start("n")
            words = list(_WORD.finditer(low, start, match.end("n")))
            # drop leading words that are vocabulary: `Reviewed By Ann Lee, MD`
            while (
                words
                and (lexicon.plain(words[0][0]) or lexicon.flags(words[0][0]) & (Is.FACILITY | Is.CREDENTIAL))
                and len(words[0][0]) > 1
            ):
                words = words[1:]
            if words and not all(len(w[0]) == 1 for w in words):
                yield Finding(words[0].start(), match.end("n"), DataKind.PROVIDER_NAME, 0.85, NAME)
        for match in _SPELLED.finditer(norm):
            yield Finding(
                *match.span(),
                DataKind.FULL_NAME,
                0.75 if "spel" in low[max(0, match.start() - 20) : match.start()] else 0.5,
                NAME,
            )
    else:
        for match in _LOW_CREDENTIAL.finditer(low):
            words = _WORD.findall(match["n"])
            if (
                all(len(w) == 1 or not lexicon.plain(w) for w in words)
                and any(lexicon.flags(w) & (Is.GIVEN | Is.SURNAME) or not lexicon.flags(w) for w in words)
                and not any(lexicon.flags(w) & (Is.COMMON | Is.CLINICAL) for w in words)
            ):
                yield Finding(*match.span("n"), DataKind.PROVIDER_NAME, 0.75, NAME)

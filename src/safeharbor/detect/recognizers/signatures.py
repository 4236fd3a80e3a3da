"""Initials and typist marks that stand for a person: `/kjw`, `OS:tnl`, `-JR`, `ek, RPh`, a last line of two letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect import lexicon
from safeharbor.detect.anchors import Anchored, Shaped, line_ends, matches, windows
from safeharbor.detect.lexicon import Is
from safeharbor.detect.person_words import CREDENTIALS, ROLES
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "signature"

_I: Final = r"(?:[A-Za-z]{2,4}|[A-Z]\.? ?[A-Z]\.(?: ?[A-Z]\.)?|[A-Z]\.?[A-Z]?-[A-Z]\.?)"
_SLASHED: Final = Shaped(
    ("/",),
    r"(?:[ \t]|^)/{1,2} ?(?P<n>[A-Z]{2,3}|[a-z]{2,4})(?= *(?:\n|$)| +(?:Signed|signed|\d|[DT]:))",
    re.MULTILINE,
    reach=1,
)
_HEADER: Final = 60  # `HOME VISIT NOTE -- SN` is a note's first line
_ENUMERATED: Final = re.compile(r"/ ?(?:[A-Z]{3,12}|[a-z]{3,12}) ?\Z")  # `GREEN / YELLOW / RED`
_PAIR: Final = Shaped(
    tuple(f"{before}{sign}" for before in "aA" for sign in ("/a", "/A", ":a", ":A", "//", "::", "/:", ":/")),
    r"(?<![\w/:.])(?P<a>[A-Z]{2,4}|[a-z]{2,3})(?P<s>[:/]{1,2})(?P<b>[a-z]{2,4}|[A-Z]{2,4})(?= *(?:\n|$)| {2,}[dDT]| +[dD]{1,2}[:T ]? ?\d)",
    re.MULTILINE,
    reach=3,
)
_DASHED: Final = re.compile(r"(?:[ \t]|^)[-~]{1,2} ?(?P<n>[A-Z]{2,3}|[a-z]{2,4})[.]?(?= *(?:\n|$))", re.MULTILINE)
_BEFORE_CREDENTIAL: Final = re.compile(
    r"(?<![\w.'/-])(?<!\b[A-Z]{2} [A-Z]{2} )(?P<n>[a-z]{2,3}|[A-Z]{2,3})(?:, ?| )(?:RN|LPN|LVN|RPh|PharmD|MD|DO|NP|PA-C|CRNA|CNA|PCT|CMA|MA|ARNP|APRN|CNM|DDS|DMD|RDH|PT|DPT|OT|SLP|RD|RT|RRT|LCSW|EMT|rn|lpn|md|np)(?![\w])"
)
# who dictated and who typed, below the signature: `GPP/church/olinger`, `XGT:holmes`; a code beside it: `M.D.    FB59`
_TYPIST: Final = Anchored(
    "m md d do n np pa r rn ph phd",
    r"(?:M\.?D|D\.?O|N\.?P|PA-C|R\.?N|Ph\.?D)\.?[ \t]*\n\s*(?P<a>[A-Z]{2,4})[:/](?P<b>[a-z]{2,15})(?:/(?P<c>[a-z]{2,15}))?(?=[ \t]*(?:\n|\Z))",
)
_CODED: Final = Anchored("m md d do", r"(?:M\.?D|D\.?O)\.? {1,12}(?P<n>[A-Z]{2,3}\d{2,4})(?!\w)")
# a list of abbreviations: `MOD, DO, BWX, FMX,`
_LISTED: Final = re.compile(r", [A-Z]{2,4}, [A-Z]{2,4}\b")
_INITIALS: Final = 3  # as many letters as a person signs with
AFTER_NAME: Final = re.compile(r"[A-Z][a-z'-]+,? \Z")
_CREDENTIALS: Final = frozenset(
    "rn lpn lvn rph pharmd md do np pa crna cna pct cma ma arnp aprn cnm dds dmd rdh pt dpt ot slp rd rt rrt lcsw emt".split()
)
_ROLE: Final = re.compile(
    r"\b(?i:scribed?(?: by)?|typed by|transcribed by|typist|entered by|initials?|subj(?:ect)? initials|signed|witness(?:ed by)?|verified by|checked by|cannulator|collected by|drawn by|noted(?: by)?|read back(?: by)?|taken by|given by|done by|phleb|dosimetry|physics|therapist|tech|scored by|"
    r"scrub|circ|circulator|recorder|logged|charted|filed|closed|resolved|abstr(?:actor)?|embryologist|sonographer|chkd?|rph|pa(?=:)|"
    r"rn|nurse|co-?sign|by|init|cc|dictated by|per|auth|aide|pct|cna|reviewer)(?![^\W\d_])(?: is| are)?[:.]? ?(?P<n>[a-z]{2,3}|[A-Z][A-Z-]{1,4}|[A-Z]\.(?:[A-Z]\.){1,2}|[A-Z]-[A-Z])(?P<s>/(?P<b>[a-z]{2,3}|[A-Z]{2,3}))?(?![\w'-]|\.\w)"
)
_DOTTED: Final = Shaped(
    ("A.A", "A. A", "A.A'A"),
    r"(?<![\w.])(?:[A-Z]\. ?){1,3}(?:[A-Z]-[A-Z]\.|[A-Z]\.-?[A-Z]\.?)(?![\w])|(?<![\w.])[A-Z]\.O'[A-Z]\.",
    reach=0,
)
_PATIENT: Final = Anchored(
    "pt patient re subject client initials ms mr mrs for signed by on about",
    r"\b(?:pt|patient|re|subject|client|initials|ms|mr|mrs|for|signed|by|on|about)[.:]? {1,2}(?P<n>[A-Z]\.[A-Z]\.(?:[A-Z]\.)?|[A-Z]\.[A-Z]-[A-Z]\.)(?![\w])",
    re.IGNORECASE,
)
_STAFF: Final = frozenset(
    "scrub circ circulator recorder abstr abstractor embryologist sonographer chk chkd rph tech phleb pa".split()
)
# who was there: `Present: FVL, WN, ce.`
_PRESENT: Final = Anchored(
    "present regrets absent excused attendees attendance",
    r"(?i:present|regrets|absent|excused|attendees|attendance): ?(?P<l>(?:[A-Za-z]{2,3}|(?:[A-Z]\.){2,3})(?:, (?:[A-Za-z]{2,3}|(?:[A-Z]\.){2,3})){1,9})(?=\.?(?:\s|\Z)|;)",
)
_LAST_LINE: Final = re.compile(
    r"(?:^|\n)[ \t]*(?P<n>[A-Z]{2,3}|[a-z]{2,3}|[A-Z]\. ?[A-Z]\.?(?:-[A-Z]\.?)?|[A-Z]\. ?[A-Z]\. ?[A-Z]\.|[A-Z][a-z]{2,12} [A-Z]\.?(?:-[A-Z]\.?)?)[ \t]*(?:\n\s*)?$"
)
_ALONE: Final = Shaped(("AA\n", "A.\n", " \n"), r"(?:^|\n)[> \t]*(?P<n>[A-Z]{2}|[A-Z]\.[A-Z]\.)[ \t]*(?=\n)")
# thanks and one letter, a quoted mail's last line of one letter, a last line of letters and a day
_THANKED: Final = Anchored(
    "thx thanks thank ty tx best cheers love regards xo",
    r"\b(?i:thx|thanks|thank you|ty|tx|best|cheers|love|regards|xo)[,!.]{0,2}\s(?P<n>[A-Z])\.?(?=[ \t]*(?:\n|\Z))",
)
_QUOTED_LETTER: Final = re.compile(r"\n>[> ]*(?P<n>[A-Z])[ \t]*(?=\n)")
_LAST_DATED: Final = re.compile(
    r"(?:\A|\n)[ \t]*(?P<n>[a-z]{2,3}|[A-Z]{2,3}),? \d{1,2}/\d{1,2}(?:/\d{2,4})?(?: \d{4})?[ \t]*\Z"
)
_ROLE_HEADS: Final = frozenset(
    "scribe scribed typed transcribed typist entered initial initials subj subject signed witness witnessed verified checked cannulator collected drawn noted read taken given done phleb dosimetry physics therapist tech scored rn nurse co cosign by init cc dictated per "
    "auth aide pct cna reviewer scrub circ circulator recorder logged charted filed closed resolved abstr abstractor embryologist sonographer chk chkd rph pa".split()
)
_SIGN_OFF: Final = Anchored(
    "thanks thank many sincerely yours regards best kind warmly warm cheers love respectfully cordially gracias saludos atentamente merci cordialement que god with peace",
    r"(?i:thanks|thank you|many thanks|sincerely|yours|regards|best|best regards|kind regards|warmly|warm regards|cheers|love|respectfully|cordially|gracias|saludos|atentamente|merci|cordialement|que dios|god bless|with every good wish|with kind|with thanks|peace)"
    r"[^\n]{0,24}\n\s{0,4}(?P<n>(?:[A-Z]\.? ){0,2}[A-Z\u00c0-\u00de][\w'.-]{0,24}(?: [A-Z\u00c0-\u00de][\w'.-]{0,24}){0,3})(?=[ \t]*(?:\n|$|,|\())",
)
_NOT: Final = frozenset(
    "e.g i.e a.m p.m p.o i.v i.m bsn msn mba mph req vs exp lbm edc edd lmp doi rtc rtw mvc pmp lm ns face facs facp facc faap facog facep fase aka pac phd hs qd flt lic wkr pts fam dtr gma gpa pod hd dol dos room rm bed unit ward apt ste md do rn np pa pt ot iv po im sq or er ed bp hr rr am pm no na id ok nl wnl nos mg ml cc cm mm kg lb dr mr ms st ct us mri ekg ecg cxr the and for was not per via on in at to by of is it as an if we he us hx dx tx rx sx fx "
    "bid tid qid qd qod qhs qam qpm prn npo dnr full dni stat see end eom va ra rm wt ht cn abd ext heent gi gu cv ros hpi pmh psh sh fh a/p plan note nad wdl lab labs imp rec f/u con neg pos dos dob mrn csn fin uh bmp cbc cmp inr ssn usa uk ny ca tx fl nc all new old she his her pgy left mild dm htn cad chf ckd af".split()
)


def _worded(text: str) -> bool:
    """Whether letters after a dash or slash are a word or a clinical abbreviation that nobody bears."""
    found = lexicon.flags(text)
    return len(text) > 2 and not found & (Is.GIVEN | Is.SURNAME) and bool(found & (Is.CLINICAL | Is.ENGLISH | Is.DRUG))


def _told(text: str) -> bool:
    """Whether letters in lower case are a word of a sentence, and no one's initials or given name."""
    found = lexicon.flags(text)
    return bool(found & Is.FUNCTION) or (bool(found & Is.COMMON) and not found & Is.GIVEN)


def _second(document: Document, match: re.Match[str]) -> bool:
    """Whether letters before a credential are one more of the name before them: `J. Macaraeg, BSN RN`."""
    start = match.start("n")
    return match["n"].lower() in CREDENTIALS and AFTER_NAME.search(document.norm, max(0, start - 24), start) is not None


def find(document: Document) -> Iterator[Finding]:
    """Yield initials in the places where people sign."""
    norm, low = document.norm, document.low
    tail = norm.rstrip()

    def fits(start: int, end: int) -> bool:
        return low[start:end].strip(" .") not in _NOT

    first = norm.find("\n")
    tails = [
        m
        for start, end in line_ends(document, 16, ("AA", "aa", "AA.", "aa."))
        for m in _DASHED.finditer(norm, start, end)
    ]
    before = [
        m
        for start, end in windows(document.starts(_CREDENTIALS), 7, 12, len(norm))
        for m in _BEFORE_CREDENTIAL.finditer(norm, start, end)
    ]
    for pattern, score in ((_SLASHED, 0.85), (_DASHED, 0.75), (_BEFORE_CREDENTIAL, 0.8), (_PATIENT, 0.85)):
        for match in (
            before
            if pattern is _BEFORE_CREDENTIAL
            else tails
            if pattern is _DASHED
            else matches(pattern, document, norm)
        ):
            if (
                fits(*match.span("n"))
                and not (
                    pattern is _BEFORE_CREDENTIAL
                    and (document.upper or _second(document, match) or _LISTED.match(norm, match.end()))
                )
                and not (pattern in (_SLASHED, _DASHED) and _worded(match["n"]))
                and not (
                    pattern is _SLASHED and _ENUMERATED.search(norm, max(0, match.start() - 16), match.start() + 1)
                )
                and not (pattern is _DASHED and match.start() < first < min(len(tail), _HEADER))
            ):
                yield Finding(*match.span("n"), DataKind.INITIALS, score, NAME)
    for match in _PAIR.finditer(document, norm):
        if fits(*match.span("a")) and fits(*match.span("b")) and (match["a"].isupper() or match["b"].islower()):
            at_end = match.end() >= len(tail) - 40 or re.match(
                r" {2,}[dDT]| +[dD]", norm[match.end() : match.end() + 6]
            )
            if _worded(match["a"]) and _worded(match["b"]) and match["a"].isupper() is match["b"].isupper():
                continue  # `HIV/AIDS`
            unknown = not lexicon.flags(match["a"]) and not lexicon.flags(match["b"]) and match["a"].islower()
            if at_end or unknown or match["a"].isupper() is not match["b"].isupper():
                yield Finding(*match.span("a"), DataKind.INITIALS, 0.8, NAME)
                yield Finding(*match.span("b"), DataKind.INITIALS, 0.8, NAME)
    for match in [m for start in document.starts(_ROLE_HEADS) if (m := _ROLE.match(norm, start))]:
        # `initials may be left out`, `initial pop`; two bodies: `classed by ACMG/AMP`
        told = not match["s"] and match["n"].islower() and _told(match["n"])
        bodies = (
            match["s"] and (match["n"] + match["b"]).isupper() and max(len(match["n"]), len(match["b"])) > _INITIALS
        )
        if (fits(*match.span("n")) or match["s"]) and not document.lower and not told and not bodies:
            word = match[0].split()[0].rstrip(":.").lower()
            sure = (
                word
                in {
                    "scribe",
                    "scribed",
                    "typed",
                    "transcribed",
                    "typist",
                    "entered",
                    "initials",
                    "initial",
                    "subj",
                    "init",
                    "cannulator",
                    "scored",
                    "noted",
                }
                or match["s"]
            )
            staff = word in _STAFF and not lexicon.flags(match["n"]) & ~(Is.SURNAME | Is.GIVEN) and len(match["n"]) < 4
            unknown = staff or (
                not lexicon.flags(match["n"])
                and len(match["n"]) < 4
                and (match["n"].islower() or (word == "by" and norm[match.end() : match.end() + 1] in ";,.)\n"))
            )
            if staff or (not document.upper and (sure or unknown)):
                yield Finding(*match.span("n"), DataKind.INITIALS, 0.8, NAME)
                if match["b"]:
                    yield Finding(*match.span("b"), DataKind.INITIALS, 0.8, NAME)
    for match in _PRESENT.finditer(document, norm):
        for one in re.finditer(r"[A-Za-z.]+", match["l"]):
            if not lexicon.flags(one[0]) & (Is.FUNCTION | Is.CREDENTIAL) and one[0].lower() not in _NOT:
                yield Finding(
                    match.start("l") + one.start(), match.start("l") + one.end(), DataKind.INITIALS, 0.7, NAME
                )
    for match in _DOTTED.finditer(document, norm):
        if low[match.start() : match.end()].replace(".", "").replace(" ", "") not in _NOT:
            yield Finding(*match.span(), DataKind.INITIALS, 0.55, NAME)
    for match in _SIGN_OFF.finditer(document, norm, opening=True):
        words = match["n"].split()
        if not any(word.lower() in _NOT for word in words):
            yield Finding(*match.span("n"), DataKind.FULL_NAME, 0.75, NAME)
    for match in _TYPIST.finditer(document, norm):
        yield Finding(*match.span("a"), DataKind.INITIALS, 0.85, NAME)
        yield Finding(*match.span("b"), DataKind.PROVIDER_NAME, 0.85, NAME)
        if match["c"]:
            yield Finding(*match.span("c"), DataKind.PROVIDER_NAME, 0.85, NAME)
    for match in _CODED.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.75, NAME)
    for match in _THANKED.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.INITIALS, 0.75, NAME)
    for match in _QUOTED_LETTER.finditer(norm) if "\n>" in norm else ():
        yield Finding(*match.span("n"), DataKind.INITIALS, 0.7, NAME)
    dated = _LAST_DATED.search(tail, max(0, len(tail) - 32))
    if dated is not None and (
        dated["n"] == "ms" or (fits(*dated.span("n")) and dated["n"].lower() not in ROLES and not _worded(dated["n"]))
    ):
        yield Finding(*dated.span("n"), DataKind.INITIALS, 0.7, NAME)
    for pattern in (_LAST_LINE, _ALONE):
        for match in (
            _ALONE.finditer(document, norm)
            if pattern is _ALONE
            else _LAST_LINE.finditer(tail, max(0, tail.rfind("\n")))
        ):
            if fits(*match.span("n")):
                yield Finding(*match.span("n"), DataKind.INITIALS, 0.7, NAME)

"""Authors, journals and their volumes, laws, standards and forms: who and what is cited as such is public, and no one's identity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped, matches
from safeharbor.identifiers import Label

if TYPE_CHECKING:
    from safeharbor.detect.document import Document
    from safeharbor.findings import Finding

_TAGGER: Final = "tagger"
_REASON: Final = 0.75
_CITING: Final = frozenset(
    "al nejm engl jama jacc lancet bmj circulation pediatrics annals intern surg med j clin uptodate cochrane".split()
)
_NAMED: Final = (Label.NAME, Label.LOCATION, Label.ORG)
# authors, up to three, before what is cited: `Adler et al.`, `Adler and Brandt, JAMA`
_CITED: Final = re.compile(
    r"(?:(?:,| and| &|, and) [A-Z][\w'-]+){0,2}(?:,? et al\b|[.,]? (?:in )?(?:the )?(?:NEJM|N Engl J Med|JAMA|JACC|"
    r"Lancet|BMJ|Circulation|Pediatrics|Annals|Ann Intern Med|Ann Surg|J Clin|Am J|Clin Infect Dis|UpToDate|"
    r"Cochrane)\b)"
)
# year, volume and page: `Ann Intern Med 2009;150:604-12`
_PAGED: Final = re.compile(
    r"(?:(?: [A-Z][a-z]+\.?){0,4}[.,]? (?:19|20)\d\d)?(?: [A-Z][a-z]{2})?;\s?"
    r"\d{1,4}(?:\(\d{1,3}\))?:\s?[a-zA-Z]?\d{1,6}"
)

_STATUTES: Final = (
    "usc usca cfr ilcs tca orc mgl njsa ars crs krs ksa nrs ors rcw wac oac fac ocga vsa cgs hrs mca mcl ncgs sdcl uca ndcc cmr "
    "nycrr rsmo"
).split()
_PLACE_IN_LAW: Final = r"\d[\w.:()/-]*"
_SOURCES: Final[tuple[Anchored | Shaped, ...]] = (
    # `42 U.S.C. 300aa-26`, `T.C.A. \u00a7 63-2-102`, `Pub. L. 111-5`
    Anchored(
        " ".join(_STATUTES + [name[0] for name in _STATUTES] + ["pub", "public", "fed"]),
        r"(?:"
        + "|".join(r"\.? ?".join(name.upper()) for name in _STATUTES)
        + r"|[Pp]ub(?:lic)?\.? L(?:aw)?|P\.? ?L|Fed\.? Reg)"
        r"(?![A-Za-z])\.?,?(?: (?:[Ss]ec(?:tions?|s|\.)?|[Pp]arts?|[Tt]itle|[Cc]h(?:apter|\.)?|[Aa]rt(?:icle|\.)?|Ann\.|[Nn]os?\.))*"
        rf" ?\u00a7{{0,2}} ?{_PLACE_IN_LAW}(?:(?:,|;|,? and|,? or| through| to| &) ?(?:\u00a7 ?)?{_PLACE_IN_LAW})*",
    ),
    # the standards of the Joint Commission: `RI.01.03.01, EP 1-13`
    Shaped(
        ("A.00.00.00",),
        r"(?<!\w)(?:APR|CTS|DC|EC|EM|HR|IC|IM|LD|LS|MM|MS|NPG|NPSG|NR|PC|PI|QSA|RC|RI|TS|UP|WT)(?:\.\d\d){3}(?!\w|\.\d)(?:,? EPs? ?\d+(?:(?:-|, ?)\d+)*)?",
        reach=3,
    ),
    # norms: `IEC 60601-2-24`, `NIST Special Publication 800-63-1`, `ANSI/AAMI ST79`
    Anchored(
        "iec iso astm ansi aami din nfpa clsi nist rfc ieee ashrae usp icru ncrp aapm",
        r"(?:IEC|ISO|ASTM|ANSI|AAMI|DIN|NFPA|CLSI|NIST|RFC|IEEE|ASHRAE|USP|ICRU|NCRP|AAPM)"
        r"(?:[ /](?:IEC|ISO|ASTM|ANSI|AAMI|IEEE|EN|TR|TS|SP|PUB|Special Publication|Report|No\.))*(?: |-|/)?[A-Z]{0,3}-?\d[\w.:-]*",
    ),
    # forms and a house's own policies: `CMS-10455`, `VA Form 10-5345`, `Form AN-207`, `POLICY HIM-6.014`
    Anchored(
        "cms ssa hcfa ub omb uscis form forms policy policies sop protocol guideline procedure",
        r"(?:CMS|SSA|HCFA|UB|OMB|USCIS)-\d[\dA-Z-]*|(?:[Ff]orms?|FORM) (?:\d{1,2}-\d{3,5}[a-z]?|[A-Z]{1,4}-?\d{1,4}[A-Z]?)(?![\w-])"
        r"|(?:[Pp]olic(?:y|ies)|POLICY|SOP|[Pp]rotocol|PROTOCOL|[Gg]uideline|GUIDELINE|[Pp]rocedure|PROCEDURE)(?: (?:[Nn]o\.?|NO\.?|[Nn]umber|#))?:? "
        r"[A-Z]{1,5}(?:-[A-Z]{1,5})?[-.]?\d{1,3}(?:\.\d{1,4})*(?![\w-])",
    ),
    # entries of public databases: `OMIM 238300`, `PMID: 19470903`
    Anchored(
        "mim omim pmid pmc pmcid umls cui mondo orpha sctid rxcui unii chebi uniprot entrez",
        r"(?:O?MIM|PMID|PMC|PMCID|UMLS|CUI|MONDO|ORPHA|SCTIDs?|RxCUI|UNII|CHEBI|[Uu]ni[Pp]rot|Entrez(?: Gene)?)(?: ID)?[ :#]{0,3}[A-Z]{0,3}\d[\w.-]*",
    ),
)
# the number of a policy in its head: `NUMBER: ADM-112`
_HOUSE: Final = Anchored(
    "number supersedes replaces document doc",
    r"(?:[Nn]umber|NUMBER|[Ss]upersedes|SUPERSEDES|[Rr]eplaces|REPLACES|[Dd]oc(?:ument)?(?: (?:no\.?|#|number|ID))?):? "
    r"[A-Z]{2,5}(?:-[A-Z]{1,5})?-\d{1,3}(?:\.\d{1,4})?(?![\w-])",
)
_HOUSES: Final = frozenset({"policy", "procedure", "protocol", "guideline", "sop"})
# `the American Thoracic Society`: no one's employer unless the text says so
_SOCIETY: Final = re.compile(
    r"(?:(?:As|By|In|Per|See|From|For|With|On) )?(?:[Tt]he )?(?:American|European|British|Canadian|International|World|National|Royal|Australian|Japanese|Asian|Pan-American|Federal|US|U\.S\.) "
    r"(?:[A-Z][\w'&-]* |of |on |for |and |the )*(?:Society|Association|College|Academy|Federation|Foundation|Organi[sz]ation|Council|Congress|Board|Committee|Task Force|Registry|Program|Network|Agency|Administration|Institutes?)"
    r"(?: (?:of|on|for|and|the|in|[A-Z][\w'&-]*))*|(?:The )?Joint Commission"
)
_EMPLOYED: Final = re.compile(
    r"\b(?:works?|worked|working|employ\w+|employer:?|retired|president|director|job|hired|volunteers?|volunteered|insured|member|intern\w*)"
    r"(?: \w+)? ?(?:for|by|at|from|with|of|to)?(?: the)? ?\Z",
    re.IGNORECASE,
)
_CUE_REACH: Final = 36


def _cited(document: Document, finding: Finding) -> bool:
    """Whether a finding is part of a citation."""
    if _PAGED.match(document.norm, finding.end):
        return True
    if finding.label not in _NAMED:
        return False
    if finding.recognizer == _TAGGER or finding.score < _REASON:
        return _CITED.match(document.norm, finding.end) is not None
    return _CITED.search(document.norm, finding.start, finding.end) is not None


def _society(document: Document, finding: Finding) -> bool:
    """Whether a finding is a learned society, a board or an agency of a country and not where someone works."""
    return (
        finding.label is Label.ORG
        and _SOCIETY.fullmatch(document.norm, finding.start, finding.end) is not None
        and _EMPLOYED.search(document.norm, max(0, finding.start - _CUE_REACH), finding.start) is None
    )


def _within(finding: Finding, start: int, end: int) -> bool:
    """Whether a finding lies in what is cited; one of words that only the recognizer found may begin before it."""
    if finding.recognizer == _TAGGER and finding.label in _NAMED:
        return finding.start < end and start < finding.end
    return start <= finding.start and finding.end <= end


def uncited(document: Document, found: list[Finding]) -> list[Finding]:
    """Return the findings that are part of no citation."""
    citing = not _CITING.isdisjoint(document.vocabulary)
    patterns = _SOURCES if _HOUSES.isdisjoint(document.vocabulary) else (*_SOURCES, _HOUSE)
    sources = [match.span() for pattern in patterns for match in matches(pattern, document, document.norm)]
    return [
        finding
        for finding in found
        if not (citing and _cited(document, finding))
        and not any(_within(finding, start, end) for start, end in sources)
        and not _society(document, finding)
    ]

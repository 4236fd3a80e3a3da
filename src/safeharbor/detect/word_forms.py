"""What a word on no list is made of: a clinical ending, a drug's stem, an inflected word, a word behind a prefix.

`NICKING` is `nick` and `-ing`; a note in capitals gives no other sign that it is no name. Only words on no list are
asked: a surname keeps being one. Drug stems are those of the INN and USAN lists.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_SHORTEST: Final = 6
_CLINICAL: Final = re.compile(
    r"(?:itis|iasis|osis|oses|ectomy|otomy|ostomy|oscopy|oscopic|oscopically|a?emia|a?emic|uria|pathy|pathic|plasty|graphy|grams?|ology|ologic|ological|algia|plegia|plegic|paresis|penia|penic|"
    r"megaly|cytosis|cytic|blastoma|sarcoma|carcinoma|rrh?o?ea|rrhage|rrhagic|rrhaphy|rrhexis|pexy|lysis|lytic|centesis|desis|phagia|phasia|opsia|opia|trophic|trophy|genic|ectasis|ectasia|stenosis|"
    r"stenotic|thorax|iform|aceous|ostomies|ectomies|scopies|plasties|therapy|metry|metric|philia|philic|phobia|spasm|edema|dynia|kinesia|kinesis|tonia|tonic|ptosis|malacia|sclerosis|sclerotic)\Z"
)
_DRUG: Final = re.compile(
    r"(?:[lt]inib|zumab|ximab|umab|limab|cumab|ciclib|parib|rafenib|zomib|degib|sartan|[vp]astatin|conazole|bendazole|prazole|nidazole|cillin|[mr]ycin|micin|[aeo]lol|dipine|gliptin|gliflozin|glutide|glitazone|"
    r"[ao]vir|parin|xaban|gatran|setron|triptan|tidine|caine|azepam|azolam|barbital|azosin|terol|phylline|profen|coxib|dronate|lukast|floxacin|cycline|penem|vaptan|grelor|fibrate|thiazide|semide|pamide|"
    r"gliptin|lamide|curium|curonium|piprazole|peridone|idone|apine|oxetine|ipramine|triptyline|faxine|azodone)\Z|\A(?:cef|sulfa)"
)
_ENDINGS: Final = (
    ("ations", ("ate", "e")),
    ("ation", ("ate", "e")),
    ("ability", ("able", "e", "")),
    ("ically", ("ic", "ical")),
    ("ingly", ("", "e")),
    ("nesses", ("",)),
    ("izing", ("ize", "e", "")),
    ("ized", ("ize", "e", "")),
    ("ness", ("",)),
    ("less", ("", "e")),
    ("able", ("", "e")),
    ("ible", ("", "e")),
    ("ings", ("", "e")),
    ("ing", ("", "e")),
    ("ied", ("y",)),
    ("ies", ("y",)),
    ("ed", ("", "e")),
    ("ly", ("", "le")),
    ("es", ("", "e")),
    ("s", ("",)),
)
_PREFIXES: Final = re.compile(
    r"(?:un|re|non|pre|post|anti|peri|sub|supra|infra|hypo|hyper|trans|inter|intra|extra|micro|macro|neuro|cardio|gastro|hepato|broncho|pneumo|arterio|veno|retro|para|pseudo|over|under|bi|tri|multi|endo|"
    r"epi|dys|auto|semi|ultra|immuno|radio|thrombo|myo|osteo|cranio|thoraco|lumbo|cervico|naso|oro|oculo|uro|tele|poly|mono|uni|mid|mis|dis|de|in|im)\Z"
)
_STEM: Final = 4


def _stems(word: str) -> list[str]:
    """Return what may stand without its ending: `nicking` -> nick, nicke; `stripping` -> stripp, strippe, strip."""
    found: list[str] = []
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM - 1:
            root = word[: -len(ending)]
            found.extend(root + other for other in others)
            if root[-1] == root[-2] and ending in {"ing", "ings", "ed", "able"}:
                found.append(root[:-1])
    return found


def clinical(word: str) -> bool:
    """Whether a folded word has an ending of diseases, findings or procedures."""
    return len(word) > _SHORTEST and _CLINICAL.search(word) is not None


def drug(word: str) -> bool:
    """Whether a folded word has the stem of a class of drugs."""
    return len(word) > _SHORTEST and _DRUG.search(word) is not None


def derived(word: str, known: Callable[[str], bool]) -> bool:
    """Whether a folded word is a known word inflected, or one behind a prefix."""
    if len(word) < _SHORTEST:
        return False
    if any(len(stem) >= _STEM and known(stem) for stem in _stems(word)):
        return True
    return any(
        _PREFIXES.match(word, 0, cut) is not None and known(word[cut:]) for cut in range(2, min(8, len(word) - _STEM))
    )

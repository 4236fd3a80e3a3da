"""What readers of dates in figures share: the figures of a text, the days of a month, the words before a day."""

from __future__ import annotations

import re
from typing import Final

CUE: Final = re.compile(
    r"\b(?:[a-z]{3,14}(?:ectomy|otomy|ostomy|plasty|scopy|graphy|ograms?|centesis|pexy)|appy|chole|c-?section|tah|tka|tha|tkr|thr|acdf|lap band|gbp|rygb|"
    r"(?:sutures?|staples?|stitches|clips|pacer|monitor|foley|drain|line|cast|tubes?|pins?|packing|wires?|trach|peg|picc|cath(?:eter)?|splint|chest tube|jp|ran|run|runs) (?:out|off|pulled)|seizures?|stroke|stemi|nstemi|cva|tia|mva|mvc|syncope|overdose|assault|crash|(?:r/?s|resched(?:uled)?|changed|pushed) to|ua|upt|rvp|psa|bnp|lbm|"
    r"(?:ct|cta|mri|mra|mr|xr|us) [a-z][a-z/-]{1,11}(?: [a-z-]{2,8})?|can do|how about|see you|free|tu|th|yest|yesterday|today|tmrw|tomorrow|on|onset|shift|intake|hearing|staples|sutures|stitches|began|since|until|til|till|by|thru|through|from|dated?|seen|last|next|due|exp|started|start|starting|stopped|before|"
    r"after|dc|d/c'?d?|adm|admit|admitted|discharged?|dob|labs?|appt|f/?u|follow-?up|recheck|rechecked|collected|filled|signed|"
    r"(?:week|wk|night|eve|evening|morning|as) of|wkof|beginning|ending|ended|effective|eff|dos|(?:last|next|first|final|prior) \w{2,12}|doi|doa|dod|lmp|edd|edc|born|expires?|received|rec'd|"
    r"ordered|dx|scheduled|sched|booked|return|returns?|rtc|called|updated|reviewed|repeat|placed|removed|resulted|drawn|cx|bcx|"
    r"done|given|taken|lac|inj|orif|repair|leep|colpo|emb|lletz|hsg|iud|d&c|tvus|nexplanon|botox|inj|injection|peel|picc|cvc|port|foley|trach|peg|scope|scoped|kenalog|depo|depo-?\w{3,10}|synvisc|euflexxa|lupron|vivitrol|sublocade|sustenna|prolia|reclast|xolair|rhogam|bal|sputum|csf|lp|tee|tte|cath|ercp|eus|bronch|bx|biopsy|pci|cabg|tavr|icd|ppm|turbt|nsvd|scan|swab|ucx|wcx|trough|tdap|mmr|ppd|covid|vaccine|rpt|"
    r"echo|ct|mri|cxr|ekg|ecg|us|xr|pet|colonoscopy|egd|surgery|procedure|note|next|clinic|mon|tues?|weds?|thu|thurs?|fri|sat|sun|sundays?|bmp|cbc|cmp|tsh|a1c|inr|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|el|del|le|date|addendum|fell|went|came|arrived|left|moved|"
    r"transferred|extubated|intubated|planned|around|approx|circa|set up|prior|then on|bday|birthday|anniversary|"
    r"(?:reported|sent|mailed|faxed|submitted|referred|transferred|shipped) to [\w ]{2,14}|(?:d|day|dose|week|wk) ?\d{1,2}|(?!(?:sc|r|gr|us|tit|orient)[a-z]*ed)[a-z]{4,12}ed)[ :.,(@~=\"-]{1,3}$|\bd(?:ate)?:\s{0,3}$"
)
# versions, sections and classes of enzymes are numbered with dots too
NUMBERED: Final = re.compile(
    r"(?:\bv|\bver|version|firmware|fw|build|release|app|rev|software|sw|gantt|\bec|(?<!c[- ])\bsection|\bchapter|\bclause|"
    r"\bannex|\bappendix|\bparagraph|\bpara)[ .:]{0,3}$"
)
_FIGURES: Final = re.compile(r"\d+")
# what is numbered by an ordinal and is no day, other ordinals before it: `the 3rd (middle) finger`, `the 7th and 12th week`
_ORDINAL: Final = r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w{3,6}teenth)"
COUNTED: Final = re.compile(
    rf"(?: \([a-z]+\)|(?: ?(?:,|-|/|&|or|and|to|through|and/or)(?: ?(?:and|or))? ?(?:the )?{_ORDINAL}(?: \([a-z]+\))?){{1,4}})?"
    r"[ -](?:(?:percentile|centile|quartile|quintile|tertile|decile|percent|edition|ed|rib|day|week|wk|month|trimester|time|floor|grade|cycle|dose|visit|toe|finger|digit|"
    r"ray|metatarsal|metacarpal|phalanx|phalange|degree|intercostal|interspace|webspace|web|ics|nerve|cn|cranial|lumbar|thoracic|cervical|sacral|ventricle|line|course|round|episode|attempt|pregnancy|child|son|"
    r"daughter|born|one|opinion|street|st|ave|avenue|century|centurie|decade|millennium|of life|hour|minute|min|second|postop|post-op|pass|shift|party|hand|person|sample|specimen|generation|"
    r"heart|molar|premolar|tooth|teeth|step|stage|phase|session|set|birthday|page|part|item|quarter|half|bed|room|year|yr|try|most [a-z]+|leading|largest|highest|lowest|commonest|"
    r"cause|character|amendment|image|row|column|class|choice|agent|stimulus|electrode|level|order|branch|arch|arches|pouch|ring|pair|segment|infusion|injection|dilution|trial|case|group|arm|window|wave)s?(?![a-z]))"
)
_ABOVE: Final = re.compile(
    r"(?:3[2-9]|[4-9]\d)(?:st|nd|rd|th)(?: per)?(?:centile)? ?(?:to|and|or|-|,)(?: or| and)? ?(?:the )?\Z"
)
_ABOVE_AFTER: Final = re.compile(r" ?(?:to|and|or|-|,)(?: or| and)? ?(?:the )?(?:3[2-9]|[4-9]\d)(?:st|nd|rd|th)")


def counts(low: str, start: int, end: int) -> bool:
    """Whether an ordinal numbers something else than a day: what follows it, or an ordinal past the 31st beside it."""
    return (
        COUNTED.match(low, end) is not None
        or _ABOVE_AFTER.match(low, end) is not None
        or _ABOVE.search(low, max(0, start - 28), start) is not None
    )


DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def figures(text: str) -> list[int]:
    """Return the numbers of a text, in order."""
    return [int(part) for part in _FIGURES.findall(text)]


def is_day(month: int, day: int) -> bool:
    """Whether a month has that day; February has 29."""
    return 1 <= month <= len(DAYS) and 1 <= day <= DAYS[month - 1]

"""Words of a leaf's values: names of persons and places against words of language and medicine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from safeharbor.classify.categories import category_words, countries, states
from safeharbor.classify.charting import CHARTED
from safeharbor.classify.word_sets import words_of
from safeharbor.parsing.headers import fold
from safeharbor.reference.vocabulary import vocabulary

if TYPE_CHECKING:
    import polars as pl

_WORD: Final = re.compile(r"[a-z]+")
_NUMBERED: Final = re.compile(r"\d{1,3}\s?[.:)=]\s?(?=[^\W\d])")
_LIMIT: Final = 1500
_SHORT: Final = 2
_MANY: Final = 4
_TITLES: Final = words_of(
    """
    dr mr mrs ms miss prof jr sr ii iii iv md do rn np pa phd dds dvm de la del los van von der den di da dos
    bin al el le du st mac mc y e sra srta dra esq bsn msn lpn facs
    """
)
_PLACE_END: Final = re.compile(
    r"(?:ton|ville|burgh?|borough|bury|mouth|shire|side|haven|stad|chester|furt|land|view|fort|berg|port|town|field|ford|wood|dale)$"
)
# `St Paul`; `st2 z1` is a stage and a zone
_PLACE_START: Final = re.compile(
    r"(?:north|south|east|west|new|lake|port|san|santa|los|las|el|saint|st|mount|fort)(?:\.\s?|[\s-]+)[a-z]"
)
_DRUG_END: Final = re.compile(
    r"(?:pril|sartan|statin|olol|mycin|cillin|azole|prazole|dipine|tidine|triptan|gliptin|gliflozin|glutide|formin|mab|nib"
    r"|vir|caine|cycline|floxacin|oxacin|setron|semide|thiazide|lactone|barbital|zepam|zolam|codone|phine|profen|parin"
    r"|xaban|grel|fibrate|dronate|terol|sone|solone|onide|lukast|tropium|oxetine|pramine|triptyline|peridone|apine|azine"
    r"|bamate|gabalin|pentin|racetam|toin|zide|amide|ine|ate|ium|ide|emia|itis|osis|oma|pathy|ectomy|otomy|oscopy|plasty"
    r"|algia|graphy|gram|globin|cyte|cytes|phil|phils|ase|ogen|ol|cortisone|toxin|vaccine|emic|otic|ular|eal|ial)$"
)
_CLINICAL: Final = CHARTED | words_of(
    """
    glucose sodium potassium chloride bicarbonate calcium magnesium phosphate phosphorus creatinine urea
    nitrogen bun albumin bilirubin protein hemoglobin hematocrit platelet platelets leukocytes erythrocytes
    wbc rbc mcv mch mchc rdw neutrophils lymphocytes monocytes eosinophils basophils cholesterol hdl ldl
    triglyceride triglycerides troponin lactate ferritin iron tsh thyroxine psa inr ptt prothrombin fibrinogen
    dimer crp esr bnp hba1c a1c ast alt alp ggt ldh ck amylase lipase ph pco2 po2 spo2 bmi systolic diastolic
    pulse respiratory temperature oxygen saturation gfr egfr anion gap osmolality urate uric acid urine serum
    plasma blood mg ml mcg oral tablet capsule injection solution inhaler insulin aspirin warfarin heparin
    metformin ibuprofen acetaminophen morphine fentanyl oxycodone hydrocodone tramadol prednisone
    dexamethasone vancomycin saline dextrose epinephrine norepinephrine dopamine propofol ondansetron
    lorazepam haloperidol quetiapine gabapentin levothyroxine amoxicillin clavulanate azithromycin ceftriaxone
    cefazolin piperacillin tazobactam meropenem furosemide amlodipine lisinopril metoprolol carvedilol
    losartan atorvastatin simvastatin rosuvastatin omeprazole pantoprazole famotidine albuterol budesonide
    fluticasone montelukast sertraline fluoxetine escitalopram citalopram bupropion trazodone duloxetine
    venlafaxine alprazolam clonazepam zolpidem clopidogrel apixaban rivaroxaban digoxin amiodarone
    spironolactone hydrochlorothiazide chlorthalidone tamsulosin finasteride allopurinol methotrexate vaccine
    influenza covid tdap mmr hepatitis pneumococcal ecg ekg mri ct xray ultrasound echocardiogram colonoscopy
    biopsy hcl er xr sr dr actuat mcnc hr ur vol mass moles count ratio auto calc naloxone buprenorphine
    penicillin cephalexin ciprofloxacin levofloxacin doxycycline nitrofurantoin sulfamethoxazole trimethoprim
    fluconazole acyclovir oseltamivir lantus humalog tylenol advil lipitor zocor nexium plavix xarelto eliquis
    coumadin lasix zoloft prozac xanax ativan copd chf cad htn dm ckd uti mi cva dvt pe gerd bph ra sle hiv tb
    afib ards aki sob pna t2dm cabg pci tka tha nos nec nicu picu micu sicu cvicu asa ntg situ
    """
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Shares of distinct values. A name that is also a word (Rose, Gray, May) counts for neither side.

    `names`: every word is a name, title or initial and one is nothing else; `name_touched`: some word is a
    name and nothing else; `given`, `family`: the first or only word is one; `places`: the value is a place;
    `place_like`: it is built as places are; `plain`: every word is of language, medicine or short;
    `clinical`: one word is of medicine; `categories`: of a closed set; `listed`: that or plain words;
    `states`, `countries`: is one; `maybe_names`: every word is a name, whatever else it may be.
    """

    names: float
    name_touched: float
    given: float
    family: float
    places: float
    place_like: float
    counties: float
    plain: float
    clinical: float
    categories: float
    listed: float
    states: float
    countries: float
    maybe_names: float


def is_name(word: str) -> bool:
    """Whether a folded word is a person's name."""
    return word in vocabulary("given") or word in vocabulary("family")


@cache
def _only_name(word: str) -> bool:
    return is_name(word) and not _is_plain(word) and len(word) > _SHORT


@cache
def _is_clinical(word: str) -> bool:
    if word in _CLINICAL:
        return True
    return (word in vocabulary("clinical") and not (is_name(word) and word not in vocabulary("english"))) or (
        len(word) > _MANY + 1
        and bool(_DRUG_END.search(word))
        and not is_name(word)
        and word not in vocabulary("english")
    )


@cache
def _is_plain(word: str) -> bool:
    if word in vocabulary("english") or word in _CLINICAL:
        return True
    return word in vocabulary("clinical") and not is_name(word)


def wording_of(values: pl.DataFrame) -> Wording:
    """Return the wording of distinct values `v`."""
    texts = [
        fold(text).replace("'", "").replace("\u2019", "") for text in values.get_column("v").head(_LIMIT).to_list()
    ]
    if texts and all(_NUMBERED.match(text) for text in texts):  # `12. Germany`, `1: Yes`: a label behind its code
        texts = [_NUMBERED.sub("", text) for text in texts]
    facts = [_facts(text) for text in texts]
    total = max(len(facts), 1)
    return Wording(*(sum(column) / total for column in zip(*facts, strict=True))) if facts else Wording(*(0.0,) * 14)


def _facts(text: str) -> tuple[bool, ...]:
    words = tuple(_WORD.findall(text))
    bare = text.strip().rstrip(".")
    place = " ".join(words)
    closed = bare in category_words() or text in category_words()
    only = [] if closed else [word for word in words if _only_name(word)]
    other = [word for word in words if not is_name(word) and word not in _TITLES and len(word) > 1]
    return (
        bool(words) and bool(only) and not other,
        bool(only),
        bool(words) and words[0] in vocabulary("given"),
        bool(words) and words[-1] in vocabulary("family"),
        place in vocabulary("places"),
        bool(words)
        and len(words) < _MANY
        and (bool(_PLACE_END.search(words[-1])) or (len(words) > 1 and bool(_PLACE_START.match(text)))),
        place.removesuffix(" county").removesuffix(" parish") in vocabulary("counties"),
        any(len(word) > _SHORT for word in words)
        and all(_is_plain(word) or _is_clinical(word) or len(word) <= _SHORT for word in words),
        any(_is_clinical(word) for word in words),
        closed,
        closed or (bool(words) and all(_is_plain(word) for word in words)) or not words,
        text in states(),
        text in countries(),
        bool(words) and all(is_name(word) or word in _TITLES for word in words),
    )

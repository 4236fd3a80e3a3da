"""Classes of the plain words of headers: things, measures, codes, categories, and words that could stand anywhere."""

from __future__ import annotations

from typing import Final

from safeharbor.classify.word_sets import words_of

# words that make a column clinical or administrative whatever follows: `drug name`, `test code`, `order status`
THINGS: Final = words_of(
    """
    medication diagnosis procedure lab unit department quantity amount flag dose race sex language marital
    insurance allergy allergen vaccine immunization route frequency form severity priority specialty class
    status category reason device plan group substance organism antibiotic modality bodysite site vital
    observation concept vocabulary domain measure measurement question modifier reaction product revenue drg
    apr mdc severity item manufacturer
    """
)
MEASURES: Final = words_of(
    """
    weight height bmi systolic diastolic bp sbp dbp pulse heart rate temperature temp spo2 o2 sat saturation
    pain score glucose sodium potassium creatinine hemoglobin platelets wbc rbc level ratio percent pct amount
    quantity dose total average mean median std hba1c a1c cholesterol ldl hdl triglycerides bun egfr gfr apgar
    gcs weeks gestational gravida para duration steps calories distance battery volume pressure resp
    respiratory respiration count peso talla altura estatura tension glucosa presion frecuencia temperatura
    hemoglobina low high range lower upper limit numeric hr rr index interval healthcare expenses income copay
    qol eq5d phq phq9 gad gad7 mmse moca ecog karnofsky kps nihss barthel braden morse
    scale units line sequence seq ordinal rank
    """
)
CODES: Final = words_of(
    """
    diagnosis procedure medication lab drg cvx snomed loinc icd cpt hcpcs ndc rxnorm code modifier concept
    revenue udi taxonomy pos tob unit vaccine concept itemid bill
    """
)
CATEGORIES: Final = words_of(
    """
    sex race language marital insurance religion status category type class flag unit department quantity
    severity route frequency form priority reason allergy reaction description modality specialty smoking
    tobacco alcohol education veteran abnormal interpretation outcome disposition laterality bodysite system
    vocabulary domain deceased unit modifier method quality blood grade stage group level role relationship
    relation substance criticality verification intent mode side site position source tipo via religion
    ethnicity careunit organism sensitivity resourcetype manufacturer model gene degree use multiple alive insurance
    occurrence diagnosis medication lab procedure vaccine trait organism
    """
)
VAGUE: Final = words_of(
    """
    value code type status data info field col column result name key attribute entry item class
    """
)

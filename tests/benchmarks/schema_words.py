"""Clinical content for generated schemas: codes with their displays, labs, drugs. Real codes, invented rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OK = "ok"
"""Truth of a clinical column: it must stay."""
ANY = "any"
"""Truth of a column that may stay or go: provider names, facilities, states, ages."""
TEXT = "text"
"""Truth of free text: it may be released through the text treatment, never kept as it is."""

ICD10 = [
    ("E11.9", "Type 2 diabetes mellitus without complications"),
    ("I10", "Essential (primary) hypertension"),
    ("J45.909", "Unspecified asthma, uncomplicated"),
    ("M54.50", "Low back pain, unspecified"),
    ("F41.1", "Generalized anxiety disorder"),
    ("N39.0", "Urinary tract infection, site not specified"),
    ("K21.9", "Gastro-esophageal reflux disease without esophagitis"),
    ("E78.5", "Hyperlipidemia, unspecified"),
    ("Z00.00", "Encounter for general adult medical examination"),
    ("G20.A1", "Parkinson's disease without dyskinesia"),
    ("S72.001A", "Fracture of unspecified part of neck of right femur"),
    ("O80", "Encounter for full-term uncomplicated delivery"),
    ("C50.911", "Malignant neoplasm of unspecified site of right female breast"),
    ("E05.00", "Thyrotoxicosis with diffuse goiter (Graves disease)"),
]
ICD9 = ["250.00", "401.9", "427.31", "428.0", "272.4", "V58.61", "E849.0", "584.9", "530.81", "486"]
SNOMED = [
    ("44054006", "Diabetes mellitus type 2 (disorder)"),
    ("38341003", "Hypertensive disorder, systemic arterial (disorder)"),
    ("195967001", "Asthma (disorder)"),
    ("10509002", "Acute bronchitis (disorder)"),
    ("444814009", "Viral sinusitis (disorder)"),
    ("72892002", "Normal pregnancy (finding)"),
    ("162864005", "Body mass index 30+ - obesity (finding)"),
    ("271737000", "Anemia (disorder)"),
]
CPT = [
    ("99213", "Office visit, established patient, low complexity"),
    ("99214", "Office visit, established patient, moderate complexity"),
    ("80053", "Comprehensive metabolic panel"),
    ("85025", "Complete blood count with differential"),
    ("93000", "Electrocardiogram, complete"),
    ("36415", "Collection of venous blood by venipuncture"),
    ("71046", "Radiologic examination, chest, 2 views"),
    ("90471", "Immunization administration"),
    ("97110", "Therapeutic exercises"),
]
HCPCS = ["J1885", "G0008", "A0428", "E0601", "Q2037", "J3420", "G0439", "A4253"]
DRUGS = [
    ("314076", "lisinopril 10 MG Oral Tablet", "68180-0513-01"),
    ("860975", "metformin hydrochloride 500 MG Oral Tablet", "00093-1048-01"),
    ("617312", "atorvastatin 20 MG Oral Tablet", "00071-0156-23"),
    ("308136", "amlodipine 5 MG Oral Tablet", "00069-1530-68"),
    ("197591", "diazepam 5 MG Oral Tablet", "00140-0005-01"),
    ("313782", "acetaminophen 325 MG Oral Tablet", "50580-0600-02"),
    ("895994", "120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler", "00173-0718-20"),
    ("310798", "hydrochlorothiazide 25 MG Oral Tablet", "00228-2820-11"),
]
LABS = [
    ("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "GLU", "mg/dL", 100.0, 25.0),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "CREAT", "mg/dL", 1.0, 0.3),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "HGB", "g/dL", 13.5, 1.5),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "A1C", "%", 6.2, 1.1),
    ("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "NA", "mmol/L", 139.0, 3.0),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "K", "mmol/L", 4.1, 0.5),
    ("777-3", "Platelets [#/volume] in Blood by Automated count", "PLT", "10*3/uL", 250.0, 60.0),
    ("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "WBC", "10*3/uL", 7.5, 2.0),
]
RESULTS = ["positive", "negative", "<0.5", ">90", "trace", "not detected", "2+", "1:40"]
SPECIALTIES = ["Cardiology", "Family Medicine", "Emergency Medicine", "Oncology", "Pediatrics", "General Surgery"]
WARDS = ["MICU", "SICU", "CCU", "Med/Surg", "NICU", "PACU"]
PAYERS = ["Medicare", "Medicaid", "Aetna", "Humana", "Blue Cross Blue Shield", "UnitedHealthcare", "NO_INSURANCE"]
RACES = ["White", "Black or African American", "Asian", "American Indian or Alaska Native", "Other"]
LANGUAGES = ["English", "Spanish", "Vietnamese", "Mandarin", "Arabic"]
MARITAL = ["Married", "Single", "Divorced", "Widowed"]
REASONS = ["chest pain", "shortness of breath", "annual physical", "follow-up", "abdominal pain", "medication refill"]
DISPOSITIONS = ["Home or self care", "Skilled nursing facility", "Expired", "Left against medical advice", "Hospice"]


@dataclass(frozen=True, slots=True)
class Column:
    """Values, and their truth: a letter A-R, OK, ANY, TEXT; or one truth a row."""

    values: Sequence[object]
    truth: str | Sequence[str]


Table = dict[str, Column]
Schema = dict[str, Table]

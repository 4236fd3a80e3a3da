"""Hospitals of four styles: a trial's SDTM domains, home-health assessments, FHIR bulk files, an i2b2 star."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.benchmarks.hospitals.files import AGE, delimited, parquet, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from tests.benchmarks.hospitals.files import Hospital


def sdtm(h: Hospital) -> None:
    """Write a trial's domains: controlled terms, ISO dates, decimals and dictionaries in Parquet."""
    n, many = h.size, h.size * 5
    subject = [f"ABC-301-{h.rng.randrange(100, 140)}-{1000 + i}" for i in range(n)]
    of = h.some(subject, many)
    h.put(
        "dm.parquet",
        {
            "STUDYID": Column(["ABC-301"] * n, ANY),
            "DOMAIN": Column(["DM"] * n, OK),
            "USUBJID": Column(subject, "R"),
            "SUBJID": Column([one[-4:] for one in subject], "R"),
            "SITEID": Column([one.split("-")[2] for one in subject], ANY),
            "INVNAM": Column(h.make(n, lambda: h.fake.last_name().upper()), ANY),
            "SUBJINIT": Column(h.make(n, lambda: h.fake.bothify("?-?").upper()), "A"),
            "BRTHDTC": Column(h.make(n, h.born), "C"),
            "RFSTDTC": Column(h.make(n, lambda: h.day("%Y-%m-%dT%H:%M")), "C"),
            "AGE": Column([h.rng.randrange(18, 96) for _ in subject], AGE),
            "AGEU": Column(["YEARS"] * n, OK),
            "SEX": Column(h.some(["M", "F", "U"], n), OK),
            "RACE": Column(h.some(["WHITE", "ASIAN", "BLACK OR AFRICAN AMERICAN", "MULTIPLE"], n), OK),
            "ARMCD": Column(h.some(["PBO", "TRT10", "TRT20"], n), OK),
            "ARM": Column(h.some(["Placebo", "Xanomab 10 mg", "Xanomab 20 mg"], n), OK),
            "COUNTRY": Column(h.some(["USA", "CAN", "DEU"], n), ANY),
        },
        parquet({"ARM": pl.Categorical()}),
    )
    tests = {"ALT": ("Alanine Aminotransferase", "U/L"), "GLUC": ("Glucose", "mmol/L"), "WBC": ("Leukocytes", "10^9/L")}
    code = h.some(list(tests), many)
    result = [h.rng.choice([f"{h.rng.uniform(1, 60):.1f}", "<5", "TRACE"]) for _ in code]
    h.put(
        "lb.parquet",
        {
            "USUBJID": Column(of, "R"),
            "LBSEQ": Column([h.rng.randrange(1, 60) for _ in of], OK),
            "LBTESTCD": Column(code, OK),
            "LBTEST": Column([tests[one][0] for one in code], OK),
            "LBCAT": Column(h.some(["CHEMISTRY", "HEMATOLOGY"], many), OK),
            "LBORRES": Column(result, OK),
            "LBORRESU": Column([tests[one][1] for one in code], OK),
            "LBSTRESN": Column([Decimal(f"{h.rng.uniform(1, 60):.2f}") for _ in of], OK),
            "LBNRIND": Column(h.some(["NORMAL", "HIGH", "LOW", "ABNORMAL"], many), OK),
            "LBSPEC": Column(h.some(["SERUM", "BLOOD", "URINE"], many), OK),
            "LBREFID": Column([h.fake.bothify("??########").upper() for _ in of], "R"),
            "LBBLFL": Column(h.some(["Y", None], many), OK),
            "VISITNUM": Column(h.some([1.0, 2.0, 3.1], many), OK),
            "VISIT": Column(h.some(["SCREENING", "BASELINE", "WEEK 4", "UNSCHEDULED 3.1"], many), OK),
            "LBDTC": Column(h.make(many, lambda: h.day("%Y-%m-%dT%H:%M:%S")), "C"),
            "LBDY": Column([h.rng.randrange(-14, 180) for _ in of], OK),
        },
        parquet({"LBSTRESN": pl.Decimal(10, 2), "LBTESTCD": pl.Categorical()}),
    )
    h.put(
        "ae.csv",
        {
            "USUBJID": Column(of[: many // 2], "R"),
            "AETERM": Column(h.some(["HEADACHE", "UPSET STOMACH", "DIZZY SPELLS", "RASH ON ARMS"], many // 2), OK),
            "AEDECOD": Column(h.some(["Headache", "Dyspepsia", "Dizziness", "Rash"], many // 2), OK),
            "AEBODSYS": Column(h.some(["Nervous system disorders", "Gastrointestinal disorders"], many // 2), OK),
            "AESEV": Column(h.some(["MILD", "MODERATE", "SEVERE"], many // 2), OK),
            "AESER": Column(h.some(["Y", "N"], many // 2), OK),
            "AEREL": Column(h.some(["NOT RELATED", "POSSIBLE", "PROBABLE"], many // 2), OK),
            "AEOUT": Column(h.some(["RECOVERED/RESOLVED", "NOT RECOVERED/NOT RESOLVED", "FATAL"], many // 2), OK),
            "AESTDTC": Column(h.make(many // 2, lambda: h.day()[: h.rng.choice([7, 10])]), "C"),
        },
        delimited(),
    )


def homehealth(h: Hospital) -> None:
    """Write assessments under item numbers (M0040 ...), a visit log, and a table of the agency's employees."""
    n, many = h.size, h.size * 3
    ids = [f"HH{h.rng.randrange(10**5, 10**6)}" for _ in range(n)]
    clock = [(f"{h.rng.randrange(7, 12)}:{h.rng.randrange(10, 60)} AM") for _ in range(many)]
    names = [(h.fake.last_name(), h.fake.first_name()) for _ in ids]
    h.put(
        "oasis_e.csv",
        {
            "M0010": Column(h.some(["147231", "557012"], n), ANY),
            "M0020": Column(ids, "H"),
            "M0030": Column(h.make(n, lambda: h.day("%m/%d/%Y")), "C"),
            "M0040_LAST": Column([last for last, _ in names], "A"),
            "M0040_FIRST": Column([first for _, first in names], "A"),
            "M0050": Column(h.make(n, h.fake.state_abbr), ANY),
            "M0060": Column(h.make(n, h.fake.zipcode), "B"),
            "M0063": Column(
                h.make(n, lambda: h.fake.bothify("#?#0?#1??##", letters="ACDEFGHJKMNPQRTUVWXY").replace("0", "1", 1)),
                "I",
            ),
            "M0064": Column(h.make(n, lambda: h.fake.ssn().replace("-", "")), "G"),
            "M0066": Column(h.make(n, lambda: h.born("%m/%d/%Y")), "C"),
            "M0069": Column(h.some(["1", "2"], n), OK),
            "M0090": Column(h.make(n, lambda: h.day("%m/%d/%Y")), "C"),
            "M1021_A": Column(h.some(["I50.9", "E11.65", "L89.153", "Z48.815"], n), OK),
            "M1028_1": Column(h.some(["0", "1"], n), OK),
            "M1033": Column(h.some(["1,3,7", "3", "10", "2,5"], n), OK),
            "M1060_HT": Column([str(h.rng.randrange(58, 77)) for _ in ids], OK),
            "M1060_WT": Column([str(h.rng.randrange(95, 290)) for _ in ids], OK),
            "M1400": Column(h.some(["00", "01", "02", "03", "04"], n), OK),
            "M1830": Column(h.some(["00", "01", "02", "03"], n), OK),
            "GG0170C1": Column(h.some(["01", "02", "03", "06", "09", "88"], n), OK),
            "C0500": Column(h.some([*map(str, range(16)), "99"], n), OK),
            "D0160": Column([str(h.rng.randrange(0, 28)) for _ in ids], OK),
        },
        delimited(),
    )
    h.put(
        "visits.txt",
        {
            "visit": Column([f"V{100000 + 7 * i}" for i in range(many)], "H"),
            "client": Column(h.some(ids, many), "H"),
            "disc": Column(h.some(["SN", "PT", "OT", "HHA", "MSW"], many), OK),
            "in": Column(clock, "C"),
            "date_of_service": Column(h.make(many, lambda: h.day("%A, %B %d, %Y")), "C"),
            "EVV latitude": Column([f"{h.rng.uniform(30, 45):.5f}" for _ in range(many)], "B"),
            "BP sitting": Column([f"{h.rng.randrange(95, 180)}/{h.rng.randrange(50, 100)}" for _ in range(many)], OK),
            "Pain 0-10": Column(h.some([str(i) for i in range(11)], many), OK),
            "Wound LxWxD": Column(h.some(["2.1x1.4x0.3", "4x3x0.5", "", "1.0x1.0x0.1"], many), OK),
            "FBS": Column(h.some(["112", "98", "HI", "", "245"], many), OK),
            "homebound": Column(h.some(["Y", "N"], many), OK),
            "caregiver present": Column([h.rng.choice(["none", h.fake.first_name()]) for _ in range(many)], "A"),
            "gate code": Column([h.rng.choice(["", h.fake.numerify("####")]) for _ in range(many)], "R"),
            "visit note": Column(
                [
                    h.note("Pt {} {} seen in home. Lungs clear, +1 edema. Daughter {} to pick up furosemide.", *name)
                    for name in [(*h.rng.choice(names)[::-1], h.fake.first_name()) for _ in range(many)]
                ],
                TEXT,
            ),
        },
        delimited("\t"),
    )
    h.put(
        "employees.csv",
        {
            "Emp #": Column([str(3000 + i) for i in range(40)], ANY),
            "Employee": Column([f"{h.fake.last_name()}, {h.fake.first_name()}" for _ in range(40)], ANY),
            "SSN": Column([h.fake.ssn() for _ in range(40)], "G"),
            "Hire": Column([h.day("%m/%d/%y") for _ in range(40)], ANY),
            "Title": Column(h.some(["RN Case Manager", "LPN", "Physical Therapist", "Home Health Aide"], 40), ANY),
            "Lic Exp": Column([h.day("%m/%d/%y") for _ in range(40)], ANY),
            "FTE": Column(h.some(["1.0", "0.5", "0.8"], 40), ANY),
        },
        delimited(),
    )


def fhir_bulk(h: Hospital) -> None:
    """Write bulk files, one a resource type: extensions, coded identifiers, absent fields, gz."""
    n, many = h.size, h.size * 3
    ids = [h.fake.bothify("?###-?##").lower() for _ in range(n)]
    of = h.some(ids, many)
    loinc = [("8867-4", "Heart rate"), ("2339-0", "Glucose"), ("8302-2", "Body Height"), ("29463-7", "Body Weight")]
    coded = h.some(loinc, many)
    h.put(
        "Patient.ndjson.gz",
        {
            "resourceType": Column(["Patient"] * n, OK),
            "id": Column(ids, "R"),
            "meta.lastUpdated": Column(h.make(n, lambda: h.day("%Y-%m-%dT%H:%M:%S.000+00:00")), "C"),
            "extension[].url": Column(
                [["http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"] for _ in ids], OK
            ),
            "extension[].valueString": Column([[h.rng.choice(["White", "Asian"])] for _ in ids], OK),
            "identifier[].type.text": Column([["Medical Record Number", "Driver's License"] for _ in ids], OK),
            "identifier[].system": Column(
                [["urn:oid:2.16.840.1.113883.19.5", "urn:oid:2.16.840.1.113883.4.3.25"] for _ in ids], ANY
            ),
            "identifier[].value": Column([[h.fake.numerify("#######"), h.fake.bothify("S########")] for _ in ids], "H"),
            "name[].use": Column([["official", "maiden"] for _ in ids], OK),
            "name[].text": Column([[h.fake.name(), h.fake.name()] for _ in ids], "A"),
            "telecom[].system": Column([["phone"] for _ in ids], OK),
            "telecom[].value": Column([[h.fake.numerify("+1-###-###-####")] for _ in ids], "D"),
            "gender": Column(h.some(["male", "female", "other"], n), OK),
            "birthDate": Column(h.make(n, h.born), "C"),
            "deceasedDateTime": Column([h.rng.choice([None, None, h.day()]) for _ in ids], "C"),
            "address[].line[]": Column([[[h.fake.street_address()]] for _ in ids], "B"),
            "address[].city": Column([[h.fake.city()] for _ in ids], "B"),
            "address[].district": Column([[h.fake.last_name() + " County"] for _ in ids], "B"),
            "address[].postalCode": Column([[h.fake.zipcode()] for _ in ids], "B"),
            "address[].country": Column([["US"] for _ in ids], OK),
            "multipleBirthInteger": Column(h.some([None, 1, 2], n), OK),
            "generalPractitioner[].reference": Column([[f"Practitioner/{h.rng.randrange(40)}"] for _ in ids], ANY),
            "contact[].relationship[].text": Column([[["Wife"]] for _ in ids], OK),
            "contact[].name.family": Column([[h.fake.last_name()] for _ in ids], "A"),
        },
        records(pack="gz", sparse=True),
    )
    h.put(
        "Observation.ndjson.gz",
        {
            "resourceType": Column(["Observation"] * many, OK),
            "id": Column(h.make(many, h.fake.uuid4), "R"),
            "status": Column(h.some(["final", "preliminary"], many), OK),
            "category[].coding[].code": Column([[["vital-signs"]] for _ in of], OK),
            "code.coding[].system": Column([["http://loinc.org"] for _ in of], OK),
            "code.coding[].code": Column([[one[0]] for one in coded], OK),
            "code.text": Column([one[1] for one in coded], OK),
            "subject.reference": Column([f"Patient/{one}" for one in of], "R"),
            "effectiveDateTime": Column(h.make(many, lambda: h.day("%Y-%m-%dT%H:%M:%SZ")), "C"),
            "valueQuantity.value": Column([round(h.rng.gauss(90, 15), 1) for _ in of], OK),
            "valueQuantity.unit": Column(h.some(["/min", "mg/dL", "cm", "kg"], many), OK),
            "valueQuantity.system": Column(["http://unitsofmeasure.org"] * many, OK),
            "note[].text": Column(
                [[h.note("Reported by {} over the phone, repeat next week.", h.fake.name())] for _ in of], TEXT
            ),
        },
        records(pack="gz", sparse=True),
    )
    h.put(
        "MedicationRequest.ndjson.gz",
        {
            "resourceType": Column(["MedicationRequest"] * many, OK),
            "id": Column(h.make(many, h.fake.uuid4), "R"),
            "intent": Column(h.some(["order", "plan"], many), OK),
            "medicationCodeableConcept.coding[].code": Column(
                [[h.rng.choice(["314076", "860975", "617311"])] for _ in of], OK
            ),
            "medicationCodeableConcept.text": Column(
                h.some(["lisinopril 10 MG Oral Tablet", "metformin 500 MG Oral Tablet"], many), OK
            ),
            "subject.reference": Column([f"Patient/{one}" for one in of], "R"),
            "authoredOn": Column(h.make(many, h.day), "C"),
            "requester.display": Column(h.make(many, lambda: f"Dr. {h.fake.name()}"), ANY),
            "dosageInstruction[].text": Column([[h.rng.choice(["1 tab daily", "2 tabs at bedtime"])] for _ in of], OK),
            "dispenseRequest.numberOfRepeatsAllowed": Column(h.some([0, 1, 3], many), OK),
        },
        records(pack="gz"),
    )


def i2b2(h: Hospital) -> None:
    """Write a star schema: concept codes with prefixes, typed values, location paths, a mapping of identities."""
    n, many = h.size, h.size * 6
    numbers = [str(1_000_000_000 + h.rng.randrange(10**6)) for _ in range(n)]
    of = h.some(numbers, many)
    h.put(
        "patient_dimension.csv",
        {
            "patient_num": Column(numbers, "R"),
            "vital_status_cd": Column(h.some(["N", "Y", "D"], n), OK),
            "birth_date": Column(h.make(n, lambda: h.born("%Y-%m-%d 00:00:00.0")), "C"),
            "sex_cd": Column(h.some(["DEM|SEX:f", "DEM|SEX:m"], n), OK),
            "age_in_years_num": Column([str(h.rng.randrange(0, 99)) for _ in numbers], AGE),
            "race_cd": Column(h.some(["DEM|RACE:w", "DEM|RACE:b", "DEM|RACE:as"], n), OK),
            "marital_status_cd": Column(h.some(["DEM|MARITAL:s", "DEM|MARITAL:m"], n), OK),
            "zip_cd": Column(h.make(n, h.fake.zipcode), "B"),
            "statecityzip_path": Column(
                h.make(n, lambda: f"Massachusetts\\{h.fake.city()}\\{h.fake.zipcode()}\\"), "B"
            ),
            "income_cd": Column(h.some(["Low", "Medium", "High"], n), OK),
            "download_date": Column(h.make(n, h.day), ANY),
        },
        delimited(quote=True),
    )
    concepts = [
        "ICD10CM:E11.9",
        "ICD10CM:I10",
        "ICD9CM:250.00",
        "LOINC:2345-7",
        "LOINC:718-7",
        "RXNORM:314076",
        "CPT4:99213",
    ]
    picks = h.some(concepts, many)
    number = [f"{h.rng.gauss(100, 25):.5f}" if "LOINC" in one else "" for one in picks]
    h.put(
        "observation_fact.csv",
        {
            "encounter_num": Column(h.make(many, lambda: str(h.rng.randrange(470_000, 480_000))), "H"),
            "patient_num": Column(of, "R"),
            "concept_cd": Column(picks, OK),
            "provider_id": Column(h.some(["LCS-I2B2:D000109064", "LCS-I2B2:D000109040"], many), ANY),
            "start_date": Column(h.make(many, lambda: h.day("%m/%d/%Y %I:%M:%S %p")), "C"),
            "modifier_cd": Column(h.some(["@", "MED:DOSE", "DX:PRIMARY"], many), OK),
            "valtype_cd": Column(["N" if one else "@" for one in number], OK),
            "tval_char": Column(["E" if one else "" for one in number], OK),
            "nval_num": Column(number, OK),
            "valueflag_cd": Column(h.some(["H", "L", "N", "@"], many), OK),
            "units_cd": Column(["mg/dL" if one else "@" for one in number], OK),
            "observation_blob": Column(
                [h.rng.choice(["", h.note("Result phoned to {} by lab.", h.fake.name())]) for _ in of], TEXT
            ),
        },
        delimited(quote=True),
    )
    h.put(
        "patient_mapping.csv",
        {
            "patient_ide": Column(h.make(n, lambda: h.fake.numerify("########")), "H"),
            "patient_ide_source": Column(h.some(["EMPI", "HIVE"], n), OK),
            "patient_num": Column(numbers, "R"),
            "patient_ide_status": Column(["A"] * n, OK),
        },
        delimited(quote=True),
    )

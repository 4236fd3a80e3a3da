"""The half of the schemas the rules were written against."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.benchmarks.schema_words import (
    ANY,
    CPT,
    DISPOSITIONS,
    DRUGS,
    HCPCS,
    ICD9,
    ICD10,
    LABS,
    LANGUAGES,
    MARITAL,
    OK,
    PAYERS,
    RACES,
    REASONS,
    RESULTS,
    SNOMED,
    SPECIALTIES,
    TEXT,
    WARDS,
    Column,
    Schema,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from faker import Faker


def when(rng: Random, style: str = "%Y-%m-%d") -> str:
    """Return an event date of the last fifteen years."""
    return (dt.datetime(2010, 1, 1) + dt.timedelta(minutes=rng.randrange(15 * 525_600))).strftime(style)  # noqa: DTZ001 - hospitals write local times


def note(fake: Faker, name: str) -> str:
    """Return a short note that names its patient."""
    seen = f"{name} seen on {fake.date()} for follow-up. Reports fatigue."
    return f"{seen} Call {fake.phone_number()}. BP 120/80, continue lisinopril."


def synthea_like(fake: Faker, rng: Random, size: int) -> Schema:
    """Patients, encounters, conditions, medications and observations as Synthea exports them."""
    ids = [fake.uuid4() for _ in range(size)]
    many = size * 4
    owner = [rng.choice(ids) for _ in range(many)]
    visits = [fake.uuid4() for _ in range(many)]
    codes = [rng.choice(SNOMED) for _ in range(many)]
    drugs = [rng.choice(DRUGS) for _ in range(many)]
    labs = [rng.choice(LABS) for _ in range(many)]
    return {
        "patients": {
            "Id": Column(ids, "R"),
            "BIRTHDATE": Column([fake.date_of_birth(maximum_age=99).isoformat() for _ in ids], "C"),
            "DEATHDATE": Column([rng.choice(["", "", "", when(rng)]) for _ in ids], "C"),
            "SSN": Column([fake.ssn() for _ in ids], "G"),
            "DRIVERS": Column([f"S999{rng.randrange(10**5):05d}" for _ in ids], "K"),
            "PASSPORT": Column([f"X{rng.randrange(10**8):08d}X" for _ in ids], "K"),
            "PREFIX": Column([rng.choice(["Mr.", "Mrs.", "Ms.", ""]) for _ in ids], ANY),
            "FIRST": Column([fake.first_name() + str(rng.randrange(999)) for _ in ids], "A"),
            "LAST": Column([fake.last_name() + str(rng.randrange(999)) for _ in ids], "A"),
            "MAIDEN": Column([rng.choice(["", fake.last_name()]) for _ in ids], "A"),
            "MARITAL": Column([rng.choice(["M", "S", ""]) for _ in ids], OK),
            "RACE": Column([rng.choice(["white", "black", "asian", "native"]) for _ in ids], OK),
            "ETHNICITY": Column([rng.choice(["hispanic", "nonhispanic"]) for _ in ids], OK),
            "GENDER": Column([rng.choice("MF") for _ in ids], OK),
            "BIRTHPLACE": Column([f"{fake.city()}  {fake.state()}  US" for _ in ids], "B"),
            "ADDRESS": Column([fake.street_address() for _ in ids], "B"),
            "CITY": Column([fake.city() for _ in ids], "B"),
            "STATE": Column([fake.state() for _ in ids], ANY),
            "COUNTY": Column([f"{fake.last_name()} County" for _ in ids], "B"),
            "ZIP": Column([rng.choice([fake.zipcode(), ""]) for _ in ids], "B"),
            "LAT": Column([f"{fake.latitude()}" for _ in ids], "B"),
            "LON": Column([f"{fake.longitude()}" for _ in ids], "B"),
            "HEALTHCARE_EXPENSES": Column([f"{rng.uniform(1e3, 1e6):.2f}" for _ in ids], OK),
            "HEALTHCARE_COVERAGE": Column([f"{rng.uniform(1e2, 1e5):.2f}" for _ in ids], OK),
        },
        "encounters": {
            "Id": Column(visits, "R"),
            "START": Column([when(rng, "%Y-%m-%dT%H:%M:%SZ") for _ in visits], "C"),
            "STOP": Column([when(rng, "%Y-%m-%dT%H:%M:%SZ") for _ in visits], "C"),
            "PATIENT": Column(owner, "R"),
            "ORGANIZATION": Column([rng.choice(ids[:5])[::-1] for _ in visits], ANY),
            "ENCOUNTERCLASS": Column([rng.choice(["ambulatory", "wellness", "inpatient"]) for _ in visits], OK),
            "CODE": Column([code for code, _ in codes], OK),
            "DESCRIPTION": Column([text for _, text in codes], OK),
            "BASE_ENCOUNTER_COST": Column([rng.choice(["77.49", "129.16", "58.92"]) for _ in visits], OK),
            "TOTAL_CLAIM_COST": Column([f"{rng.uniform(50, 5000):.2f}" for _ in visits], OK),
            "REASONDESCRIPTION": Column([rng.choice(["", text]) for _, text in codes], OK),
        },
        "medications": {
            "START": Column([when(rng) for _ in visits], "C"),
            "PATIENT": Column(owner, "R"),
            "ENCOUNTER": Column(visits, "R"),
            "CODE": Column([code for code, _, _ in drugs], OK),
            "DESCRIPTION": Column([text for _, text, _ in drugs], OK),
            "BASE_COST": Column([f"{rng.uniform(5, 500):.2f}" for _ in visits], OK),
            "DISPENSES": Column([str(rng.randrange(1, 60)) for _ in visits], OK),
        },
        "observations": {
            "DATE": Column([when(rng) for _ in visits], "C"),
            "PATIENT": Column(owner, "R"),
            "ENCOUNTER": Column(visits, "R"),
            "CODE": Column([lab[0] for lab in labs], OK),
            "DESCRIPTION": Column([lab[1] for lab in labs], OK),
            "VALUE": Column([f"{rng.gauss(lab[4], lab[5]):.1f}" for lab in labs], OK),
            "UNITS": Column([lab[3] for lab in labs], OK),
            "TYPE": Column(["numeric" for _ in labs], OK),
        },
    }


def epic_like(fake: Faker, rng: Random, size: int) -> Schema:
    """Clarity-like tables: PAT_ID, PAT_MRN_ID, PAT_ENC_CSN_ID, *_C categories, notes."""
    pat = [f"Z{rng.randrange(10**6, 10**7)}" for _ in range(size)]
    mrn = {one: f"{rng.randrange(10**6, 10**8):08d}" for one in pat}
    name = {one: f"{fake.last_name().upper()},{fake.first_name().upper()}" for one in pat}
    many = size * 3
    owner = [rng.choice(pat) for _ in range(many)]
    csn = [str(100_000_000 + rng.randrange(10**7)) for _ in range(many)]
    return {
        "PATIENT": {
            "PAT_ID": Column(pat, "R"),
            "PAT_MRN_ID": Column(list(mrn.values()), "H"),
            "PAT_NAME": Column(list(name.values()), "A"),
            "BIRTH_DATE": Column([fake.date_of_birth(maximum_age=98).strftime("%d-%b-%Y").upper() for _ in pat], "C"),
            "SEX_C": Column([rng.choice("12") for _ in pat], OK),
            "ETHNIC_GROUP_C": Column([rng.choice("1234") for _ in pat], OK),
            "HOME_PHONE": Column([fake.numerify("(###) ###-####") for _ in pat], "D"),
            "EMAIL_ADDRESS": Column([fake.email() for _ in pat], "F"),
            "ADD_LINE_1": Column([fake.street_address() for _ in pat], "B"),
            "ADD_LINE_2": Column([rng.choice(["", "", fake.secondary_address()]) for _ in pat], "B"),
            "CITY": Column([fake.city() for _ in pat], "B"),
            "ZIP": Column([fake.zipcode_plus4() for _ in pat], "B"),
            "EMPY_NAME": Column([fake.company() for _ in pat], "A"),
            "EMER_CONTACT": Column([fake.name() for _ in pat], "A"),
            "CUR_PCP_PROV_ID": Column([str(rng.randrange(1000, 1040)) for _ in pat], ANY),
            "PREF_LANG": Column([rng.choice(LANGUAGES) for _ in pat], OK),
        },
        "PAT_ENC": {
            "PAT_ENC_CSN_ID": Column(csn, "H"),
            "PAT_ID": Column(owner, "R"),
            "CONTACT_DATE": Column([when(rng, "%m/%d/%Y") for _ in csn], "C"),
            "ENC_TYPE": Column([rng.choice(["Office Visit", "Telephone", "Hospital Encounter"]) for _ in csn], OK),
            "DEPARTMENT_NAME": Column([rng.choice(SPECIALTIES) for _ in csn], OK),
            "VISIT_PROV_NAME": Column([f"{fake.last_name().upper()}, {fake.first_name()} MD" for _ in csn], ANY),
            "BP_SYSTOLIC": Column([str(rng.randrange(90, 180)) for _ in csn], OK),
            "BP_DIASTOLIC": Column([str(rng.randrange(50, 110)) for _ in csn], OK),
            "WEIGHT": Column([f"{rng.uniform(1600, 4000):.2f}" for _ in csn], OK),
            "HEIGHT": Column([rng.choice(["5' 6\"", "5' 10\"", "6' 0\"", "5' 2.5\""]) for _ in csn], OK),
            "BMI": Column([f"{rng.uniform(18, 45):.2f}" for _ in csn], OK),
            "TEMPERATURE": Column([f"{rng.uniform(96, 103):.1f}" for _ in csn], OK),
            "LOS_PROC_CODE": Column([rng.choice(CPT)[0] for _ in csn], OK),
            "REASON_VISIT": Column([rng.choice(REASONS) for _ in csn], OK),
            "APPT_STATUS_C": Column([rng.choice("123456") for _ in csn], OK),
            "AGE_AT_ENC": Column([str(rng.randrange(0, 97)) for _ in csn], "C"),
        },
        "HNO_NOTE_TEXT": {
            "NOTE_ID": Column([str(5_000_000 + i * 7) for i in range(many)], "R"),
            "PAT_ENC_CSN_ID": Column(csn, "H"),
            "NOTE_TYPE": Column([rng.choice(["Progress Notes", "Discharge Summary", "H&P"]) for _ in csn], OK),
            "NOTE_TEXT": Column([note(fake, name[one]) for one in owner], TEXT),
        },
    }


def claims_like(fake: Faker, rng: Random, size: int) -> Schema:
    """Professional claims with lines, subscribers and billing providers (837-ish)."""
    many = size * 3
    member = [f"{rng.choice('WXYZ')}{rng.randrange(10**8, 10**9)}01" for _ in range(size)]
    owner = [rng.randrange(size) for _ in range(many)]
    claim = [f"CLM{2024}{i:07d}" for i in range(many)]
    return {
        "eligibility": {
            "MBR_ID": Column(member, "I"),
            "SUBSCRIBER_SSN": Column([fake.ssn().replace("-", "") for _ in member], "G"),
            "MBR_FIRST_NM": Column([fake.first_name() for _ in member], "A"),
            "MBR_LAST_NM": Column([fake.last_name() for _ in member], "A"),
            "MBR_DOB": Column([fake.date_of_birth(maximum_age=99).strftime("%Y%m%d") for _ in member], "C"),
            "MBR_GNDR_CD": Column([rng.choice("MFU") for _ in member], OK),
            "MBR_ZIP5": Column([fake.zipcode() for _ in member], "B"),
            "GRP_NO": Column([str(rng.randrange(10**5, 10**6)) for _ in member], "I"),
            "PLAN_TYP": Column([rng.choice(["HMO", "PPO", "EPO", "HDHP"]) for _ in member], OK),
            "PAYER": Column([rng.choice(PAYERS[:-1]) for _ in member], OK),
            "REL_CD": Column([rng.choice(["18", "01", "19"]) for _ in member], OK),
            "EFF_DT": Column([when(rng, "%Y%m%d") for _ in member], "C"),
        },
        "claim_lines": {
            "CLM_ID": Column(claim, "R"),
            "LINE_NO": Column([str(rng.randrange(1, 9)) for _ in claim], OK),
            "MBR_ID": Column([member[i] for i in owner], "I"),
            "PAT_ACCT_NO": Column([f"{rng.randrange(10**9, 10**10)}" for _ in claim], "J"),
            "FROM_DT": Column([when(rng, "%Y%m%d") for _ in claim], "C"),
            "THRU_DT": Column([when(rng, "%Y%m%d") for _ in claim], "C"),
            "DIAG1": Column([rng.choice(ICD10)[0].replace(".", "") for _ in claim], OK),
            "DIAG2": Column([rng.choice(["", rng.choice(ICD10)[0].replace(".", "")]) for _ in claim], OK),
            "PROC_CD": Column([rng.choice([rng.choice(CPT)[0], rng.choice(HCPCS)]) for _ in claim], OK),
            "MOD1": Column([rng.choice(["", "25", "59", "TC", "LT"]) for _ in claim], OK),
            "POS": Column([rng.choice(["11", "21", "22", "23"]) for _ in claim], OK),
            "REV_CD": Column([rng.choice(["0450", "0300", "0250", "0636"]) for _ in claim], OK),
            "UNITS": Column([str(rng.randrange(1, 12)) for _ in claim], OK),
            "CHRG_AMT": Column([f"{rng.uniform(20, 9000):.2f}" for _ in claim], OK),
            "PD_AMT": Column([f"{rng.uniform(0, 5000):.2f}" for _ in claim], OK),
            "DRG": Column([rng.choice(["470", "871", "291", "392", ""]) for _ in claim], OK),
            "NDC": Column([rng.choice(DRUGS)[2].replace("-", "") for _ in claim], OK),
            "BILL_NPI": Column([rng.choice(["1234567893", "1003000126", "1245319599"]) for _ in claim], ANY),
            "RNDR_PROV_NM": Column([fake.name() for _ in claim], ANY),
            "CHK_NO": Column([str(rng.randrange(10**6, 10**7)) for _ in claim], "J"),
            "CLM_STS": Column([rng.choice(["PAID", "DENIED", "PENDING"]) for _ in claim], OK),
        },
    }


def lis_eav(fake: Faker, rng: Random, size: int) -> Schema:
    """Make a laboratory export in which addresses, dates and names are results too (hard case 2)."""
    rows = []
    mrn = [f"M{rng.randrange(10**6, 10**7)}" for _ in range(size)]
    asks: list[tuple[str, str, str, Callable[[], str]]] = [
        ("HADDR", "Home address", "B", fake.street_address),
        ("PTNAM", "Patient name", "A", fake.name),
        ("DOB", "Date of birth", "C", lambda: fake.date_of_birth().strftime("%m/%d/%Y")),
        ("PHONE", "Contact phone", "D", lambda: fake.numerify("###-###-####")),
        ("COLDT", "Collection date", "C", lambda: when(rng, "%Y-%m-%d %H:%M")),
        ("SMOK", "Smoking status", OK, lambda: rng.choice(["Never smoker", "Former smoker", "Current smoker"])),
        ("PREG", "Pregnancy status", OK, lambda: rng.choice(["Yes", "No", "Unknown"])),
        ("COVID", "SARS-CoV-2 RNA", OK, lambda: rng.choice(["Detected", "Not detected"])),
        ("RPR", "Rapid plasma reagin titer", OK, lambda: rng.choice(RESULTS)),
    ]
    for number in range(size * 12):
        person = rng.choice(mrn)
        if rng.random() < 0.4:
            code, text, truth, make = rng.choice(asks)
            rows.append((person, code, text, make(), "", truth, number))
        else:
            _, text, code, unit, mean, spread = rng.choice(LABS)
            rows.append((person, code, text, f"{rng.gauss(mean, spread):.1f}", unit, OK, number))
    return {
        "results": {
            "PID": Column([row[0] for row in rows], "H"),
            "ACCESSION": Column([f"24-{rng.randrange(10**6):06d}" for _ in rows], "R"),
            "TEST_CODE": Column([row[1] for row in rows], OK),
            "TEST_NAME": Column([row[2] for row in rows], OK),
            "RESULT": Column([row[3] for row in rows], [row[5] for row in rows]),
            "UNIT": Column([row[4] for row in rows], OK),
            "FLAG": Column([rng.choice(["", "H", "L", "N"]) for _ in rows], OK),
            "VERIFIED": Column([when(rng, "%m/%d/%y %H:%M") for _ in rows], "C"),
            "TECH": Column([fake.bothify("??##").upper() for _ in rows], ANY),
        },
        "orders": {
            "PID": Column([row[0] for row in rows[::3]], "H"),
            "ORDERING_MD": Column([f"Dr. {fake.last_name()}" for _ in rows[::3]], ANY),
            "PRIORITY": Column([rng.choice(["STAT", "ROUTINE"]) for _ in rows[::3]], OK),
            "SPECIMEN": Column([rng.choice(["Serum", "Urine", "Whole Blood"]) for _ in rows[::3]], OK),
            "COMMENT": Column([rng.choice(["", note(fake, fake.name())]) for _ in rows[::3]], TEXT),
        },
    }


def spreadsheet(fake: Faker, rng: Random, size: int) -> Schema:
    """Make a workbook saved as CSV: numbers mangled, dates serial or in several styles, one wide sheet."""
    many = size * 2
    styles = ["%m/%d/%Y", "%Y-%m-%d", "%d-%b-%y", "%b %d, %Y"]
    zips = [int(fake.zipcode()) for _ in range(many)]
    return {
        "sheet1": {
            "Pt Name": Column(
                [rng.choice([fake.name(), f"{fake.last_name()}, {fake.first_name()}"]) for _ in zips], "A"
            ),
            "MRN #": Column([f"{rng.randrange(10**6, 10**7)}.0" for _ in zips], "H"),
            "Birth": Column([fake.date_of_birth(maximum_age=97).strftime(rng.choice(styles)) for _ in zips], "C"),
            "Visit Dt": Column([str(rng.randrange(41000, 46000)) for _ in zips], "C"),
            "Zip": Column([rng.choice([str(code), f"{code}.0"]) for code in zips], "B"),
            "Ins. ID": Column([f"{rng.uniform(1, 9):.2f}E+09" for _ in zips], "I"),
            "Cell": Column([fake.numerify("801555####") for _ in zips], "D"),
            "A1C": Column([rng.choice([f"{rng.uniform(4, 14):.1f}", ">14", "<4.0"]) for _ in zips], OK),
            "BP": Column([f"{rng.randrange(90, 180)}/{rng.randrange(50, 110)}" for _ in zips], OK),
            "Wt (kg)": Column([f"{rng.uniform(40, 140):.1f}" for _ in zips], OK),
            "Smoker?": Column([rng.choice(["Y", "N", "y", "former"]) for _ in zips], OK),
            "Dx": Column([rng.choice(ICD10)[1] for _ in zips], OK),
            "Age": Column([str(rng.randrange(1, 99)) for _ in zips], "C"),
            "Mo": Column([str(rng.randrange(1, 13)) for _ in zips], "C"),
            "Day": Column([str(rng.randrange(1, 29)) for _ in zips], "C"),
            "Yr": Column([str(rng.randrange(2010, 2025)) for _ in zips], ANY),
            "Notes": Column([note(fake, fake.name()) for _ in zips], TEXT),
        }
    }


def anonymous(fake: Faker, rng: Random, size: int) -> Schema:
    """Headers c1..c24: values alone must tell."""
    many = size * 3
    keys = [str(rng.randrange(10**7, 10**8)) for _ in range(size)]
    columns = [
        Column([rng.choice(keys) for _ in range(many)], "H"),
        Column([fake.name() for _ in range(many)], "A"),
        Column([fake.first_name() for _ in range(many)], "A"),
        Column([fake.last_name() for _ in range(many)], "A"),
        Column([fake.date_of_birth(maximum_age=99).strftime("%m/%d/%Y") for _ in range(many)], "C"),
        Column([fake.ssn() for _ in range(many)], "G"),
        Column([fake.street_address() for _ in range(many)], "B"),
        Column([fake.city() for _ in range(many)], "B"),
        Column([fake.zipcode() for _ in range(many)], "B"),
        Column([fake.numerify("(###) ###-####") for _ in range(many)], "D"),
        Column([rng.choice("MF") for _ in range(many)], OK),
        Column([rng.choice(RACES) for _ in range(many)], OK),
        Column([rng.choice(ICD10)[0] for _ in range(many)], OK),
        Column([rng.choice(ICD10)[1] for _ in range(many)], OK),
        Column([rng.choice(LABS)[0] for _ in range(many)], OK),
        Column([f"{rng.gauss(100, 25):.1f}" for _ in range(many)], OK),
        Column([rng.choice(LABS)[3] for _ in range(many)], OK),
        Column([rng.choice(RESULTS) for _ in range(many)], OK),
        Column([str(rng.randrange(40, 180)) for _ in range(many)], OK),
        Column([rng.choice(WARDS) for _ in range(many)], OK),
        Column([rng.choice(DRUGS)[1] for _ in range(many)], OK),
        Column([rng.choice(PAYERS) for _ in range(many)], OK),
        Column([note(fake, fake.name()) for _ in range(many)], TEXT),
        Column([str(rng.randrange(1_300_000_000, 1_700_000_000)) for _ in range(many)], "C"),
        Column([rng.choice(SNOMED)[0] for _ in range(many)], OK),
        Column([fake.email() for _ in range(many)], "F"),
        Column([fake.uuid4() for _ in range(many)], "R"),
        Column([rng.choice(MARITAL) for _ in range(many)], OK),
        Column([rng.choice(ICD9) for _ in range(many)], OK),
        Column([rng.choice(DISPOSITIONS) for _ in range(many)], OK),
        Column([fake.company() for _ in range(many)], "A"),
        Column([str(rng.randrange(1, 30)) for _ in range(many)], OK),
    ]
    return {"extract": {f"c{number}": column for number, column in enumerate(columns, start=1)}}


def misleading(fake: Faker, rng: Random, size: int) -> Schema:
    """Headers that say something else (hard case 12)."""
    many = size * 3
    n = range(many)
    return {
        "export": {
            "status": Column([fake.ssn() for _ in n], "G"),
            "type": Column([fake.first_name() for _ in n], "A"),
            "value": Column([fake.zipcode() for _ in n], "B"),
            "code": Column([fake.last_name() for _ in n], "A"),
            "result": Column([fake.numerify("###-###-####") for _ in n], "D"),
            "category": Column([fake.city() for _ in n], "B"),
            "unit": Column([fake.street_address() for _ in n], "B"),
            "flag": Column([fake.date_of_birth().isoformat() for _ in n], "C"),
            "diagnosis": Column([fake.name() for _ in n], "A"),
            "glucose": Column([fake.ssn().replace("-", "") for _ in n], "G"),
            "dose": Column([fake.email() for _ in n], "F"),
            "race": Column([fake.company() for _ in n], "A"),
            "severity": Column([f"{fake.last_name()}, {fake.first_name()}" for _ in n], "A"),
            "name": Column([rng.choice(DRUGS)[1] for _ in n], OK),
            "address": Column([rng.choice(ICD10)[0] for _ in n], OK),
            "city": Column([rng.choice(["Male", "Female", "Unknown"]) for _ in n], OK),
            "START_YEAR": Column([when(rng, "%Y-%m-%d %H:%M:%S") for _ in n], "C"),
            "comment": Column([rng.choice(["positive", "negative", "trace"]) for _ in n], OK),
            "dept": Column([str(rng.randrange(10**8, 10**9)) for _ in n], "H"),
        }
    }


KNOWN = {
    made.__name__: made for made in (synthea_like, epic_like, claims_like, lis_eav, spreadsheet, anonymous, misleading)
}

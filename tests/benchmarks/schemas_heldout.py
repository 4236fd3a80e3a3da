"""The other half: written after the rules, so that the figure says something."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.benchmarks.schema_words import (
    ANY,
    CPT,
    DRUGS,
    ICD9,
    ICD10,
    LABS,
    MARITAL,
    OK,
    PAYERS,
    RACES,
    SNOMED,
    SPECIALTIES,
    TEXT,
    WARDS,
    Column,
    Schema,
)
from tests.benchmarks.schemas_known import when

if TYPE_CHECKING:
    from random import Random

    from faker import Faker


def omop(fake: Faker, rng: Random, size: int) -> Schema:
    """OMOP CDM tables: integer person ids, concept ids, source values."""
    people = [1000 + i for i in range(size)]
    many = range(size * 4)
    owner = [rng.choice(people) for _ in many]
    return {
        "person": {
            "person_id": Column(people, "R"),
            "gender_concept_id": Column([rng.choice([8507, 8532]) for _ in people], OK),
            "year_of_birth": Column([rng.randrange(1927, 2024) for _ in people], "C"),
            "month_of_birth": Column([rng.randrange(1, 13) for _ in people], "C"),
            "day_of_birth": Column([rng.randrange(1, 29) for _ in people], "C"),
            "birth_datetime": Column([f"{fake.date_of_birth(maximum_age=98)} 00:00:00" for _ in people], "C"),
            "race_concept_id": Column([rng.choice([8515, 8516, 8527, 0]) for _ in people], OK),
            "location_id": Column([rng.randrange(1, 60) for _ in people], ANY),
            "person_source_value": Column([fake.bothify("???#########").upper() for _ in people], "H"),
            "gender_source_value": Column([rng.choice("MF") for _ in people], OK),
            "ethnicity_source_value": Column([rng.choice(["Hispanic", "Not Hispanic"]) for _ in people], OK),
        },
        "condition_occurrence": {
            "condition_occurrence_id": Column([i + 1 for i in many], "R"),
            "person_id": Column(owner, "R"),
            "condition_concept_id": Column([rng.choice([201826, 320128, 317009, 4112343]) for _ in many], OK),
            "condition_start_date": Column([when(rng) for _ in many], "C"),
            "condition_type_concept_id": Column([rng.choice([32817, 32827]) for _ in many], OK),
            "condition_source_value": Column([rng.choice(ICD10)[0] for _ in many], OK),
            "visit_occurrence_id": Column([rng.randrange(10**6, 10**7) for _ in many], "H"),
        },
        "measurement": {
            "measurement_id": Column([50_000 + i for i in many], "R"),
            "person_id": Column(owner, "R"),
            "measurement_concept_id": Column([rng.choice([3004501, 3016723, 3000963]) for _ in many], OK),
            "measurement_date": Column([when(rng) for _ in many], "C"),
            "value_as_number": Column([round(rng.gauss(100, 30), 2) for _ in many], OK),
            "unit_source_value": Column([rng.choice(LABS)[3] for _ in many], OK),
            "range_low": Column([rng.choice([3.5, 70.0, 136.0]) for _ in many], OK),
            "range_high": Column([rng.choice([5.1, 99.0, 145.0]) for _ in many], OK),
        },
        "death": {
            "person_id": Column(people[::5], "R"),
            "death_date": Column([when(rng) for _ in people[::5]], "C"),
            "cause_source_value": Column([rng.choice(ICD10)[0] for _ in people[::5]], OK),
        },
        "location": {
            "location_id": Column(list(range(1, 60)), ANY),
            "address_1": Column([fake.street_address() for _ in range(1, 60)], "B"),
            "city": Column([fake.city() for _ in range(1, 60)], "B"),
            "state": Column([fake.state_abbr() for _ in range(1, 60)], ANY),
            "zip": Column([fake.zipcode() for _ in range(1, 60)], "B"),
            "county": Column([fake.city_suffix().title() + fake.last_name() for _ in range(1, 60)], "B"),
        },
    }


def fhir_like(fake: Faker, rng: Random, size: int) -> Schema:
    """Nested records as NDJSON holds them; a truth per leaf."""
    ids = [fake.uuid4() for _ in range(size)]
    many = range(size * 3)
    return {
        "Patient": {
            "id": Column(ids, "R"),
            "name[].family": Column([[fake.last_name()] for _ in ids], "A"),
            "name[].given[]": Column([[[fake.first_name(), fake.first_name()]] for _ in ids], "A"),
            "name[].use": Column([["official"] for _ in ids], OK),
            "telecom[].system": Column([["phone", "email"] for _ in ids], OK),
            "telecom[].value": Column([[fake.numerify("555-###-####"), fake.email()] for _ in ids], "D"),
            "identifier[].system": Column(
                [["http://hospital.example.org/mrn", "http://hl7.org/fhir/sid/us-ssn"] for _ in ids], ANY
            ),
            "identifier[].value": Column([[str(rng.randrange(10**7)), fake.ssn()] for _ in ids], "G"),
            "birthDate": Column([fake.date_of_birth(maximum_age=97).isoformat() for _ in ids], "C"),
            "gender": Column([rng.choice(["male", "female"]) for _ in ids], OK),
            "address[].line[]": Column([[[fake.street_address()]] for _ in ids], "B"),
            "address[].city": Column([[fake.city()] for _ in ids], "B"),
            "address[].postalCode": Column([[fake.zipcode()] for _ in ids], "B"),
            "address[].state": Column([[fake.state_abbr()] for _ in ids], ANY),
            "maritalStatus.text": Column([rng.choice(MARITAL) for _ in ids], OK),
            "communication[].language.text": Column([[rng.choice(["English", "Spanish"])] for _ in ids], OK),
            "contact[].name.text": Column([[fake.name()] for _ in ids], "A"),
            "photo[].data": Column([[base64.b64encode(rng.randbytes(90)).decode()] for _ in ids], "Q"),
            "deceasedBoolean": Column([rng.random() < 0.1 for _ in ids], OK),
        },
        "Observation": {
            "id": Column([fake.uuid4() for _ in many], "R"),
            "status": Column([rng.choice(["final", "amended"]) for _ in many], OK),
            "code.coding[].system": Column([["http://loinc.org"] for _ in many], OK),
            "code.coding[].code": Column([[rng.choice(LABS)[0]] for _ in many], OK),
            "code.coding[].display": Column([[rng.choice(LABS)[1]] for _ in many], OK),
            "subject.reference": Column([rng.choice(ids) for _ in many], "R"),
            "effectiveDateTime": Column([when(rng, "%Y-%m-%dT%H:%M:%S-05:00") for _ in many], "C"),
            "issued": Column([when(rng, "%Y-%m-%dT%H:%M:%S.000Z") for _ in many], "C"),
            "valueQuantity.value": Column([round(rng.gauss(90, 20), 1) for _ in many], OK),
            "valueQuantity.unit": Column([rng.choice(LABS)[3] for _ in many], OK),
            "performer[].display": Column([[f"Dr. {fake.name()}"] for _ in many], ANY),
            "interpretation[].text": Column([[rng.choice(["High", "Normal", "Low"])] for _ in many], OK),
        },
    }


def devices(fake: Faker, rng: Random, size: int) -> Schema:
    """Implants, wearables, portal logs and biometric enrolments."""
    many = range(size * 3)
    users = [fake.user_name() for _ in range(size)]
    return {
        "implants": {
            "patient_key": Column([fake.bothify("PT-######") for _ in range(size)], "R"),
            "udi_carrier": Column(
                [
                    f"(01)00643169007222(11)1{rng.randrange(4, 9)}0{rng.randrange(1, 9)}15(21){fake.bothify('?#####')}"
                    for _ in range(size)
                ],
                "M",
            ),
            "serial_no": Column([fake.bothify("SN########") for _ in range(size)], "M"),
            "lot": Column([fake.bothify("L####??").upper() for _ in range(size)], ANY),
            "device_type": Column(
                [rng.choice(["Cardiac pacemaker", "Hip prosthesis", "Insulin pump"]) for _ in range(size)], OK
            ),
            "manufacturer": Column([rng.choice(["Medtronic", "Abbott", "Stryker"]) for _ in range(size)], ANY),
            "mri_safe": Column([rng.choice(["Yes", "No"]) for _ in range(size)], OK),
            "implanted_on": Column([when(rng) for _ in range(size)], "C"),
            "battery_pct": Column([str(rng.randrange(5, 101)) for _ in range(size)], OK),
        },
        "portal_log": {
            "ts": Column([str(rng.randrange(1_400_000_000_000, 1_760_000_000_000)) for _ in many], "C"),
            "login": Column([rng.choice(users) for _ in many], "R"),
            "client_ip": Column([fake.ipv4() for _ in many], "O"),
            "ua": Column([fake.user_agent() for _ in many], "R"),
            "page": Column([f"https://portal.example.org/p/{fake.uuid4()}?name={fake.last_name()}" for _ in many], "N"),
            "method": Column([rng.choice(["GET", "POST"]) for _ in many], OK),
            "http_status": Column([rng.choice(["200", "302", "404"]) for _ in many], OK),
            "bytes": Column([str(rng.randrange(200, 90_000)) for _ in many], ANY),
            "plate_at_gate": Column([fake.license_plate() for _ in many], "L"),
            "mac_addr": Column([fake.mac_address() for _ in many], "M"),
        },
        "biometrics": {
            "enrolee": Column([fake.name() for _ in users], "A"),
            "finger_template": Column([base64.b64encode(rng.randbytes(60)).decode() for _ in users], "P"),
            "face_img": Column([f"/mnt/img/{fake.last_name()}_{i}.jpg" for i in range(size)], "Q"),
            "quality": Column([str(rng.randrange(40, 100)) for _ in users], OK),
            "hand": Column([rng.choice(["left", "right"]) for _ in users], OK),
        },
        "wearable": {
            "imei": Column([str(rng.randrange(10**14, 10**15)) for _ in many], "M"),
            "steps": Column([str(rng.randrange(0, 20_000)) for _ in many], OK),
            "hr_avg": Column([str(rng.randrange(50, 120)) for _ in many], OK),
            "gps": Column([f"{fake.latitude()},{fake.longitude()}" for _ in many], "B"),
            "sleep_hours": Column([f"{rng.uniform(2, 10):.1f}" for _ in many], OK),
            "day": Column([when(rng) for _ in many], "C"),
        },
    }


def espanol(fake: Faker, rng: Random, size: int) -> Schema:
    """Make a hospital that names its columns in Spanish."""
    del fake
    from faker import Faker as _Faker  # noqa: PLC0415 - another locale than the caller's

    es = _Faker("es_MX")
    es.seed_instance(rng.randrange(10**6))
    n = range(size * 2)
    return {
        "pacientes": {
            "num_expediente": Column([str(rng.randrange(10**5, 10**6)) for _ in n], "H"),
            "nombre": Column([es.first_name() for _ in n], "A"),
            "apellido_paterno": Column([es.last_name() for _ in n], "A"),
            "apellido_materno": Column([es.last_name() for _ in n], "A"),
            "fecha_nacimiento": Column([es.date_of_birth(maximum_age=98).strftime("%d/%m/%Y") for _ in n], "C"),
            "sexo": Column([rng.choice(["Masculino", "Femenino"]) for _ in n], OK),
            "estado_civil": Column([rng.choice(["Casado", "Soltero", "Viudo"]) for _ in n], OK),
            "domicilio": Column([es.street_address() for _ in n], "B"),
            "colonia": Column([es.last_name() for _ in n], "B"),
            "municipio": Column([es.city() for _ in n], "B"),
            "codigo_postal": Column([es.postcode() for _ in n], "B"),
            "telefono": Column([es.numerify("55########") for _ in n], "D"),
            "correo": Column([es.email() for _ in n], "F"),
            "curp": Column([es.bothify("????######??????##").upper() for _ in n], "R"),
            "edad": Column([str(rng.randrange(0, 98)) for _ in n], "C"),
            "fecha_ingreso": Column([when(rng, "%d/%m/%Y %H:%M") for _ in n], "C"),
            "cie10": Column([rng.choice(ICD10)[0] for _ in n], OK),
            "diagnostico": Column(
                [rng.choice(["Diabetes mellitus tipo 2", "Hipertensión esencial", "Asma"]) for _ in n], OK
            ),
            "peso_kg": Column([f"{rng.uniform(40, 120):.1f}" for _ in n], OK),
            "talla_cm": Column([str(rng.randrange(140, 195)) for _ in n], OK),
            "glucosa": Column([str(rng.randrange(60, 300)) for _ in n], OK),
            "medico_tratante": Column([f"Dr. {es.name()}" for _ in n], ANY),
            "seguro": Column([rng.choice(["IMSS", "ISSSTE", "Privado"]) for _ in n], OK),
            "observaciones": Column(
                [
                    f"Paciente {es.name()} acude por dolor abdominal. Refiere fiebre. Tel {es.phone_number()}."
                    for _ in n
                ],
                TEXT,
            ),
        }
    }


def mimic_like(_: Faker, rng: Random, size: int) -> Schema:
    """ICU tables as MIMIC names them, with unshifted dates."""
    subjects = [rng.randrange(10_000, 99_999) for _ in range(size)]
    many = range(size * 4)
    return {
        "admissions": {
            "row_id": Column([i + 1 for i in many], "R"),
            "subject_id": Column([rng.choice(subjects) for _ in many], "R"),
            "hadm_id": Column([rng.randrange(100_000, 199_999) for _ in many], "H"),
            "admittime": Column([when(rng, "%Y-%m-%d %H:%M:%S") for _ in many], "C"),
            "dischtime": Column([when(rng, "%Y-%m-%d %H:%M:%S") for _ in many], "C"),
            "admission_type": Column([rng.choice(["EMERGENCY", "ELECTIVE", "URGENT", "NEWBORN"]) for _ in many], OK),
            "admission_location": Column(
                [rng.choice(["EMERGENCY ROOM ADMIT", "PHYS REFERRAL/NORMAL DELI"]) for _ in many], OK
            ),
            "insurance": Column([rng.choice(PAYERS[:3]) for _ in many], OK),
            "religion": Column([rng.choice(["CATHOLIC", "JEWISH", "UNOBTAINABLE"]) for _ in many], OK),
            "ethnicity": Column([rng.choice(["WHITE", "BLACK/AFRICAN AMERICAN", "ASIAN"]) for _ in many], OK),
            "diagnosis": Column([rng.choice(["SEPSIS", "PNEUMONIA", "CORONARY ARTERY DISEASE"]) for _ in many], OK),
            "hospital_expire_flag": Column([rng.choice([0, 1]) for _ in many], OK),
        },
        "chartevents": {
            "subject_id": Column([rng.choice(subjects) for _ in many], "R"),
            "itemid": Column([rng.choice([211, 618, 220045, 223761]) for _ in many], OK),
            "charttime": Column([when(rng, "%Y-%m-%d %H:%M:%S") for _ in many], "C"),
            "value": Column(
                [rng.choice([str(rng.randrange(40, 160)), f"{rng.uniform(95, 103):.1f}"]) for _ in many], OK
            ),
            "valuenum": Column([round(rng.uniform(40, 160), 1) for _ in many], OK),
            "valueuom": Column([rng.choice(["bpm", "insp/min", "?F"]) for _ in many], OK),
            "warning": Column([rng.choice([0, 1]) for _ in many], OK),
            "cgid": Column([rng.randrange(14_000, 21_000) for _ in many], ANY),
        },
        "icustays": {
            "icustay_id": Column([rng.randrange(200_000, 299_999) for _ in many], "R"),
            "subject_id": Column([rng.choice(subjects) for _ in many], "R"),
            "first_careunit": Column([rng.choice(WARDS) for _ in many], OK),
            "los": Column([round(rng.uniform(0.1, 30), 4) for _ in many], OK),
        },
        "diagnoses_icd": {
            "subject_id": Column([rng.choice(subjects) for _ in many], "R"),
            "seq_num": Column([rng.randrange(1, 15) for _ in many], OK),
            "icd9_code": Column([rng.choice(ICD9).replace(".", "") for _ in many], OK),
        },
        "prescriptions": {
            "subject_id": Column([rng.choice(subjects) for _ in many], "R"),
            "drug": Column([rng.choice(["Heparin", "Insulin", "Morphine Sulfate", "Furosemide"]) for _ in many], OK),
            "dose_val_rx": Column([rng.choice(["5", "10-20", "0.5", "1000"]) for _ in many], OK),
            "dose_unit_rx": Column([rng.choice(["mg", "UNIT", "mEq"]) for _ in many], OK),
            "route": Column([rng.choice(["PO", "IV", "SC", "PO/NG"]) for _ in many], OK),
        },
    }


def registry(fake: Faker, rng: Random, size: int) -> Schema:
    """Make a cancer registry and a REDCap-like survey: checkboxes, scores, initials."""
    n = range(size * 2)
    return {
        "tumors": {
            "record_id": Column([f"{rng.randrange(1, 40)}-{i}" for i in n], "R"),
            "pt_initials": Column(["".join(rng.choice("ABCDEFGHJKLMNPRST") for _ in range(3)) for _ in n], "A"),
            "dx_date": Column([when(rng, "%b %Y") for _ in n], "C"),
            "histology": Column([rng.choice(["8140/3", "8500/3", "8070/3"]) for _ in n], OK),
            "topography": Column([rng.choice(["C50.4", "C34.1", "C18.7"]) for _ in n], OK),
            "stage": Column([rng.choice(["I", "IIA", "IIIB", "IV"]) for _ in n], OK),
            "grade": Column([rng.choice(["1", "2", "3", "9"]) for _ in n], OK),
            "er_status": Column([rng.choice(["Positive", "Negative"]) for _ in n], OK),
            "ki67": Column([f"{rng.randrange(1, 90)}%" for _ in n], OK),
            "tumor_size_mm": Column([str(rng.randrange(2, 120)) for _ in n], OK),
            "surgeon": Column([fake.last_name() for _ in n], ANY),
            "next_of_kin": Column([f"{fake.name()} (wife)" for _ in n], "A"),
            "occupation": Column([fake.job() for _ in n], ANY),
            "vital_status": Column([rng.choice(["Alive", "Dead"]) for _ in n], OK),
            "survival_months": Column([str(rng.randrange(1, 180)) for _ in n], OK),
        },
        "survey": {
            "study_id": Column([f"S-{rng.randrange(10**4, 10**5)}" for _ in n], "R"),
            "survey_timestamp": Column([when(rng, "%Y-%m-%d %H:%M") for _ in n], "C"),
            "symptoms___1": Column([rng.choice(["Checked", "Unchecked"]) for _ in n], OK),
            "symptoms___2": Column([rng.choice([0, 1]) for _ in n], OK),
            "phq9_total": Column([str(rng.randrange(0, 27)) for _ in n], OK),
            "pain_scale": Column([str(rng.randrange(0, 11)) for _ in n], OK),
            "education": Column([rng.choice(["High school", "College", "Graduate"]) for _ in n], OK),
            "race___other": Column([rng.choice(RACES) for _ in n], OK),
            "employer": Column([fake.company() for _ in n], "A"),
            "best_phone": Column([fake.numerify("###.###.####") for _ in n], "D"),
            "open_response": Column(
                [f"My name is {fake.name()} and I felt very tired after the second treatment." for _ in n], TEXT
            ),
            "gender_identity": Column([rng.choice(["Woman", "Man", "Nonbinary"]) for _ in n], OK),
        },
    }


def billing(fake: Faker, rng: Random, size: int) -> Schema:
    """Accounts receivable, appointments and pharmacy: guarantors, cards, cheques, composite keys."""
    n = range(size * 3)
    people = [(fake.last_name(), fake.first_name(), rng.randrange(10**6, 10**7)) for _ in range(size)]
    who = [rng.choice(people) for _ in n]
    return {
        "ar": {
            "acct": Column([str(rng.randrange(10**8, 10**9)) for _ in n], "J"),
            "GuarantorName": Column([fake.name() for _ in n], "A"),
            "guar_rel": Column([rng.choice(["Self", "Spouse", "Parent"]) for _ in n], OK),
            "cc_num": Column([fake.credit_card_number(card_type="visa16") for _ in n], "J"),
            "key": Column([f"{mrn}_{last}_{when(rng, '%Y%m%d')}" for last, _, mrn in who], "R"),
            "finClass": Column([rng.choice(["Medicare", "Commercial", "Self Pay"]) for _ in n], OK),
            "chargeAmt": Column([f"{rng.uniform(10, 9000):.2f}" for _ in n], OK),
            "balance": Column([f"${rng.uniform(0, 900):.2f}" for _ in n], OK),
            "agingBucket": Column([rng.choice(["0-30", "31-60", "61-90", "90+"]) for _ in n], OK),
            "postDt": Column([when(rng, "%m/%d/%y") for _ in n], "C"),
            "scan": Column([f"s3://bucket/{last}/{mrn}.pdf" for last, _, mrn in who], "N"),
        },
        "appts": {
            "apptNo": Column([str(700_000 + i) for i in n], "R"),
            "pt": Column([f"{last}, {first}" for last, first, _ in who], "A"),
            "mrn": Column([str(mrn) for _, _, mrn in who], "H"),
            "slot": Column([when(rng, "%a %d %b %Y %I:%M %p") for _ in n], "C"),
            "timeOfDay": Column([when(rng, "%H:%M") for _ in n], "C"),
            "clinicSpecialty": Column([rng.choice(SPECIALTIES) for _ in n], OK),
            "visitReason": Column([rng.choice(["Flu shot", "Knee pain", "Blood pressure check"]) for _ in n], OK),
            "noShow": Column([rng.choice(["Y", "N"]) for _ in n], OK),
            "copay": Column([rng.choice(["20.00", "35.00", "0.00"]) for _ in n], OK),
            "durationMin": Column([rng.choice(["15", "30", "45", "60"]) for _ in n], OK),
            "seenBy": Column([f"{fake.name()}, NP" for _ in n], ANY),
        },
        "rx": {
            "rxNumber": Column([str(rng.randrange(10**6, 10**7)) for _ in n], "R"),
            "mrn": Column([str(mrn) for _, _, mrn in who], "H"),
            "ndc": Column([rng.choice(DRUGS)[2] for _ in n], OK),
            "rxcui": Column([rng.choice(DRUGS)[0] for _ in n], OK),
            "drugName": Column([rng.choice(DRUGS)[1] for _ in n], OK),
            "sig": Column(
                [rng.choice(["Take 1 tablet by mouth daily", "1 puff BID", "Take as needed for pain"]) for _ in n], OK
            ),
            "qty": Column([rng.choice(["30", "60", "90"]) for _ in n], OK),
            "daysSupply": Column([rng.choice(["30", "90"]) for _ in n], OK),
            "refills": Column([str(rng.randrange(0, 6)) for _ in n], OK),
            "prescriberDEA": Column([fake.bothify("?B#######").upper() for _ in n], ANY),
            "fillDate": Column([when(rng, "%d.%m.%Y") for _ in n], "C"),
            "dxSnomed": Column([rng.choice(SNOMED)[0] for _ in n], OK),
            "cpt": Column([rng.choice(CPT)[0] for _ in n], OK),
        },
    }


HELD_OUT = {made.__name__: made for made in (omop, fhir_like, devices, espanol, mimic_like, registry, billing)}

"""Schemas written last, to see how the rules fare on what neither half had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.schema_words import ANY, DRUGS, ICD10, LABS, OK, TEXT, Column, Schema
from tests.benchmarks.schemas_known import when

if TYPE_CHECKING:
    from random import Random

    from faker import Faker


def hl7_flat(fake: Faker, rng: Random, size: int) -> Schema:
    """Segments and fields as columns: PID_5_1, PV1_44, OBX_5."""
    n = range(size * 3)
    labs = [rng.choice(LABS) for _ in n]
    return {
        "adt": {
            "MSH_7": Column([when(rng, "%Y%m%d%H%M%S-0500") for _ in n], "C"),
            "MSH_10": Column([fake.bothify("MSG########") for _ in n], "R"),
            "PID_3_1": Column([fake.numerify("00######") for _ in n], "H"),
            "PID_5_1": Column([fake.last_name().upper() for _ in n], "A"),
            "PID_5_2": Column([fake.first_name().upper() for _ in n], "A"),
            "PID_7": Column([fake.date_of_birth(maximum_age=96).strftime("%Y%m%d") for _ in n], "C"),
            "PID_8": Column([rng.choice("MFU") for _ in n], OK),
            "PID_11_1": Column([fake.street_address().upper() for _ in n], "B"),
            "PID_11_3": Column([fake.city().upper() for _ in n], "B"),
            "PID_11_5": Column([fake.zipcode() for _ in n], "B"),
            "PID_13": Column([fake.numerify("(###)###-####") for _ in n], "D"),
            "PID_19": Column([fake.numerify("#########") for _ in n], "G"),
            "PV1_2": Column([rng.choice("IOE") for _ in n], OK),
            "PV1_3": Column([rng.choice(["4W^412^A", "ICU^3^1", "ED^07^B"]) for _ in n], ANY),
            "PV1_7": Column([f"{fake.numerify('####')}^{fake.last_name()}^{fake.first_name()}^^^DR" for _ in n], ANY),
            "PV1_19": Column([fake.numerify("V########") for _ in n], "H"),
            "OBX_3": Column([f"{lab[0]}^{lab[1]}^LN" for lab in labs], OK),
            "OBX_5": Column([f"{rng.gauss(lab[4], lab[5]):.1f}" for lab in labs], OK),
            "OBX_6": Column([lab[3] for lab in labs], OK),
            "OBX_8": Column([rng.choice(["N", "H", "L", "HH"]) for _ in n], OK),
            "OBX_11": Column([rng.choice(["F", "P", "C"]) for _ in n], OK),
        }
    }


def diverse_names(fake: Faker, rng: Random, size: int) -> Schema:
    """Names of many peoples under headers that say nothing."""
    del fake
    from faker import Faker as _Faker  # noqa: PLC0415 - other locales than the caller's

    world = _Faker(["vi_VN", "en_IN", "pl_PL", "tr_TR", "de_DE", "pt_BR", "id_ID", "fr_FR"])
    world.seed_instance(rng.randrange(10**6))
    n = range(size * 3)
    return {
        "t": {
            "a": Column([world.name() for _ in n], "A"),
            "b": Column([world.last_name() for _ in n], "A"),
            "c": Column([world.first_name().lower() for _ in n], "A"),
            "d": Column([world.city() for _ in n], "B"),
            "e": Column([world.company() for _ in n], "A"),
            "f": Column([rng.choice(["Asthma", "Psoriasis", "Migraine", "Gout", "Lupus", "Anemia"]) for _ in n], OK),
            "g": Column(
                [rng.choice(["Aspirin", "Warfarin", "Heparin", "Insulin glargine", "Metoprolol"]) for _ in n], OK
            ),
            "h": Column([rng.choice(["Chest X-ray", "Head CT", "Brain MRI", "Abdominal ultrasound"]) for _ in n], OK),
            "i": Column([rng.choice(["Penicillin", "Peanuts", "Latex", "Sulfa drugs", "Shellfish"]) for _ in n], OK),
            "j": Column(
                [rng.choice(["Appendectomy", "Cholecystectomy", "Hip replacement", "Cataract surgery"]) for _ in n], OK
            ),
            "k": Column([world.phone_number() for _ in n], "D"),
            "l": Column([world.street_address() for _ in n], "B"),
            "m": Column([f"{rng.uniform(0, 1):.4f}" for _ in n], OK),
            "n": Column([str(rng.randrange(150_000, 450_000)) for _ in n], ANY),
            "o": Column(
                [rng.choice(["Staphylococcus aureus", "Escherichia coli", "Klebsiella pneumoniae"]) for _ in n], OK
            ),
            "p": Column([rng.choice(["S", "I", "R"]) for _ in n], OK),
            "q": Column(
                [
                    f"{world.first_name()} has been coughing for {rng.randrange(2, 9)} days and feels weak today."
                    for _ in n
                ],
                TEXT,
            ),
        }
    }


def tiny(fake: Faker, rng: Random, size: int) -> Schema:
    """Make a dozen rows: little to count on."""
    n = range(min(12, size))
    return {
        "visits": {
            "visit": Column([100 + i for i in n], "H"),
            "who": Column([fake.name() for _ in n], "A"),
            "town": Column([fake.city() for _ in n], "B"),
            "seen": Column([when(rng, "%d/%m/%Y") for _ in n], "C"),
            "problem": Column([rng.choice(ICD10)[1] for _ in n], OK),
            "icd": Column([rng.choice(ICD10)[0] for _ in n], OK),
            "bp": Column([f"{rng.randrange(90, 180)}/{rng.randrange(50, 110)}" for _ in n], OK),
            "pulse": Column([rng.randrange(50, 120) for _ in n], OK),
            "drug": Column([rng.choice(DRUGS)[1] for _ in n], OK),
            "sex": Column([rng.choice(["male", "female"]) for _ in n], OK),
            "phone": Column([fake.numerify("555-####") for _ in n], "D"),
            "employer": Column([fake.company() for _ in n], "A"),
        }
    }


def vitals_wide(fake: Faker, rng: Random, size: int) -> Schema:
    """Flowsheets, immunisations, allergies, problem lists and a referral letter."""
    people = [fake.bothify("??-####-##").upper() for _ in range(size)]
    n = range(size * 4)
    return {
        "demographics": {
            "UniqueKey": Column(people, "R"),
            "FullName": Column([fake.name() for _ in people], "A"),
            "YOB": Column([str(rng.randrange(1928, 2020)) for _ in people], "C"),
            "PostalCode": Column([fake.zipcode() for _ in people], "B"),
            "ResidenceState": Column([fake.state_abbr() for _ in people], ANY),
            "CensusTract": Column([fake.numerify("###########") for _ in people], "B"),
            "Household": Column([str(rng.randrange(1, 6)) for _ in people], OK),
            "Veteran": Column([rng.choice(["true", "false"]) for _ in people], OK),
            "SSN_last4": Column([fake.numerify("####") for _ in people], "G"),
            "Pager": Column([fake.numerify("#######") for _ in people], "D"),
            "PortalUser": Column([fake.user_name() for _ in people], "R"),
            "Twitter": Column([f"@{fake.user_name()}" for _ in people], "R"),
            "InsuredName": Column([fake.name() for _ in people], "A"),
            "MedicaidNo": Column([fake.bothify("??#####?").upper() for _ in people], "I"),
        },
        "flowsheet": {
            "UniqueKey": Column([rng.choice(people) for _ in n], "R"),
            "RecordedTime": Column([when(rng, "%Y-%m-%d %H:%M:%S.%f") for _ in n], "C"),
            "SBP": Column([str(rng.randrange(90, 190)) for _ in n], OK),
            "DBP": Column([str(rng.randrange(45, 110)) for _ in n], OK),
            "SpO2": Column([str(rng.randrange(88, 101)) for _ in n], OK),
            "Temp": Column([f"{rng.uniform(35.5, 40.5):.1f}" for _ in n], OK),
            "PainScore": Column([str(rng.randrange(0, 11)) for _ in n], OK),
            "GCS": Column([str(rng.randrange(3, 16)) for _ in n], OK),
            "O2Device": Column([rng.choice(["Room air", "Nasal cannula", "Ventilator"]) for _ in n], OK),
            "Position": Column([rng.choice(["Supine", "Sitting", "Standing"]) for _ in n], OK),
            "UrineOutput": Column([str(rng.randrange(0, 900)) for _ in n], OK),
            "Platelets": Column([str(rng.randrange(90, 450) * 1000) for _ in n], OK),
        },
        "immunizations": {
            "UniqueKey": Column([rng.choice(people) for _ in n], "R"),
            "CVX": Column([rng.choice(["08", "113", "140", "207"]) for _ in n], OK),
            "VaccineName": Column(
                [rng.choice(["Hep B, adolescent or pediatric", "Td (adult)", "Influenza, seasonal"]) for _ in n], OK
            ),
            "LotNumber": Column([fake.bothify("??####").upper() for _ in n], ANY),
            "Site": Column([rng.choice(["Left deltoid", "Right deltoid", "Left thigh"]) for _ in n], OK),
            "GivenDate": Column([when(rng, "%d-%m-%Y") for _ in n], "C"),
            "AdministeredBy": Column([fake.name() for _ in n], ANY),
        },
        "letters": {
            "UniqueKey": Column([rng.choice(people) for _ in n], "R"),
            "Letter": Column(
                [f"Dear Dr. {fake.last_name()}, thank you for referring {fake.name()}. Kind regards." for _ in n], TEXT
            ),
            "Urgency": Column([rng.choice(["Routine", "Urgent", "2 week wait"]) for _ in n], OK),
        },
    }


FRESH = {made.__name__: made for made in (hl7_flat, diverse_names, tiny, vitals_wide)}

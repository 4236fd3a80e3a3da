"""Hospitals of four styles: a dispensing pharmacy, an imaging archive, a German registry, an ambulance service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks.hospitals.files import AGE, Hospital, delimited, hive, parquet, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Sequence


def pharmacy(h: Hospital) -> None:
    """Write dispensing records: signatura, NCPDP field numbers as headers, epoch seconds, JSON in a column."""
    n, many = h.size, h.size * 3
    card = [f"{h.fake.bothify('???').upper()}{h.rng.randrange(10**8, 10**9)}" for _ in range(n)]
    people = [(h.fake.first_name(), h.fake.last_name()) for _ in card]
    phones = [h.fake.numerify("##########") for _ in card]
    of = h.some(range(n), many)
    drugs = [
        ("00071015523", "ATORVASTATIN 20MG TAB"),
        ("68180051301", "LISINOPRIL 10MG TAB"),
        ("00093104801", "METFORMIN HCL 500MG TAB"),
        ("00173068220", "VENTOLIN HFA 90MCG INH"),
        ("00002751001", "HUMALOG 100U/ML VIAL"),
        ("55111068405", "ESCITALOPRAM 10MG TAB"),
    ]
    sigs = ["TAKE 1 TAB PO QD", "TAKE 1 TAB BY MOUTH TWICE DAILY", "INHALE 2 PUFFS Q4H PRN WHEEZE", "INJ 8 UNITS SC AC"]
    given = h.some(drugs, many)
    h.put(
        "dispense_log.csv.zst",
        {
            "rx_nbr": Column([str(6_000_000 + 13 * i) for i in range(many)], "R"),
            "cardholder": Column([card[i] for i in of], "I"),
            "pt": Column([f"{people[i][1]},{people[i][0]}".upper() for i in of], "A"),
            "pt_dob": Column([h.born("%m%d%Y") for _ in of], "C"),
            "filled_at": Column([str(h.rng.randrange(1_420_000_000, 1_750_000_000)) for _ in of], "C"),
            "ndc": Column([drug[0] for drug in given], OK),
            "label": Column([drug[1] for drug in given], OK),
            "sig": Column(h.some(sigs, many), OK),
            "qty": Column(h.some(["30", "60", "90", "18", "10"], many), OK),
            "ds": Column(h.some(["30", "90", "25", "28"], many), OK),
            "refills_auth": Column(h.some("01235", many), OK),
            "daw": Column(h.some("0129", many), OK),
            "usual_customary": Column([f"{h.rng.uniform(4, 480):.2f}" for _ in of], OK),
            "prescriber_dea": Column(h.some(["BS1234563", "AM2345679", "FC9876545"], many), ANY),
            "pickup_by": Column([h.rng.choice(["self", h.fake.name()]) for _ in of], "A"),
            "callback": Column([phones[i] for i in of], "D"),
            "counsel": Column(h.some(["accepted", "declined"], many), OK),
        },
        delimited(pack="zst"),
    )
    h.put(
        "ncpdp_claims.ndjson",
        {
            "302-C2": Column([card[i] for i in of], "I"),
            "304-C4": Column([h.born("%Y%m%d") for _ in of], "C"),
            "305-C5": Column(h.some("12", many), OK),
            "310-CA": Column([people[i][0].upper() for i in of], "A"),
            "311-CB": Column([people[i][1].upper() for i in of], "A"),
            "325-CP": Column([h.fake.zipcode() for _ in of], "B"),
            "401-D1": Column([h.day("%Y%m%d") for _ in of], "C"),
            "407-D7": Column([drug[0] for drug in given], OK),
            "442-E7": Column(h.some(["30000", "60000", "90000"], many), OK),
            "405-D5": Column(h.some(["30", "90"], many), OK),
            "424-DO": Column(h.some(["E119", "I10", "F329", "J45909"], many), OK),
            "101-A1": Column(h.some(["610014", "003858", "020099"], many), ANY),
            "reject": Column(h.some(["", "75", "79", "70", "88"], many), OK),
            "payload": Column([json.dumps({"member": card[i], "phone": phones[i], "copay": 10.0}) for i in of], "I"),
        },
        records(sparse=True),
    )
    h.put(
        "immunization_registry.csv",
        {
            "id": Column([h.fake.uuid4() for _ in range(n)], "R"),
            "recipient_last": Column([one[1] for one in people], "A"),
            "recipient_first": Column([one[0] for one in people], "A"),
            "guardian_first": Column([h.fake.first_name() for _ in card], "A"),
            "vax": Column(h.some(["MMR", "DTaP", "Tdap", "COVID-19 mRNA", "Hep A", "Varicella"], n), OK),
            "cvx": Column(h.some(["03", "20", "115", "208", "83", "21"], n), OK),
            "mvx": Column(h.some(["MSD", "SKB", "PMC", "PFR"], n), OK),
            "lot": Column([h.fake.bothify("?###??").upper() for _ in card], ANY),
            "dose_no": Column(h.some("1234", n), OK),
            "body_site": Column(h.some(["LA", "RA", "LT", "RT"], n), OK),
            "vfc_elig": Column(h.some(["V01", "V02", "V04", "V05"], n), OK),
            "given": Column([h.day("%d.%m.%y") for _ in card], "C"),
        },
        delimited(),
    )


def imaging(h: Hospital) -> None:
    """Write an archive's DICOM headers as Parquet, its worklist by hive partitions, and dictated reports."""
    n = h.size * 2
    people = [f"{h.fake.last_name().upper()}^{h.fake.first_name().upper()}" for _ in range(h.size)]
    ids = [h.fake.numerify("U######") for _ in people]
    of = h.some(range(h.size), n)
    study = [f"1.2.840.113619.2.{h.rng.randrange(10**5)}.{h.rng.randrange(10**9)}.{i}" for i in range(n)]
    accession = [f"RA{h.rng.randrange(10**6, 10**7)}" for _ in of]
    h.put(
        "dicom_tags.parquet",
        {
            "PatientName": Column([people[i] for i in of], "A"),
            "PatientID": Column([ids[i] for i in of], "H"),
            "PatientBirthDate": Column([h.born("%Y%m%d") for _ in of], "C"),
            "PatientAge": Column([f"{h.rng.randrange(1, 99):03d}Y" for _ in of], "C"),
            "PatientSex": Column(h.some("MFO", n), OK),
            "PatientWeight": Column([round(h.rng.gauss(78, 14), 1) for _ in of], OK),
            "StudyInstanceUID": Column(study, "R"),
            "AccessionNumber": Column(accession, "R"),
            "StudyDate": Column([h.day("%Y%m%d") for _ in of], "C"),
            "StudyTime": Column([h.day("%H%M%S.%f") for _ in of], "C"),
            "Modality": Column(h.some(["CT", "MR", "US", "CR", "MG"], n), OK),
            "StudyDescription": Column(
                h.some(["CT ABD PELVIS W CONTRAST", "MR BRAIN WO", "XR CHEST 2V", "US THYROID", "MAMMO SCREENING"], n),
                OK,
            ),
            "BodyPartExamined": Column(h.some(["ABDOMEN", "BRAIN", "CHEST", "NECK", "BREAST"], n), OK),
            "ImageType": Column(h.some(["ORIGINAL\\PRIMARY\\AXIAL", "DERIVED\\SECONDARY"], n), OK),
            "PixelSpacing": Column(h.some(["0.7\\0.7", "0.488\\0.488"], n), OK),
            "SliceThickness": Column(h.some([1.25, 2.5, 5.0], n), OK),
            "KVP": Column(h.some([100, 120, 140], n), OK),
            "Rows": Column(h.some([512, 256, 1024], n), OK),
            "SOPClassUID": Column(h.some(["1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4"], n), OK),
            "TransferSyntaxUID": Column(h.some(["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.70"], n), OK),
            "Manufacturer": Column(h.some(["GE MEDICAL SYSTEMS", "SIEMENS", "Philips"], n), OK),
            "DeviceSerialNumber": Column([h.fake.numerify("######") for _ in of], "M"),
            "StationName": Column(h.some(["CT01", "MRBAY2", "DX3"], n), ANY),
            "InstitutionName": Column(h.some(["St. Anne Regional", "Lakeview Imaging"], n), ANY),
            "ReferringPhysicianName": Column([f"{h.fake.last_name()}^{h.fake.first_name()}^^DR" for _ in of], ANY),
            "EthnicGroup": Column(h.some(["", "HISP", "NON-HISP"], n), OK),
            "ContrastBolusAgent": Column(h.some(["", "OMNIPAQUE 350", "GADAVIST"], n), OK),
        },
        parquet(),
    )
    h.put(
        "worklist",
        {
            "scheduled_day": Column([h.day("2024-%m-%d") for _ in of], "C"),
            "mrn": Column([ids[i] for i in of], "H"),
            "acc": Column(accession, "R"),
            "exam": Column(h.some(["CTAP", "MRBR", "CXR2"], n), OK),
            "priority": Column(h.some(["STAT", "RTN", "ASAP"], n), OK),
            "resource": Column(h.some(["CT SCANNER 1", "MR 3T"], n), OK),
            "pregnant": Column(h.some(["Y", "N", ""], n), OK),
            "egfr": Column(h.some([">60", "54", "38", "<15"], n), OK),
        },
        hive("scheduled_day"),
    )
    h.put(
        "reports.json",
        {
            "accession": Column(accession, "R"),
            "report.text": Column(
                [
                    h.note(
                        "EXAM: CT abdomen and pelvis.\nINDICATION: {} with flank pain, MRN {}.\n"
                        "FINDINGS: No hydronephrosis. 4 mm stone in the left kidney.\nIMPRESSION: Nephrolithiasis.",
                        people[i].replace("^", ", "),
                        ids[i],
                    )
                    for i in of
                ],
                TEXT,
            ),
            "report.status": Column(h.some(["F", "P", "A"], n), OK),
            "radiologist": Column([h.fake.name() for _ in of], ANY),
            "birads": Column(h.some([0, 1, 2, 3, 4], n), OK),
        },
        records(array=True),
    )


def tumorregister(h: Hospital) -> None:
    """Write a German registry: decimal commas, Windows letters, `;`, dates with dots, units in the headers."""
    de = Hospital(h.folder, h.seed, h.size, "de_DE")
    n = h.size * 2
    first, last = de.make(n, de.fake.first_name), de.make(n, de.fake.last_name)
    numbers = [de.fake.bothify("?#########").upper() for _ in first]

    def comma(mean: float, spread: float, places: int = 1) -> list[str]:
        return [f"{h.rng.gauss(mean, spread):.{places}f}".replace(".", ",") for _ in range(n)]

    h.put(
        "Register_Export.csv",
        {
            "Fall-Nr.": Column([f"F{2000 + i}/{h.rng.randrange(15, 26)}" for i in range(n)], "R"),
            "Vorname": Column(first, "A"),
            "Nachname": Column(last, "A"),
            "Geb.-Name": Column([h.rng.choice(["", de.fake.last_name()]) for _ in first], "A"),
            "Geb.-Dat.": Column([h.born("%d.%m.%Y") for _ in first], "C"),
            "Alter": Column([str(h.rng.randrange(20, 97)) for _ in first], AGE),
            "Geschl.": Column(h.some(["m", "w", "d"], n), OK),
            "PLZ": Column([de.fake.postcode() for _ in first], "B"),
            "Ort": Column([de.fake.city() for _ in first], "B"),
            "Straße": Column([de.fake.street_address() for _ in first], "B"),
            "Tel. privat": Column([de.fake.phone_number() for _ in first], "D"),
            "KV-Nr.": Column(numbers, "I"),
            "Hausarzt": Column([f"Dr. med. {de.fake.last_name()}" for _ in first], ANY),
            "Krankenkasse": Column(h.some(["AOK", "Barmer", "TK", "DAK"], n), OK),
            "ICD": Column(h.some(["C50.4", "C34.1", "C18.7", "C61", "C43.5"], n), OK),
            "Diagnose": Column(
                h.some(["Mammakarzinom", "Bronchialkarzinom", "Kolonkarzinom", "Prostatakarzinom", "Melanom"], n), OK
            ),
            "Erstdiagnose": Column([h.day("%d.%m.%Y") for _ in first], "C"),
            "TNM": Column(h.some(["pT1c pN0 M0", "pT2 pN1a M0", "cT3 cN2 cM1", "pT4b N0 M0"], n), OK),
            "Grading": Column(h.some(["G1", "G2", "G3"], n), OK),
            "Größe (cm)": Column(comma(170, 9, 0), OK),
            "Gewicht [kg]": Column(comma(77, 12), OK),
            "Hb (g/dl)": Column(comma(13, 1.5), OK),
            "Krea (mg/dl)": Column(comma(1, 0.2, 2), OK),
            "PSA": Column(h.some(["<0,07", "4,3", "12,8", "n.b.", ">100"], n), OK),
            "ER-Status": Column(h.some(["positiv", "negativ", "unbekannt"], n), OK),
            "Therapie": Column(h.some(["OP", "Chemotherapie", "Bestrahlung", "Hormontherapie"], n), OK),
            "Raucher": Column(h.some(["ja", "nein", "ehemals"], n), OK),
            "ECOG": Column(h.some("0123", n), OK),
            "Vitalstatus": Column(h.some(["lebt", "verstorben"], n), OK),
            "Sterbedatum": Column([h.rng.choice(["", h.day("%d.%m.%Y")]) for _ in first], "C"),
            "Bemerkung": Column(
                [
                    h.note("Pat. {} {} telefonisch erreicht, kommt zur Nachsorge.", one, two)
                    for one, two in zip(first, last, strict=True)
                ],
                TEXT,
            ),
        },
        delimited(";", encoding="cp1252", ending="\r\n"),
    )


def ambulance(h: Hospital) -> None:
    """Write patient care reports: nested vitals, scene co-ordinates, call times in zones, crew, odometers."""
    n = h.size * 2
    names = [(h.fake.first_name(), h.fake.last_name()) for _ in range(n)]
    incident = [f"{h.rng.randrange(20, 26)}-{h.rng.randrange(10**5, 10**6)}" for _ in names]

    def sets(low: int, high: int) -> Sequence[list[int]]:
        return [[h.rng.randrange(low, high), h.rng.randrange(low, high)] for _ in names]

    h.put(
        "epcr.jsonl",
        {
            "incident": Column(incident, "R"),
            "unit": Column(h.some(["M12", "A7", "R3"], n), ANY),
            "times.dispatched": Column([h.day("%Y-%m-%dT%H:%M:%S-07:00") for _ in names], "C"),
            "times.at_patient": Column([h.day("%Y-%m-%dT%H:%M:%S-07:00") for _ in names], "C"),
            "patient.first": Column([one for one, _ in names], "A"),
            "patient.last": Column([two for _, two in names], "A"),
            "patient.dob": Column([h.born() for _ in names], "C"),
            "patient.age": Column([h.rng.randrange(1, 98) for _ in names], AGE),
            "patient.age_units": Column(["Years" for _ in names], OK),
            "patient.ssn": Column([h.fake.ssn() for _ in names], "G"),
            "patient.dl_no": Column([h.fake.bothify("?#######").upper() for _ in names], "K"),
            "scene.lat": Column([float(h.fake.latitude()) for _ in names], "B"),
            "scene.lng": Column([float(h.fake.longitude()) for _ in names], "B"),
            "scene.street": Column([h.fake.street_address() for _ in names], "B"),
            "scene.fips": Column([h.fake.numerify("#####") for _ in names], "B"),
            "scene.type": Column(h.some(["Residence", "Highway", "Nursing home"], n), OK),
            "complaint": Column(h.some(["Chest pain", "Fall", "Syncope", "Overdose", "Dyspnea"], n), OK),
            "impression.code": Column(h.some(["R07.9", "W19.XXXA", "R55", "T50.901A"], n), OK),
            "impression.label": Column(h.some(["Chest Pain", "Syncope and collapse", "Poisoning by drugs"], n), OK),
            "vitals[].hr": Column(sets(50, 150), OK),
            "vitals[].sbp": Column(sets(80, 200), OK),
            "vitals[].spo2": Column(sets(80, 101), OK),
            "vitals[].gcs": Column(sets(3, 16), OK),
            "vitals[].taken": Column([[h.day("%H:%M:%S"), h.day("%H:%M:%S")] for _ in names], "C"),
            "meds[].name": Column([["Aspirin", "Nitroglycerin"] for _ in names], OK),
            "meds[].dose": Column([["324 mg", "0.4 mg"] for _ in names], OK),
            "loaded_miles": Column([round(h.rng.uniform(0.4, 40), 1) for _ in names], OK),
            "disposition": Column(h.some(["Transported", "Refused AMA", "No patient found"], n), OK),
            "lights_siren": Column(h.some([True, False], n), OK),
            "crew[].name": Column([[h.fake.name(), h.fake.name()] for _ in names], ANY),
            "next_of_kin.name": Column([h.fake.name() for _ in names], "A"),
            "next_of_kin.phone": Column([h.fake.numerify("(###) ###-####") for _ in names], "D"),
            "narrative": Column(
                [
                    h.note("Arrived to find {} {} seated, alert. Wife states pain began at dinner. 12-lead NSR.", *name)
                    for name in names
                ],
                TEXT,
            ),
        },
        records(),
    )
    h.put(
        "billing_feed.psv",
        {
            "RUN_NO": Column(incident, "R"),
            "PT": Column([f"{two} {one}".upper() for one, two in names], "A"),
            "PAYOR": Column(h.some(["MEDICARE", "SELF", "BCBS", "MEDI-CAL"], n), OK),
            "HCPCS": Column(h.some(["A0427", "A0429", "A0425", "A0433"], n), OK),
            "MOD": Column(h.some(["RH", "SH", "NH"], n), OK),
            "MILES": Column([f"{h.rng.uniform(1, 30):.1f}" for _ in names], OK),
            "CHG": Column([f"{h.rng.uniform(500, 2500):.2f}" for _ in names], OK),
            "MBI": Column([h.fake.bothify("1?#0-?#1-??##", letters="ACDEFGHJKMNPQRTUVWXY") for _ in names], "I"),
            "EMPLOYER": Column([h.fake.company() for _ in names], "A"),
        },
        delimited("|"),
    )

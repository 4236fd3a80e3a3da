"""Hospitals of five styles: headers V001.., device telemetry, a portal, an intensive-care warehouse, microbiology."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.benchmarks.hospitals.files import AGE, delimited, hive, parquet, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from tests.benchmarks.hospitals.files import Hospital


def numbered(h: Hospital) -> None:
    """Write headers V001..: a statistician's file, a file of one ZIP column, and nobody's code book."""
    n = h.size * 3
    keys = [f"{h.rng.randrange(10**6, 10**7)}" for _ in range(h.size)]
    jobs = ["Welder", "School bus driver", "Accountant", "Line cook", "Retired teacher", "Mayor", "Farmer", "Realtor"]
    scale = ["Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"]
    columns = [
        Column(h.some(keys, n), "H"),
        Column(
            [f"{h.fake.last_name().upper()}^{h.fake.first_name().upper()}^{h.rng.choice('ABJM')}" for _ in range(n)],
            "A",
        ),
        Column([h.fake.numerify("36061######") for _ in range(n)], "B"),
        Column([h.fake.job() for _ in range(n)], ANY),
        Column(h.some(jobs, n), ANY),
        Column(h.make(n, h.fake.zipcode), "B"),
        Column(h.make(n, lambda: h.fake.ssn().replace("-", "")), "G"),
        Column(h.make(n, lambda: h.born("%d%b%Y").upper()), "C"),
        Column(h.some(scale, n), OK),
        Column(h.some(["1", "2", "3", "4", "5", "-99"], n), OK),
        Column([f"{h.rng.gauss(27, 5):.2f}" for _ in range(n)], OK),
        Column([str(h.rng.randrange(600, 2400) * 5) for _ in range(n)], OK),
        Column(h.some(["C7A.1", "D12.6", "K63.5", "Z80.0", "R19.5"], n), OK),
        Column(h.some(["N", "Y", "."], n), OK),
        Column(h.some(["1407071236", "1689734713", "1730101987"], n), ANY),
        Column(h.make(n, lambda: h.day("%m/%d/%y %I:%M%p")), "C"),
        Column(h.some(["Tubular adenoma", "Hyperplastic polyp", "Normal mucosa", "Sessile serrated lesion"], n), OK),
        Column(h.some(["cecum", "sigmoid", "rectum", "ascending", "hepatic flexure"], n), OK),
        Column(h.make(n, lambda: h.fake.numerify("###.###.####")), "D"),
        Column(h.make(n, h.fake.ipv6), "O"),
        Column([f"{h.rng.randrange(0, 60):02}:{h.rng.randrange(0, 60):02}" for _ in range(n)], ANY),
        Column(h.some(["0", "1"], n), OK),
        Column([f"{h.rng.uniform(0.1, 9):.2e}" for _ in range(n)], OK),
        Column(h.some(["IIA", "IIIB", "IV", "I"], n), OK),
    ]
    h.put("wave3.csv", {f"V{i:03}": one for i, one in enumerate(columns, start=1)}, delimited())
    h.put(
        "geo.csv",
        {"k": Column(keys, "H"), "z": Column(h.make(h.size, h.fake.zipcode), "B")},
        delimited(),
    )


def telemetry(h: Hospital) -> None:
    """Write device streams: topics with MAC addresses, JSON payloads, milliseconds, nested Parquet with zones."""
    n, many = h.size, h.size * 5
    serial = [f"{h.fake.bothify('??').upper()}-{h.rng.randrange(10**6, 10**7)}" for _ in range(n)]
    macs = [h.fake.mac_address() for _ in serial]
    people = [h.fake.bothify("pt_????####").lower() for _ in serial]
    of = h.some(range(n), many)
    start = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    h.put(
        "assignments.parquet",
        {
            "patient_key": Column(people, "R"),
            "wearer.name": Column(h.make(n, h.fake.name), "A"),
            "wearer.contact.mobile": Column(h.make(n, lambda: h.fake.numerify("+1##########")), "D"),
            "wearer.address.postal": Column(h.make(n, h.fake.zipcode), "B"),
            "device.serial": Column(serial, "M"),
            "device.mac": Column(macs, "M"),
            "device.firmware": Column(h.some(["2.4.1", "2.5.0-rc1", "3.0.2"], n), OK),
            "device.model": Column(h.some(["CGM-7", "Libre 3", "G6"], n), OK),
            "issued_at": Column([start + dt.timedelta(hours=h.rng.randrange(20_000)) for _ in serial], "C"),
            "calibration": Column([Decimal(f"{h.rng.uniform(0.8, 1.2):.3f}") for _ in serial], OK),
        },
        parquet(),
    )
    h.put(
        "readings",
        {
            "dt": Column([h.day("2024-%m-%d") for _ in of], "C"),
            "topic": Column([f"ward/4/{macs[i].replace(':', '')}/spo2" for i in of], "M"),
            "ts_ms": Column([h.rng.randrange(1_600_000_000_000, 1_760_000_000_000) for _ in of], "C"),
            "patient_key": Column([people[i] for i in of], "R"),
            "seq": Column(list(range(many)), ANY),
            "glucose_mgdl": Column([h.rng.randrange(45, 380) for _ in of], OK),
            "trend": Column(h.some(["FortyFiveUp", "Flat", "SingleDown", "DoubleUp"], many), OK),
            "rssi": Column([-h.rng.randrange(40, 95) for _ in of], OK),
            "quality": Column([round(h.rng.random(), 3) for _ in of], OK),
            "alarm": Column(h.some([None, "LOW_BATT", "SENSOR_OFF", "HIGH_GLUCOSE"], many), OK),
            "payload": Column([json.dumps({"sn": serial[i], "v": 1}) for i in of], "M"),
        },
        hive("dt"),
    )
    h.put(
        "ecg.jsonl.zst",
        {
            "patient_key": Column([people[i] for i in of], "R"),
            "started": Column(h.make(many, lambda: h.day("%Y-%m-%dT%H:%M:%S.%f+01:00")), "C"),
            "leads[].name": Column([["I", "II", "V1"] for _ in of], OK),
            "leads[].qrs_ms": Column([[h.rng.randrange(70, 140) for _ in range(3)] for _ in of], OK),
            "rhythm": Column(h.some(["NSR", "AFIB", "SVT", "PACED"], many), OK),
            "client.ip": Column(h.make(many, h.fake.ipv4), "O"),
            "client.agent": Column(h.make(many, h.fake.user_agent), "R"),
        },
        records(pack="zst"),
    )


def portal(h: Hospital) -> None:
    """Write appointments, messages, call logs and surveys: several people a row, names in every case."""
    n, many = h.size, h.size * 3
    folk = [(h.fake.first_name(), h.fake.last_name()) for _ in range(n)]
    ids = [str(20_000_000 + h.rng.randrange(10**6)) for _ in folk]
    mails = [f"{first}.{last}@example.org".lower() for first, last in folk]
    of = h.some(range(n), many)
    h.put(
        "Appointments Report.csv",
        {
            "Appt ID": Column([str(h.rng.randrange(10**7, 10**8)) for _ in of], "H"),
            "Patient (MRN)": Column([f"{folk[i][1]}, {folk[i][0]} ({ids[i]})" for i in of], "A"),
            "Appt Date/Time": Column(h.make(many, lambda: h.day("%a %m/%d/%Y %I:%M %p")), "C"),
            "Visit Type": Column(h.some(["NEW PT", "RET VISIT", "TELEMED", "NURSE ONLY"], many), OK),
            "Dept": Column(h.some(["ENT", "Derm", "GI", "Ortho Spine"], many), ANY),
            "Status": Column(h.some(["Arrived", "No Show", "Canceled", "LWBS"], many), OK),
            "Booked By": Column(h.make(many, lambda: h.fake.user_name().upper()), ANY),
            "Conf. Phone": Column(h.make(many, lambda: h.fake.numerify("(###)###-####")), "D"),
            "E-mail": Column([mails[i] for i in of], "F"),
            "Interp?": Column(h.some(["", "Spanish", "ASL", "Somali"], many), OK),
            "Copay Due": Column(h.some(["0.00", "25.00", "40.00"], many), OK),
            "Minutes": Column(h.some(["15", "30", "45", "60"], many), OK),
            "Reason": Column(h.some(["Rash x2 wks", "f/u sinusitis", "colonoscopy prep", "back pain"], many), OK),
        },
        delimited(quote=True, ending="\r\n"),
    )
    h.put(
        "messages.json",
        {
            "thread": Column(h.make(many, h.fake.uuid4), "R"),
            "from": Column([f"{folk[i][0]} {folk[i][1]}".lower() for i in of], "A"),
            "to_pool": Column(h.some(["P RX REFILL", "P NURSE TRIAGE"], many), ANY),
            "sent": Column(h.make(many, lambda: h.day("%Y-%m-%dT%H:%M:%S")), "C"),
            "subject": Column(h.some(["Medication question", "Test results", "Referral", "Billing"], many), OK),
            "body": Column(
                [
                    h.note(
                        "Hi, this is {}. Can you refill my metoprolol? My number is {}. Thanks!", folk[i][0], mails[i]
                    )
                    for i in of
                ],
                TEXT,
            ),
            "proxy": Column([h.rng.choice([None, h.fake.name()]) for _ in of], "A"),
            "read": Column(h.some([True, False], many), OK),
        },
        records(array=True),
    )
    h.put(
        "survey.tsv",
        {
            "RespID": Column(list(map(str, range(9000, 9000 + n))), "R"),
            "MRN": Column(ids, "H"),
            "Q1_Likelihood": Column(h.some([str(i) for i in range(11)], n), OK),
            "Q2_WaitTime": Column(h.some(["Very good", "Good", "Fair", "Poor", "Very poor"], n), OK),
            "Q3_Explained": Column(h.some(["Always", "Usually", "Sometimes", "Never"], n), OK),
            "Q9_Comments": Column(
                [h.rng.choice(["", h.note("Nurse was kind to my husband {}.", h.fake.first_name_male())]) for _ in ids],
                TEXT,
            ),
            "AgeBand": Column(h.some(["18-34", "35-49", "50-64", "65-79", "80+"], n), OK),
            "ReturnedOn": Column(h.make(n, lambda: h.day("%j-%Y")), "C"),
        },
        delimited("\t"),
    )


def intensive(h: Hospital) -> None:
    """Write a warehouse of intensive care with real days: item dictionaries, orders, drugs by three code systems."""
    n, many = h.size, h.size * 6
    subject = [h.rng.randrange(10**7, 2 * 10**7) for _ in range(n)]
    of = h.some(range(n), many)
    hadm = [h.rng.randrange(2 * 10**7, 3 * 10**7) for _ in range(many)]
    items = {
        50912: ("Creatinine", "Blood", "Chemistry"),
        51301: ("White Blood Cells", "Blood", "Hematology"),
        50813: ("Lactate", "Blood", "Blood Gas"),
    }
    lab = h.some(list(items), many)
    h.put(
        "patients.csv.gz",
        {
            "subject_id": Column(subject, "R"),
            "gender": Column(h.some("MF", n), OK),
            "anchor_age": Column([h.rng.randrange(18, 97) for _ in subject], AGE),
            "dob": Column(h.make(n, lambda: h.born("%Y-%m-%d")), "C"),
            "dod": Column([h.rng.choice(["", h.day()]) for _ in subject], "C"),
        },
        delimited(pack="gz"),
    )
    h.put(
        "labevents.csv.gz",
        {
            "labevent_id": Column(list(range(1, many + 1)), "R"),
            "subject_id": Column([subject[i] for i in of], "R"),
            "hadm_id": Column([h.rng.choice([None, one]) for one in hadm], "H"),
            "specimen_id": Column([h.rng.randrange(10**7, 10**8) for _ in of], "R"),
            "itemid": Column(lab, OK),
            "order_provider_id": Column(h.make(many, lambda: h.fake.bothify("P##??##").upper()), ANY),
            "charttime": Column(h.make(many, lambda: h.day("%Y-%m-%d %H:%M:%S")), "C"),
            "value": Column([h.rng.choice([f"{h.rng.uniform(0.4, 14):.1f}", "<0.2", "NEG"]) for _ in of], OK),
            "valuenum": Column([round(h.rng.uniform(0.4, 14), 2) for _ in of], OK),
            "valueuom": Column(h.some(["mg/dL", "K/uL", "mmol/L"], many), OK),
            "ref_range_lower": Column(h.some([0.4, 4.0, 0.5], many), OK),
            "flag": Column(h.some(["", "abnormal"], many), OK),
            "priority": Column(h.some(["ROUTINE", "STAT"], many), OK),
            "comments": Column(h.some(["", "HEMOLYSIS FALSELY ELEVATES THIS TEST.", "LIPEMIC SPECIMEN."], many), OK),
        },
        delimited(pack="gz"),
    )
    h.put(
        "d_labitems.csv.gz",
        {
            "itemid": Column(list(items), OK),
            "label": Column([one[0] for one in items.values()], OK),
            "fluid": Column([one[1] for one in items.values()], OK),
            "category": Column([one[2] for one in items.values()], OK),
        },
        delimited(pack="gz"),
    )
    drugs = [
        ("Furosemide", 8208, 517570425, "20mg/2mL Vial"),
        ("Heparin", 6549, 63323026201, "5000 Units / mL- 1mL Vial"),
        ("Metoprolol Tartrate", 5132, 51079025520, "25mg Tablet"),
    ]
    given = h.some(drugs, many)
    h.put(
        "prescriptions.csv.gz",
        {
            "subject_id": Column([subject[i] for i in of], "R"),
            "hadm_id": Column(hadm, "H"),
            "pharmacy_id": Column([h.rng.randrange(10**7, 10**8) for _ in of], "R"),
            "poe_id": Column([f"{subject[i]}-{h.rng.randrange(900)}" for i in of], "R"),
            "starttime": Column(h.make(many, lambda: h.day("%Y-%m-%d %H:%M:%S")), "C"),
            "drug_type": Column(h.some(["MAIN", "BASE"], many), OK),
            "drug": Column([one[0] for one in given], OK),
            "formulary_drug_cd": Column(h.some(["FURO40I", "HEPA5I", "METO25"], many), OK),
            "gsn": Column([str(one[1]).zfill(6) for one in given], OK),
            "ndc": Column([one[2] for one in given], OK),
            "prod_strength": Column([one[3] for one in given], OK),
            "dose_val_rx": Column(h.some(["40", "5000", "12.5-25"], many), OK),
            "dose_unit_rx": Column(h.some(["mg", "UNIT"], many), OK),
            "route": Column(h.some(["IV", "SC", "PO/NG"], many), OK),
            "doses_per_24_hrs": Column(h.some([1.0, 2.0, 3.0, None], many), OK),
        },
        delimited(pack="gz"),
    )
    h.put(
        "transfers.csv.gz",
        {
            "subject_id": Column([subject[i] for i in of], "R"),
            "hadm_id": Column(hadm, "H"),
            "transfer_id": Column([h.rng.randrange(3 * 10**7, 4 * 10**7) for _ in of], "R"),
            "eventtype": Column(h.some(["admit", "transfer", "discharge", "ED"], many), OK),
            "careunit": Column(
                h.some(["Medical Intensive Care Unit (MICU)", "Med/Surg", "PACU", "Neuro Stepdown"], many), OK
            ),
            "intime": Column(h.make(many, lambda: h.day("%Y-%m-%d %H:%M:%S")), "C"),
        },
        delimited(pack="gz"),
    )


def microbiology(h: Hospital) -> None:
    """Write cultures, susceptibilities and a blood bank: MIC values, unit numbers, barcodes, phoned results."""
    n = h.size * 3
    mrn = [f"{h.rng.randrange(10**5, 10**6):07d}" for _ in range(h.size)]
    of = h.some(range(h.size), n)
    names = [f"{h.fake.last_name()} {h.fake.first_name()[0]}" for _ in mrn]
    bugs = [
        "Escherichia coli",
        "Staph aureus (MRSA)",
        "Klebsiella pneumoniae ESBL",
        "Enterococcus faecalis",
        "No growth",
    ]
    accession = [f"M{h.rng.randrange(20, 26)}-{h.rng.randrange(10**4, 10**5)}" for _ in of]
    h.put(
        "cultures.txt",
        {
            "ACC": Column(accession, "R"),
            "PTNO": Column([mrn[i] for i in of], "H"),
            "PTNM": Column([names[i] for i in of], "A"),
            "SRC": Column(h.some(["BLD", "URN", "WND", "SPT", "CSF"], n), OK),
            "COLL": Column(h.make(n, lambda: h.day("%y%m%d%H%M")), "C"),
            "GRAM": Column(h.some(["GNR", "GPC clusters", "GPC chains", "None seen"], n), OK),
            "ORG": Column(h.some(bugs, n), OK),
            "CFU": Column(h.some([">100,000", "10,000-50,000", "<1,000"], n), OK),
            "ABX": Column(h.some(["CIP", "TMP/SMX", "VAN", "CRO", "MEM"], n), OK),
            "MIC": Column(h.some(["<=0.25", ">=320", "1", "0.5", "16"], n), OK),
            "INT": Column(h.some(["S", "I", "R", "SDD"], n), OK),
            "CALLED": Column(
                [h.rng.choice(["", f"RN {h.fake.first_name()} {h.day('%m/%d')} {h.day('%H%M')}"]) for _ in of], "C"
            ),
            "TECHID": Column(h.some(["jdk", "mls2", "rtp"], n), ANY),
            "CMT": Column(
                [
                    h.rng.choice(
                        ["", h.note("Critical value for {} read back by Dr. {}.", names[i], h.fake.last_name())]
                    )
                    for i in of
                ],
                TEXT,
            ),
        },
        delimited("\t"),
    )
    start = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    h.put(
        "bloodbank.parquet",
        {
            "din": Column(
                [f"W{h.rng.randrange(1000, 9999)}{h.rng.randrange(20, 26)}{h.rng.randrange(10**6):06}" for _ in of], "R"
            ),
            "isbt_product": Column(h.some(["E0336V00", "E2555V00", "E5085V00"], n), OK),
            "abo_rh": Column(h.some(["O POS", "A NEG", "AB POS", "B POS"], n), OK),
            "recipient_mrn": Column([int(mrn[i]) for i in of], "H"),
            "crossmatch": Column(h.some(["Compatible", "Incompatible", "Electronic"], n), OK),
            "antibodies[]": Column(
                [h.rng.sample(["anti-K", "anti-E", "anti-Jka"], h.rng.randrange(3)) for _ in of], OK
            ),
            "expires": Column([dt.date(2025, 1, 1) + dt.timedelta(days=h.rng.randrange(300)) for _ in of], ANY),
            "volume_ml": Column([h.rng.randrange(180, 420) for _ in of], OK),
            "transfused_at": Column([start + dt.timedelta(minutes=h.rng.randrange(400_000)) for _ in of], "C"),
            "reaction": Column(h.some([None, "FNHTR", "Allergic", "TACO"], n), OK),
        },
        parquet({"volume_ml": pl.Int16()}),
    )

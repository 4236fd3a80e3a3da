"""Hospitals of four styles: a small office, lists in clinicians' words, a star of facts, a wide sheet of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.hospitals.files import AGE, BORN, delimited, parquet, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from tests.benchmarks.hospitals.files import Hospital

PROBLEMS = (
    """
CHF (EF 25%)|COPD on home O2|DM2 w/ neuropathy|s/p CABG x3|AFib on Eliquis|OSA on CPAP|GERD|Chronic LBP|Migraine
Gout, L great toe|RA, seropositive|Hypothyroidism|CKD 3b|BPH w/ LUTS|PTSD|MDD, recurrent, moderate|ADHD|Bipolar II
Psoriasis vulgaris|Rosacea|Basal cell ca, nose|Melanoma in situ, back|DCIS L breast|Prostate ca, Gleason 7|NSCLC IIIA
Crohn disease|Ulcerative colitis|IBS-D|Celiac dz|Diverticulosis|Hep C, SVR|NASH|Cirrhosis, Child-Pugh B|Cholelithiasis
Osteoporosis|Vit D deficiency|Iron deficiency anemia|B12 def|Thalassemia minor|Factor V Leiden|DVT R leg|PE, bilateral
Seizure d/o|Parkinson disease|MS, relapsing|ALS|Bell's palsy|Carpal tunnel, R|TIA|L MCA stroke|Vertigo|Tinnitus
Glaucoma OU|Cataract OD|AMD, dry|Otitis media, recurrent|Allergic rhinitis|Asthma, mild intermittent|Sarcoidosis
Hyperlipidemia|HTN, uncontrolled|PAD|AAA 4.2 cm|Aortic stenosis, mod|MVP|WPW|SVT|PCOS|Endometriosis|Fibroids|Menopause
Graves disease|Addison's disease|Cushing syndrome|Hashimoto's|Nephrolithiasis|UTI, recurrent|Pyelonephritis|Hematuria
""".strip()
    .replace("\n", "|")
    .split("|")
)
MEDICINES = (
    """
Lasix 40 mg po bid|metoprolol succ 50 mg daily|lisinopril 20 qd|ASA 81|Plavix 75|Eliquis 5 mg BID|Coumadin per INR
Lantus 22 units qhs|Humalog SSI|metformin 1000 bid|Jardiance 10|Ozempic 0.5 mg weekly|Synthroid 88 mcg|prednisone taper
albuterol MDI prn|Advair 250/50|Spiriva|Singulair 10 mg|omeprazole 20|Pepcid 20 bid|Zofran 4 mg prn|MiraLAX prn
gabapentin 300 tid|Cymbalta 60|sertraline 100|trazodone 50 qhs|lorazepam 0.5 prn|Adderall XR 20|lithium 300 tid
tramadol 50 prn|Norco 5/325 q6h prn|naproxen 500 bid|methotrexate 15 mg weekly|Humira 40 mg q2wk|colchicine 0.6
Flomax 0.4|finasteride 5|Viagra 50 prn|Myrbetriq 25|Premarin vag crm|OCP|Mirena IUD|vit D3 2000 IU|fish oil|MVI
Latanoprost gtts|Timolol 0.5%|doxycycline 100 bid|Keflex 500 qid|Bactrim DS|nitrofurantoin|Valtrex 1 g|Truvada
""".strip()
    .replace("\n", "|")
    .split("|")
)


def office(h: Hospital) -> None:
    """Write two dozen rows a table, headers that lie, and values that occur once."""
    n = 24
    ids = [str(i) for i in h.rng.sample(range(1000, 9999), n)]
    names = h.make(n, h.fake.name)
    h.put(
        "people.csv",
        {
            "no": Column(ids, "H"),
            "code": Column(names, "A"),
            "notes": Column(h.some(["I10", "E11.9", "J44.9", "F32.9", "N18.3", "G43.909"], n), OK),
            "type": Column(h.make(n, lambda: h.fake.numerify("###-##-####")), "G"),
            "when": Column(h.make(n, lambda: h.born("%B %-d, %Y")), "C"),
            "status": Column(h.make(n, h.fake.zipcode), "B"),
            "contact": Column(h.make(n, lambda: h.rng.choice([h.fake.email(), h.fake.numerify("###-###-####")])), "F"),
            "value": Column(h.some(["M", "F"], n), OK),
            "lives with": Column(h.some(["alone", "spouse", "daughter", "group home"], n), OK),
            "job": Column(h.make(n, h.fake.job), ANY),
            "diagnosis": Column(h.rng.sample(PROBLEMS, n), OK),
        },
        delimited(),
    )
    h.put(
        "meds.csv",
        {
            "no": Column(h.some(ids, 40), "H"),
            "rx": Column(h.rng.sample(MEDICINES, 40), OK),
            "by": Column(h.some(["JT", "RKM", "SA"], 40), ANY),
            "on": Column(h.make(40, lambda: h.day("%-m/%-d/%y")), "C"),
            "left": Column(h.some(["0", "1", "2", "5", "11"], 40), OK),
        },
        delimited(";"),
    )
    h.put(
        "vitals.csv",
        {
            "no": Column(h.some(ids, 40), "H"),
            "d": Column(h.make(40, lambda: h.day("%d-%m-%y")), "C"),
            "bp": Column([f"{h.rng.randrange(95, 180)}/{h.rng.randrange(50, 105)}" for _ in range(40)], OK),
            "p": Column([str(h.rng.randrange(50, 120)) for _ in range(40)], OK),
            "t": Column([f"{h.rng.uniform(96.5, 102):.1f}" for _ in range(40)], OK),
            "w": Column([f"{h.rng.uniform(90, 280):.0f}#" for _ in range(40)], OK),
            "bs": Column([h.rng.choice(["", str(h.rng.randrange(70, 300))]) for _ in range(40)], OK),
        },
        delimited("\t"),
    )


def lists(h: Hospital) -> None:
    """Write problem, drug, allergy, surgery and family lists in clinicians' words, most values seldom repeated."""
    n, many = h.size, h.size * 4
    keys = [h.fake.uuid4() for _ in range(n)]
    folk = [(h.fake.first_name(), h.fake.last_name()) for _ in keys]
    of = h.some(range(n), many)
    h.put(
        "patient.parquet",
        {
            "patient_uuid": Column(keys, "R"),
            "legal_name": Column([f"{last}, {first}" for first, last in folk], "A"),
            "dob": Column(h.make(n, h.born), "C"),
            "ssn4": Column(h.make(n, lambda: h.fake.numerify("####")), "G"),
            "zip": Column(h.make(n, h.fake.zipcode), "B"),
            "religion": Column(h.some(["Baptist", "Catholic", "None", "Jewish", "Muslim"], n), OK),
            "advance_directive": Column(h.some(["Full code", "DNR", "POLST on file"], n), OK),
            "preferred_pharmacy": Column(h.some(["CVS #4471 Main St", "Walgreens 112", "Rite Aid"], n), ANY),
        },
        parquet(),
    )
    h.put(
        "problem_list.csv",
        {
            "patient_uuid": Column([keys[i] for i in of], "R"),
            "problem": Column(h.some(PROBLEMS, many), OK),
            "noted": Column(h.make(many, lambda: h.day("%m/%Y")), "C"),
            "chronic_yn": Column(h.some("YN", many), OK),
            "overview": Column(
                [h.rng.choice(["", h.note("{} follows with cardiology.", f"Mr. {folk[i][1]}")]) for i in of], TEXT
            ),
        },
        delimited(),
    )
    h.put(
        "medication_list.csv",
        {
            "patient_uuid": Column([keys[i] for i in of], "R"),
            "medication_text": Column(h.some(MEDICINES, many), OK),
            "taking": Column(h.some(["Taking", "Not taking", "Unsure"], many), OK),
            "reconciled_by": Column(h.make(many, lambda: f"{h.fake.last_name()}, RN"), ANY),
        },
        delimited(),
    )
    h.put(
        "allergies.csv",
        {
            "patient_uuid": Column([keys[i] for i in of], "R"),
            "agent": Column(
                h.some(["PCN", "Sulfa", "Shellfish", "Codeine", "IV contrast", "Bee stings", "Latex", "ACE-I"], many),
                OK,
            ),
            "rxn": Column(h.some(["hives", "anaphylaxis", "GI upset", "cough", "swelling of lips", "rash"], many), OK),
            "sev": Column(h.some(["low", "mod", "high"], many), OK),
        },
        delimited(),
    )
    h.put(
        "family_hx.csv",
        {
            "patient_uuid": Column([keys[i] for i in of], "R"),
            "relative": Column(h.some(["Mother", "Father", "MGM", "PGF", "Sister x2", "Brother"], many), OK),
            "relative_name": Column([h.rng.choice(["", h.fake.first_name()]) for _ in of], "A"),
            "condition": Column(h.some(PROBLEMS, many), OK),
            "dx_age": Column([str(h.rng.randrange(20, 97)) for _ in of], AGE),
            "living": Column(h.some(["alive", "deceased"], many), OK),
        },
        delimited(),
    )


def star(h: Hospital) -> None:
    """Write dimensions and facts: surrogate keys, a calendar, slowly changing rows, flags."""
    n, many = h.size, h.size * 4
    days = sorted({h.day("%Y%m%d") for _ in range(90)})
    names = [(h.fake.first_name(), h.fake.last_name()) for _ in range(n)]
    h.put(
        "DimPatient.csv",
        {
            "PatientKey": Column([str(i) for i in range(1, n + 1)], "R"),
            "PatientDurableKey": Column([str(500_000 + i * 3) for i in range(n)], "R"),
            "SourceMRN": Column(h.make(n, lambda: h.fake.numerify("E#######")), "H"),
            "FirstName": Column([first.upper() for first, _ in names], "A"),
            "LastName": Column([last.upper() for _, last in names], "A"),
            "BirthDateKey": Column(h.make(n, lambda: h.born("%Y%m%d")), "C"),
            "BirthYear": Column([str(h.rng.randrange(1930, 2020)) for _ in names], BORN),
            "AddressLine": Column(h.make(n, h.fake.street_address), "B"),
            "CityStateZip": Column(
                h.make(n, lambda: f"{h.fake.city()}, {h.fake.state_abbr()} {h.fake.zipcode()}"), "B"
            ),
            "CensusTractFIPS": Column(h.make(n, lambda: h.fake.numerify("17031######")), "B"),
            "SexAtBirth": Column(h.some(["Female", "Male", "X"], n), OK),
            "SVIQuartile": Column(h.some("1234", n), OK),
            "IsCurrent": Column(h.some(["1", "0"], n), OK),
            "RowEffectiveDate": Column(h.make(n, h.day), "C"),
        },
        delimited("|"),
    )
    h.put(
        "DimDate.csv",
        {
            "DateKey": Column(days, "C"),
            "FullDate": Column([f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days], "C"),
            "DayName": Column(h.some(["Monday", "Friday", "Sunday"], len(days)), "C"),
            "FiscalQuarter": Column([f"FY{day[2:4]} Q{h.rng.randrange(1, 5)}" for day in days], "C"),
            "CalendarYear": Column([day[:4] for day in days], ANY),
        },
        delimited("|"),
    )
    h.put(
        "DimDiagnosis.csv",
        {
            "DiagnosisKey": Column([str(i) for i in range(1, len(PROBLEMS) + 1)], ANY),
            "DiagnosisName": Column(PROBLEMS, OK),
            "Chapter": Column(h.some(["Circulatory", "Endocrine", "Neoplasms", "Digestive"], len(PROBLEMS)), OK),
        },
        delimited("|"),
    )
    h.put(
        "FactEncounter.csv",
        {
            "EncounterKey": Column([str(9_000_000 + 17 * i) for i in range(many)], "H"),
            "PatientKey": Column([str(h.rng.randrange(1, n + 1)) for _ in range(many)], "R"),
            "AdmitDateKey": Column(h.some(days, many), "C"),
            "DischargeDateKey": Column(h.some([*days, "-1"], many), "C"),
            "PrimaryDiagnosisKey": Column([str(h.rng.randrange(1, len(PROBLEMS) + 1)) for _ in range(many)], ANY),
            "PatientClass": Column(h.some(["Inpatient", "Observation", "Hospital Outpatient Surgery"], many), OK),
            "LengthOfStayDays": Column([str(h.rng.randrange(0, 30)) for _ in range(many)], OK),
            "IsReadmit30": Column(h.some("01", many), OK),
            "DRGWeight": Column([f"{h.rng.uniform(0.5, 6):.4f}" for _ in range(many)], OK),
            "TotalCharges": Column([f"{h.rng.uniform(900, 99000):.2f}" for _ in range(many)], OK),
            "EDArrivalMode": Column(h.some(["Walk-in", "Ambulance", "Police", "Helicopter"], many), OK),
        },
        delimited("|"),
    )


def wide(h: Hospital) -> None:
    """Write one row a day and patient with dozens of results; MRNs that look like social security numbers."""
    n = h.size * 3
    ssn = [h.fake.ssn().replace("-", "") for _ in range(h.size)]
    of = h.some(range(h.size), n)
    labs = {
        "NA": 139,
        "K": 4.1,
        "CL": 103,
        "CO2": 25,
        "BUN": 18,
        "CREA": 1.0,
        "GLU": 110,
        "CA": 9.3,
        "ALB": 3.9,
        "TBIL": 0.8,
    }
    names = [f"{h.fake.first_name()} {h.fake.last_name()}".lower() for _ in ssn]
    styles = ["%m/%d/%Y", "%Y-%m-%d", "%d-%b-%Y", "%m-%d-%y", "%b %d %Y"]
    h.put(
        "daily_results.ndjson",
        {
            "mrn": Column([ssn[i] for i in of], "H"),
            "ssn": Column([f"{ssn[i][:3]}-{ssn[i][3:5]}-{ssn[i][5:]}" for i in of], "G"),
            "pt": Column([names[i] for i in of], "A"),
            "day": Column([h.day(h.rng.choice(styles)) for _ in of], "C"),
            "age": Column([h.rng.choice([str(h.rng.randrange(18, 89)), "90+", "94"]) for _ in of], AGE),
            **{
                name: Column([h.rng.choice([f"{h.rng.gauss(mean, mean / 9):.1f}", None, "hemolyzed"]) for _ in of], OK)
                for name, mean in labs.items()
            },
            **{f"HR_{stat}": Column([h.rng.randrange(45, 150) for _ in of], OK) for stat in ("min", "max", "avg")},
            "I/O net": Column([h.rng.randrange(-3000, 3000) for _ in of], OK),
            "UOP/24h": Column([f"{h.rng.randrange(200, 3000)} cc" for _ in of], OK),
            "RASS": Column(h.some(["-2", "-1", "0", "+1"], n), OK),
            "vent": Column(h.some(["RA", "NC 2L", "HFNC 40/50%", "AC/VC 16/450/5/40"], n), OK),
            "diet": Column(h.some(["NPO", "Reg", "Cardiac 2g Na", "TF @ 40"], n), OK),
            "lines": Column(h.some(["PIV", "R IJ TLC", "PICC LUE", "L rad A-line"], n), OK),
            "abx": Column(h.some(["Vanc/Zosyn", "CTX", "none", "Mero"], n), OK),
            "attending": Column(h.make(n, h.fake.last_name), ANY),
            "bed": Column([f"{h.rng.choice('ABC')}{h.rng.randrange(100, 140)}-{h.rng.choice('12')}" for _ in of], ANY),
        },
        records(sparse=True),
    )

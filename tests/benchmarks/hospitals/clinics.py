"""Hospitals of four styles: a REDCap project, a Millennium-like extract, professional claims, a dental practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.hospitals.files import AGE, BORN, delimited
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.hospitals.files import Hospital


def redcap(h: Hospital) -> None:
    """Write a survey project: field names of the study team, checkboxes, repeated visits, and the same data long."""
    n = h.size
    ids = [f"{site}-{i:03d}" for i, site in enumerate(h.some(["101", "204", "317"], n), start=1)]
    first, last = h.make(n, h.fake.first_name), h.make(n, h.fake.last_name)
    phone, mail = h.make(n, lambda: h.fake.numerify("###-###-####")), h.make(n, h.fake.email)
    h.put(
        "Project_DATA_2025.csv",
        {
            "record_id": Column(ids, "R"),
            "redcap_event_name": Column(h.some(["baseline_arm_1", "month_6_arm_1"], n), OK),
            "redcap_data_access_group": Column(h.some(["site_a", "site_b"], n), ANY),
            "consent_ts": Column(h.make(n, lambda: h.day("%Y-%m-%d %H:%M")), "C"),
            "dem_fn": Column(first, "A"),
            "dem_ln": Column(last, "A"),
            "dem_bd": Column(h.make(n, lambda: h.born("%m-%d-%Y")), "C"),
            "dem_ph": Column(phone, "D"),
            "dem_em": Column(mail, "F"),
            "dem_adr": Column(h.make(n, h.fake.street_address), "B"),
            "dem_zip": Column(h.make(n, lambda: h.fake.zipcode().lstrip("0")), "B"),
            "dem_sex": Column(h.some(["1", "2"], n), OK),
            "race___1": Column(h.some(["0", "1"], n), OK),
            "race___2": Column(h.some(["0", "1"], n), OK),
            "race___99": Column(h.some(["0", "1"], n), OK),
            "edu_yrs": Column(h.some([str(i) for i in range(8, 21)], n), OK),
            "ht_cm": Column([f"{h.rng.gauss(168, 9):.1f}" for _ in ids], OK),
            "wt_kg": Column([f"{h.rng.gauss(80, 15):.1f}" for _ in ids], OK),
            "phq9_1": Column(h.some(list("0123"), n), OK),
            "phq9_2": Column(h.some(list("0123"), n), OK),
            "phq9_tot": Column([str(h.rng.randrange(28)) for _ in ids], OK),
            "phq9_date": Column(h.make(n, lambda: h.day("%m/%d/%Y")), "C"),
            "ec_who": Column(h.make(n, h.fake.name), "A"),
            "ec_rel": Column(h.some(["spouse", "mother", "son", "neighbor"], n), OK),
            "ae_desc": Column(h.some(["", "nausea after dose", "injection site redness", "mild headache"], n), OK),
            "demographics_complete": Column(h.some(["0", "1", "2"], n), OK),
            "other_comments": Column(
                [
                    h.note("Called {} at {}; will come back after the holidays.", one, number)
                    for one, number in zip(first, phone, strict=True)
                ],
                TEXT,
            ),
        },
        delimited(quote=True),
    )
    long = [(i, field) for i in range(n) for field in ("dem_ln", "dem_em", "sbp", "hba1c", "smoke", "visit_dt")]
    made: dict[str, Callable[[int], tuple[str, str]]] = {
        "dem_ln": lambda i: (last[i], "A"),
        "dem_em": lambda i: (mail[i], "F"),
        "sbp": lambda _: (str(h.rng.randrange(95, 180)), OK),
        "hba1c": lambda _: (f"{h.rng.uniform(4.5, 12):.1f}", OK),
        "smoke": lambda _: (h.rng.choice(["never", "former", "current"]), OK),
        "visit_dt": lambda _: (h.day(), "C"),
    }
    values = [made[field](i) for i, field in long]
    h.put(
        "long_export.tsv",
        {
            "record": Column([ids[i] for i, _ in long], "R"),
            "field_name": Column([field for _, field in long], OK),
            "value": Column([value for value, _ in values], [truth for _, truth in values]),
        },
        delimited("\t"),
    )


def millennium(h: Hospital) -> None:
    """Write a hospital system's extract: numbers ending in .00, code values, formatted names, personnel, pipes."""
    n, many = h.size, h.size * 4
    people = [f"{h.rng.randrange(10**6, 10**7)}.00" for _ in range(n)]
    names = [f"{h.fake.last_name().upper()}, {h.fake.first_name().upper()} {h.rng.choice('ABCJKLM')}" for _ in people]
    owner = h.some(range(n), many)
    encounters = [f"{h.rng.randrange(10**7, 10**8)}.00" for _ in range(many)]
    staff = [f"{i}.00" for i in range(4000, 4030)]
    codes = {
        "2700653.00": ("72", "Sodium Lvl"),
        "2700655.00": ("72", "Potassium Lvl"),
        "703306.00": ("72", "Heart Rate Monitored"),
        "703501.00": ("72", "Systolic Blood Pressure"),
        "362.00": ("57", "Female"),
        "363.00": ("57", "Male"),
        "309308.00": ("71", "Inpatient"),
        "309310.00": ("71", "Emergency"),
    }
    h.put(
        "PERSON.dat.gz",
        {
            "PERSON_ID": Column(people, "R"),
            "NAME_FULL_FORMATTED": Column(names, "A"),
            "NAME_LAST_KEY": Column([name.split(",")[0] for name in names], "A"),
            "BIRTH_DT_TM": Column(h.make(n, lambda: h.born("%d-%b-%Y 00:00:00").upper()), "C"),
            "SEX_CD": Column(h.some(["362.00", "363.00"], n), OK),
            "MARITAL_TYPE_CD": Column(h.some(["305.00", "306.00", "307.00"], n), OK),
            "DECEASED_DT_TM": Column([h.rng.choice(["", h.day("%d-%b-%Y %H:%M:%S").upper()]) for _ in people], "C"),
            "ACTIVE_IND": Column(h.some(["1", "1", "0"], n), OK),
            "PERSON_ALIAS": Column(h.make(n, lambda: h.fake.numerify("00######")), "H"),
            "SSN": Column(h.make(n, lambda: h.fake.ssn().replace("-", "")), "G"),
            "STREET_ADDR": Column(h.make(n, h.fake.street_address), "B"),
            "ZIPCODE": Column(h.make(n, lambda: h.fake.zipcode_plus4().replace("-", "")), "B"),
            "PHONE_NUM": Column(h.make(n, lambda: h.fake.numerify("##########")), "D"),
            "UPDT_CNT": Column([str(h.rng.randrange(40)) for _ in people], OK),
        },
        delimited("|", pack="gz"),
    )
    h.put(
        "ENCOUNTER.dat.gz",
        {
            "ENCNTR_ID": Column(encounters, "H"),
            "PERSON_ID": Column([people[i] for i in owner], "R"),
            "REG_DT_TM": Column(h.make(many, lambda: h.day("%d-%b-%Y %H:%M:%S").upper()), "C"),
            "DISCH_DT_TM": Column(h.make(many, lambda: h.day("%d-%b-%Y %H:%M:%S").upper()), "C"),
            "ENCNTR_TYPE_CD": Column(h.some(["309308.00", "309310.00"], many), OK),
            "MED_SERVICE_CD": Column(h.some(["313004.00", "313010.00", "313022.00"], many), OK),
            "LOC_NURSE_UNIT": Column(h.some(["4 East", "ICU North", "ED Pod B"], many), ANY),
            "REASON_FOR_VISIT": Column(h.some(["CHEST PAIN", "FALL", "DYSPNEA", "AMS", "ABD PAIN"], many), OK),
            "FIN_NBR": Column(h.make(many, lambda: h.fake.numerify("9########")), "J"),
            "ATTEND_PRSNL_ID": Column(h.some(staff, many), ANY),
        },
        delimited("|", pack="gz"),
    )
    events = h.some(["2700653.00", "2700655.00", "703306.00", "703501.00"], many)
    h.put(
        "CLINICAL_EVENT.dat.gz",
        {
            "CLINICAL_EVENT_ID": Column([f"{880_000 + 3 * i}.00" for i in range(many)], "R"),
            "ENCNTR_ID": Column(h.some(encounters, many), "H"),
            "EVENT_CD": Column(events, OK),
            "EVENT_TITLE_TEXT": Column([codes[code][1] for code in events], OK),
            "RESULT_VAL": Column([f"{h.rng.gauss(100, 20):.1f}" for _ in events], OK),
            "RESULT_UNITS_CD": Column(h.some(["268.00", "273.00"], many), OK),
            "NORMALCY_CD": Column(h.some(["211.00", "201.00", "214.00"], many), OK),
            "NORMAL_LOW": Column(h.some(["3.5", "60", "135"], many), OK),
            "PERFORMED_DT_TM": Column(h.make(many, lambda: h.day("%d-%b-%Y %H:%M:%S").upper()), "C"),
            "PERFORMED_PRSNL_ID": Column(h.some(staff, many), ANY),
        },
        delimited("|", pack="gz"),
    )
    h.put(
        "CODE_VALUE.dat.gz",
        {
            "CODE_VALUE": Column(list(codes), OK),
            "CODE_SET": Column([code_set for code_set, _ in codes.values()], OK),
            "DISPLAY": Column([display for _, display in codes.values()], OK),
            "CDF_MEANING": Column([display.upper().replace(" ", "")[:12] for _, display in codes.values()], OK),
        },
        delimited("|", pack="gz"),
    )
    h.put(
        "PRSNL.dat.gz",
        {
            "PERSON_ID": Column(staff, ANY),
            "NAME_FULL_FORMATTED": Column([f"{h.fake.last_name()}, {h.fake.first_name()} MD" for _ in staff], ANY),
            "POSITION_CD": Column(h.some(["441.00", "686766.00"], len(staff)), OK),
            "USERNAME": Column([h.fake.user_name() for _ in staff], ANY),
        },
        delimited("|", pack="gz"),
    )


def claims837(h: Hospital) -> None:
    """Write flat 837 and 835 records: loop names as headers, qualifiers, check digits, latin-1, fixed widths padded."""
    n = h.size * 2
    member = [f"{h.fake.bothify('???').upper()}{h.rng.randrange(10**8, 10**9)}" for _ in range(h.size)]
    of = h.some(range(h.size), n)
    control = [f"{h.rng.randrange(10**9, 10**10)}" for _ in range(n)]
    folk = [(h.fake.last_name().upper(), h.fake.first_name().upper()) for _ in member]
    icd = ["E119", "I10", "M545", "Z1231", "J0190", "N390", "R0789", "S93401A", "F329", "K219", "H2513", "L400"]
    h.put(
        "X12_837P_LOOPS.TXT",
        {
            "CLM01_PCN": Column(control, "J"),
            "NM103_SBR_LAST": Column([folk[i][0].ljust(20) for i in of], "A"),
            "NM104_SBR_FIRST": Column([folk[i][1] for i in of], "A"),
            "NM109_MBR": Column([member[i] for i in of], "I"),
            "N301": Column([h.fake.street_address().upper() for _ in of], "B"),
            "N401": Column([h.fake.city().upper() for _ in of], "B"),
            "N402": Column([h.fake.state_abbr() for _ in of], ANY),
            "N403": Column([h.fake.zipcode_plus4().replace("-", "") for _ in of], "B"),
            "DMG02": Column([h.born("%Y%m%d") for _ in of], "C"),
            "DMG03": Column(h.some("MF", n), OK),
            "CLM02_CHG": Column([f"{h.rng.uniform(40, 4000):.2f}" for _ in of], OK),
            "CLM05_FAC": Column(h.some(["11:B:1", "22:B:1", "21:B:7"], n), OK),
            "HI01": Column([f"ABK:{h.rng.choice(icd)}" for _ in of], OK),
            "HI02": Column([h.rng.choice(["", f"ABF:{h.rng.choice(icd)}"]) for _ in of], OK),
            "SV101": Column([f"HC:{h.rng.choice(['99213', '99214', '36415', 'J3301', '20610'])}" for _ in of], OK),
            "SV104_UNITS": Column(h.some(["1", "2", "4"], n), OK),
            "DTP472": Column([h.day("%Y%m%d") for _ in of], "C"),
            "NM1_82_NPI": Column(h.some(["1578692036", "1497758544", "1215930367"], n), ANY),
            "PRV03": Column(h.some(["207Q00000X", "208D00000X", "2084N0400X"], n), OK),
            "REF_EA": Column([h.fake.numerify("MR#######") for _ in of], "H"),
            "SBR01": Column(h.some("PS", n), OK),
            "SBR09": Column(h.some(["MB", "MC", "CI", "BL"], n), OK),
        },
        delimited("~", encoding="latin-1", ending="\r\n"),
    )
    h.put(
        "835_remits.csv",
        {
            "CLP01": Column(control, "J"),
            "CLP02_STATUS": Column(h.some(["1", "2", "4", "22"], n), OK),
            "CLP03": Column([f"{h.rng.uniform(40, 4000):.2f}" for _ in of], OK),
            "CLP04_PAID": Column([f"{h.rng.uniform(0, 3000):.2f}" for _ in of], OK),
            "CLP07_ICN": Column([f"2025{h.rng.randrange(10**8, 10**9)}" for _ in of], "R"),
            "CAS": Column(h.some(["CO-45", "PR-1", "PR-2", "OA-23", "CO-97"], n), OK),
            "RARC": Column(h.some(["", "N130", "MA01", "M15"], n), OK),
            "TRN02_EFT": Column([h.fake.numerify("##########") for _ in of], "J"),
            "PAYER_NM": Column(h.some(["AETNA", "CIGNA", "UNITED HEALTHCARE", "MEDICARE PART B"], n), OK),
            "PATIENT_NM1_QC": Column([f"{folk[i][0]}*{folk[i][1]}" for i in of], "A"),
            "CHECK_DT": Column([h.day("%m/%d/%Y") for _ in of], "C"),
        },
        delimited(encoding="latin-1"),
    )


def dental(h: Hospital) -> None:
    """Write a small practice's spreadsheets: serial days, guarantors, two people a row, zeros lost, title lines."""
    n, many = h.size, h.size * 3
    chart = [f"{h.fake.last_name()[:3].upper()}{i:04d}" for i in range(n)]
    names = [f"{h.fake.last_name()}, {h.fake.first_name()}" for _ in chart]
    phones = [h.fake.numerify("(###) ###-####") for _ in chart]
    h.put(
        "Patient List.csv",
        {
            "Chart#": Column(chart, "H"),
            "Patient": Column(names, "A"),
            "Pref.": Column([h.rng.choice(["", h.fake.first_name()]) for _ in chart], "A"),
            "Bday": Column([str(h.rng.randrange(9_000, 44_000)) for _ in chart], "C"),
            "Age": Column([str(h.rng.randrange(2, 97)) for _ in chart], AGE),
            "Hm/Wk/Cell": Column(phones, "D"),
            "Guarantor (name)": Column(names[1:] + names[:1], "A"),
            "Guar. SS#": Column([h.fake.ssn() for _ in chart], "G"),
            "Addr": Column([f"{h.fake.street_address()}, {h.fake.city()}" for _ in chart], "B"),
            "ST": Column([h.fake.state_abbr() for _ in chart], ANY),
            "Zip": Column([str(int(h.fake.zipcode())) for _ in chart], "B"),
            "Ins. Carrier": Column(h.some(["Delta Dental", "MetLife", "Guardian", "none"], n), OK),
            "Ins. Grp": Column([h.fake.numerify("#####-##") for _ in chart], "I"),
            "Recall (mo)": Column(h.some(["3", "6", "12"], n), OK),
            "Med Alerts": Column(h.some(["", "Latex allergy", "Premedicate", "Hypertension", "Pregnant"], n), OK),
        },
        delimited(),
    )
    teeth = [str(i) for i in range(1, 33)]
    cdt = {
        "D0120": "Periodic oral evaluation",
        "D1110": "Prophylaxis - adult",
        "D2392": "Resin composite 2s posterior",
        "D2740": "Crown porcelain/ceramic",
        "D3330": "Root canal molar",
        "D7140": "Extraction erupted tooth",
    }
    done = h.some(list(cdt), many)
    owner = h.some(range(n), many)
    h.put(
        "Ledger.csv",
        {
            "Chart#": Column([chart[i] for i in owner], "H"),
            "Date": Column([str(h.rng.randrange(43_000, 46_000)) for _ in done], "C"),
            "Code": Column(done, OK),
            "Description": Column([cdt[code] for code in done], OK),
            "Th": Column(h.some(["", *teeth], many), OK),
            "Surf": Column(h.some(["", "MO", "DO", "MOD", "B", "L"], many), OK),
            "Fee": Column(h.some(["$52.00", "$98.00", "$245.00", "$1,150.00"], many), OK),
            "Prov": Column(h.some(["DDS1", "DDS2", "HYG1"], many), ANY),
            "Stat": Column(h.some(["C", "TP", "EO", "R"], many), OK),
            "Clinical note": Column(
                [
                    h.note("{} tolerated well, 1.8 ml lidocaine 2% epi. Spoke w/ spouse at {}.", names[i], phones[i])
                    for i in owner
                ],
                TEXT,
            ),
        },
        delimited(),
    )
    h.put(
        "perio chart.csv",
        {
            "Chart#": Column([chart[i] for i in owner], "H"),
            "Exam": Column([h.day("%b %d, %Y") for _ in owner], "C"),
            "Yr": Column([str(h.rng.randrange(2015, 2026)) for _ in owner], BORN),
            **{f"#{tooth} MB": Column(h.some("1234567", many), OK) for tooth in (3, 14, 19, 30)},
            "BOP %": Column([f"{h.rng.randrange(0, 60)}%" for _ in owner], OK),
            "Mobility": Column(h.some(["", "I", "II", "III"], many), OK),
            "Dx": Column(h.some(["Gingivitis", "Stage II Perio", "Stage III Perio", "Healthy"], many), OK),
        },
        delimited(";"),
    )

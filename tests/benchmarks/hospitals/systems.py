"""Hospitals of six styles, the seventh round.

Documents of a database with `$oid`, HL7 fields by number, care management in a customer system, a statistics package's
dates, a genomics laboratory, a school clinic.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.benchmarks.hospitals.files import AGE, delimited, parquet, records
from tests.benchmarks.hospitals.office import MEDICINES, PROBLEMS
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from tests.benchmarks.hospitals.files import Hospital


def documents(h: Hospital) -> None:
    """Write a document store's export: object ids, dates in objects, lists of lists, late fields."""
    n = h.size * 2
    oid = h.make(n, lambda: h.fake.hexify("^" * 24))
    names = [(h.fake.first_name(), h.fake.last_name()) for _ in oid]
    h.put(
        "members.json",
        {
            "_id.$oid": Column(oid, "R"),
            "profile.givenName": Column([one for one, _ in names], "A"),
            "profile.familyName": Column([two for _, two in names], "A"),
            "profile.dob.$date": Column(h.make(n, lambda: h.born("%Y-%m-%dT00:00:00Z")), "C"),
            "profile.sexAssignedAtBirth": Column(h.some(["female", "male"], n), OK),
            "profile.pronouns": Column(h.some(["she/her", "he/him", "they/them", None], n), OK),
            "profile.homeAddress.oneLine": Column([h.fake.address().replace("\n", ", ") for _ in oid], "B"),
            "profile.contacts[].kind": Column([["mobile", "email"] for _ in oid], OK),
            "profile.contacts[].detail": Column(
                [[h.fake.numerify("(###) ###-####"), h.fake.email()] for _ in oid], "D"
            ),
            "coverage.planName": Column(h.some(["Gold PPO", "Silver HMO", "Medicaid MCO"], n), OK),
            "coverage.subscriberNumber": Column(h.make(n, lambda: h.fake.bothify("??#########").upper()), "I"),
            "conditions[].text": Column([h.rng.sample(PROBLEMS, 2) for _ in oid], OK),
            "conditions[].icd": Column([h.rng.sample(["E11.9", "I10", "F41.1", "M17.0"], 2) for _ in oid], OK),
            "goals[].steps[]": Column([[["walk daily"], ["cut salt", "weigh in"]] for _ in oid], OK),
            "riskScore": Column([round(h.rng.random() * 8, 3) for _ in oid], OK),
            "lastSeen.$date": Column(h.make(n, lambda: h.day("%Y-%m-%dT%H:%M:%S.000Z")), "C"),
            "notes": Column([h.note("Spoke with {} {}; agrees with the plan.", *one) for one in names], TEXT),
            "flags.interpreterNeeded": Column(h.some([True, False], n), OK),
        },
        records(sparse=True),
    )


def segments(h: Hospital) -> None:
    """Write an interface engine's table: field numbers with labels, carets inside the values."""
    n = h.size * 3
    folk = [(h.fake.last_name().upper(), h.fake.first_name().upper()) for _ in range(h.size)]
    ids = [h.fake.numerify("########") for _ in folk]
    of = h.some(range(h.size), n)
    tests = ["2345-7^GLUCOSE^LN", "718-7^HGB^LN", "6690-2^WBC^LN", "2160-0^CREATININE^LN"]
    h.put(
        "oru_flat.dat",
        {
            "MSH-4 Sending Facility": Column(h.some(["NORTHLAB", "STJOES"], n), ANY),
            "MSH-10 Control ID": Column(h.make(n, lambda: h.fake.bothify("????########").upper()), "R"),
            "PID-3 ID": Column([f"{ids[i]}^^^NL^MR" for i in of], "H"),
            "PID-5 Name": Column([f"{folk[i][0]}^{folk[i][1]}^{h.rng.choice('AEL')}" for i in of], "A"),
            "PID-6 Mother": Column([f"{h.fake.last_name().upper()}^{h.fake.first_name().upper()}" for _ in of], "A"),
            "PID-7 DOB": Column([h.born("%Y%m%d") for _ in of], "C"),
            "PID-8 Sex": Column(h.some("MFU", n), OK),
            "PID-10 Race": Column(h.some(["2106-3^White^HL70005", "2054-5^Black^HL70005"], n), OK),
            "PID-11 Addr": Column(
                [f"{h.fake.street_address()}^^{h.fake.city()}^{h.fake.state_abbr()}^{h.fake.zipcode()}" for _ in of],
                "B",
            ),
            "PID-13 Phone": Column([h.fake.numerify("(###)###-####^PRN^PH") for _ in of], "D"),
            "NK1-2": Column([f"{h.fake.last_name()}^{h.fake.first_name()}" for _ in of], "A"),
            "NK1-3": Column(h.some(["SPO^Spouse", "CHD^Child"], n), OK),
            "OBR-4": Column(h.some(["80048^BMP^L", "85027^CBC^L"], n), OK),
            "OBR-7": Column([h.day("%Y%m%d%H%M") for _ in of], "C"),
            "OBR-16": Column(
                [f"1{h.fake.numerify('#########')}^{h.fake.last_name()}^{h.fake.first_name()}" for _ in of], ANY
            ),
            "OBX-2": Column(h.some(["NM", "ST"], n), OK),
            "OBX-3": Column(h.some(tests, n), OK),
            "OBX-5": Column([h.rng.choice([f"{h.rng.uniform(1, 200):.1f}", "<0.5", "POS"]) for _ in of], OK),
            "OBX-6": Column(h.some(["mg/dL", "g/dL", "10*3/uL"], n), OK),
            "OBX-7": Column(h.some(["70-99", "12.0-16.0", "4.5-11.0"], n), OK),
            "OBX-8": Column(h.some(["H", "L", "N", "A"], n), OK),
            "OBX-11": Column(h.some("FPC", n), OK),
            "NTE-3": Column([h.rng.choice(["", h.note("Called to {} at bedside.", h.fake.name())]) for _ in of], TEXT),
        },
        delimited("|"),
    )


def caremanagement(h: Hospital) -> None:
    """Write a customer system's objects: eighteen-character keys, custom fields, owners, tasks."""
    n, many = h.size, h.size * 3
    keys = [f"003{h.fake.bothify('??##??##??##??#')}" for _ in range(n)]
    folk = [(h.fake.first_name(), h.fake.last_name()) for _ in keys]
    of = h.some(range(n), many)
    h.put(
        "Contact.csv",
        {
            "Id": Column(keys, "R"),
            "Salutation": Column(h.some(["Mr.", "Ms.", "Dr."], n), ANY),
            "FirstName": Column([one for one, _ in folk], "A"),
            "LastName": Column([two for _, two in folk], "A"),
            "Birthdate": Column(h.make(n, h.born), "C"),
            "MailingStreet": Column(h.make(n, h.fake.street_address), "B"),
            "MailingPostalCode": Column(h.make(n, h.fake.zipcode_plus4), "B"),
            "MobilePhone": Column(h.make(n, lambda: h.fake.numerify("###-###-#### x##")), "D"),
            "MRN__c": Column(h.make(n, lambda: h.fake.numerify("MR-######")), "H"),
            "Primary_Language__c": Column(h.some(["English", "Hmong", "Karen", "Spanish"], n), OK),
            "Risk_Tier__c": Column(h.some(["Tier 1 - Rising", "Tier 2 - High", "Tier 3 - Complex"], n), OK),
            "PHQ2_Score__c": Column(h.some([str(i) for i in range(7)], n), OK),
            "Housing_Status__c": Column(h.some(["Stable", "Doubled up", "Shelter", "Unsheltered"], n), OK),
            "Opt_Out__c": Column(h.some(["true", "false"], n), OK),
            "SystemModstamp": Column(h.make(n, lambda: h.day("%Y-%m-%dT%H:%M:%S.000+0000")), "C"),
        },
        delimited(quote=True),
    )
    h.put(
        "Task.csv",
        {
            "Id": Column([f"00T{h.fake.bothify('??##??##??##??#')}" for _ in of], "R"),
            "WhoId": Column([keys[i] for i in of], "R"),
            "Subject": Column(h.some(["Outreach call", "Med rec", "TCM visit", "Voicemail left"], many), OK),
            "Status": Column(h.some(["Completed", "Deferred", "Not Started"], many), OK),
            "ActivityDate": Column(h.make(many, h.day), "C"),
            "CallDurationInSeconds": Column([str(h.rng.randrange(0, 1900)) for _ in of], OK),
            "Barriers__c": Column(h.some(["Transportation", "Food;Housing", "", "Cost of meds"], many), OK),
            "Description": Column(
                [h.note("Left message for {} with her sister {}.", folk[i][0], h.fake.first_name()) for i in of], TEXT
            ),
        },
        delimited(quote=True),
    )


def statistics(h: Hospital) -> None:
    """Write a statistics package's files: days and seconds since 1960, `.` for missing, short names, labels."""
    n = h.size * 3
    ids = [f"{h.rng.randrange(10, 30)}{i:04d}" for i in range(h.size)]
    of = h.some(ids, n)
    h.put(
        "demog.tsv",
        {
            "ptid": Column(ids, "R"),
            "inits": Column(h.make(h.size, lambda: h.fake.bothify("???").upper()), "A"),
            "brthdt": Column([str(h.rng.randrange(-14000, 16000)) for _ in ids], "C"),
            "sexc": Column(h.some("12", h.size), OK),
            "racec": Column(h.some(["1", "2", "3", "."], h.size), OK),
            "zip5": Column(h.make(h.size, h.fake.zipcode), "B"),
            "hgtcm": Column([f"{h.rng.gauss(169, 9):.1f}" for _ in ids], OK),
            "trt01p": Column(h.some(["DRUG A 50MG", "DRUG A 100MG", "PLACEBO"], h.size), OK),
            "ittfl": Column(h.some("YN", h.size), OK),
        },
        delimited("\t"),
    )
    h.put(
        "visits.parquet",
        {
            "ptid": Column(of, "R"),
            "visdt": Column([float(h.rng.randrange(19_000, 24_000)) for _ in of], "C"),
            "visdttm": Column([float(h.rng.randrange(1_700_000_000, 2_000_000_000)) for _ in of], "C"),
            "visit": Column(h.some(["V1", "V2", "V3", "ET"], n), OK),
            "sysbp": Column([h.rng.randrange(95, 175) for _ in of], OK),
            "ecgint": Column(h.some(["NORMAL", "ABN NCS", "ABN CS"], n), OK),
            "qtcf": Column([h.rng.randrange(370, 490) for _ in of], OK),
            "cmtrt": Column(h.some(MEDICINES, n), OK),
            "mhterm": Column(h.some(PROBLEMS, n), OK),
            "aestdt": Column(
                [h.rng.choice([None, dt.date(2020, 1, 1) + dt.timedelta(h.rng.randrange(900))]) for _ in of], "C"
            ),
            "invcom": Column(
                [h.rng.choice([None, h.note("Seen with wife {}.", h.fake.first_name_female())]) for _ in of], TEXT
            ),
        },
        parquet(),
    )


def genomics(h: Hospital) -> None:
    """Write samples, variants and pedigrees: barcodes, nomenclature, depths, consanguinity."""
    n, many = h.size, h.size * 5
    barcode = [f"NGS-{h.rng.randrange(20, 26)}-{h.rng.randrange(10**4, 10**5)}" for _ in range(n)]
    of = h.some(barcode, many)
    h.put(
        "manifest.csv",
        {
            "sample_barcode": Column(barcode, "R"),
            "proband_name": Column(h.make(n, h.fake.name), "A"),
            "mrn": Column(h.make(n, lambda: h.fake.numerify("#######")), "H"),
            "collected": Column(h.make(n, lambda: h.day("%d-%b-%y")), "C"),
            "specimen_type": Column(h.some(["PB-EDTA", "Saliva", "FFPE", "BM"], n), OK),
            "indication": Column(h.some(PROBLEMS, n), OK),
            "hpo": Column(h.some(["HP:0001250", "HP:0001263", "HP:0000252"], n), OK),
            "family_id": Column(h.make(n, lambda: h.fake.bothify("FAM###")), "R"),
            "role": Column(h.some(["proband", "mother", "father", "sib"], n), OK),
            "affected": Column(h.some(["Y", "N", "?"], n), OK),
            "mean_depth": Column([f"{h.rng.uniform(40, 220):.1f}x" for _ in barcode], OK),
            "q30": Column([f"{h.rng.uniform(80, 97):.2f}%" for _ in barcode], OK),
            "ordering_md": Column(h.make(n, lambda: f"{h.fake.last_name()}, {h.fake.first_name()}"), ANY),
        },
        delimited(),
    )
    h.put(
        "variants.tsv.gz",
        {
            "sample": Column(of, "R"),
            "chrom": Column(h.some(["chr1", "chr7", "chr17", "chrX"], many), OK),
            "pos": Column([str(h.rng.randrange(10**5, 2 * 10**8)) for _ in of], OK),
            "ref": Column(h.some("ACGT", many), OK),
            "alt": Column(h.some(["A", "C", "GTT", "DEL"], many), OK),
            "gene": Column(h.some(["BRCA1", "CFTR", "TP53", "SCN1A", "MECP2"], many), OK),
            "hgvsc": Column(h.some(["c.1521_1523del", "c.68_69delAG", "c.524G>A"], many), OK),
            "hgvsp": Column(h.some(["p.Phe508del", "p.Arg175His", "p.(=)"], many), OK),
            "zyg": Column(h.some(["het", "hom", "hemi"], many), OK),
            "acmg": Column(h.some(["P", "LP", "VUS", "LB"], many), OK),
            "af": Column([f"{h.rng.random() / 100:.6f}" for _ in of], OK),
            "dp": Column([str(h.rng.randrange(20, 400)) for _ in of], OK),
            "rsid": Column([f"rs{h.rng.randrange(10**4, 10**8)}" for _ in of], OK),
            "curator": Column(h.some(["akim", "jlopez"], many), ANY),
        },
        delimited("\t", pack="gz"),
    )


def school(h: Hospital) -> None:
    """Write a school clinic's log: grades, parents, buses, inhalers, two spellings of everything."""
    n = h.size * 2
    pupils = [f"{h.fake.last_name()} {h.fake.first_name()}" for _ in range(n)]
    h.put(
        "Nurse Log 24-25.csv",
        {
            "Student": Column([h.rng.choice([one, one.upper(), one.lower()]) for one in pupils], "A"),
            "Stu#": Column(h.make(n, lambda: h.fake.numerify("9#####")), "R"),
            "DOB": Column(
                h.make(n, lambda: h.fake.date_of_birth(minimum_age=5, maximum_age=18).strftime("%m/%d/%y")), "C"
            ),
            "Gr": Column(h.some(["K", *map(str, range(1, 13))], n), OK),
            "Homeroom": Column([f"{h.rng.randrange(100, 240)} {h.fake.last_name()}" for _ in pupils], ANY),
            "In": Column([f"{h.rng.randrange(8, 15)}:{h.rng.randrange(60):02}" for _ in pupils], "C"),
            "Date": Column(h.make(n, lambda: h.day("%a %b %-d")), "C"),
            "C/O": Column(h.some(["stomachache", "HA", "fell at recess", "asthma", "bee sting", "nosebleed"], n), OK),
            "Temp": Column([f"{h.rng.uniform(96.8, 103):.1f}" for _ in pupils], OK),
            "PF": Column([h.rng.choice(["", str(h.rng.randrange(150, 450))]) for _ in pupils], OK),
            "Tx": Column(h.some(["ice", "rest 10 min", "2 puffs albuterol", "sent home", "bandaid"], n), OK),
            "Parent called": Column(
                [h.rng.choice(["", f"{h.fake.first_name()} {h.fake.numerify('###-####')}"]) for _ in pupils], "D"
            ),
            "Bus": Column([str(h.rng.randrange(1, 30)) for _ in pupils], ANY),
            "IEP": Column(h.some(["y", "n"], n), OK),
            "Age": Column([str(h.rng.randrange(5, 19)) for _ in pupils], AGE),
            "Shots": Column(h.some(["UTD", "needs Tdap", "exempt-relig"], n), OK),
        },
        delimited(),
    )

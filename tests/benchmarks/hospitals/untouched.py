"""Hospitals that nothing was ever tuned on: what they lose is not looked at, only how much.

Dialysis, a transplant registry, a French day hospital, an occupational health service, a payer's quality extract.
On their first run no identifier was left, and 100, 90.7, 100, 19.4 and 92.9 % of the clinical cells stayed; of the
fourth a table was not found for a full stop in its header (98.2 % once it was).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.benchmarks.hospitals.files import AGE, Hospital, delimited, hive, parquet, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Callable


def dialysis(h: Hospital) -> None:
    """Write treatments of a dialysis chain: machines, weights before and after, accesses, standing orders."""
    n, many = h.size, h.size * 6
    cid = [f"{h.rng.randrange(10, 99)}-{h.rng.randrange(10**4, 10**5)}-{h.rng.choice('ABC')}" for _ in range(n)]
    names = [f"{h.fake.last_name()},{h.fake.first_name()}" for _ in cid]
    of = h.some(range(n), many)
    h.put(
        "census.csv",
        {
            "Chain ID": Column(cid, "H"),
            "Pt": Column(names, "A"),
            "B-day": Column([h.born("%m.%d.%Y") for _ in cid], "C"),
            "MBI/HICN": Column([h.fake.numerify("#########A") for _ in cid], "I"),
            "First ESRD tx": Column([h.day("%b-%y") for _ in cid], "C"),
            "Primary dx (2728)": Column(h.some(["E10.22", "I12.0", "N05.9", "Q61.2"], n), OK),
            "Schedule": Column(h.some(["MWF 1st", "TTS 2nd", "MWF 3rd", "PD"], n), ANY),
            "Access": Column(h.some(["AVF L upper", "AVG R fore", "TDC R IJ"], n), OK),
            "Dry wt": Column([f"{h.rng.uniform(45, 130):.1f}" for _ in cid], OK),
            "HBsAg": Column(h.some(["NR", "R"], n), OK),
            "Transport": Column(h.some(["Self", "Medivan", "Family", "Stretcher"], n), OK),
            "Emergency #": Column([h.fake.numerify("###.###.####") for _ in cid], "D"),
        },
        delimited(),
    )
    h.put(
        "treatments.parquet",
        {
            "tx_id": Column([7_700_000 + i for i in range(many)], "R"),
            "chain_id": Column([cid[i] for i in of], "H"),
            "chair": Column(h.some(list(range(1, 25)), many), ANY),
            "machine_sn": Column([h.fake.bothify("5S#######") for _ in of], "M"),
            "on_at": Column(
                [dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=h.rng.randrange(500_000)) for _ in of],
                "C",
            ),
            "pre_wt": Column([Decimal(f"{h.rng.uniform(46, 134):.1f}") for _ in of], OK),
            "post_wt": Column([Decimal(f"{h.rng.uniform(45, 130):.1f}") for _ in of], OK),
            "uf_goal_ml": Column([h.rng.randrange(0, 5000) for _ in of], OK),
            "bfr": Column(h.some([300, 350, 400, 450], many), OK),
            "ktv": Column([round(h.rng.uniform(0.8, 2), 2) for _ in of], OK),
            "bath": Column(h.some(["2K/2.5Ca", "3K/2.25Ca", "1K/2.5Ca"], many), OK),
            "needles": Column(h.some(["15g x2", "16g x2", "catheter"], many), OK),
            "symptoms[]": Column(
                [h.rng.sample(["cramps", "hypotension", "nausea"], h.rng.randrange(3)) for _ in of], OK
            ),
            "rn_note": Column(
                [h.rng.choice([None, h.note("{} c/o cramping last 30 min, NS 200 given.", names[i])]) for i in of], TEXT
            ),
        },
        parquet({"uf_goal_ml": pl.Int32()}),
    )


def transplant(h: Hospital) -> None:
    """Write donors and recipients: antigens, matches, cold times, centres, waiting lists."""
    n = h.size
    first, second = ("A1", "A2", "A3", "A24"), ("B7", "B8", "B44", "B51")
    hla = [f"{h.rng.choice(first)}, A{h.rng.randrange(25, 34)}; {h.rng.choice(second)}, B35" for _ in range(n)]
    h.put(
        "waitlist.ndjson",
        {
            "WL_ID": Column([str(h.rng.randrange(10**5, 10**6)) for _ in hla], "R"),
            "REC.NAME.LAST": Column(h.make(n, h.fake.last_name), "A"),
            "REC.NAME.FIRST": Column(h.make(n, h.fake.first_name), "A"),
            "REC.SSN": Column(h.make(n, h.fake.ssn), "G"),
            "REC.AGE_AT_LISTING": Column([h.rng.randrange(1, 80) for _ in hla], AGE),
            "REC.PERM_ZIP": Column(h.make(n, h.fake.zipcode), "B"),
            "LISTED_ON": Column(h.make(n, lambda: h.day("%m/%d/%Y")), "C"),
            "ORGAN": Column(h.some(["KI", "LI", "HR", "LU", "KP"], n), OK),
            "ABO": Column(h.some(["O", "A1", "A2B", "B"], n), OK),
            "HLA": Column(hla, OK),
            "CPRA": Column([h.rng.randrange(0, 101) for _ in hla], OK),
            "MELD": Column([h.rng.choice([None, h.rng.randrange(6, 41)]) for _ in hla], OK),
            "FUNC_STAT": Column(h.some(["2080", "2060", "2100"], n), OK),
            "INACT_REASON": Column(h.some([None, "Temporarily too sick", "Insurance issues"], n), OK),
        },
        records(),
    )
    h.put(
        "offers.csv",
        {
            "MATCH_ID": Column([h.fake.numerify("#######") for _ in hla], "R"),
            "DONOR_ID": Column([h.fake.bothify("A??#####").upper() for _ in hla], "R"),
            "DON_TY": Column(h.some(["DCD", "DBD", "LIV"], n), OK),
            "KDPI": Column([f"{h.rng.randrange(1, 100)}%" for _ in hla], OK),
            "COLD_ISCH_KI": Column([f"{h.rng.uniform(2, 36):.1f}" for _ in hla], OK),
            "XM": Column(h.some(["neg T/neg B", "neg T/pos B", "virtual"], n), OK),
            "REFUSAL_CD": Column(h.some(["830", "837", "898", ""], n), OK),
            "CROSSCLAMP": Column(h.make(n, lambda: h.day("%Y-%m-%d %H:%M")), "C"),
            "DON_HIST_CIG": Column(h.some(["Y", "N", "U"], n), OK),
            "COD": Column(h.some(["ANOXIA", "CVA/STROKE", "HEAD TRAUMA"], n), OK),
        },
        delimited(),
    )


def hopital(h: Hospital) -> None:
    """Write a French day hospital: accents in headers, Windows letters, NIR numbers, words for everything."""
    fr = Hospital(h.folder, h.seed, h.size, "fr_FR")
    n = h.size * 2
    last = fr.make(n, fr.fake.last_name)
    h.put(
        "séjours.csv",
        {
            "N° IPP": Column([h.fake.numerify("80########") for _ in last], "H"),
            "Nom d'usage": Column([one.upper() for one in last], "A"),
            "Prénom": Column(fr.make(n, fr.fake.first_name), "A"),
            "Né(e) le": Column([h.born("%d/%m/%Y") for _ in last], "C"),
            "NIR": Column([f"{h.rng.choice('12')}{h.fake.numerify('############')}" for _ in last], "G"),
            "Adresse": Column(fr.make(n, fr.fake.street_address), "B"),
            "Code postal": Column(fr.make(n, fr.fake.postcode), "B"),
            "Ville": Column(fr.make(n, fr.fake.city), "B"),
            "Tél. domicile": Column(fr.make(n, lambda: fr.fake.numerify("0# ## ## ## ##")), "D"),
            "Personne à prévenir": Column(fr.make(n, fr.fake.name), "A"),
            "Date d'entrée": Column([h.day("%d/%m/%Y %H:%M") for _ in last], "C"),
            "Mode d'entrée": Column(h.some(["Domicile", "Mutation", "Urgences"], n), OK),
            "DP (CIM-10)": Column(h.some(["C50.9", "Z51.1", "D50.9", "M06.9"], n), OK),
            "Libellé": Column(h.some(["Chimiothérapie", "Transfusion", "Perfusion de fer"], n), OK),
            "Poids": Column([f"{h.rng.gauss(70, 12):.1f}".replace(".", ",") for _ in last], OK),
            "PA": Column([f"{h.rng.randrange(10, 18)}/{h.rng.randrange(6, 10)}" for _ in last], OK),
            "Protocole": Column(h.some(["FEC 100", "FOLFOX 6", "R-CHOP", "Docetaxel hebdo"], n), OK),
            "Tolérance": Column(h.some(["bonne", "nausées gr. 1", "neuropathie"], n), OK),
            "Médecin": Column([f"Dr {one}" for one in fr.make(n, fr.fake.last_name)], ANY),
            "Sortie": Column(h.some(["Domicile", "Transfert", "SSR"], n), OK),
        },
        delimited(";", encoding="cp1252"),
    )


def workers(h: Hospital) -> None:
    """Write occupational health: employees are the patients, badges, hearing tests, exposures, supervisors."""
    n = h.size * 2
    badge = [f"B{h.rng.randrange(10**4, 10**5)}" for _ in range(n)]
    tests = ("500", "1k", "2k", "3k", "4k", "6k")
    h.put(
        "audiometry.xls.txt",
        {
            "Badge": Column(badge, "R"),
            "Employee": Column([f"{h.fake.first_name()} {h.fake.last_name()}" for _ in badge], "A"),
            "Hired": Column([h.day("%m/%d/%Y") for _ in badge], "C"),
            "Plant": Column(h.some(["Foundry 2", "Press Shop", "Paint"], n), ANY),
            "Job title": Column(h.make(n, h.fake.job), ANY),
            "Supervisor": Column(h.make(n, h.fake.name), ANY),
            **{f"L{at}": Column(h.some([str(step) for step in range(-5, 95, 5)], n), OK) for at in tests},
            **{f"R{at}": Column(h.some([str(step) for step in range(-5, 95, 5)], n), OK) for at in tests},
            "STS": Column(h.some(["N", "L", "R", "B"], n), OK),
            "HPD": Column(h.some(["Foam plugs", "Muffs", "Both"], n), OK),
            "TWA dBA": Column([f"{h.rng.uniform(80, 104):.1f}" for _ in badge], OK),
            "Tester lic.": Column(h.some(["CAOHC 442191", "CAOHC 501277"], n), ANY),
        },
        delimited("\t"),
    )
    many = h.size * 3
    kinds: dict[str, Callable[[], tuple[str, str]]] = {
        "FVC": lambda: (f"{h.rng.uniform(2, 6):.2f} L", OK),
        "Blood lead": lambda: (f"{h.rng.randrange(1, 40)} ug/dL", OK),
        "TB skin": lambda: (h.rng.choice(["0 mm", "12 mm", "not read"]), OK),
        "Drug screen": lambda: (h.rng.choice(["Negative", "Dilute", "Positive THC"]), OK),
        "Emergency contact": lambda: (f"{h.fake.name()} {h.fake.numerify('###-###-####')}", "A"),
        "Driver license": lambda: (h.fake.bothify("?####-#####-#####").upper(), "K"),
    }
    which = h.some(list(kinds), many)
    made = [kinds[one]() for one in which]
    h.put(
        "surveillance",
        {
            "year": Column(h.some(["2022", "2023", "2024"], many), ANY),
            "badge_no": Column(h.some(badge, many), "R"),
            "item": Column(which, OK),
            "answer": Column([one for one, _ in made], [truth for _, truth in made]),
            "ok": Column(h.some([True, False], many), OK),
        },
        hive("year"),
    )


def quality(h: Hospital) -> None:
    """Write a payer's quality extract: measures, gaps, numerators, plans, attributed providers, wide flags."""
    n = h.size * 2
    h.put(
        "gaps_in_care.psv.gz",
        {
            "MEMBER_UNIV_ID": Column([h.fake.numerify("10########") for _ in range(n)], "I"),
            "MEM_NM": Column(
                [f"{h.fake.last_name()} {h.fake.first_name()} {h.rng.choice('ABCD')}".upper() for _ in range(n)], "A"
            ),
            "MEM_BRTH_DT": Column([h.born("%Y-%m-%d-00.00.00") for _ in range(n)], "C"),
            "MEM_CNTY_FIPS": Column([h.fake.numerify("06###") for _ in range(n)], "B"),
            "CELL_PH": Column([h.fake.numerify("##########") for _ in range(n)], "D"),
            "LOB": Column(h.some(["MA", "COMM", "CAID", "EXCH"], n), OK),
            "MSR_CD": Column(h.some(["CBP", "HBD", "COL-E", "BCS-E", "EED"], n), OK),
            "MSR_NM": Column(h.some(["Controlling High Blood Pressure", "Eye Exam for Patients With Diabetes"], n), OK),
            "DENOM": Column(h.some("01", n), OK),
            "NUMER": Column(h.some("01", n), OK),
            "GAP_STS": Column(h.some(["OPEN", "CLOSED-CLAIM", "CLOSED-SUPP"], n), OK),
            "LST_SVC_DT": Column([h.rng.choice(["", h.day("%Y%m%d")]) for _ in range(n)], "C"),
            "LST_RSLT": Column([h.rng.choice(["", f"{h.rng.uniform(5, 13):.1f}", "142/88"]) for _ in range(n)], OK),
            "HCC_RAF": Column([f"{h.rng.uniform(0.2, 5):.3f}" for _ in range(n)], OK),
            "HCC_LST": Column(h.some(["18|85|111", "19", "", "22|48"], n), OK),
            "ATTR_NPI": Column(h.some(["1679576722", "1205836838"], n), ANY),
            "ATTR_TIN": Column(h.some(["94-1234567", "95-7654321"], n), ANY),
            "RSK_STRAT": Column(h.some(["LOW", "RISING", "CATASTROPHIC"], n), OK),
            "SDOH_Z": Column(h.some(["", "Z59.0", "Z60.2"], n), OK),
            "DUAL_IND": Column(h.some("YN", n), OK),
        },
        delimited("|", pack="gz"),
    )

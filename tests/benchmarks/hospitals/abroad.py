"""Hospitals of five styles: Brazilian records, case reports in spreadsheets, obstetrics, an attribute store, eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.hospitals.files import AGE, BORN, Hospital, delimited, records
from tests.benchmarks.schema_words import ANY, OK, TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Callable


def prontuario(h: Hospital) -> None:
    """Write a Brazilian unit's files: Portuguese headers, CPF and CNS, decimal commas, latin-1."""
    br = Hospital(h.folder, h.seed, h.size, "pt_BR")
    n = h.size * 2
    names = br.make(n, br.fake.name)
    cns = br.make(n, lambda: br.fake.numerify("7##############"))
    h.put(
        "atendimentos.csv",
        {
            "prontuario": Column([str(h.rng.randrange(10**5, 10**6)) for _ in names], "H"),
            "nome_paciente": Column([name.upper() for name in names], "A"),
            "nome_mae": Column(br.make(n, br.fake.name), "A"),
            "cpf": Column(br.make(n, br.fake.cpf), "R"),
            "cns": Column(cns, "I"),
            "dt_nasc": Column([h.born("%d/%m/%Y") for _ in names], "C"),
            "sexo": Column(h.some("MF", n), OK),
            "raca_cor": Column(h.some(["branca", "preta", "parda", "amarela"], n), OK),
            "logradouro": Column(br.make(n, br.fake.street_address), "B"),
            "bairro": Column(br.make(n, br.fake.bairro), "B"),
            "municipio": Column(br.make(n, br.fake.city), "B"),
            "uf": Column(br.make(n, br.fake.state_abbr), ANY),
            "cep": Column(br.make(n, br.fake.postcode), "B"),
            "celular": Column(br.make(n, br.fake.cellphone_number), "D"),
            "cid10": Column(h.some(["J06.9", "I10", "E11.9", "A90", "B34.9"], n), OK),
            "pressao": Column([f"{h.rng.randrange(10, 18)}x{h.rng.randrange(6, 11)}" for _ in names], OK),
            "peso": Column([f"{h.rng.gauss(72, 13):.1f}".replace(".", ",") for _ in names], OK),
            "glicemia": Column([str(h.rng.randrange(70, 300)) for _ in names], OK),
            "classificacao": Column(h.some(["vermelho", "amarelo", "verde", "azul"], n), OK),
            "desfecho": Column(h.some(["alta", "internação", "transferência", "óbito"], n), OK),
            "medicamento": Column(h.some(["dipirona 500mg", "losartana 50mg", "amoxicilina 500mg"], n), OK),
            "profissional": Column(br.make(n, lambda: f"Dra. {br.fake.last_name()}"), ANY),
            "obs": Column([h.note("Paciente {} refere febre há 3 dias.", name) for name in names], TEXT),
        },
        delimited(";", encoding="latin-1"),
    )


def casereports(h: Hospital) -> None:
    """Write a health department's spreadsheets: a title, a row of merged headings, weeks, tracts, occupations."""
    n = h.size
    ids = [f"2024-{h.rng.randrange(10**5):05d}-FL" for _ in range(n)]
    h.put(
        "Line List (Salmonella).csv",
        {
            "Case ID": Column(ids, "R"),
            "Name (L, F)": Column([f"{h.fake.last_name()}, {h.fake.first_name()}" for _ in ids], "A"),
            "Age": Column([str(h.rng.randrange(0, 95)) for _ in ids], AGE),
            "Sex": Column(h.some(["M", "F"], n), OK),
            "County": Column(h.some(["Polk", "Orange", "Lee", "Brevard"], n), "B"),
            "Tract": Column([h.fake.numerify("####.##") for _ in ids], "B"),
            "Occupation": Column(h.make(n, h.fake.job), ANY),
            "Workplace/School": Column(h.make(n, h.fake.company), "A"),
            "Onset": Column(h.make(n, lambda: h.day("%-m/%-d/%y")), "C"),
            "MMWR Wk": Column([f"2024-W{h.rng.randrange(1, 53):02}" for _ in ids], "C"),
            "Fever": Column(h.some(["Y", "N", "U"], n), OK),
            "Bloody stool": Column(h.some(["Y", "N", "U"], n), OK),
            "Hosp'd": Column(h.some(["Y", "N"], n), OK),
            "Serotype": Column(h.some(["Enteritidis", "Typhimurium", "Newport", "Javiana"], n), OK),
            "PFGE": Column(h.some(["JEGX01.0004", "JPXX01.0018"], n), OK),
            "Exposure": Column(h.some(["Eggs", "Reptile", "Restaurant", "Travel", "Unknown"], n), OK),
            "Investigator notes": Column(
                [h.note("{} ate at a picnic with 6 others; stool sent.", h.fake.first_name()) for _ in ids], TEXT
            ),
        },
        delimited(before=["Salmonella line list - CONFIDENTIAL" + "," * 16, "," * 16]),
    )
    h.put(
        "lab_panel.csv",
        {
            "Specimen": Column([f"S{h.rng.randrange(10**7, 10**8)}" for _ in ids], "R"),
            "Case": Column(ids, "R"),
            "CIDT": Column(h.some(["Pos", "Neg", "ND"], n), OK),
            "Ct": Column([f"{h.rng.uniform(15, 38):.1f}" for _ in ids], OK),
            "WGS allele": Column(h.some(["SALM1.0 - 4412.1.2", "SALM1.0 - 77.3"], n), OK),
            "Yr": Column(h.some(["2022", "2023", "2024"], n), BORN),
            "Reported": Column(h.make(n, lambda: h.day("%B %d, %Y")), "C"),
        },
        delimited(before=["", "STATE LABORATORY"]),
    )


def obstetrics(h: Hospital) -> None:
    """Write mothers and newborns: weeks and days, scores, twins, two persons a row, times of birth."""
    n = h.size
    mother = [f"{h.rng.randrange(10**6, 10**7)}" for _ in range(n)]
    baby = [f"{h.rng.randrange(10**6, 10**7)}" for _ in range(n)]
    last = h.make(n, h.fake.last_name)
    h.put(
        "delivery_log.csv",
        {
            "MotherMRN": Column(mother, "H"),
            "BabyMRN": Column(baby, "H"),
            "MotherName": Column([f"{one}, {h.fake.first_name_female()}" for one in last], "A"),
            "BabyName": Column(
                [f"{one}, Baby{h.rng.choice(['Girl', 'Boy'])} {h.rng.choice('AB')}" for one in last], "A"
            ),
            "MaternalDOB": Column(h.make(n, lambda: h.born("%Y/%m/%d")), "C"),
            "DeliveryDT": Column(h.make(n, lambda: h.day("%m/%d/%Y %H%M")), "C"),
            "GA": Column([f"{h.rng.randrange(24, 42)}w{h.rng.randrange(7)}d" for _ in mother], OK),
            "G": Column(h.some("123456", n), OK),
            "P": Column(h.some("01234", n), OK),
            "TPAL": Column(
                [
                    f"{h.rng.randrange(4)}-{h.rng.randrange(2)}-{h.rng.randrange(3)}-{h.rng.randrange(4)}"
                    for _ in mother
                ],
                OK,
            ),
            "Mode": Column(h.some(["SVD", "C/S", "VAVD", "Forceps", "VBAC"], n), OK),
            "Apgar1/5": Column([f"{h.rng.randrange(3, 10)}/{h.rng.randrange(6, 11)}" for _ in mother], OK),
            "BW_g": Column([str(h.rng.randrange(900, 4600)) for _ in mother], OK),
            "EBL": Column([f"{h.rng.randrange(150, 1500)} mL" for _ in mother], OK),
            "GBS": Column(h.some(["pos", "neg", "unk"], n), OK),
            "Anesth": Column(h.some(["Epidural", "Spinal", "None", "GETA"], n), OK),
            "Lac": Column(h.some(["none", "1st", "2nd", "3a"], n), OK),
            "FOB": Column(h.make(n, h.fake.name_male), "A"),
            "Provider": Column(h.make(n, lambda: f"{h.fake.last_name()} CNM"), ANY),
            "Feeding": Column(h.some(["breast", "formula", "both"], n), OK),
            "cord pH": Column([f"7.{h.rng.randrange(5, 38):02}" for _ in mother], OK),
        },
        delimited(),
    )
    h.put(
        "newborn_screen.csv",
        {
            "mrn": Column(baby, "H"),
            "kit": Column(h.make(n, lambda: h.fake.numerify("24-0######")), "R"),
            "hours_old": Column([str(h.rng.randrange(24, 72)) for _ in baby], OK),
            "TSH": Column([f"{h.rng.uniform(1, 30):.1f}" for _ in baby], OK),
            "17OHP": Column([f"{h.rng.uniform(2, 60):.1f}" for _ in baby], OK),
            "PKU": Column(h.some(["WNL", "Borderline", "Repeat"], n), OK),
            "Hgb": Column(h.some(["FA", "FAS", "FAC", "FS"], n), OK),
            "CCHD": Column(h.some(["Pass", "Fail"], n), OK),
            "hearing_L": Column(h.some(["Pass", "Refer"], n), OK),
            "bili": Column([f"{h.rng.uniform(2, 16):.1f} @ {h.rng.randrange(24, 72)}h" for _ in baby], OK),
        },
        delimited(),
    )


def attributes(h: Hospital) -> None:
    """Write an attribute store: one table of observations with a column a type, one of attributes, one of names."""
    n, many = h.size, h.size * 6
    person = list(range(7001, 7001 + n))
    of = h.some(person, many)
    kinds: dict[str, Callable[[], tuple[str, str, str]]] = {
        "Weight (kg)": lambda: (f"{h.rng.uniform(3, 110):.1f}", "", OK),
        "CD4 count": lambda: (str(h.rng.randrange(20, 1200)), "", OK),
        "WHO stage": lambda: ("", h.rng.choice(["WHO STAGE 1", "WHO STAGE 3"]), OK),
        "ART regimen": lambda: ("", h.rng.choice(["TDF/3TC/DTG", "AZT/3TC/NVP"]), OK),
        "Treatment supporter": lambda: ("", h.fake.name(), "A"),
        "Supporter phone": lambda: ("", h.fake.numerify("07## ### ###"), "D"),
        "Village": lambda: ("", h.fake.city(), "B"),
        "Return visit date": lambda: ("", h.day(), "C"),
    }
    which = h.some(list(kinds), many)
    made = [kinds[one]() for one in which]
    h.put(
        "obs.csv",
        {
            "obs_id": Column([str(i) for i in range(1, many + 1)], "R"),
            "person_id": Column(of, "R"),
            "encounter_id": Column([str(h.rng.randrange(10**4, 10**5)) for _ in of], "H"),
            "concept": Column(which, OK),
            "obs_datetime": Column(h.make(many, lambda: h.day("%Y-%m-%d %H:%M:%S")), "C"),
            "value_numeric": Column([one[0] for one in made], OK),
            "value_text": Column([one[1] for one in made], [one[2] for one in made]),
            "voided": Column(["0"] * many, OK),
            "creator": Column(h.some(["3", "8", "12"], many), ANY),
        },
        delimited(),
    )
    h.put(
        "person_name.csv",
        {
            "person_name_id": Column([str(i) for i in range(n)], "R"),
            "person_id": Column(person, "R"),
            "given_name": Column(h.make(n, h.fake.first_name), "A"),
            "family_name": Column(h.make(n, h.fake.last_name), "A"),
            "preferred": Column(["1"] * n, OK),
        },
        delimited(),
    )
    h.put(
        "person_attribute.ndjson",
        {
            "person_id": Column(person * 2, "R"),
            "attribute_type": Column(["Telephone Number"] * n + ["Marital status"] * n, OK),
            "value": Column(
                h.make(n, lambda: h.fake.numerify("0#########")) + h.some(["MARRIED", "WIDOWED"], n),
                ["D"] * n + [OK] * n,
            ),
            "uuid": Column(h.make(2 * n, h.fake.uuid4), "R"),
        },
        records(),
    )


def eyes(h: Hospital) -> None:
    """Write an eye clinic and its optical shop: refractions, acuities, frames, warranty serials, recall letters."""
    n = h.size
    acct = [f"{h.rng.randrange(1000, 9999)}.{h.rng.randrange(1, 4)}" for _ in range(n)]
    names = h.make(n, h.fake.name)

    def lens() -> str:
        return f"{h.rng.uniform(-6, 3):+.2f} {h.rng.uniform(-2, 0):+.2f} x {h.rng.randrange(1, 181):03}"

    h.put(
        "exams.csv",
        {
            "Acct": Column(acct, "J"),
            "Patient Name": Column(names, "A"),
            "DOS": Column(h.make(n, lambda: h.day("%Y.%m.%d")), "C"),
            "OD Rx": Column(h.make(n, lens), OK),
            "OS Rx": Column(h.make(n, lens), OK),
            "Add": Column(h.some(["+1.50", "+2.00", "+2.50", ""], n), OK),
            "VA OD": Column(h.some(["20/20", "20/40-2", "CF @ 3ft", "HM"], n), OK),
            "IOP (GAT)": Column([f"{h.rng.randrange(9, 28)}/{h.rng.randrange(9, 28)} mmHg" for _ in acct], OK),
            "C/D": Column(h.some(["0.3", "0.55", "0.8"], n), OK),
            "CCT": Column([str(h.rng.randrange(480, 620)) for _ in acct], OK),
            "Slit lamp": Column(h.some(["2+ NS", "Clear cornea, quiet AC", "PCIOL", "1+ SPK OU"], n), OK),
            "Imp": Column(h.some(["POAG, moderate", "NPDR without ME", "Dry eye", "Cataract OU"], n), OK),
            "Gtts": Column(h.some(["Latanoprost qhs OU", "Timolol 0.5% BID OD", ""], n), OK),
            "Next": Column(h.some(["4 mo VF", "1 yr", "2 wk PO"], n), OK),
        },
        delimited(),
    )
    h.put(
        "optical.tsv",
        {
            "Tray": Column(h.make(n, lambda: h.fake.numerify("T####")), ANY),
            "Acct": Column(acct, "J"),
            "Frame": Column(h.some(["RB5154 2000", "OX8046", "CL-112"], n), OK),
            "Lens": Column(h.some(["PAL poly AR", "SV CR39", "Bifocal FT28"], n), OK),
            "PD": Column([f"{h.rng.randrange(54, 72)}" for _ in acct], OK),
            "Warranty S/N": Column(h.make(n, lambda: h.fake.bothify("??#######").upper()), "M"),
            "Card": Column(h.make(n, lambda: h.fake.credit_card_number("visa16")), "J"),
            "Ship to": Column([h.fake.address().replace("\n", ", ") for _ in acct], "B"),
            "Text ok": Column(h.some(["Y", "N"], n), OK),
        },
        delimited("\t"),
    )
    h.letters(
        "recall letters",
        [
            h.note("Dear {},\n\nIt is time for your glaucoma check. Your last pressure was 22.\n\nThe Eye Clinic", name)
            for name in names
        ],
        [f"{name.replace(' ', '_')}_{i}" for i, name in enumerate(names)],
    )

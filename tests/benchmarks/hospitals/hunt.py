"""Hospitals made to leak: identifiers that repeat, that look like counts and codes, under headers that say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.hospitals.files import BORN, delimited, records
from tests.benchmarks.schema_words import ANY, OK, Column

if TYPE_CHECKING:
    from tests.benchmarks.hospitals.files import Hospital

TOWNS = ["Oberursel", "Kronberg", "Steinbach", "Bad Homburg", "Weilrod"]
ENGLISH_TOWNS = ["Maple Heights", "Cedar Falls", "Greenwood", "Paris", "Hope"]
FIRMS = ["Tyson plant", "School district", "Walmart DC", "County jail"]


def repeats(h: Hospital) -> None:
    """Write five rows a person, so that what identifies comes back as often as what does not."""
    n, many = h.size, h.size * 5
    of = h.some(range(n), many)

    def each(values: list[str]) -> list[str]:
        return [values[i] for i in of]

    initials = h.make(n, lambda: h.fake.bothify("??").upper())
    columns = [
        Column(each(h.make(n, lambda: h.fake.numerify("4######"))), "H"),
        Column(each(h.make(n, lambda: h.fake.numerify("####"))), "G"),
        Column(each(initials), "A"),
        Column(each(h.some(TOWNS, n)), "B"),
        Column(each(h.some(ENGLISH_TOWNS, n)), "B"),
        Column(each(h.some(FIRMS, n)), "A"),
        Column(each(h.some(["031", "043", "089", "097"], n)), ANY),
        Column(each(h.make(n, h.fake.first_name)), "A"),
        Column(each(h.make(n, lambda: h.fake.last_name().lower())), "A"),
        Column(each(h.make(n, h.fake.license_plate)), "L"),
        Column(each(h.make(n, lambda: f"@{h.fake.user_name()}")), "R"),
        Column(each(h.make(n, lambda: h.fake.bothify("dp3w??", letters="bcdefghjkmnpqrstuvwxyz"))), "B"),
        Column(each(h.make(n, lambda: str(h.rng.randrange(41_600_000, 42_100_000)))), "B"),
        Column(each(h.make(n, lambda: f"SGT {h.fake.last_name()}")), "A"),
        Column(each(h.make(n, lambda: f"{h.fake.first_name()} & {h.fake.first_name()}")), "A"),
        Column(h.make(many, lambda: h.day("%Y%m")), "C"),
        Column(h.make(many, lambda: h.day("%Y%j")), "C"),
        Column(h.make(many, lambda: h.day("%H%M")), "C"),
        Column(h.make(many, lambda: h.day("%A")), "C"),
        Column(h.make(many, lambda: h.day("%d/%m")), "C"),
        Column(each(h.make(n, lambda: h.fake.numerify("555####"))), "D"),
        Column(each(h.make(n, lambda: f"XXX-XX-{h.fake.numerify('####')}")), "G"),
        Column(each(h.make(n, lambda: str(h.rng.randrange(1, 97) * 12 + h.rng.randrange(12)))), ANY),
        Column(each(h.make(n, lambda: f"{h.rng.randrange(18, 99)} y/o")), "C"),
        Column(h.some(["E11.9", "I10", "J45.909", "Z00.00"], many), OK),
        Column(h.some(["improved", "same", "worse"], many), OK),
        Column([f"{h.rng.gauss(98.6, 0.8):.1f}" for _ in of], OK),
        Column([str(h.rng.randrange(60, 300)) for _ in of], OK),
    ]
    h.put("a.csv", {f"f{i}": one for i, one in enumerate(columns, start=1)}, delimited())


def disguises(h: Hospital) -> None:
    """Write clinical headers over identifiers, and identifiers among clinical values."""
    n = h.size * 3
    people = [h.fake.uuid4() for _ in range(h.size)]
    h.put(
        "observations.ndjson",
        {
            "subject": Column(h.some(people, n), "R"),
            "dose": Column(h.make(n, lambda: h.fake.numerify("#####")), "B"),
            "lab_value": Column(h.make(n, lambda: h.fake.numerify("##########")), "D"),
            "icd10": Column(h.make(n, lambda: h.fake.bothify("?##.#").upper()), ANY),
            "procedure": Column(h.make(n, lambda: f"Visit with {h.fake.name()}"), "A"),
            "severity": Column([h.fake.last_name()[:3].upper() for _ in range(n)], "A"),
            "platelets": Column([h.rng.randrange(19250101, 20051231) for _ in range(n)], ANY),
            "weight_kg": Column(h.make(n, lambda: h.fake.numerify("9########")), "G"),
            "outcome": Column(h.make(n, lambda: h.rng.choice(["stable", "home", h.fake.email()])), "F"),
            "smoking": Column(
                h.make(n, lambda: h.rng.choice(["never", "former", h.fake.numerify("###-###-####")])), "D"
            ),
            "allergy": Column(h.make(n, lambda: h.born("%d.%m.%Y")), "C"),
            "followup_year": Column([str(h.rng.randrange(1928, 2020)) for _ in range(n)], BORN),
            "score": Column([str(h.rng.randrange(0, 101)) for _ in range(n)], ANY),
            "result": Column(h.some(["POS", "NEG", "EQV"], n), OK),
            "organism": Column(h.some(["E. coli", "S. aureus", "C. difficile"], n), OK),
        },
        records(),
    )

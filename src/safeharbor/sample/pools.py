"""Names, streets and employers: drawn once by seeded Faker, then combined by position.

Faker costs tens of microseconds a value, so it fills pools and never a row. Beside Faker's stand
names that are hard on purpose: words, months, colours, drugs and eponyms; accents, apostrophes,
hyphens, particles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from faker import Faker

# locale -> how many draws; only Latin scripts, as United States registration desks write them
_LOCALES: Final = {
    "en_US": 1600,
    "es_MX": 260,
    "en_IN": 160,
    "de_DE": 120,
    "fr_FR": 120,
    "it_IT": 80,
    "ig_NG": 80,
    "yo_NG": 80,
    "nl_NL": 60,
    "pt_BR": 60,
    "sv_SE": 60,
    "cs_CZ": 40,
    "vi_VN": 40,
}
# given names that are words, months or drugs
HARD_GIVEN: Final = (
    "May", "June", "April", "August", "Rose", "Heather", "Summer", "Faith", "Grace", "Will", "Mark", "Grant",
    "Chase", "Hunter", "Art", "Bill", "Drew", "Frank", "Gene", "Iris", "Ivy", "Jade", "Jewel", "Joy", "Lance",
    "Miles", "Olive", "Pat", "Ray", "Rich", "Sandy", "Sky", "Victor", "Autumn", "Dawn", "Chuck", "Dean", "Earl",
    "Major", "Precious", "Sunday", "Christmas", "Jo", "Bo", "Zoë", "José", "Noël", "Anaïs", "D'Andre", "Mary-Kate",
    "La'Keisha", "Siân", "Øyvind", "Wm.",
)  # fmt: skip
# surnames that are words, months, colours, eponyms or two letters; then particles, accents, marks
HARD_FAMILY: Final = (
    "May", "Rose", "Gray", "Parkinson", "Graves", "Brown", "Green", "White", "Black", "Bell", "Foley", "Addison",
    "Murphy", "Homans", "Hickman", "Law", "Long", "Short", "Small", "Price", "Cook", "Banks", "Rivers", "Woods",
    "Waters", "Best", "Good", "Young", "Strong", "Moon", "Day", "Weeks", "March", "Winter", "Frost", "Snow", "Lamb",
    "Fox", "Swift", "Payne", "Love", "Hart", "Head", "Foote", "Legg", "Bone", "Cushing", "Crohn", "Hodgkin", "Still",
    "Apgar", "Wells", "Child", "Pugh", "Pope", "Mayo", "Temple", "Church", "Ward", "Nurse", "Sharp", "Stone", "Sugar",
    "Valentine", "Friday", "Ng", "Wu", "Li", "Do", "To", "An", "O", "Yu", "O'Connor", "O'Brien-Walsh", "D'Angelo",
    "St. John", "van der Berg", "de la Cruz", "De Leon", "Al-Hakim", "Abu Bakr", "Núñez", "García-Lorca", "Peña",
    "Müller", "Østergaard", "Gonçalves", "Björk", "Łukasiewicz", "Dvořák", "Nguyễn", "Smith-Jones", "McDonald",
    "MacLeod", "Fitz Gerald", "Whitehorse", "Running Bear",
)  # fmt: skip
_TRADES: Final = (
    "Roofing", "Trucking", "Dairy", "Hardware", "Auto Body", "Plumbing & Heating", "Bakery", "Logistics", "Paving",
    "Orchards", "Machine Works", "Credit Union", "Daycare", "Freight Lines", "Poultry", "Foundry", "Lumber", "Cannery",
    "Upholstery", "Lanes", "Towing", "Greenhouses", "Printing", "Salvage", "Drywall", "Feed & Seed", "Security",
)  # fmt: skip
_PUBLIC: Final = (
    "{city} Unified School District", "{city} Fire Department", "City of {city}", "{city} Transit Authority",
    "{city} County Sheriff", "{city} Public Library", "{city} Community College",
)  # fmt: skip
_TOWNS: Final = (
    "Fairhaven", "Cedar Bluff", "Mill Creek", "Harlan", "Pine Ridge", "Oak Hollow", "Stillwater", "Granite Falls",
    "Red Mesa", "Lakemont", "Ashby", "Northfield", "Bell Harbor", "Dry Fork", "Eagle Pass Road", "Summit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pools:
    """What patients, relatives and staff are named and where they work; each a sorted tuple."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    employers: tuple[str, ...]


def draw_pools(seed: int) -> Pools:
    """Draw the pools of one hospital; the same for the same seed and Faker version."""
    female: set[str] = set()
    male: set[str] = set()
    family = set(HARD_FAMILY)
    for locale, draws in _LOCALES.items():
        fake = Faker(locale)
        fake.seed_instance(seed)
        female.update(fake.first_name_female() for _ in range(draws // 2))
        male.update(fake.first_name_male() for _ in range(draws // 2))
        family.update(fake.last_name() for _ in range(draws))
    fake = Faker("en_US")
    fake.seed_instance(seed)
    streets = {fake.street_name() for _ in range(900)}
    employers = {fake.company() for _ in range(500)}
    surnames = sorted(family)
    for number, trade in enumerate(_TRADES * 8):
        surname = surnames[(number * 7919) % len(surnames)]
        employers.add(f"{surname} {'& Sons ' if number % 3 == 0 else ''}{trade}")
    employers.update(shape.format(city=town) for shape in _PUBLIC for town in _TOWNS)
    return Pools(
        female=tuple(sorted(female)),
        male=tuple(sorted(male)),
        family=tuple(surnames),
        streets=tuple(sorted(streets)),
        employers=tuple(sorted(employers)),
    )

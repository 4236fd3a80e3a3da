"""Which three-digit ZIP prefixes may stay, by Census vintage.

45 CFR 164.514(b)(2)(i)(B): the first three digits may stay if, by current publicly available
Census data, all ZIP codes that share them hold more than 20,000 people; otherwise `000`.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Final

VINTAGES: Final = ("2000", "2010", "2020")
ALL_PREFIXES: Final = tuple(f"{number:03d}" for number in range(1000))
THRESHOLD: Final = 20_000  # exactly 20,000 is restricted: the rule says "more than"

# HHS OCR, Guidance Regarding Methods for De-identification of PHI, 26 November 2012, question 3.1
_RESTRICTED_2000: Final = frozenset(
    "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split()  # noqa: SIM905 - as published
)


@cache
def populations(vintage: str) -> dict[str, int]:
    """Return prefix -> population in the decennial census `vintage` ("2010" or "2020"); absent ones are left out.

    Raises KeyError for any other vintage: HHS published the 2000 list without populations.
    """
    column = {"2010": "population_2010", "2020": "population_2020"}[vintage]
    text = resources.files(__package__).joinpath("zip3_population.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {row["zip3"]: int(row[column]) for row in csv.DictReader(lines) if row[column]}


@cache
def publishable(vintage: str) -> frozenset[str]:
    """Return the prefixes that may be published under a vintage; every other prefix becomes `000`.

    No population on record means `000`. For "2000", whose populations were not published with the
    list, a prefix without a single resident in both later censuses counts as having no record.
    Raises KeyError for an unknown vintage.
    """
    if vintage == "2000":
        later = [populations("2010"), populations("2020")]
        return frozenset(
            prefix
            for prefix in ALL_PREFIXES
            if prefix not in _RESTRICTED_2000 and any(table.get(prefix, 0) > 0 for table in later)
        )
    return frozenset(prefix for prefix, people in populations(vintage).items() if people > THRESHOLD)

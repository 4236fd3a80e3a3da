"""How writers put places, and what makes a person one of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes.mark import mark

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts
# what comes before, the label, the name
_PLACES: Final = (
    ("", "", "home"),
    ("", "", "church"),
    ("the grocery on ", "LOCATION", "9th Street"),
    ("", "LOCATION", "Lake Harlan"),
    ("the VFW hall in ", "LOCATION", "Ashby"),
    ("the bus stop on ", "LOCATION", "Delmar Ave"),
    ("", "LOCATION", "Pier 14"),
    ("the ", "LOCATION", "Oak Hollow fairgrounds"),
    ("the corner of ", "LOCATION", "Fifth and Rosewood"),
    ("mile 41 of ", "LOCATION", "Route 9"),
)
_ROLES: Final = (
    "the mayor's brother-in-law",
    "former county sheriff",
    "first woman to captain the state ferry",
    "organist of the cathedral",
    "the only dentist in town",
    "last year's lottery winner",
    "head coach of the state champions",
)


def place_of_fall(_: Facts, dice: Dice) -> str:
    """Return a place in the neighbourhood, or just home."""
    before, label, name = dice.pick(_PLACES)
    return before + (mark(label, name) if label else name)


def role(_: Facts, dice: Dice) -> str:
    """Return what makes the patient one of a kind."""
    return mark("OTHER_ID", dice.pick(_ROLES))


def address(facts: Facts, dice: Dice) -> str:
    """Return the home address on one line; the state is not part of it."""
    person = facts.person
    state = f", {mark('STATE', person.state)}" if person.state else ""
    zipped = (
        person.postcode
        if dice.chance(0.8) or person.country != "US"
        else f"{person.postcode}-{dice.between(1000, 9999)}"
    )
    return f"{mark('LOCATION', f'{person.street}, {person.city}')}{state} {mark('LOCATION', zipped)}"


def street(facts: Facts, _: Dice) -> str:
    """Return house number and street."""
    return mark("LOCATION", facts.person.street)


def city(facts: Facts, _: Dice) -> str:
    """Return the city."""
    return mark("LOCATION", facts.person.city)


def county(facts: Facts, _: Dice) -> str:
    """Return the county, or the city where there is none."""
    person = facts.person
    if person.county is None or person.state == "DC":
        return mark("LOCATION", person.city)
    return mark("LOCATION", f"{person.county} County")


def town(facts: Facts, _: Dice) -> str:
    """Return a town that is not the patient's."""
    return mark("LOCATION", facts.town)


def postcode(facts: Facts, _: Dice) -> str:
    """Return the ZIP code or foreign postcode."""
    return mark("LOCATION", facts.person.postcode)


def coordinates(facts: Facts, _: Dice) -> str:
    """Return where the patient was picked up, to five decimals."""
    return mark("LOCATION", f"{facts.person.latitude:.5f}, {facts.person.longitude:.5f}")


def room(_: Facts, dice: Dice) -> str:
    """Return a room of three characters or more."""
    return mark("LOCATION", f"{dice.between(2, 9)}{dice.between(10, 48)}{dice.pick(('', '-A', '-B'))}")

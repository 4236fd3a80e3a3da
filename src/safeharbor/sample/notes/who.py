"""How writers name people, places and employers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes.mark import mark

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts, Worker

_SNF: Final = (
    "Maple Terrace Care Center",
    "Bethany Home",
    "Cedar Bluff Nursing & Rehab",
    "St. Brendan Manor",
    "The Willows",
    "Harbor View SNF",
)
_DME: Final = (
    "Northstar Oxygen",
    "Fairhaven Dialysis",
    "Valley Limb & Brace",
    "Kestrel Physical Therapy",
    "Quillmark Genetics",
    "Bayou Home Medical",
)
_SCHOOLS: Final = (
    "Red Mesa Elementary",
    "Little Otters Preschool",
    "Harlan Middle School",
    "St. Monica Academy",
    "Summit High",
)
_CHURCHES: Final = ("Grace Lutheran", "Iglesia La Roca", "Mt. Zion A.M.E.", "Temple Beth Shalom", "Our Lady of Sorrows")
_PLACES: Final = (
    "the Kroger on 9th Street",
    "Lake Harlan",
    "the VFW hall",
    "church",
    "home",
    "the bus stop on Delmar Ave",
    "Pier 14",
    "the Oak Hollow fairgrounds",
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
_MISSPELL: Final = {"e": "a", "a": "e", "i": "y", "y": "i", "c": "k", "s": "z"}


def patient(facts: Facts, _: Dice) -> str:
    """Return the patient as this writer usually says it, anonymous or by name."""
    person, habit = facts.person, facts.habit
    if habit <= 2:  # noqa: PLR2004 - three writers in eight use title and surname
        return f"{facts.title} {mark('NAME', person.family)}"
    return {
        3: "pt",
        4: "the patient",
        5: mark("NAME", person.given),
        6: mark("NAME", person.nickname or person.given),
    }.get(habit, mark("NAME", f"{person.given[0]}.{person.family[0]}."))


def patient_cap(facts: Facts, dice: Dice) -> str:
    """Return `patient` at the beginning of a sentence."""
    text = patient(facts, dice)
    return text[0].upper() + text[1:]


def full(facts: Facts, dice: Dice) -> str:
    """Return the patient's whole name in one of the orders registration systems print."""
    person = facts.person
    middle = f" {person.middle}" if person.middle else ""
    suffix = f" {person.suffix}" if person.suffix else ""
    style = dice.below(9)
    if style == 0 and person.nickname:
        return mark("NAME", f'{person.given} "{person.nickname}" {person.family}')
    if style == 1 and person.maiden:
        return f"{mark('NAME', f'{person.given} {person.family}')} (nee {mark('NAME', person.maiden)})"
    shape = {
        2: f"{person.family.upper()}, {person.given.upper()}{middle}",
        3: f"{person.family}, {person.given}{middle}",
        4: f"{person.family},{person.given}",
        5: f"{person.given[0]}. {person.family}{suffix}",
        6: f"{person.family}^{person.given}{middle.replace(' ', '^')}",
        7: f"{person.given}  {person.family}{suffix}",
    }.get(style, f"{person.given}{middle}{'.' if middle else ''} {person.family}{suffix}")
    return mark("NAME", shape)


def plain_full(facts: Facts, _: Dice) -> str:
    """Return given name and surname."""
    return mark("NAME", f"{facts.person.given} {facts.person.family}")


def family(facts: Facts, _: Dice) -> str:
    """Return the surname."""
    return mark("NAME", facts.person.family)


def given(facts: Facts, _: Dice) -> str:
    """Return the given name, or what the patient is called."""
    return mark("NAME", facts.person.given)


def nickname(facts: Facts, _: Dice) -> str:
    """Return what the patient is called."""
    return mark("NAME", facts.person.nickname or facts.person.given)


def initials(facts: Facts, dice: Dice) -> str:
    """Return the patient's initials."""
    person = facts.person
    letters = [part[0] for part in (person.given, person.middle, person.family) if part]
    return mark("NAME", dice.pick((".".join(letters) + ".", "".join(letters))))


def spelled(facts: Facts, dice: Dice) -> str:
    """Return the surname spelled out letter by letter."""
    return mark("NAME", dice.pick(("-", " ", ", ")).join(facts.person.family.upper()))


def misspelled(facts: Facts, dice: Dice) -> str:
    """Return the surname with one letter wrong, as dictation leaves it."""
    name = facts.person.family
    at = dice.between(1, len(name) - 1) if len(name) > 1 else 0
    wrong = _MISSPELL.get(name[at], name[at] * 2)
    return mark("NAME", name[:at] + wrong + name[at + 1 :])


def _relative(role: str, name: str, facts: Facts, dice: Dice) -> str:
    first = name.split(" ", 1)[0]
    style = dice.below(6)
    if style == 0:
        return f"{_his(facts)} {role}"
    if style == 1:
        return f"{_his(facts)} {role} {mark('NAME', name)}"
    if style == 2:  # noqa: PLR2004 - one of six styles
        return f"{mark('NAME', name)} ({role})"
    if style == 3:  # noqa: PLR2004 - one of six styles
        return f"{role} {mark('NAME', first)}"
    return f"{_his(facts)} {role} {mark('NAME', first)}"


def relative(facts: Facts, dice: Dice) -> str:
    """Return someone near that registration knows of."""
    person = facts.person
    return _relative(person.contact_role, person.contact_name, facts, dice)


def relative_cap(facts: Facts, dice: Dice) -> str:
    """Return `relative` at the beginning of a sentence."""
    text = relative(facts, dice)
    return text[0].upper() + text[1:]


def relative_first(facts: Facts, _: Dice) -> str:
    """Return a relative's given name alone."""
    return mark("NAME", facts.person.contact_name.split(" ", 1)[0])


def relative_name(facts: Facts, _: Dice) -> str:
    """Return a relative's whole name."""
    return mark("NAME", facts.person.contact_name)


def relative_two(facts: Facts, dice: Dice) -> str:
    """Return someone near that no structured row names."""
    person = facts.person
    name = person.relative_name if dice.chance(0.5) else f"{facts.second_given} {facts.outsider_family}"
    return _relative(person.relative_role, name, facts, dice)


def outsider(facts: Facts, _: Dice) -> str:
    """Return someone no structured row knows."""
    return mark("NAME", f"{facts.outsider_given} {facts.outsider_family}")


def outsider_first(facts: Facts, _: Dice) -> str:
    """Return the given name of someone no structured row knows."""
    return mark("NAME", facts.outsider_given)


def _worker(worker: Worker, dice: Dice) -> str:
    name = dice.pick(
        (
            f"{worker.given} {worker.family}",
            f"{worker.given[0]}. {worker.family}",
            f"{worker.family}, {worker.given}",
        )
    )
    return f"{mark('NAME', name)}, {worker.credential}"


def doctor(facts: Facts, dice: Dice) -> str:
    """Return `Dr.` and the doctor's surname, now and then with the initial."""
    name = facts.doctor.family if dice.chance(0.8) else f"{facts.doctor.given[0]}. {facts.doctor.family}"
    return f"Dr. {mark('NAME', name)}"


def doctor_last(facts: Facts, _: Dice) -> str:
    """Return the doctor's surname."""
    return mark("NAME", facts.doctor.family)


def doctor_full(facts: Facts, dice: Dice) -> str:
    """Return the doctor's name and credential."""
    return _worker(facts.doctor, dice)


def nurse(facts: Facts, dice: Dice) -> str:
    """Return a nurse's name and credential."""
    return _worker(facts.nurse, dice)


def other_worker(facts: Facts, dice: Dice) -> str:
    """Return another colleague's name and credential."""
    return _worker(facts.other, dice)


def typist(facts: Facts, dice: Dice) -> str:
    """Return the marks of who dictated and who typed."""
    first = (facts.doctor.given[0] + facts.doctor.family[0]).upper()
    second = (facts.other.given[0] + facts.other.family[:1]).lower()
    return f"{mark('NAME', first)}{dice.pick(('/', ':'))}{mark('NAME', second)}"


def nurse_initials(facts: Facts, _: Dice) -> str:
    """Return a nurse's initials."""
    return mark("NAME", f"{facts.nurse.given[0]}{facts.nurse.family[0]}".upper())


def _his(facts: Facts) -> str:
    return "her" if facts.person.sex == "F" else "his"


def he(facts: Facts, _: Dice) -> str:
    """Return the pronoun."""
    return "she" if facts.person.sex == "F" else "he"


def he_cap(facts: Facts, _: Dice) -> str:
    """Return the pronoun at the beginning of a sentence."""
    return "She" if facts.person.sex == "F" else "He"


def his(facts: Facts, _: Dice) -> str:
    """Return the possessive."""
    return _his(facts)


def him(facts: Facts, _: Dice) -> str:
    """Return the object form."""
    return "her" if facts.person.sex == "F" else "him"


def gender(facts: Facts, dice: Dice) -> str:
    """Return a word for the patient's sex."""
    return dice.pick(("woman", "female", "lady", "F") if facts.person.sex == "F" else ("man", "male", "gentleman", "M"))


def employer(facts: Facts, _: Dice) -> str:
    """Return where the patient works, or what was written instead."""
    return mark("ORG", facts.person.employer) if facts.person.employer else "the plant"


def facility(facts: Facts, _: Dice) -> str:
    """Return the hospital."""
    return mark("ORG", facts.facility)


def snf(_: Facts, dice: Dice) -> str:
    """Return a nursing home."""
    return mark("ORG", dice.pick(_SNF))


def supplier(_: Facts, dice: Dice) -> str:
    """Return a supplier or a clinic outside."""
    return mark("ORG", dice.pick(_DME))


def school(_: Facts, dice: Dice) -> str:
    """Return a school."""
    return mark("ORG", dice.pick(_SCHOOLS))


def church(_: Facts, dice: Dice) -> str:
    """Return a congregation."""
    return mark("ORG", dice.pick(_CHURCHES))


def place_of_fall(_: Facts, dice: Dice) -> str:
    """Return a place in the neighbourhood, or just home."""
    place = dice.pick(_PLACES)
    if place in {"home", "church"}:
        return place
    if place.startswith("the ") and " on " in place:
        shop, _, road = place.partition(" on ")
        label = "ORG" if "Kroger" in shop else ""
        shown = f"the {mark(label, shop.removeprefix('the '))}" if label else shop
        return f"{shown} on {mark('LOCATION', road)}"
    return (
        f"the {mark('LOCATION', place.removeprefix('the '))}" if place.startswith("the ") else mark("LOCATION", place)
    )


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
    return mark("LOCATION", f"{person.county} County" if person.county else person.city)


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

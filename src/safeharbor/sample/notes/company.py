"""How writers name colleagues, employers and institutions."""

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

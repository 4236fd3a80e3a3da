"""How writers name the patient and those near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes.mark import mark

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts
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

"""How writers put ages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes.mark import mark

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts

_OLDEST_PUBLISHED: Final = 89
_HUNDRED: Final = 100
_TWENTY: Final = 20
_TEENS: Final = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(number: int) -> str:
    """Return an age of 90 to 109 in words."""
    if number >= 100:  # noqa: PLR2004 - one hundred
        return "one hundred" + (f" and {_TEENS[number - 100]}" if number > 100 else "")  # noqa: PLR2004 - one hundred
    return "ninety" + (f"-{_TEENS[number - 90]}" if number > 90 else "")  # noqa: PLR2004 - ninety


def age(facts: Facts, dice: Dice) -> str:
    """Return the age with its unit; the number is marked above 89 only."""
    years = facts.age
    if years > _OLDEST_PUBLISHED:
        choices = [
            f"{mark('AGE', str(years))}{dice.pick((' y.o.', ' y/o', '-year-old', 'yo', ' year old', 'yr'))}",
            f"{mark('AGE', in_words(years))}-year-old",
            f"{mark('AGE', str(years))}-year-old",
        ]
        return dice.pick(choices)
    if years < 2:  # noqa: PLR2004 - infants in weeks and months
        weeks = facts.months * 4
        return (
            dice.pick((f"{facts.months}-month-old", f"{facts.months} mo", f"{weeks} week old")) if weeks else "newborn"
        )
    return f"{years}{dice.pick((' y.o.', ' y/o', '-year-old', 'yo', ' year old', 'yr'))}"


def bare_age(facts: Facts, _: Dice) -> str:
    """Return the age in years as a header prints it."""
    return mark("AGE", str(facts.age)) if facts.age > _OLDEST_PUBLISHED else str(facts.age)


def counted_months(facts: Facts, _: Dice) -> str:
    """Return the age in months, as pediatric software prints it for everyone."""
    months = str(facts.months)
    return mark("AGE", months) if facts.age > _OLDEST_PUBLISHED else months


def decade(facts: Facts, _: Dice) -> str:
    """Return the decade of life; only the nineties and beyond identify."""
    whose = "her" if facts.person.sex == "F" else "his"
    if facts.age > _OLDEST_PUBLISHED:
        return f"in {whose} {mark('AGE', 'nineties' if facts.age < _HUNDRED else 'hundreds')}"
    return f"in {whose} {facts.age // 10 * 10}s" if facts.age >= _TWENTY else "still in school"

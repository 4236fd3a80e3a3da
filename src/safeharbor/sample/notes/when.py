"""How writers put dates and times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes.mark import mark

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts

# names written out here, because strftime follows the machine's locale
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOON: Final = 12
_HOLIDAYS: Final = (
    "Christmas Eve", "Thanksgiving", "Easter", "Labor Day", "New Year's Day", "July 4th", "Ramadan", "Memorial Day",
    "Halloween", "Diwali", "Yom Kippur",
)  # fmt: skip


def written(date: dt.date, style: int, dice: Dice, *, year: bool = True) -> str:
    """Return a date in one of the styles of charts; without its year where the style has one."""
    month, short = _MONTHS[date.month - 1], _MONTHS[date.month - 1][:3]
    if not year:
        partial = (
            f"{date.month}/{date.day}",
            f"{date.month:02d}/{date.day:02d}",
            f"{short} {date.day}",
            f"{month} {date.day}",
            f"{date.day} {short}",
            f"{date.month}-{date.day}",
        )
        return partial[style % len(partial)]
    shapes = (
        f"{date.month:02d}/{date.day:02d}/{date.year}",
        f"{date.month}/{date.day}/{date.year % 100:02d}",
        f"{date.year}-{date.month:02d}-{date.day:02d}",
        f"{date.day:02d}-{short}-{date.year}",
        f"{month} {date.day}, {date.year}",
        f"{short}. {date.day}, {date.year}",
        f"{date.day} {month} {date.year}",
        f"{date.month:02d}.{date.day:02d}.{date.year % 100:02d}",
        f"{date.month}-{date.day}-{date.year}",
        f"{date.year}{date.month:02d}{date.day:02d}",
        f"{date.day:02d}{short.upper()}{date.year % 100:02d}",
        f"{ordinal(date.day)} of {month} {date.year}",
    )
    # the usual styles more often than the odd ones
    return shapes[style % 5 if dice.chance(0.75) else style % len(shapes)]


def ordinal(day: int) -> str:
    """Return 1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")  # noqa: PLR2004 - eleventh
    return f"{day}{ending}"


def _near(facts: Facts, dice: Dice) -> dt.date:
    return facts.day + dt.timedelta(days=dice.between(-9, 20))


def date(facts: Facts, dice: Dice) -> str:
    """Return a date around the note, whole or partial, in any style."""
    day = _near(facts, dice)
    style = dice.below(60)
    if style < 4:  # noqa: PLR2004 - one in fifteen
        return f"the {mark('DATE', ordinal(day.day))}"
    return mark("DATE", written(day, style, dice, year=dice.chance(0.4)))


def note_date(facts: Facts, dice: Dice) -> str:
    """Return the date of the note, whole."""
    return mark("DATE", written(facts.day, facts.habit + dice.below(2), dice))


def admitted(facts: Facts, dice: Dice) -> str:
    """Return the admission date, whole."""
    return mark("DATE", written(facts.admitted, facts.habit, dice))


def discharged(facts: Facts, dice: Dice) -> str:
    """Return the discharge date, whole."""
    return mark("DATE", written(facts.discharged, facts.habit, dice))


def stamp(facts: Facts, dice: Dice) -> str:
    """Return date and time in one."""
    clock_text = f"{dice.below(24):02d}:{dice.below(60):02d}"
    return mark("DATE", f"{written(facts.day, 0 if dice.chance(0.6) else 2, dice)} {clock_text}")


def hl7_stamp(facts: Facts, dice: Dice) -> str:
    """Return an HL7 time stamp."""
    day = facts.day
    return mark("DATE", f"{day.year}{day.month:02d}{day.day:02d}{dice.below(24):02d}{dice.below(60):02d}")


def birth(facts: Facts, dice: Dice) -> str:
    """Return the birth date."""
    return mark("DATE", written(facts.person.birth, facts.habit + dice.below(3), dice))


def hl7_birth(facts: Facts, _: Dice) -> str:
    """Return the birth date as HL7 writes it."""
    born = facts.person.birth
    return mark("DATE", f"{born.year}{born.month:02d}{born.day:02d}")


def weekday(facts: Facts, dice: Dice) -> str:
    """Return a weekday, whole or short."""
    name = _DAYS[_near(facts, dice).weekday()]
    return mark("DATE", name if dice.chance(0.7) else name[:3])


def month(facts: Facts, dice: Dice) -> str:
    """Return a month, now and then with its year."""
    day = facts.day - dt.timedelta(days=dice.between(20, 300))
    name = _MONTHS[day.month - 1]
    shapes = (name, name, name, f"{name} {day.year}", f"{day.month}/{day.year}", f"early {name}")
    chosen = dice.pick(shapes)
    if chosen.startswith("early "):
        return f"early {mark('DATE', name)}"
    return mark("DATE", chosen)


def year(facts: Facts, dice: Dice) -> str:
    """Return a year of the last twenty."""
    return mark("YEAR", str(max(facts.person.birth.year, facts.day.year - dice.between(1, 20))))


def holiday(_: Facts, dice: Dice) -> str:
    """Return a holiday."""
    return mark("DATE", dice.pick(_HOLIDAYS))


def span(facts: Facts, dice: Dice) -> str:
    """Return two dates with a dash."""
    first = _near(facts, dice)
    last = first + dt.timedelta(days=dice.between(2, 9))
    dash = dice.pick(("-", " - ", " to "))
    return (
        f"{mark('DATE', written(first, 0, dice, year=False))}{dash}{mark('DATE', written(last, 0, dice, year=False))}"
    )


def when_fall(facts: Facts, dice: Dice) -> str:
    """Return when something happened, in the vague words of histories."""
    name = _DAYS[dice.below(7)]
    choices = (
        "yesterday",
        "this morning",
        f"last {mark('DATE', name)}",
        f"on {mark('DATE', name)}",
        f"the night of {mark('DATE', written(_near(facts, dice), 0, dice, year=False))}",
        f"on {mark('DATE', dice.pick(_HOLIDAYS))}",
    )
    return dice.pick(choices)


def ago(facts: Facts, dice: Dice) -> str:
    """Return how long ago, in durations or by date."""
    choices = (
        f"{dice.between(2, 9)} days ago",
        f"{dice.between(2, 8)} wk ago",
        f"since {mark('DATE', _MONTHS[dice.below(12)])}",
        f"on {mark('DATE', written(facts.day - dt.timedelta(days=dice.between(5, 60)), 0, dice, year=False))}",
    )
    return dice.pick(choices)


def expiry(facts: Facts, dice: Dice) -> str:
    """Return the month and year a card expires."""
    return mark("DATE", f"{dice.between(1, 12):02d}/{facts.day.year % 100 + dice.between(1, 4)}")


def quarter(facts: Facts, dice: Dice) -> str:
    """Return a quarter or a calendar week."""
    day = facts.day
    iso = day.isocalendar()
    return mark("DATE", dice.pick((f"Q{(day.month + 2) // 3} {day.year}", f"{iso.year}-W{iso.week:02d}")))


def clock(_: Facts, dice: Dice) -> str:
    """Return a bare time of day: neutral."""
    hour, minute = dice.below(24), dice.below(60)
    half = "pm" if hour >= _NOON else "am"
    return mark(
        "~clock time",
        dice.pick(
            (f"{hour:02d}{minute:02d}", f"{hour:02d}:{minute:02d}", f"{hour % _NOON or _NOON}:{minute:02d} {half}")
        ),
    )

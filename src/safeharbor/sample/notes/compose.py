"""Notes: a kind, its lines, a voice; every identifier with its offsets."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from safeharbor.sample.conditions import bank, conditions
from safeharbor.sample.dice import Dice
from safeharbor.sample.notes.facts import Facts, Person, Worker
from safeharbor.sample.notes.mark import NEUTRAL, Span, finish
from safeharbor.sample.notes.phrase import Speaker
from safeharbor.sample.notes.slots import SLOTS
from safeharbor.sample.notes.voice import pick_voice, wrapped
from safeharbor.sample.places import FACILITIES, TOWNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeharbor.sample.pools import Pools

_OPTION: Final = re.compile(r"^\?(0\.\d) ")
_COPIED, _EMPTY = 0.07, 0.004  # shares of notes that repeat an older one, or hold nothing
_BLANKS: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of note: its lines, each with how often it is there, and how it is typed."""

    name: str
    lines: tuple[tuple[float, str], ...]
    voice: str
    ages: tuple[int, int]
    only: frozenset[str]

    def fits(self, facts: Facts) -> bool:
        """Return whether such a note is written about a patient of this age with this condition."""
        low, high = self.ages
        return low <= facts.age <= high and (not self.only or facts.condition.name in self.only)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as notes need it."""

    encounter: str
    admitted: dt.date
    discharged: dt.date
    condition: int
    attending: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Where notes are written: the hospital's seed, its workforce, the names of the town."""

    seed: int
    doctors: Sequence[Worker]
    nurses: Sequence[Worker]
    others: Sequence[Worker]
    pools: Pools


@dataclass(frozen=True, slots=True)
class Note:
    """A finished note with its gold."""

    kind: str
    day: dt.date
    author: str
    encounter: str
    text: str
    spans: tuple[Span, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of the bank, each as often as its weight."""
    made = []
    for entry in bank("kinds")["kind"]:
        lines = []
        for line in entry["lines"]:
            option = _OPTION.match(line)
            lines.append((float(option[1]), line[option.end() :]) if option else (1.0, line))
        ages, only = tuple(entry.get("ages", (0, 200))), frozenset(entry.get("only", ()))
        made += [Kind(entry["name"], tuple(lines), entry.get("voice", ""), ages, only)] * entry.get("weight", 2)
    return tuple(made)


@cache
def _speaker() -> Speaker:
    return Speaker(SLOTS, {name: tuple(phrases) for name, phrases in bank("phrases").items()})


def _dice(seed: int, key: int) -> Dice:
    return Dice(int.from_bytes(blake2b(f"{seed}.note.{key}".encode(), digest_size=8).digest(), "little"))


def _facts(person: Person, visit: Visit, desk: Desk, dice: Dice) -> Facts:
    stay = (visit.discharged - visit.admitted).days
    day = visit.admitted + dt.timedelta(days=dice.below(stay + 1))
    born = person.birth
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return Facts(
        person=person,
        day=day,
        admitted=visit.admitted,
        discharged=visit.discharged,
        encounter=visit.encounter,
        age=months // 12,
        months=months,
        doctor=desk.doctors[visit.attending % len(desk.doctors)],
        nurse=dice.pick(desk.nurses),
        other=dice.pick(desk.others),
        facility=dice.pick(FACILITIES),
        outsider_given=dice.pick(desk.pools.female if dice.chance(0.5) else desk.pools.male),
        outsider_family=dice.pick(desk.pools.family),
        second_given=dice.pick(desk.pools.male),
        town=dice.pick(TOWNS),
        bare=dice.chance(0.1),
        condition=conditions()[visit.condition],
        habit=dice.below(8),
        serial=f"{dice.pick(('SN', 'PJN', 'BH', 'W'))}{dice.between(100000, 999999)}{dice.pick('ABCDEHS')}",
        number=str(dice.between(10000, 99999)),
    )


def compose(desk: Desk, key: int, person: Person, visits: Sequence[Visit]) -> Note:
    """Write the note number `key` about a person; the same for the same seed and key."""
    dice = _dice(desk.seed, key)
    visit = dice.pick(visits)
    facts = _facts(person, visit, desk, dice)
    kind = dice.pick(kinds())
    while not kind.fits(facts):
        kind = dice.pick(kinds())
    speaker = _speaker()
    lines = [speaker.say(line, facts, dice) for share, line in kind.lines if share == 1 or dice.chance(share)]
    if dice.chance(_COPIED) and kind.voice != "exact":
        lines += ["", f"--- copied from {SLOTS['date'](facts, dice)} ---", *dice.some(lines, 3)]
    if dice.chance(_EMPTY):
        lines = []
    marked = _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")
    text, spans = finish(marked, pick_voice(kind.voice, dice))
    if kind.voice != "exact" and dice.chance(0.2):
        text = wrapped(text)
    author = f"{facts.doctor.given} {facts.doctor.family}, {facts.doctor.credential}"
    return Note(kind.name, facts.day, author, visit.encounter, text, tuple(_trimmed(span, text) for span in spans))


def _trimmed(span: Span, text: str) -> Span:
    """Return the span without blanks at its ends."""
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()), span.label)


def gold(note: Note) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return `(spans, neutral)` as gold files write them."""
    spans = [{"start": s.start, "end": s.end, "label": s.label} for s in note.spans if not s.label.startswith(NEUTRAL)]
    neutral = [
        {"start": s.start, "end": s.end, "why": s.label.removeprefix(NEUTRAL)}
        for s in note.spans
        if s.label.startswith(NEUTRAL)
    ]
    return spans, neutral

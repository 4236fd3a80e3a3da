"""Dates, rooms, ZIP and other codes that only the trained recognizer sees: kept where they look like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from safeharbor.detect import seconded
from safeharbor.detect.document import prepare
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Sequence


def kept(text: str, part: str, kind: DataKind, score: float = 0.9, found: Sequence[Finding] = ()) -> bool:
    """Whether the proposal that `part` of the text is of `kind` stands beside what else was found."""
    start = text.index(part)
    proposal = Finding(start, start + len(part), kind, score, "tagger")
    return list(seconded.find(prepare(text), [proposal], found)) == [proposal]


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("back the Tuesday after Easter to be seen", "Tuesday after Easter", DataKind.DATE),
        ("sutures out the third of march by her sister", "third of march", DataKind.DATE),
        ("send the brace to her aunt, 44871, not home", "44871", DataKind.ZIP),
        ("mail to 44871-0021", "44871-0021", DataKind.ZIP),
        ("her son's bris was on the 9th of course", "the 9th", DataKind.DATE),
        ("clean by the twenty first or so", "the twenty first", DataKind.DATE),
        ("will bring it 4/10 late", "4/10", DataKind.DATE),
        ("the desk wants AK-0071 again", "AK-0071", DataKind.OTHER_ID),
        ("called from 7S-722 at once", "7S-722", DataKind.PLACE),
        ("moved to ICU-4 at once", "ICU-4", DataKind.PLACE),
        ("lives at 12 Sled Rd with her", "12 Sled Rd", DataKind.STREET),
    ],
)
def test_what_looks_like_one_is_kept(text: str, part: str, kind: DataKind) -> None:
    """A date that names its month or day, and five digits, stand on the recognizer's word."""
    assert kept(text, part, kind)


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("turning ninety-seven among her sons", "ninety-seven", DataKind.AGE),
        ("her friend of 102 came along", "102", DataKind.AGE),
        ("locker 31 is hers", "31", DataKind.OTHER_ID),
        ("stitches come out 7/26 here", "7/26", DataKind.DATE),
    ],
)
def test_what_is_believed_most_needs_fewer_signs(text: str, part: str, kind: DataKind) -> None:
    """An age over 89, two digits of a code, a day without a word beside it: on full belief, and not on less."""
    assert kept(text, part, kind, score=0.99)
    assert kept(text, part, kind, score=0.4) is False


def test_a_day_of_the_month_takes_its_article_along() -> None:
    """Who proposes `11th` means `the 11th`; the fraction of an inch is no day."""
    text = "court on the 11th in town"
    start = text.index("11th")
    proposal = Finding(start, start + 4, DataKind.DATE, 0.9, "tagger")
    (found,) = seconded.find(prepare(text), [proposal], [])
    assert text[found.start : found.end] == "the 11th"
    text = "back the second week of november for it"
    proposal = Finding(5, 32, DataKind.DATE, 0.9, "tagger")
    (found,) = seconded.find(prepare(text), [proposal], [])
    assert text[found.start : found.end] == "november"
    assert not kept('needle 25 ga 5/8" and 1"', "5/8", DataKind.DATE, score=0.9)


def test_an_age_below_ninety_is_no_identifier_however_sure_the_recognizer_is() -> None:
    """Ages under 90 stay: 164.514(b)(2)(i)(C) speaks of those over 89."""
    assert not kept("her friend of 72 came along", "72", DataKind.AGE, score=1.0)
    assert not kept("turning seventy-two among her sons", "seventy-two", DataKind.AGE, score=1.0)


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("pain 8/10 after therapy", "8/10", DataKind.DATE),
        ("panel found HHV-6 only", "HHV-6", DataKind.PLACE),
        ("a ward of 28 beds", "28", DataKind.PLACE),
        ("taller than the 97th centile", "the 97th", DataKind.DATE),
        ("before the 40th birthday", "the 40th", DataKind.DATE),
        ("keep out of the sun, drink", "the sun", DataKind.DATE),
        ("Dry, sat 89, sent in", "sat", DataKind.DATE),
        ("strength 5/5 EHL TA GS", "5/5", DataKind.DATE),
        ("fever over 38\u00b0C (100.4\u00b0F): call", "38\u00b0C (100.4\u00b0F", DataKind.PLACE),
        ("the third of five visits", "third of five", DataKind.DATE),
        ("platelets 44871 cells", "44871", DataKind.ZIP),
        ("lot 7-44871 on the tray", "44871", DataKind.ZIP),
        ("weighed 4487 in all", "4487", DataKind.ZIP),
        ("Mr. Bruno was well", "Bruno", DataKind.FULL_NAME),
        ("Apgar 8/9 at birth", "8/9", DataKind.DATE),
        ("back in 10-14 days", "10-14", DataKind.DATE),
        ("REF 55310511 implanted", "55310511", DataKind.OTHER_ID),
        ("CPT 88305 x2", "88305", DataKind.OTHER_ID),
        ("tube 71 in rack", "71", DataKind.OTHER_ID),
        ("on the far side of town", "far side", DataKind.PLACE),
        ("REF 5520-B-500 implanted", "5520", DataKind.PLACE),
    ],
)
def test_scores_measures_and_parts_of_longer_numbers_are_let_go(text: str, part: str, kind: DataKind) -> None:
    """A proposal that its own letters or its neighbours gainsay does not stand; other kinds are not seconded here."""
    assert not kept(text, part, kind)


def test_a_doubtful_proposal_is_let_go() -> None:
    """Below `SURE` the patterns alone decide."""
    assert not kept("sutures out the third of march", "third of march", DataKind.DATE, seconded.SURE - 0.01)


def test_a_finding_of_another_label_stands() -> None:
    """What the patterns call a date stays a date, whatever the recognizer says of it."""
    text = "taken 20250306 at home"
    date = Finding(6, 14, DataKind.DATE, 0.8, "date")
    assert not kept(text, "20250306", DataKind.OTHER_ID, found=[date])
    assert kept(text, "20250306", DataKind.OTHER_ID)

"""What the trained recognizer proposes, weighed against vocabulary: a text, a proposal and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from safeharbor.detect import lexicon
from safeharbor.detect.engine import TextDetector
from safeharbor.detect.lexicon import Is
from safeharbor.detect.site import SiteRules
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Proposes:
    """A tagger that proposes the same stretches of every text."""

    fingerprint = "fixed"

    def __init__(self, kind: DataKind, score: float, parts: tuple[str, ...]) -> None:
        self._kind, self._score, self._parts = kind, score, parts

    def tag(self, texts: Sequence[str]) -> list[list[Finding]]:
        """Return the proposals found in each text."""
        return [
            [
                Finding(text.index(part), text.index(part) + len(part), self._kind, self._score, "tagger")
                for part in self._parts
            ]
            for text in texts
        ]


def left(text: str, kind: DataKind, score: float, *parts: str) -> list[str]:
    """Return what is found in a text when the tagger proposes `parts`."""
    detector = TextDetector(tagger=_Proposes(kind, score, parts), rules=SiteRules({}, {}))
    return [text[f.start : f.end] for f in detector.detect([text], [None])[0]]


@pytest.mark.parametrize(
    ("word", "flag"),
    [
        ("nicking", Is.ENGLISH),
        ("overdraining", Is.ENGLISH),
        ("choroidoscopy", Is.CLINICAL),
        ("somatocinumab", Is.DRUG),
    ],
)
def test_a_word_on_no_list_is_told_by_its_form(word: str, flag: int) -> None:
    """Inflected words, clinical endings and stems of drugs are vocabulary without a list that holds them."""
    assert lexicon.flags(word) & flag


@pytest.mark.parametrize("word", ["harding", "oakes", "sterling", "brekke", "wexlund", "tarrowby", "paloma"])
def test_a_name_is_no_word_for_its_ending(word: str) -> None:
    """A surname in -ing, an invented name and a given name in -oma stay what they are."""
    assert not lexicon.flags(word) & (Is.CLINICAL | Is.DRUG)
    assert not lexicon.flags(word) & Is.ENGLISH or lexicon.flags(word) & (Is.SURNAME | Is.GIVEN)


@pytest.mark.parametrize(
    ("text", "score", "proposed", "kept"),
    [
        ("FUNDUS: SILVER WIRING AND NICKING OU, NO EXUDATE.", 0.8, "NICKING OU", []),
        ("Recipient TARROW-KEENE notified at once.", 0.98, "Recipient TARROW-KEENE", ["TARROW-KEENE"]),
        ("Driver Lonnie ETA noted, gate open.", 0.98, "Lonnie ETA", ["Lonnie"]),
        ("Seen by H. Bozarth lic on file today.", 0.99, "H. Bozarth lic", ["H. Bozarth"]),
        ("Incision at Hana L wrist, clean.", 0.97, "Hana L", ["Hana"]),
        ("Seen with Hana L. today, clean.", 0.97, "Hana L.", ["Hana L."]),
        ("Oxygen tank by the grb, full.", 0.97, "grb", []),
    ],
)
def test_words_that_label_or_follow_a_name_are_cut_off(text: str, score: float, proposed: str, kept: list[str]) -> None:
    """A label in small letters, an abbreviation, a side of the body and a plain word are no part of a name."""
    assert left(text, DataKind.FULL_NAME, score, proposed) == kept


def test_a_label_is_cut_off_an_organisation() -> None:
    """What stands before a small word that joins nothing is a label; `of the` joins."""
    assert left(
        "Donor hosp Birchwater Memorial, O pos.", DataKind.FACILITY, 0.96, "Donor hosp Birchwater Memorial"
    ) == ["Birchwater Memorial"]
    assert left("To Hospice of the Dunes, thanks.", DataKind.FACILITY, 0.96, "Hospice of the Dunes") == [
        "Hospice of the Dunes"
    ]


def test_a_label_is_cut_off_a_place() -> None:
    """`City` before a city names the field."""
    assert left("Addr City BERLIN, moved.", DataKind.CITY, 0.99, "City BERLIN") == ["BERLIN"]


NOTE = (
    "Gait steady, rises without hands. Strength full, reflexes brisk and equal. {} used for balance, scored well. "
    "Continue stretching at home, walk half an hour, drink more water, come back if worse."
)


@pytest.mark.parametrize("thing", ["Cobbledale", "Brown Otter", "Foxhollow Wheel"])
def test_a_doubtful_name_alone_in_a_note_is_a_thing(thing: str) -> None:
    """Where nothing else identifies anyone, what is hardly borne and only proposed with doubt is let go."""
    assert left(NOTE.format(thing), DataKind.FULL_NAME, 0.93, thing) == []


def test_a_doubtful_name_stays_beside_anything_that_identifies() -> None:
    """A date, a surer score, a name that people bear, or a short text keeps it."""
    assert "Cobbledale" in left(NOTE.format("Cobbledale") + " 3/14/2024.", DataKind.FULL_NAME, 0.93, "Cobbledale")
    assert left(NOTE.format("Cobbledale"), DataKind.FULL_NAME, 0.98, "Cobbledale") == ["Cobbledale"]
    assert left(NOTE.format("Imogen"), DataKind.FULL_NAME, 0.93, "Imogen") == ["Imogen"]
    assert left("Ask Cobbledale about it.", DataKind.FULL_NAME, 0.93, "Cobbledale") == ["Cobbledale"]


LEAFLET = NOTE + " Place the cuff at heart level, rest five minutes, read it twice and write both down. {}"


def test_a_text_that_speaks_of_no_one_names_no_one() -> None:
    """A surname that nothing announces is a sign's there; a pronoun, an age, a date or a verb makes it a person's."""
    text = LEAFLET.format("Hargreave", "")
    assert left(text, DataKind.FULL_NAME, 0.99, "Hargreave") == []
    for more in ("She slept well.", "Seen for 61F.", "Next 3/14/2024.", "Tell my daughter."):
        assert "Hargreave" in left(LEAFLET.format("Hargreave", more), DataKind.FULL_NAME, 0.99, "Hargreave")
    acted = LEAFLET.format("Hargreave", "Hargreave said so.")
    assert "Hargreave" in left(acted, DataKind.FULL_NAME, 0.99, "Hargreave said so.")


def test_an_author_is_no_one_of_the_note() -> None:
    """Whom a paper is cited by stays, in a text about someone too; who stands beside does not."""
    cited = "Seen by Dr. Ostrow 3/14/2024; dosing as in Hargreave et al. and tolerated."
    assert left(cited, DataKind.FULL_NAME, 0.99, "Hargreave") == ["Ostrow", "3/14/2024"]


def test_an_eponym_of_two_words_is_no_person() -> None:
    """A stage, a pupil, a chart: what two words name after people goes as little as what one does."""
    assert left("Lymphoma, Ann Arbor IIB, 3/14/2024.", DataKind.FULL_NAME, 0.99, "Ann Arbor") == ["3/14/2024"]
    assert left("Controls on Levey-Jennings, 3/14/2024.", DataKind.FULL_NAME, 0.99, "Levey-Jennings") == ["3/14/2024"]
    assert "Ann Ardor" in left("Seen: Ann Ardor, 3/14/2024.", DataKind.FULL_NAME, 0.99, "Ann Ardor")


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Hb rises (e.g. tapping the cuff) at night.", "g."),
        ("Slow drugs, e.g. Hargreaving, at night.", "e.g."),
        ("Given a Z-pak for five days at home.", "Z-pak"),
        ("S.S.N.: on file with the front desk.", "S.S.N."),
        ("17-Hydroxyprogesterone [Moles/volume] in Serum.", "Moles"),
        ("RA lead: Tendrillo 7841 tested, stable.", "Tendrillo"),
        ("Hence, nothing is changed in the plan.", "Hence"),
    ],
)
def test_what_only_stands_as_a_name_does_is_none(text: str, proposed: str) -> None:
    """Latin abbreviations, a letter and a word joined, a property in brackets, makes of devices and adverbs go free."""
    assert left(text, DataKind.PROVIDER_NAME, 0.98, proposed) == []


def test_a_name_after_a_latin_abbreviation_stays() -> None:
    """`e.g.` is cut off the name behind it."""
    assert left("Ask a cousin (e.g. Marisela) to come.", DataKind.FULL_NAME, 0.98, "g. Marisela") == ["Marisela"]


@pytest.mark.parametrize(
    "society", ["American Thoracic Society", "European Society of Cardiology", "National Kidney Foundation"]
)
def test_a_learned_society_is_cited_and_employs(society: str) -> None:
    """Whose guideline is followed stays; where someone works goes."""
    assert left(f"As the {society} advises, begin early.", DataKind.EMPLOYER, 0.98, society) == []
    assert left(f"He works for the {society} in town.", DataKind.EMPLOYER, 0.98, society) == [society]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Path review by E. Zimmerhof today", "E. Zimmerhof"),
        ("Discard after two weeks. AJQ, RPh", "AJQ"),
        ("Going home with soto following her there", "soto"),
    ],
)
def test_what_is_believed_most_stays_a_name(text: str, part: str) -> None:
    """An initial with its point, letters that sign, a name in small letters."""
    assert left(text, DataKind.FULL_NAME, 0.995, part) == [part]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Labs: CBC, BMP today", "BMP"),
        ("Going home with walker following her there", "walker"),
    ],
)
def test_vocabulary_is_no_name_however_it_is_believed(text: str, part: str) -> None:
    """An abbreviation and a word of English that people bear too stay."""
    assert left(text, DataKind.FULL_NAME, 0.995, part) == []

"""Eponyms in lists and the number of a product: someone's name or number in the same words stays found."""

from __future__ import annotations

import pytest

from safeharbor.detect.dictionaries import fold
from safeharbor.detect.eponyms import EPONYMS
from safeharbor.detect.lexicon import Is, flags
from safeharbor.detect.listed import rare
from safeharbor.identifiers import DataKind
from tests.detect.test_allow import left


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Tray: Weerda, Lindholm, Kleinsasser, Blakesley x 2.", "Lindholm"),
        ("[ ] Epley   [ ] Bobath   [ ] Graston   [ ] Vojta", "Graston"),
        ("Elbow: Cozen, Maudsley; wrist: Finkelstein/Kleinman", "Kleinman"),
        ("Schepens retractor, Castroviejo caliper, Sinskey hook and Drysdale", "Drysdale"),
        ("Boyle-Davis + Draffin, Negus, Kleinsasser", "Boyle-Davis + Draffin"),
    ],
)
def test_an_eponym_among_rare_ones_is_no_name(text: str, proposed: str) -> None:
    """Instruments, signs and exercises on one line name no one, however sure the recognizer is."""
    assert left(text, DataKind.FULL_NAME, 0.99, proposed) == []


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Tray: Weerda, Kleinsasser, Blakesley. Per Lindholm all counted.", "Lindholm"),
        ("Kleinsasser and Weerda sets. Attending Lindholm", "Lindholm"),
        ("Weerda, Blakesley, Lindholm RN notified", "Lindholm"),
        ("Weerda, Blakesley, Okonkwo-Baird", "Okonkwo-Baird"),
        ("Weerda, Blakesley; Parent: Dawn Lindholm", "Dawn Lindholm"),
        ("On call: Lindholm, Patel, Nguyen", "Lindholm"),
        ("Lindholm says the Weerda scope is out", "Lindholm"),
    ],
)
def test_a_person_beside_eponyms_stays_found(text: str, proposed: str) -> None:
    """Who acts, is titled, labelled or told, whom no list has, and one among frequent surnames is someone."""
    assert proposed in left(text, DataKind.FULL_NAME, 0.99, proposed)


@pytest.mark.parametrize("pair", ["Hunt-Hess", "Passy-Muir", "Cormack-Lehane", "Carter-Thomason", "Levey-Jennings"])
def test_an_eponym_of_two_names_is_no_ones(pair: str) -> None:
    """Two names that only stand together for a scale or a tool are one eponym."""
    assert left(f"Recorded as {pair} grade, then closed.", DataKind.FULL_NAME, 0.98, pair) == []


@pytest.mark.parametrize("names", ["Hunt, Hess", "Hunt Hess", "Anna Hunt-Hess", "Carter Thomason"])
def test_two_surnames_without_the_hyphen_are_two_people(names: str) -> None:
    """Surnames that many bear make an eponym only with its hyphen, and alone."""
    assert left(f"Called {names} back, then closed.", DataKind.FULL_NAME, 0.98, names)


def test_no_word_of_everyday_and_no_frequent_given_name_is_an_eponym_of_the_list() -> None:
    """The list holds folded words that are hardly anything else than names, and none twice on the other lists."""
    assert all(word == fold(word) and not flags(word) & Is.COMMON for word in EPONYMS)
    assert rare().isdisjoint(("moore", "kelly", "miller", "john", "mary", "church"))


NO_ONE = (
    "Linearity and controls are run by each shift. Level one goes first, then level two; a shift that fails both "
    "repeats them with a new vial, cleans the window and calls the vendor. Results stay on the form for two years. "
)


@pytest.mark.parametrize(
    ("sentence", "proposed"),
    [("Order the kit CMG-10974 early.", "CMG-10974"), ("Reagents HemoSure 20003050, 20003060.", "20003060")],
)
def test_a_products_number_in_a_text_about_no_one_stays(sentence: str, proposed: str) -> None:
    """A catalogue's number names no one where nothing else does."""
    assert left(NO_ONE + sentence, DataKind.OTHER_ID, 0.97, proposed) == []


@pytest.mark.parametrize(
    ("sentence", "proposed"),
    [("Her kit CMG-10974 came early.", "CMG-10974"), ("Chart number 20003060 was pulled.", "20003060")],
)
def test_someones_number_stays_found(sentence: str, proposed: str) -> None:
    """A number in a text that speaks of someone, and one that a label announces, is someone's."""
    assert proposed in left(NO_ONE + sentence, DataKind.OTHER_ID, 0.97, proposed)


@pytest.mark.parametrize(("revised", "lost"), [("Revised March 2025", []), ("Admitted March 2025", ["March 2025"])])
def test_the_month_a_text_was_revised_is_no_ones(revised: str, lost: list[str]) -> None:
    """An edition's month stays in a text about no one; another month does not."""
    assert left(f"{NO_ONE}{revised}.", DataKind.DATE, 0.97, "March 2025") == lost


@pytest.mark.parametrize(
    "sentence",
    [
        "Sent with an HER2 stain. Umpierrez.",
        "On paper by form HIM-77. Umpierrez.",
        "The mRS is kept. Umpierrez.",
        "Do not miss a dose. Umpierrez.",
    ],
)
def test_letters_that_spell_a_pronoun_are_about_no_one(sentence: str) -> None:
    """A receptor, a form, a scale and a verb make no text one about someone: an author in it stays."""
    assert left(NO_ONE + sentence, DataKind.FULL_NAME, 0.98, "Umpierrez") == []


@pytest.mark.parametrize("sentence", ["He met Umpierrez.", "Told her. Umpierrez.", "Gave it to Mr. Umpierrez."])
def test_a_pronoun_or_a_title_is_about_someone(sentence: str) -> None:
    """The same author in a text that speaks of someone is found."""
    assert left(NO_ONE + sentence, DataKind.FULL_NAME, 0.98, "Umpierrez")


HUDDLE = (
    "Huddle for the week. The linen cart is short, so ask the dock before noon; falls are zero and the count stays up. "
    "Restock by {} then {}. Desk is {}, float is {}. Keys go to {}; lockers to {}. Soup money to {}, plants to {}. "
)


def test_staff_named_without_a_title_in_plain_words_stay_found() -> None:
    """Eight surnames in a text of plain words are a team, though no date, number or title stands beside them."""
    names = ("Okarfor", "Lindqvest", "Whitcome", "Nakamora", "Farrowe", "Ostrandel", "Pellegrina", "Quigleyson")
    assert left(HUDDLE.format(*names), DataKind.FULL_NAME, 0.97, *names) == list(names)


def test_as_many_authors_of_scales_in_a_dense_card_name_no_one() -> None:
    """The same number of names in brackets behind scales and amid figures are those the scales are named after."""
    card = " ".join(
        f"{scale} 0-{n} ({name}), cut point {n}, SD 2.{n};"
        for n, (scale, name) in enumerate(
            zip(
                ("PPI", "PAP", "BODE", "HLM", "CPOT", "RSBI", "ROSE", "PBW"),
                ("Moritan", "Pirovano", "Celline", "Hoyerby", "Gelinaso", "Tobinski", "Mossman", "Devinel"),
                strict=True,
            ),
            start=3,
        )
    )
    assert left(card, DataKind.FULL_NAME, 0.97, "Moritan", "Pirovano", "Celline", "Hoyerby", "Tobinski") == []


def test_a_call_list_of_surnames_among_trays_named_after_people_stays_found() -> None:
    """More than three surnames that name no tray are staff, whatever the other words are."""
    text = (
        "Kerrison trays short, Leksell sterile by noon, Greenberg out for repair, Mayfield pads low, Penfield full. "
        "Backup list: Takahashi, Okafor, Osei, Adeyemi, Ostrander; cords 4, trays 2, halo in CS, bipolar back by 6, "
        "drill bits 12, shunts 9, one camera down."
    )
    names = ("Okafor", "Osei", "Adeyemi", "Ostrander")
    assert set(names) <= set(left(text, DataKind.FULL_NAME, 0.97, *names))

"""Whose rows a table holds where no header says so, and headers of old machines."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl

from safeharbor.classify.draft import Draft, draft_policy
from safeharbor.classify.prefixes import parted
from safeharbor.classify.samples import sample_of

AS_OF = dt.date(2026, 11, 22)
PERSONS = 60
ROWS = PERSONS * 4


def drafted(**tables: pl.DataFrame) -> Draft:
    """Return the draft of the tables."""
    return draft_policy({name: sample_of(name, frame) for name, frame in tables.items()}, as_of=AS_OF)


def treatments(draft: Draft, table: str) -> dict[str, str]:
    """Return column -> treatment of one table."""
    return next({column.path: column.treatment for column in one.columns} for one in draft.tables if one.table == table)


def births() -> list[str]:
    """Return a birth date for each person."""
    chance = random.Random(5)  # noqa: S311 - rows, not keys
    return [f"{chance.randrange(1940, 2010)}-{chance.randrange(1, 13):02}-11" for _ in range(PERSONS)]


def wide(*, one_birth: bool) -> pl.DataFrame:
    """Return four rows a person under headers that say nothing: a row's number, the person's, the visit's, a birth."""
    chance = random.Random(7)  # noqa: S311 - rows, not keys
    persons = [f"{chance.randrange(10**6, 10**7)}" for _ in range(PERSONS)]
    born = births()
    return pl.DataFrame(
        {
            "X1": [f"S{400_000 + row * 37}" for row in range(ROWS)],
            "X2": [persons[row % PERSONS] for row in range(ROWS)],
            "X3": [f"V{100_000 + row // (2 * PERSONS) * PERSONS + row % PERSONS}" for row in range(ROWS)],
            "X4": [born[(row if one_birth else chance.randrange(PERSONS)) % PERSONS] for row in range(ROWS)],
        }
    )


def test_the_column_on_which_births_hang_says_whose_a_row_is() -> None:
    """Of a row's, a person's and a visit's number the person's is chosen; where births differ within it none is."""
    (sure,), (unsure,) = drafted(t=wide(one_birth=True)).tables, drafted(t=wide(one_birth=False)).tables
    assert (sure.subject, unsure.subject == "X2") == ("X2", False)


def test_a_key_nobody_knows_is_told_by_the_table_that_is_made_of_it() -> None:
    """Numbers with zeros before them, unknown in each table alone, are one id in both."""
    keys = [f"00{4_321 + 7_919 * row:06}" for row in range(PERSONS)]
    people = pl.DataFrame({"q": keys, "born": births(), "phone": [f"555-01{row:02}-1234" for row in range(PERSONS)]})
    facts = pl.DataFrame({"z": [keys[row % PERSONS] for row in range(ROWS)], "n": [row % 7 for row in range(ROWS)]})
    draft = drafted(people=people, facts=facts)
    assert (treatments(draft, "people")["q"], treatments(draft, "facts")["z"]) == ("tokenize", "tokenize")
    alone = drafted(facts=facts)
    assert treatments(alone, "facts")["z"] == "withhold"


def test_what_stands_behind_the_letters_that_all_headers_share_is_read() -> None:
    """`PTCNTY` among `PT...` is a county; headers with words of their own stay whole."""
    old = parted(["PTMRNO", "PTLNAM", "PTCNTY", "PTBWGT", "PTDOBC", "PTZIP9", "FILLR1"])
    assert (old["PTCNTY"], old["PTDOBC"], old["PTZIP9"]) == ("PT_CNTY", "PT_DOB_C", "PT_ZIP9")
    assert parted(["COUNTRY", "COUNTY", "CODE", "COST", "COMMENT", "CONTACT"]) == {}


def test_the_draft_names_columns_as_the_source_does() -> None:
    """What is read in two words is written in one, and a county's number is dropped."""
    rows = range(ROWS)
    frame = pl.DataFrame(
        {
            "PTMRNO": [f"P{row % PERSONS:06d}" for row in rows],
            "PTCNTY": [("031", "043", "089")[row % PERSONS % 3] for row in rows],
            "PTBWGT": [str(900 + row * 37 % 3000) for row in rows],
            "PTADDT": [f"{24 + row % 2}{1 + row * 7 % 366:03}" for row in rows],
            "PTSEXC": ["MF"[row % 2] for row in rows],
        }
    )
    (table,) = drafted(t=frame).tables
    found = {column.path: column.treatment for column in table.columns}
    assert list(found) == frame.columns
    assert (found["PTCNTY"], found["PTBWGT"], found["PTADDT"], found["PTSEXC"]) == ("drop", "keep", "drop", "keep")
    assert table.subject == "PTMRNO"


def test_long_numbers_that_never_come_again_are_no_measure() -> None:
    """Seven digits, all different, under a clinical header are an id; six that end in zeros may be platelets."""
    rows = range(ROWS)
    chance = random.Random(9)  # noqa: S311 - rows, not keys
    frame = pl.DataFrame(
        {
            "creatinine": [str(chance.randrange(10**6, 10**7)) for _ in rows],
            "platelets": [str(chance.randrange(150, 450) * 1000) for _ in rows],
        }
    )
    found = treatments(drafted(t=frame), "t")
    assert (found["creatinine"] == "keep", found["platelets"]) == (False, "keep")


def test_a_lone_latitude_is_half_a_place() -> None:
    """Numbers with five decimals, all of one country and all different, are kept by no header that says nothing."""
    chance = random.Random(11)  # noqa: S311 - rows, not keys
    frame = pl.DataFrame(
        {
            "m1": [f"{chance.uniform(33, 45):.5f}" for _ in range(ROWS)],
            "note": ["ok"] * ROWS,
            "x": ["a"] * ROWS,
            "y": ["b"] * ROWS,
            "m2": [f"{chance.uniform(0.1, 99):.5f}" for _ in range(ROWS)],
        }
    )
    found = treatments(drafted(t=frame), "t")
    assert (found["m1"] == "keep", found["m2"]) == (False, "keep")


def test_a_key_under_a_header_of_a_measure_is_told_by_the_other_table() -> None:
    """`score` and `dose` that hold one set of far-apart numbers are an id; two ranges of heights are none."""
    chance = random.Random(19)  # noqa: S311 - rows, not keys
    keys = chance.sample(range(1_000, 9_999), PERSONS)
    people = pl.DataFrame(
        {
            "score": [str(key) for key in keys],
            "born": births(),
            "mail": [f"p{row}@example.org" for row in range(PERSONS)],
            "height": [str(150 + row % 50) for row in range(PERSONS)],
        }
    )
    facts = pl.DataFrame(
        {
            "dose": [str(keys[row % PERSONS]) for row in range(ROWS)],
            "tall": [str(150 + row * 7 % 50) for row in range(ROWS)],
        }
    )
    draft = drafted(people=people, facts=facts)
    assert (treatments(draft, "people")["score"], treatments(draft, "facts")["dose"]) == ("tokenize", "tokenize")
    assert (treatments(draft, "people")["height"], treatments(draft, "facts")["tall"]) == ("keep", "keep")


def test_coordinates_side_by_side_are_places_whatever_their_headers() -> None:
    """`rate` and `index` hold a place; the same numbers far apart from each other, and rates, are measures."""
    chance = random.Random(23)  # noqa: S311 - rows, not keys
    frame = pl.DataFrame(
        {
            "rate": [f"{chance.uniform(33, 45):.4f}" for _ in range(ROWS)],
            "index": [f"{chance.uniform(-119, -76):.4f}" for _ in range(ROWS)],
            "ratio": [f"{chance.uniform(0.1, 4):.4f}" for _ in range(ROWS)],
        }
    )
    found = treatments(drafted(t=frame), "t")
    assert (found["rate"], found["index"], found["ratio"]) == ("drop", "drop", "keep")


def test_a_number_that_runs_from_row_to_row_is_a_rows_own() -> None:
    """Under a score it is an id, under a line a line; prices differ in each row as well, and stay."""
    frame = pl.DataFrame(
        {
            "score": [str(200 + row) for row in range(ROWS)],
            "line": [str(1 + row) for row in range(ROWS)],
            "price": [f"{4 + row * 7.31:.2f}" for row in range(ROWS)],
        }
    )
    found = treatments(drafted(t=frame), "t")
    assert (found["score"], found["line"], found["price"]) == ("tokenize", "keep", "keep")


def test_a_sample_of_a_persons_is_told_by_the_persons_number_in_it() -> None:
    """Depths that change under `G24-00011-D1`, a sample of the person's, stay; under a plate's number they do not."""
    chance = random.Random(29)  # noqa: S311 - rows, not keys
    persons = [f"G24-{chance.randrange(10**4, 10**5)}" for _ in range(PERSONS)]
    people = pl.DataFrame({"LabNo": persons, "Surname": ["Nguyen", "Kowalski", "Delgado"] * 20, "Born": births()})
    depth = [str(chance.randrange(31, 1900)) for _ in range(ROWS)]

    def kept(samples: list[str]) -> bool:
        reads = pl.DataFrame({"Sample": samples, "DP": depth})
        return treatments(drafted(people=people, reads=reads), "reads")["DP"] == "keep"

    assert kept([f"{persons[row % PERSONS]}-D1" for row in range(ROWS)])
    assert not kept([f"PL{row // 4:05}-D1" for row in range(ROWS)])


def test_short_numbers_under_one_header_are_one_id() -> None:
    """`No.` in two sheets is one token where they share their numbers, and two where each numbers its own rows."""
    chance = random.Random(31)  # noqa: S311 - rows, not keys
    numbers = [str(204 + row % PERSONS) for row in range(ROWS)]
    names = ["Nguyen, Thao", "Kowalski, Ana", "Delgado, Luz"]
    sheet = pl.DataFrame({"No.": numbers, "Name": [names[row % PERSONS % 3] for row in range(ROWS)]})
    labs = pl.DataFrame({"No.": chance.sample(numbers, ROWS), "IgG": [str(310 + row * 7) for row in range(ROWS)]})
    own = pl.DataFrame(
        {"No.": [str(1 + row) for row in range(ROWS)], "IgG": [str(310 + row * 7) for row in range(ROWS)]}
    )

    def systems(other: pl.DataFrame) -> set[str]:
        draft = drafted(sheet=sheet, labs=other)
        return {column.system for table in draft.tables for column in table.columns if column.system}

    assert (len(systems(labs)), len(systems(own))) == (1, 2)


def test_answers_hang_on_questions_that_are_numbered_by_ids() -> None:
    """Under `QueryID` a maiden name is withheld and a smoker's answer stays; a room's id says nothing of them."""
    names = ["HERNANDEZ", "KOWALSKI", "NGUYEN", "DELGADO", "OKONKWO"]
    asked = [("ADM.MAIDEN", "ADM.SMOKE", "ADM.WTLB")[row % 3] for row in range(ROWS)]
    given = [(names[row * 7 % 5], ("NEVER", "FORMER")[row % 2], str(98 + row % 150))[row % 3] for row in range(ROWS)]
    visits = [f"V{row % PERSONS:08}" for row in range(ROWS)]

    def kept(header: str) -> set[str]:
        (table,) = drafted(t=pl.DataFrame({"VisitID": visits, header: asked, "Response": given})).tables
        return {
            value
            for column in table.columns
            for case in column.cases
            if case.treatment == "keep"
            for value in case.values
        }

    assert (kept("QueryID"), kept("RoomID")) == ({"ADM.SMOKE", "ADM.WTLB"}, set())

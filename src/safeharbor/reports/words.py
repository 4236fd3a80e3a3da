"""Words for readers who are not engineers: what each treatment and each check does."""

from __future__ import annotations

from typing import Final

TREATMENTS: Final = {
    "keep": "published as it is",
    "drop": "removed",
    "withhold": "removed, because nobody has said what it is or the method does not let it stay",
    "year": "dates reduced to the year",
    "birth_year": "birth dates reduced to the year; nobody appears older than 90",
    "age_cap": "ages in years; 90 stands for 90 or older",
    "zip3": "first three ZIP digits, where more than 20,000 people share them; otherwise 000",
    "tokenize": "replaced by a random token",
    "surrogate": "replaced by an invented value",
    "state": "reduced to the state",
    "text": "free text, identifiers inside it replaced",
    "duration": "days between two dates",
    "date_shift": "dates moved by a secret number of days",
    "keyed_hash": "replaced by a keyed hash",
}
# treatments that leave less than was there, and those that put something else in its place
LESS: Final = frozenset({"year", "birth_year", "age_cap", "zip3", "state", "duration", "date_shift"})
NEW: Final = frozenset({"tokenize", "surrogate", "text", "keyed_hash"})
# what a treatment counts, in words
DONE: Final = {
    "unreadable": "unreadable",
    "misfit": "not of this kind",
    "withheld": "withheld",
    "capped": "capped",
    "restricted": "written 000",
    "withheld_subject": "of people nobody knows",
    "roles": "roles",
    **{f"span.{letter}": f"{letter} in text" for letter in "ABCDEFGHIJKLMNOPQR"},
}
CHECKS: Final = {
    "schema": "Exactly the planned columns, types, headers and file names are published.",
    "allowed_values": "Every year, age, ZIP3, state and token is one that its treatment may give.",
    "joint_age": "No row shows an age over 89 by its years and ages taken together.",
    "residual_columns": "No kept column looks like dates, names, places, keys, telephones or addresses.",
    "canaries": "Identifiers planted for this run were all found by the detector that read the text.",
    "residual_text": "No treated text holds the shape of an identifier.",
    "copies": "No kept column repeats an identifier of its own row.",
    "known_values": "None of the source's own identifiers is found in what is published.",
    "bounds": "Row counts and empty cells are near those of the release before.",
}

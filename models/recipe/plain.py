"""What fills the plain slots of a grammar line: clinical words, eponyms, devices, measures, labels, abbreviations.

Nothing here identifies anyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.recipe.lists import abbreviations, foreign, items

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.recipe.slots import Writer


def item(name: str) -> Callable[[Writer], str]:
    """Return a slot that draws from one list."""
    return lambda w: w.one(items(name))


def value(name: str) -> Callable[[Writer], str]:
    """Return a slot that draws a value of the value grammar."""
    return lambda w: w.p.value(name)


def _dx(w: Writer) -> str:
    source = w.p.pick((6, "short"), (2, "icd"), (2, "eponym"))
    return w.one(items("DIAGNOSES")) if source == "short" else w.one(w.p.icd).lower() if source == "icd" else eponym(w)


def eponym(w: Writer) -> str:
    """Return a thing named after someone; the name may be on no list of eponyms, for what follows tells."""
    name = _author(w)
    if w.chance(0.2):
        name += w.one("--\u2013 ").replace(" ", " and ") + _author(w)
    return f"{name}{w.one(('', '', chr(39) + 's', 's'))} {w.one(items('EPONYM_WORDS'))}"


def _author(w: Writer) -> str:
    return w.p.plain_surname() if w.chance(0.2) else w.one(w.p.eponyms).capitalize()


def _device(w: Writer) -> str:
    return f"{_maker(w)} {w.one(items('DEVICE_WORDS'))}".strip()


def _maker(w: Writer) -> str:
    """Return who made a device, or its brand: known words, a name on no list, letters, or nothing."""
    source = w.p.pick((3, "eponym"), (2, "drug"), (2, "name"), (1, "coined"), (1, "letters"), (2, ""))
    if source in ("letters", ""):
        return w.p.value("letters") if source else ""
    if source == "eponym":
        return w.one(w.p.eponyms).capitalize()
    word = w.p.drug() if source == "drug" else w.p.plain_surname() if source == "name" else w.p.coined()
    return word.capitalize()


def _time(w: Writer) -> str:
    h, m = w.random.randint(0, 23), w.random.randint(0, 59)
    half = w.one(("AM", "PM", "am", "pm"))
    return w.one(
        (
            f"{h:02d}{m:02d}",
            f"{h:02d}:{m:02d}",
            f"{h % 12 + 1}:{m:02d} {half}",
            f"{h % 12 + 1}{w.one(('am', 'pm', ' pm', 'p'))}",
        )
    )


def _word(w: Writer) -> str:
    return w.p.pick((45, w.p.zipf(w.p.words_all)), (43, w.one(w.p.clinical)), (12, w.p.coined()))


def _label(w: Writer) -> str:
    """Return a word as forms and tables have it before a value: any word, its case as such words are written."""
    word = w.p.pick(
        (35, w.one(w.p.words_all)),
        (20, w.one(w.p.words_top)),
        (25, w.one(w.p.clinical)),
        (20, w.one(abbreviations())),
        (12, w.p.coined()),
        (5, "".join(w.one("ABCDEFGHIKLMNOPRSTUVX") for _ in range(w.random.randint(2, 5)))),
    )
    return w.p.pick((55, word.capitalize()), (25, word.upper()), (8, word), (12, word[:1].upper() + word[1:]))


def heading(w: Writer) -> str:
    """Return a word as headings have it."""
    return w.p.pick((60, w.p.zipf(w.p.words_all)), (30, w.one(w.p.clinical)), (10, w.p.coined())).capitalize()


def _foreign(w: Writer) -> str:
    text = " ".join(w.one(foreign()) for _ in range(w.random.randint(3, 9)))
    return text.capitalize() + w.one((".", "", "?")) if w.chance(0.5) else f'"{text}"'


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _telegraphic(w: Writer) -> str:
    """Return a run of abbreviations, values and words, as charts are written."""
    parts = []
    for _ in range(w.random.randint(3, 12)):
        kind = w.p.pick(
            (34, "ab"),
            (22, "meas"),
            (16, "word"),
            (8, "drug"),
            (5, "eponym"),
            (5, "letter"),
            (5, "short"),
            (12, "coined"),
        )
        if kind == "coined":
            coined = w.p.coined()
            text = w.one((coined, coined, coined.capitalize(), coined.upper()))
        elif kind == "word":
            clinical = w.one(w.p.clinical)
            text = w.one(
                (
                    clinical,
                    clinical.capitalize(),
                    w.p.zipf(w.p.words_top),
                    w.one(items("SYMPTOMS")),
                    w.one(items("BODY")),
                )
            )
        elif kind == "drug":
            drug = w.p.drug()
            text = w.one(
                (drug, drug.capitalize(), f"{drug.capitalize()} {w.p.value('dose')} {w.one(items('FREQUENCIES'))}")
            )
        elif kind == "eponym":
            text = eponym(w) if w.chance(0.6) else w.one(w.p.eponyms).capitalize()
        elif kind == "letter":
            text = w.one("ABCDELRSMHTIOP") + w.one((":", ".", "", "", ")", " -"))
        elif kind == "short":
            text = w.one(items("SHORTHAND"))
        else:
            text = w.one(abbreviations()) if kind == "ab" else w.p.value("meas")
        parts += [
            text,
            w.one((" ", " ", " ", " ", ", ", ", ", ". ", "; ", ": ", " - ", "/", " (", ") ", " + ", "\n", " | ", "-")),
        ]
    return "".join(parts[:-1])


PLAIN: Final[dict[str, Callable[[Writer], str]]] = {
    "Mr": lambda w: w.one(("Mrs.", "Ms.", "Miss", "Ms", "Mrs") if w.female else ("Mr.", "Mr.", "Mr")),
    "he": lambda w: "she" if w.female else "he",
    "He": lambda w: "She" if w.female else "He",
    "he^": lambda w: "She" if w.female else "He",
    "him": lambda w: "her" if w.female else "him",
    "poss": lambda w: "her" if w.female else "his",
    "poss^": lambda w: "Her" if w.female else "His",
    "was": lambda w: w.one(("was", "is", "remains", "appears")),
    "relw": item("RELATION_WORDS"),
    "relw^": lambda w: w.one(items("RELATION_WORDS")).capitalize(),
    "age": lambda w: str(w.random.randint(1, 89)),
    "n": lambda w: str(w.random.randint(1, w.one((5, 12, 99)))),
    "num": lambda w: w.p.num(),
    "time": _time,
    "yr": lambda w: str(w.random.randint(1940, 2027)),
    "dx": _dx,
    "dx^": lambda w: _upper_first(_dx(w)),
    "icd": lambda w: w.one(w.p.icd),
    "sx": item("SYMPTOMS"),
    "sx^": lambda w: _upper_first(w.one(items("SYMPTOMS"))),
    "sxv": item("SX_VERBS"),
    "proc": item("PROCEDURES"),
    "body": item("BODY"),
    "drug": lambda w: w.p.drug(),
    "Drug": lambda w: w.p.drug().capitalize(),
    "DRUG": lambda w: w.p.drug().upper(),
    "dose": value("dose"),
    "code": value("code"),
    "ndc": value("ndc"),
    "model": value("model"),
    "meas": value("meas"),
    "freq": item("FREQUENCIES"),
    "epon": lambda w: w.one(w.p.eponyms).capitalize(),
    "EPON": lambda w: w.one(w.p.eponyms).upper(),
    "epo": eponym,
    "epo^": eponym,
    "dev": _device,
    "dev^": lambda w: _upper_first(_device(w)),
    "adj": item("ADJECTIVES"),
    "word": _word,
    "Label": _label,
    "Title": heading,
    "Verb": item("VERBS"),
    "verb": lambda w: w.one(items("VERBS")).lower(),
    "clin": lambda w: w.one(w.p.clinical),
    "Clin": lambda w: w.one(w.p.clinical).capitalize(),
    "CLIN": lambda w: w.one(w.p.clinical).upper(),
    "ab": lambda w: w.one(abbreviations()) if w.chance(0.85) else w.p.value("letters"),
    "tele": _telegraphic,
    "foreign": _foreign,
    "cred": lambda w: w.one(items("CREDS")) if w.chance(0.9) else w.p.value("letters"),
    "service": item("SERVICES"),
    "title_role": item("ROLES"),
    "jobw": item("JOBS"),
    "country": item("COUNTRIES"),
    "sys": lambda w: w.one(
        ("EPIC", "CERNER", "LAB", "HIS", "ADT", "RIS", "MEDITECH", "PACS", "ATHENA", "SUNQUEST", "EHR", "LIS")
    ),
    "poss_es": lambda w: w.one(("su", "mi")),
    "relw_es": lambda w: w.one(("esposo", "esposa", "hijo", "hija", "madre", "hermano")),
}

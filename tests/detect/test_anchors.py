"""Patterns tried only at their words find what they find when tried everywhere."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from safeharbor.detect import recognizers
from safeharbor.detect.anchors import Anchored, Numbered, Shaped, line_ends, windows
from safeharbor.detect.document import prepare
from tests.detect.marked import CASES, lines, notes, parse

ANCHORED = [
    (module.name, name, value)
    for module in pkgutil.iter_modules(recognizers.__path__)
    for name, value in vars(importlib.import_module(f"{recognizers.__name__}.{module.name}")).items()
    if isinstance(value, Anchored)
]
ELSEWHERE = [
    (module.name, name, value)
    for module in pkgutil.iter_modules(recognizers.__path__)
    for name, value in vars(importlib.import_module(f"{recognizers.__name__}.{module.name}")).items()
    if isinstance(value, Shaped | Numbered)
]
FILES = ("notes_a.txt", *(f"batch_{number}.txt" for number in range(1, 8)))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Return all case lines and the notes that were looked at."""
    found = [
        parse(line)[0] for path in CASES.glob("*.json") if path.stem != "known_failures" for line in lines(path.stem)
    ]
    found += [note["text"] for name in FILES for note in notes(name)]
    return found


def test_there_are_anchored_patterns() -> None:
    """The test below looks at something."""
    assert len(ANCHORED) > 30


@pytest.mark.parametrize(("module", "name", "anchored"), ANCHORED, ids=[f"{m}{n}" for m, n, _ in ANCHORED])
def test_no_word_is_missing_from_a_patterns_heads(module: str, name: str, anchored: Anchored, texts: list[str]) -> None:
    """A head left out is a match never found: over all notes the two ways agree."""
    del module, name
    missed = set()
    for text in texts:
        document = prepare(text)
        opens = {start for start, _, _ in document.words}
        for shadow in (document.norm, document.low):
            quick = {match.start() for match in anchored.finditer(document, shadow)}
            missed |= {match[0][:12] for match in anchored.pattern.finditer(shadow) if match.start() in opens - quick}
    assert missed == set()


@pytest.mark.parametrize(("module", "name", "quick"), ELSEWHERE, ids=[f"{m}{n}" for m, n, _ in ELSEWHERE])
def test_a_pattern_tried_at_shapes_or_numbers_finds_all(
    module: str, name: str, quick: Shaped | Numbered, texts: list[str]
) -> None:
    """A shape or a letter of reach left out is a match never found: over all notes the two ways agree."""
    del module, name
    for text in texts:
        document = prepare(text)
        for shadow in (document.norm, document.low):
            expected = [match.span() for match in quick.pattern.finditer(shadow)]
            assert [match.span() for match in quick.finditer(document, shadow)] == expected


def test_windows_that_touch_are_one() -> None:
    """Stretches around places, cut at the ends of the text."""
    assert list(windows([5, 8, 40], 4, 6, 44)) == [(1, 14), (36, 44)]
    assert list(windows([], 4, 6, 44)) == []


def test_line_ends_reach_no_further_than_their_line() -> None:
    """The last letters of each line that ends so, none of an empty one, blanks at the end aside."""
    text = "one\n\nsecond line  \nthird."
    document = prepare(text)
    assert [text[start:end] for start, end in line_ends(document, 6, ("aa",))] == ["one", "line  "]
    assert [text[start:end] for start, end in line_ends(document, 3, ("a.", "e"))] == ["rd."]

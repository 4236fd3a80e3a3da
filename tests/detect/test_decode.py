"""From beliefs to spans: words of one name stay together, numbers stand apart, thresholds hold."""

from __future__ import annotations

import numpy as np

from safeharbor.detect.decode import decode
from safeharbor.detect.features import tokenize
from safeharbor.detect.network import CLASSES, TYPES

Belief = dict[str, float]


def spans(text: str, *beliefs: Belief, threshold: float = 0.4) -> list[tuple[str, str]]:
    """Return (stretch, type) of what is marked; a belief names `B-NAME` or `I-NAME`, the rest of it is nothing."""
    rows = np.full((len(beliefs), CLASSES), 1e-6)
    for row, belief in zip(rows, beliefs, strict=True):
        for name, share in belief.items():
            row[1 + 2 * TYPES.index(name[2:]) + (name[0] == "I")] = share
        row[0] = max(1e-6, 1 - sum(belief.values()))
    found = decode(tokenize(text), np.log(rows).astype(np.float32), threshold)
    return [(text[start:end], TYPES[kind]) for start, end, kind, _ in found]


def test_words_of_several_types_that_go_on_are_one_span_of_the_type_believed_most() -> None:
    """`Storm Lake` is one town though its second word looks like a hospital's."""
    beliefs = ({"B-CITY": 0.9}, {"I-FAC": 0.5, "I-CITY": 0.4})
    assert spans("Storm Lake", *beliefs) == [("Storm Lake", "CITY")]


def test_a_word_that_opens_a_span_parts_it_from_the_one_before() -> None:
    """Two people side by side are two spans."""
    assert spans("Ann Bob", {"B-NAME": 0.9}, {"B-NAME": 0.7, "I-NAME": 0.2}) == [("Ann", "NAME"), ("Bob", "NAME")]


def test_a_number_never_joins_the_words_before_it() -> None:
    """A ZIP code after a town is a span of its own, even where it does not open one."""
    assert spans("Dover 19901", {"B-CITY": 0.9}, {"I-ZIP": 0.8}) == [("Dover", "CITY"), ("19901", "ZIP")]


def test_a_neighbour_of_a_sure_word_needs_less_belief_and_a_lone_one_does_not_get_it() -> None:
    """Below the threshold a word is marked beside a sure one only."""
    sure, doubt, nothing = {"B-NAME": 0.9}, {"I-NAME": 0.3}, {"B-NAME": 0.01}
    assert spans("Ann Lee", sure, doubt) == [("Ann Lee", "NAME")]
    assert spans("the lee", nothing, doubt) == []


def test_a_text_without_words_has_no_spans() -> None:
    """Nothing in, nothing out."""
    assert spans("") == []

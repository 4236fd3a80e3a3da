"""The detector as a whole: offsets, determinism, known values, site rules, long and hostile texts."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeharbor.detect.document import prepare
from safeharbor.detect.engine import TextDetector, build_detector
from safeharbor.detect.families import FAMILIES
from safeharbor.detect.overlap import resolve
from safeharbor.detect.site import SiteRules
from safeharbor.errors import DetectorError
from safeharbor.findings import Finding, KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from tests.detect.marked import notes

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE = "Mr. Alan Brook was seen on 3/14/2024. MRN 4471023, call (801) 555-0137. Lives at 12 Oak St, Dover, DE 19901.\n"


@lru_cache(maxsize=1)
def rules_alone() -> TextDetector:
    """Return the detector without the trained recognizer: quick, and independent of the model."""
    return TextDetector(tagger=None, rules=SiteRules({}, {}))


def found(text: str, known: KnownValues | None = None) -> list[str]:
    """Return the stretches of text that are found."""
    return [text[f.start : f.end] for f in rules_alone().detect([text], [known])[0]]


class _Proposes:
    """A tagger that proposes one span."""

    fingerprint = "fixed"

    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    def tag(self, texts: Sequence[str]) -> list[list[Finding]]:
        """Return the same proposal for each text."""
        return [[self._finding] for _ in texts]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\t"])
def test_an_empty_note_has_no_findings(text: str) -> None:
    """Nothing in, nothing out."""
    assert rules_alone().detect([text], [None]) == [[]]


@pytest.mark.parametrize(
    "prefix",
    ["\U0001f600 ", "e\u0301\u0301 ", "\u0130 ", "\r\n", "\t\t", "\ufeff", "\u200b", "\U0001d518 ", "\u00df\u00df "],
)
def test_offsets_are_code_points_of_the_text_itself(prefix: str) -> None:
    """Emoji, combining marks, letters that grow in lower case, CRLF and tabs before a span do not move it."""
    assert "(801) 555-0137" in found(prefix + NOTE)


def test_alone_in_a_batch_and_again_give_the_same_spans() -> None:
    """No state passes from one text to the next."""
    texts = [NOTE, "Patient: Brook, Alan", "Pain 3/10, BP 120/80.", NOTE.upper()]
    together = rules_alone().detect(texts, [None] * len(texts))
    alone = [rules_alone().detect([text], [None])[0] for text in texts]
    again = TextDetector(tagger=None, rules=SiteRules({}, {})).detect(texts, [None] * len(texts))
    assert together == alone == again


def test_lists_of_unequal_length_are_refused() -> None:
    """Each text needs its entry of known values, none included."""
    with pytest.raises(DetectorError, match="2 texts but 1"):
        rules_alone().detect(["a", "b"], [None])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from(list(DataKind)[:25]), st.floats(0.1, 1)))
)
def test_resolved_findings_never_overlap_and_lose_no_letter(parts: list[tuple[int, int, DataKind, float]]) -> None:
    """Whatever is proposed, the spans are sorted, apart, and cover every letter that was proposed."""
    text = "abcdefghij" * 4
    findings = [Finding(start, start + length, kind, score, "r") for start, length, kind, score in parts]
    resolved = resolve(findings, text)
    assert all(one.end <= two.start for one, two in itertools.pairwise(resolved))
    proposed = {i for f in findings for i in range(f.start, f.end)}
    assert proposed == {i for f in resolved for i in range(f.start, f.end)}


def test_a_name_found_once_is_found_everywhere_in_its_note() -> None:
    """A surname after a title is found without it further down, in any case."""
    text = "Mr. Szymanski was admitted. Later szymanski walked; SZYMANSKI slept."
    assert found(text) == ["Szymanski", "szymanski", "SZYMANSKI"]


def test_a_disease_is_not_a_mention_of_its_namesake() -> None:
    """Mr. Parkinson goes, Parkinson disease stays."""
    text = "Mr. Parkinson has no Parkinson disease; Parkinson tells us so."
    assert found(text) == ["Parkinson", "Parkinson"]


def test_site_lists_and_patterns_teach_without_code() -> None:
    """A site's own words and id formats are found with their kind; `^` and `$` bound the token."""
    rules = SiteRules({DataKind.FACILITY: ("Ward Seven",)}, {DataKind.MRN: (r"^A-\d{4}-\d{2}$",)})
    text = "moved to ward  seven, A-4471-02 and XA-4471-02"
    spans = [(text[f.start : f.end], f.kind) for f in TextDetector(tagger=None, rules=rules).detect([text], [None])[0]]
    assert ("ward  seven", DataKind.FACILITY) in spans
    assert ("A-4471-02", DataKind.MRN) in spans


def test_a_bad_site_pattern_is_refused_without_showing_it() -> None:
    """The error counts the pattern and does not print it."""
    with pytest.raises(DetectorError, match="site pattern 1 of kind mrn") as caught:
        SiteRules({}, {DataKind.MRN: ("(secret",)})
    assert "secret" not in str(caught.value)


def test_facilities_stay_where_the_policy_keeps_them_and_employers_go() -> None:
    """`facilities: keep` leaves hospitals; an employer is a name under letter (A)."""
    text = "Seen at Cedar Hollow Hospital. He works at Comanche Ridge Steel."
    keep = TextDetector(tagger=None, rules=SiteRules({}, {}), facilities="keep")
    assert [text[f.start : f.end] for f in keep.detect([text], [None])[0]] == ["Comanche Ridge Steel"]


def test_vocabulary_overrules_the_trained_recognizer() -> None:
    """A proposal that is only clinical vocabulary is let go; a borne name stays."""
    text = "Start metformin, call Rosalind."
    drug = TextDetector(tagger=_Proposes(Finding(6, 15, DataKind.FULL_NAME, 0.9, "tagger")), rules=SiteRules({}, {}))
    assert "metformin" not in [text[f.start : f.end] for f in drug.detect([text], [None])[0]]


def test_fingerprint_names_settings() -> None:
    """Another site list is another fingerprint."""
    other = TextDetector(tagger=None, rules=SiteRules({DataKind.CITY: ("Atlantis",)}, {}))
    assert rules_alone().fingerprint != other.fingerprint


def test_every_age_and_year_of_a_person_over_89_is_found() -> None:
    """`aged`: ages of any size and bare years are indicative (164.514(b)(2)(i)(C))."""
    text = "was 62 years old in 1998; quit smoking in 1975"
    assert found(text) == []
    assert found(text, KnownValues(aged=True)) == ["62", "1998", "1975"]


HOSTILE = {
    "letter": "a",
    "digits": "7",
    "at": "a@",
    "dots": "a.",
    "slashes": "1/",
    "brackets": "[(",
    "quotes": "\"'",
    "dashes": "A-",
    "codes": "1-",
    "labels": "mrn: ",
    "titles": "Dr. ",
    "names": "Ab, ",
    "numbers": "one ",
    "tags": "<a>",
    "pairs": "x=",
    "lines": "\n",
    "pipes": "|",
    "thanks": "with thanks ",
    "roles": "first only head ",
    "figures": "617 555 ",
}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_recognizer_is_linear_on_hostile_text(family: str) -> None:
    """100 kB of any one thing takes no more than ten times as long as as much of a note (a floor for the clock)."""
    size = 100_000
    find = FAMILIES[family]

    def seconds(text: str) -> float:
        document = prepare(text)
        begin = time.process_time()
        list(find(document))
        return time.process_time() - begin

    normal = max(seconds((NOTE * (size // len(NOTE) + 1))[:size]), 0.2)
    slow = {name: seconds((part * size)[:size]) for name, part in HOSTILE.items()}
    assert {name for name, took in slow.items() if took > 10 * normal} == set()


def test_dates_that_wait_for_others_are_weighed_in_linear_time() -> None:
    """Ratios beside dates are compared by line and column: four times the lines take about four times as long."""
    find = FAMILIES["dates_numeric"]

    def seconds(lines: int) -> float:
        document = prepare("Seen 3/14/2024 strength here 3/4, fine.\nSecond line 2/3 and more\n" * lines)
        taken = []
        for _ in range(3):  # the machine's other work only ever adds
            begin = time.process_time()
            list(find(document))
            taken.append(time.process_time() - begin)
        return min(taken)

    assert seconds(8_000) < 6.5 * max(seconds(2_000), 0.1)


def test_a_long_note_is_read_whole() -> None:
    """One million characters: the last telephone is found like the first."""
    text = NOTE * (300_000 // len(NOTE)) + "fax 801-555-0188"
    spans = rules_alone().detect([text], [None])[0]
    assert text[spans[-1].start : spans[-1].end] == "801-555-0188"
    assert sum(f.kind is DataKind.PHONE for f in spans) == 300_000 // len(NOTE)


def test_known_values_never_appear_in_a_repr() -> None:
    """What is known of a person is PHI."""
    assert "Brook" not in repr(KnownValues((KnownValue(DataKind.FULL_NAME, "Brook"),)))


MARKS = {
    "hash": "#1 ",
    "open": "(",
    "nested": '"\'"(',
    "capitals": "A ",
    "commas": "Ab, C ",
    "minus": "-1 ",
    "number": "no. 1 ",
    "clinics": "HALE CLINIC ",
    "carets": "Doe^Jane ",
    "parents": "parents 93 and ",
    "trunks": "tel 089 / 55 01 ",
    "streets": "Hauptstr. 14, ",
}


@pytest.mark.parametrize("name", sorted({**HOSTILE, **MARKS}))
def test_the_whole_detector_is_linear_on_hostile_text(name: str) -> None:
    """Twice as much of one thing takes at most about twice as long, overlap and propagation included."""
    part = {**HOSTILE, **MARKS}[name]

    def seconds(size: int) -> float:
        text = (part * size)[:size]
        begin = time.process_time()
        rules_alone().detect([text], [None])
        return time.process_time() - begin

    assert seconds(20_000) < 5 * max(seconds(10_000), 0.1)


def test_one_long_line_is_read_in_linear_time() -> None:
    """A note without a line's end, a finding in every clause: four times the text takes about four times as long."""
    detector = build_detector()

    def seconds(clauses: int) -> float:
        begin = time.process_time()
        detector.detect(["HALE CLINIC pt 4/5 ok, " * clauses], [None])
        return time.process_time() - begin

    assert seconds(6_000) < 6.5 * max(seconds(1_500), 0.1)


def _spans_of(texts: list[str]) -> list[list[tuple[int, int, str, float, str]]]:
    """Return what the shipped detector finds, in a form that travels between processes."""
    found = build_detector().detect(texts, [None] * len(texts))
    return [[(f.start, f.end, f.kind.value, f.score, f.recognizer) for f in findings] for findings in found]


def test_two_processes_find_what_one_finds() -> None:
    """The shipped detector gives the same spans alone, in a batch, and split over two fresh processes."""
    texts = [note["text"] for note in notes("notes_a.txt")]
    together = _spans_of(texts)
    assert [_spans_of([text])[0] for text in texts] == together
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        halves = pool.map(_spans_of, [texts[::2], texts[1::2]])
    assert halves == [together[::2], together[1::2]]

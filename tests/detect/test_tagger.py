"""The fast tagger: its offsets, its steadiness, its refusals, and that it equals the spaCy pipeline."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from safeharbor.detect import dictionaries, features
from safeharbor.detect.tagger import Tagger, installed
from safeharbor.errors import DetectorError
from safeharbor.identifiers import DataKind, Label

if TYPE_CHECKING:
    from pathlib import Path

NOTES = (
    "Patient: Marisela Okonkwo-Byrne\nSeen by Dr. Halvard Tsosie at Lakeview Regional Hospital in Duluth, MN.",
    "PT NAME: PRITCHARD, WENDELL J    MRN: 4471-22\nATTENDING: DR. OYELARAN\nNO ACUTE DISTRESS. FOLEY REMOVED.",
    "pt loretta quigley rm 214 c/o nausea, daughter bev called, dr menon aware, zofran 4 mg iv given",
    "Mevr. Zoë O\u2019Malley-Đurić 🩺 lives at 12 Rue Lafayette, Opelousas.\r\n\r\nHer son Étienne drives her.",
    "BP 120/80, HR 72. Parkinson disease, Foley in place, Murphy sign negative. Continue Lasix 40 mg daily.",
    "",
    "   \n\n\t",
    "....////((((",
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    """Return the committed model."""
    return Tagger.load()


def marked(tagger: Tagger, text: str, label: Label) -> list[str]:
    """Return the marked pieces of one label."""
    return [text[f.start : f.end] for f in tagger.tag([text])[0] if f.label is label]


def test_people_places_and_organisations_are_found(tagger: Tagger) -> None:
    """A plain sentence yields the patient, the provider, the hospital and the town, exactly."""
    text = NOTES[0]
    assert marked(tagger, text, Label.NAME) == ["Marisela Okonkwo-Byrne", "Halvard Tsosie"]
    assert marked(tagger, text, Label.ORG) == ["Lakeview Regional Hospital"]
    assert marked(tagger, text, Label.LOCATION) == ["Duluth"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs. Winter was seen this winter for her asthma.", "Winter"),
        ("Mr. Gray has gray sputum.", "Gray"),
        ("His daughter Hope called and said she may come later.", "Hope"),
        ("Dr. Foley placed the Foley catheter.", "Foley"),
    ],
)
def test_a_surname_that_is_a_word_is_marked_and_the_word_is_not(tagger: Tagger, text: str, name: str) -> None:
    """The person goes; the season, the colour, the verb and the catheter stay."""
    assert [(f.start, f.end) for f in tagger.tag([text])[0]] == [(text.index(name), text.index(name) + len(name))]


@pytest.mark.parametrize(
    "text",
    [
        NOTES[4],
        "Hgb 9.1, Plt 188, Na 138, K 4.1, Cr 1.4. CXR: small effusion. NSR on tele.",
        "Take one tablet by mouth twice daily with food. Do not drive while taking this medicine.",
        "Positive Homans sign. Colles fracture of the left wrist. Started metoprolol and Lipitor.",
    ],
)
def test_clinical_text_without_people_is_left_alone(tagger: Tagger, text: str) -> None:
    """Eponyms, drugs, values and instructions are not marked."""
    assert tagger.tag([text]) == [[]]


def test_findings_are_sorted_apart_and_inside_the_text(tagger: Tagger) -> None:
    """Offsets count code points, never overlap, never begin or end on a blank."""
    for text, findings in zip(NOTES, tagger.tag(NOTES), strict=True):
        last = 0
        for finding in findings:
            assert last <= finding.start < finding.end <= len(text)
            assert text[finding.start : finding.end] == text[finding.start : finding.end].strip()
            assert 0.0 <= finding.score <= 1.0
            last = finding.end


def test_a_text_gives_the_same_findings_alone_in_a_batch_and_again(tagger: Tagger) -> None:
    """Neighbours in a batch, order and what was read before change nothing."""
    alone = [tagger.tag([text])[0] for text in NOTES]
    assert tagger.tag(NOTES) == alone
    assert tagger.tag(NOTES[::-1]) == alone[::-1]
    assert Tagger.load().tag([text * 1 for text in NOTES]) == alone


def test_a_long_text_is_read_in_blocks_with_the_same_findings(tagger: Tagger) -> None:
    """A block's edge is seen with its neighbours: a note repeated far past one block is found every time."""
    note = NOTES[0] + "\n\n"
    findings = tagger.tag([note * 300])[0]
    once = [
        (f.start, f.end, f.kind) for f in tagger.tag([note * 3])[0] if f.start >= len(note) and f.end <= 2 * len(note)
    ]
    middle = [
        (f.start - 149 * len(note), f.end - 149 * len(note), f.kind)
        for f in findings
        if 150 * len(note) <= f.start < 151 * len(note)
    ]
    assert middle == once


def test_the_spacy_pipeline_marks_the_same(tagger: Tagger) -> None:
    """`spacy.load(models/phi)` and the fast path agree on every span and type."""
    spacy = pytest.importorskip("spacy")
    pipe = pytest.importorskip("safeharbor.detect.pipe")
    network = pytest.importorskip("safeharbor.detect.network")
    nlp = spacy.load(installed())
    every = frozenset(DataKind)
    kinds = pytest.importorskip("safeharbor.detect.tagger").KINDS
    for text, findings in zip(NOTES, tagger.tag(NOTES, kinds=every), strict=True):
        expected = [(s, e, kinds[t]) for s, e, t in pipe.entities(nlp(text)) if t in kinds]
        assert [(f.start, f.end, f.kind) for f in findings] == expected
        assert nlp(text).text == text
    assert set(nlp.get_pipe("phi").labels) == set(network.TYPES)


def test_loading_and_tagging_need_no_spacy() -> None:
    """The fast path keeps spaCy out of the process: start-up stays short."""
    code = (
        "import sys\nfrom safeharbor.detect.tagger import Tagger\n"
        "Tagger.load().tag(['Dr. Quill'])\nprint('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("damage", ["weights", "missing", "checksums", "vectors", "letters"])
def test_a_damaged_model_is_refused(tmp_path: Path, damage: str) -> None:
    """One changed byte, a missing file or unreadable checksums raise DetectorError."""
    folder = tmp_path / "phi"
    shutil.copytree(installed(), folder)
    if damage == "weights":
        raw = bytearray((folder / "phi" / "weights.npz").read_bytes())
        raw[len(raw) // 2] ^= 1
        (folder / "phi" / "weights.npz").write_bytes(bytes(raw))
    elif damage == "missing":
        (folder / "config.cfg").unlink()
    elif damage in {"vectors", "letters"}:
        (folder / f"{damage}.npz").write_bytes(b"")
    else:
        (folder / "checksums.json").write_text("{")
    with pytest.raises(DetectorError):
        Tagger.load(folder)


def test_the_word_lists_are_part_of_the_checksum(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model meets only the lists it was trained with."""
    monkeypatch.setattr("safeharbor.detect.tagger.words_digest", lambda: "another")
    with pytest.raises(DetectorError, match="word lists"):
        Tagger.load()


def test_the_fingerprint_names_the_files(tagger: Tagger) -> None:
    """Two loads of the same files give the same fingerprint."""
    assert tagger.fingerprint == Tagger.load().fingerprint


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Dr. O'Brien 3mg", ["Dr", ".", "O", "'", "Brien", "3mg"]),
        ("e\u0301tienne_x", ["e\u0301tienne", "_", "x"]),
        ("", []),
    ],
)
def test_tokens_are_words_and_signs(text: str, forms: list[str]) -> None:
    """A decomposed accent stays in its word; an underscore parts words."""
    assert features.tokenize(text).forms == forms


def test_word_lists_know_names_places_and_clinical_words() -> None:
    """Each list answers for its own: lookups fold case and diacritics."""
    assert dictionaries.is_given_name("José")
    assert dictionaries.is_surname("NGUYEN")
    assert dictionaries.is_place("Baton Rouge")
    assert dictionaries.is_drug("Eliquis")
    assert dictionaries.is_eponym("Parkinson")
    assert dictionaries.is_clinical("hyperlipidemia")
    assert dictionaries.english_rank("the") == 0
    assert dictionaries.english_rank("zbigniew") is None
    assert not dictionaries.is_drug("Tuesday")

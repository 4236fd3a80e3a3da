"""The recipe: marked text is consistent, the held-out part is apart, the same seed gives the same notes."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from models.recipe import batches, generate, grammar, pools, slots, written

from safeharbor.detect.features import tokenize
from safeharbor.detect.network import TYPES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("held", [False, True])
def test_spans_are_sorted_apart_and_typed(held: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    """Every span of a generated note lies inside it, touches no blank and has a known type."""
    for note in generate.notes(5, 60, held=held):
        last = 0
        for start, end, kind in note.spans:
            assert last <= start < end <= len(note.text)
            assert note.text[start:end] == note.text[start:end].strip()
            assert kind in TYPES
            last = end


def test_the_same_seed_writes_the_same_notes() -> None:
    """Training can be repeated: nothing but the seed decides."""
    assert generate.notes(11, 20, held=False) == generate.notes(11, 20, held=False)
    assert generate.notes(11, 20, held=False) != generate.notes(12, 20, held=False)


def test_held_out_lines_names_and_places_are_never_drawn_for_training() -> None:
    """The two parts of the grammar and of every list share nothing."""
    train, held = grammar.lines(held=False), grammar.lines(held=True)
    assert not {line for lines in train.values() for line in lines} & {
        line for lines in held.values() for line in lines
    }
    one, other = pools.Pools(1, held=False), pools.Pools(1, held=True)
    assert not set(one.last_all) & set(other.last_all)
    assert not set(one.given_all) & set(other.given_all)
    assert not set(one.city_all) & set(other.city_all)


def test_every_line_of_the_grammar_can_be_written() -> None:
    """No line names an unknown slot or leaves a bracket open."""
    for held in (False, True):
        writer = slots.Writer(pools.Pools(3, held=held))
        for lines in grammar.lines(held=held).values():
            for line in lines:
                text = "".join(part for part, _ in writer.expand(grammar.parse(line)))
                assert "{" not in text or line.startswith("{"), line


def test_a_written_note_is_written_again_with_other_names_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person keeps one new name through a note, in any case; what is no identifier stays as it was written."""
    for share in ("RENAMED", "MOVED"):
        monkeypatch.setattr(written, share, 1.0)
    monkeypatch.setattr(written, "ROUGH", 0.0)
    pieces = [
        ("Seen: ", ""),
        ("Rosa Delgado", "NAME"),
        (". MRN ", ""),
        ("448-20-17", "ID"),
        ("\n", ""),
        ("DELGADO", "NAME"),
    ]
    made = written.Rewriter(pools.Pools(5, held=False)).note(pieces)
    told = [made.text[start:end] for start, end, _ in made.spans]
    assert [kind for _, _, kind in made.spans] == ["NAME", "ID", "NAME"]
    assert "Rosa" not in made.text
    assert told[0].split(" ", 1)[1].upper() == told[2] != "DELGADO"
    assert told[1] != "448-20-17"
    assert [char.isdigit() for char in told[1]] == [char.isdigit() for char in "448-20-17"]
    assert made.text.startswith("Seen: ")


def test_written_notes_are_typed_and_what_is_undecided_teaches_nothing() -> None:
    """Every mark becomes a span of a known type; a token of an undecided one has no gold class."""
    for pieces in written.read(ROOT / "models" / "phi"):
        text = "".join(part for part, _ in pieces)
        assert text.strip()
        assert not re.search(r"\[\[[A-Z_]+:", text)
        assert {kind for _, kind in pieces} <= {"", slots.UNDECIDED, *TYPES}
    note = generate.assemble([("Seen ", ""), ("2019", slots.UNDECIDED), (" by ", ""), ("Mora", "PROV")])
    assert batches.classes(tokenize(note.text), note).tolist() == [0, -1, 0, 1 + 2 * TYPES.index("PROV")]


def test_the_committed_model_is_small_and_its_checksums_hold() -> None:
    """The pipeline stays under 25 MB and each file has the digest that was recorded."""
    folder = ROOT / "models" / "phi"
    recorded = json.loads((folder / "checksums.json").read_text())
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 25_000_000
    for name, digest in recorded.items():
        if name != "words":
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest

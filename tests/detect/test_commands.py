"""detect, evaluate and scrub, as a user calls them (rules alone: the model has its own tests)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from safeharbor.cli.app import app
from safeharbor.detect import engine
from safeharbor.detect.engine import TextDetector
from safeharbor.detect.site import SiteRules
from safeharbor.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "Mr. Brook, DOB 02/11/1968, call (801) 555-0137. Lives at 12 Oak St, Dover, DE 19901. Age 93."


@pytest.fixture(autouse=True)
def _rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*, facilities: str = "redact", **_: Any) -> TextDetector:  # noqa: ANN401 - settings not used here
        return TextDetector(tagger=None, rules=SiteRules({}, {}), facilities=facilities)

    monkeypatch.setattr(engine, "build_detector", build)


def _write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_detect_writes_spans_with_labels(tmp_path: Path) -> None:
    """One line a note, in order, offsets and labels of the gold schema."""
    notes = _write(tmp_path / "n.jsonl", {"id": 1, "text": NOTE}, {"id": "b", "text": "Lungs clear."})
    out = tmp_path / "s.jsonl"
    assert CliRunner().invoke(app, ["detect", str(notes), "--out", str(out)]).exit_code == 0
    first, second = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert second == {"id": "b", "spans": []}
    assert [(NOTE[s["start"] : s["end"]], s["label"]) for s in first["spans"]] == [
        ("Brook", "NAME"),
        ("02/11/1968", "DATE"),
        ("(801) 555-0137", "PHONE"),
        ("12 Oak St", "LOCATION"),
        ("Dover", "LOCATION"),
        ("19901", "LOCATION"),
        ("93", "AGE"),
    ]


def test_detect_uses_what_the_patient_object_knows(tmp_path: Path) -> None:
    """A name in lower case is found when the record holds it."""
    note = {"id": 1, "text": "seen with ottoline today", "patient": {"relatives": ["Ottoline"]}}
    out = tmp_path / "s.jsonl"
    CliRunner().invoke(app, ["detect", str(_write(tmp_path / "n.jsonl", note)), "--out", str(out)])
    (span,) = json.loads(out.read_text("utf-8"))["spans"]
    assert (span["start"], span["end"], span["recognizer"]) == (10, 18, "known")


def test_evaluate_prints_each_label_with_its_count(tmp_path: Path) -> None:
    """Recall by label and letter, and an HTML view of what went wrong."""
    gold = {
        "id": 1,
        "text": NOTE,
        "spans": [{"start": 4, "end": 9, "label": "NAME"}, {"start": 0, "end": 2, "label": "DATE"}],
    }
    page = tmp_path / "view.html"
    result = CliRunner().invoke(app, ["evaluate", str(_write(tmp_path / "g.jsonl", gold)), "--html", str(page)])
    assert result.exit_code == 0
    assert "recall 50.00% (1 of 2 spans)" in result.output
    assert "<mark class=miss>Mr</mark>" in page.read_text("utf-8")


def test_evaluate_scores_given_predictions(tmp_path: Path) -> None:
    """Spans that another tool wrote are scored by the same rules."""
    gold = _write(tmp_path / "g.jsonl", {"id": 1, "text": NOTE, "spans": [{"start": 4, "end": 9, "label": "NAME"}]})
    given = _write(tmp_path / "p.jsonl", {"id": 1, "spans": [{"start": 4, "end": 9}]})
    result = CliRunner().invoke(app, ["evaluate", str(gold), "--predictions", str(given)])
    assert "recall 100.00% (1 of 1 spans)" in result.output


def test_scrub_keeps_years_prefixes_and_nothing_finer() -> None:
    """Dates to year, ZIP to three digits, ages over 89 to 90+, the rest to its label."""
    result = CliRunner().invoke(app, ["scrub", "--as-of", "2025"], input=NOTE)
    assert result.output == "Mr. [NAME], DOB 1968, call [PHONE]. Lives at [LOCATION], [LOCATION], DE 199. Age 90+."


@pytest.mark.parametrize("line", ["{not json", '["list"]', '{"id": 1}', '{"id": 1, "text": 7}'])
def test_an_unreadable_line_is_named_by_its_number_only(tmp_path: Path, line: str) -> None:
    """The message holds the line's number and none of its text."""
    notes = tmp_path / "n.jsonl"
    notes.write_text('{"id": 0, "text": "fine"}\n' + line + "\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["detect", str(notes), "--out", str(tmp_path / "s")])
    assert isinstance(result.exception, SourceError)
    assert "line 2" in str(result.exception)
    assert line not in str(result.exception)

"""The statement of no actual knowledge: asked for, signed, bound to one release, checked by whoever verifies."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from safeharbor import manifest
from safeharbor.cli.app import app
from safeharbor.errors import MirrorError, PolicyError
from tests import hospital
from tests.test_manifest import CREATED, FACTS, KEY, PEM, PLAN

SCHEMA = Path(__file__).parents[1] / "configs" / "attestation.schema.json"
STATED = manifest.Attestation(
    release="r", by="N. N.", role="privacy officer", principal="nn", at=CREATED, recipient="research"
)


def _release(folder: Path, rows: int = 3) -> Path:
    folder.mkdir()
    (folder / "a.csv").write_bytes(b"a\n1\n")
    facts = dataclasses.replace(FACTS, rows={"patients": rows})
    made = manifest.build(PLAN, facts, files=manifest.digest_files({"": folder}), created=CREATED)
    (folder / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    return folder


def test_a_statement_is_read_back_and_the_release_still_verifies(tmp_path: Path) -> None:
    """Two people may state it; the release is unchanged by it."""
    release = _release(tmp_path / "r")
    later = STATED.model_copy(update={"by": "M. M.", "at": CREATED + dt.timedelta(days=1)})
    manifest.attest(release, later, KEY)
    manifest.attest(release, STATED, KEY)
    manifest.verify(release, PEM)
    assert manifest.attestations(release, manifest.read_public_key(PEM)) == (STATED, later)


def test_every_byte_of_a_statement_counts(tmp_path: Path) -> None:
    """A flipped bit of any byte fails the release's verification and names the statement's file."""
    release = _release(tmp_path / "r")
    path = manifest.attest(release, STATED, KEY)
    whole = path.read_bytes()
    unseen = []
    for bit in [8 * byte + byte % 8 for byte in range(len(whole))]:
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bytes(flipped))
        try:
            manifest.verify(release, PEM)
        except MirrorError as error:
            if path.name in str(error):
                continue
        unseen.append(bit)
    assert unseen == []


def test_a_statement_about_another_release_is_no_statement_about_this_one(tmp_path: Path) -> None:
    """Copied beside another manifest it is refused; so is one that someone else signed."""
    one, other = _release(tmp_path / "one"), _release(tmp_path / "other", rows=4)
    path = manifest.attest(one, STATED, KEY)
    (other / path.name).write_bytes(path.read_bytes())
    with pytest.raises(MirrorError, match="speaks of another release"):
        manifest.verify(other, PEM)
    (other / path.name).unlink()
    manifest.attest(other, STATED, manifest.private_key(bytes(32)))
    with pytest.raises(MirrorError, match="not signed by this key"):
        manifest.verify(other, PEM)


def test_what_a_killed_attempt_left_is_named_and_replaced(tmp_path: Path) -> None:
    """A half-written draft fails verification by name; stating it again clears it."""
    release = _release(tmp_path / "r")
    (release / "attestation-000000000000.part").write_bytes(b"half")
    with pytest.raises(MirrorError, match=r"attestation-000000000000\.part: was added"):
        manifest.verify(release, PEM)
    manifest.attest(release, STATED, KEY)
    manifest.verify(release, PEM)


def test_the_published_schema_describes_statements() -> None:
    """`configs/attestation.schema.json` is the current one and fits a statement."""
    assert SCHEMA.read_text(encoding="utf-8") == manifest.schema("attestation")
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator.validate(STATED.model_dump(mode="json"))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(STATED.model_dump(mode="json") | {"statement": "It is fine."})


def _attest(policy: Path, given: str) -> Result:
    words = ["attest", str(policy.parent / "mirror"), "--policy", str(policy), "--by", "N. N.", "--role", "officer"]
    return CliRunner().invoke(app, words, input=given)


def test_the_command_asks_and_takes_nothing_for_a_yes_but_the_words(tmp_path: Path) -> None:
    """Enter, `y` or an end of input state nothing; the words do; verify, report and audit log then show it."""
    policy = hospital.write(tmp_path)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text[: text.index("  notes:")], encoding="utf-8")
    assert CliRunner().invoke(app, ["run", str(policy)]).exit_code == 0
    current = tmp_path / "mirror" / "current"
    for given in ("\n", "y\n", "i attest\n"):
        assert isinstance(_attest(policy, given).exception, PolicyError)
    assert _attest(policy, "").exit_code != 0
    assert manifest.attestations(current) == ()
    done = _attest(policy, "I attest\n")
    assert done.exit_code == 0, done.output
    assert manifest.STATEMENT in done.output
    key = tmp_path / "keep" / "vault.pub.pem"
    said = CliRunner().invoke(app, ["verify", str(current), "--key", str(key)])
    assert "no actual knowledge: attested by N. N., officer" in said.output
    shown = CliRunner().invoke(app, ["report", str(current), "--json"])
    assert [one["by"] for one in json.loads(shown.output)["attestations"]] == ["N. N."]
    out = tmp_path / "log.jsonl"
    CliRunner().invoke(app, ["audit", "export", str(policy), "--out", str(out)])
    events = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [event["outcome"] for event in events if event["event"] == "attest"] == ["declined"] * 3 + ["ok"]


def test_a_changed_release_is_not_attested(tmp_path: Path) -> None:
    """Nobody is asked about a release that is not what was published."""
    policy = hospital.write(tmp_path)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text[: text.index("  notes:")], encoding="utf-8")
    assert CliRunner().invoke(app, ["run", str(policy)]).exit_code == 0
    (tmp_path / "mirror" / "current" / "dictionary.md").write_text("x", encoding="utf-8")
    assert isinstance(_attest(policy, "I attest\n").exception, MirrorError)

"""The manifest: complete, value-free, signed; any change of a release is found and named."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from safeharbor import manifest
from safeharbor.cli.app import app
from safeharbor.errors import MirrorError, VaultError
from safeharbor.identifiers import DataKind
from safeharbor.records import ColumnPlan, Plan, TablePlan

SCHEMA = Path(__file__).parents[1] / "configs" / "manifest.schema.json"
KEY = manifest.private_key(bytes(range(32)))
PEM = manifest.public_key_pem(KEY)
CREATED = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
PLAN = Plan(
    policy="demo",
    policy_digest="ab" * 32,
    method="safe_harbor",
    recipient="research",
    as_of=dt.date(2026, 1, 1),
    zip3_vintage="2020",
    tables=(
        TablePlan(
            table="patients",
            subject="mrn",
            columns=(
                ColumnPlan("mrn", DataKind.MRN, "tokenize", system="patient", target_type="String"),
                ColumnPlan("name", DataKind.FULL_NAME, "drop"),
                ColumnPlan("note", DataKind.FREE_TEXT, "text", target_type="String"),
                ColumnPlan("extra", DataKind.UNKNOWN, "withhold"),
            ),
        ),
    ),
)
FACTS = manifest.Facts(
    rows={"patients": 3},
    counts={"patients": {("note", "span.A"): 7, ("note", "span.C"): 2, ("mrn", "unreadable"): 1}},
    sources={"patients": manifest.SourceFacts(digest="cd" * 32, size=120, rows=3)},
    checks=("schema", "known_values"),
    nulls={"patients": {"mrn": 1}},
    detector="rules 1, model 1",
)


def _release(folder: Path, plan: Plan = PLAN) -> manifest.Manifest:
    (folder / "patients").mkdir(parents=True)
    (folder / "patients" / "part-0.csv").write_bytes(b"mrn,note\ntk_a,seen in 2024\n")
    (folder / "patients" / "part-1.csv").write_bytes(b"mrn,note\n")
    (folder / "dictionary.json").write_bytes(b"{}")
    made = manifest.build(plan, FACTS, files=manifest.digest_files({"": folder}), created=CREATED)
    (folder / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    return made


def test_an_unchanged_release_verifies_to_the_manifest_that_was_signed(tmp_path: Path) -> None:
    """What is read back is what was built, field by field."""
    made = _release(tmp_path)
    assert manifest.verify(tmp_path, PEM) == made
    assert manifest.read(tmp_path) == made


def test_every_letter_has_its_row() -> None:
    """All 18 letters are there, with their columns, treatments, spans and withheld columns."""
    made = manifest.build(PLAN, FACTS, files=(), created=CREATED)
    letters = {entry.letter: entry for entry in made.letters}
    assert list(letters) == list("ABCDEFGHIJKLMNOPQR")
    assert letters["A"].columns == ("patients.name",)
    assert (letters["A"].treated, letters["A"].spans, letters["A"].withheld) == ({"drop": 1}, 7, 1)
    assert (letters["H"].treated, letters["H"].spans, letters["H"].withheld) == ({"tokenize": 1}, 0, 0)
    assert letters["C"].spans == 2


def test_the_method_is_claimed_in_words_and_never_silently() -> None:
    """A release under expert determination says that it is not Safe Harbor."""
    made = manifest.build(PLAN, FACTS, files=(), created=CREATED)
    assert made.policy.claim.startswith("Safe Harbor transformed under policy demo")
    expert = dataclasses.replace(PLAN, method="expert_determination")
    claim = manifest.build(expert, FACTS, files=(), created=CREATED).policy.claim
    assert claim.startswith("Not Safe Harbor")


def test_nobody_attests_unless_somebody_did() -> None:
    """There is no statement of no actual knowledge until a person gives one."""
    assert "attest" not in manifest.build(PLAN, FACTS, files=(), created=CREATED).model_dump_json()


def test_the_release_is_named_by_its_content(tmp_path: Path) -> None:
    """The same files, policy and as_of give the same name at any time; another file gives another."""
    first, second = _release(tmp_path / "a"), _release(tmp_path / "b")
    assert first.release == second.release
    (tmp_path / "b" / "patients" / "part-1.csv").write_bytes(b"mrn,note\ntk_b,\n")
    files = [entry for entry in manifest.digest_files({"": tmp_path / "b"}) if entry.path != manifest.MANIFEST_NAME]
    later = manifest.build(PLAN, FACTS, files=files, created=CREATED)
    assert later.release != first.release


def test_an_added_a_removed_and_a_changed_file_are_each_named(tmp_path: Path) -> None:
    """Verification lists every file that is not as published."""
    _release(tmp_path)
    (tmp_path / "patients" / "part-0.csv").unlink()
    (tmp_path / "patients" / "part-1.csv").write_bytes(b"mrn,nOte\n")
    (tmp_path / "patients" / "extra.csv").write_bytes(b"")
    with pytest.raises(MirrorError) as refused:
        manifest.verify(tmp_path, PEM)
    lines = str(refused.value).splitlines()
    assert lines[1:4] == [
        "  patients/part-0.csv: was removed",
        "  patients/extra.csv: was added",
        "  patients/part-1.csv: was changed",
    ]


def test_a_renamed_file_and_a_link_are_found(tmp_path: Path) -> None:
    """A file under another name, or a link in place of a file, is not what was published."""
    _release(tmp_path / "a")
    (tmp_path / "a" / "patients" / "part-1.csv").rename(tmp_path / "a" / "patients" / "part-2.csv")
    with pytest.raises(MirrorError, match=r"part-1\.csv: was removed"):
        manifest.verify(tmp_path / "a", PEM)
    _release(tmp_path / "b")
    (tmp_path / "b" / "patients" / "part-1.csv").rename(tmp_path / "elsewhere")
    (tmp_path / "b" / "patients" / "part-1.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(MirrorError, match="not a plain file"):
        manifest.verify(tmp_path / "b", PEM)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_of_any_file_fails_and_names_the_file(tmp_path: Path, data: st.DataObject) -> None:
    """Flip one bit anywhere in a release, manifest included: verification fails and says where."""
    folder = tmp_path / "release"
    if not folder.exists():
        _release(folder)
    file = data.draw(st.sampled_from(sorted(path for path in folder.rglob("*") if path.is_file())))
    before = file.read_bytes()
    bit = data.draw(st.integers(0, 8 * len(before) - 1))
    flipped = bytearray(before)
    flipped[bit // 8] ^= 1 << bit % 8
    file.write_bytes(bytes(flipped))
    try:
        with pytest.raises(MirrorError) as refused:
            manifest.verify(folder, PEM)
    finally:
        file.write_bytes(before)
    name = file.relative_to(folder).as_posix()
    assert ("manifest" if name == manifest.MANIFEST_NAME else name) in str(refused.value)


def test_every_bit_of_the_signature_and_its_frame_counts(tmp_path: Path) -> None:
    """No bit of the envelope outside the payload can be flipped unseen (base64 has idle bits)."""
    _release(tmp_path)
    whole = (tmp_path / manifest.MANIFEST_NAME).read_bytes()
    start = whole.index(b'"payloadType"')
    unseen = []
    for bit in [*range(64), *range(8 * (start - 4), 8 * len(whole))]:
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        (tmp_path / manifest.MANIFEST_NAME).write_bytes(bytes(flipped))
        try:
            manifest.verify(tmp_path, PEM)
        except MirrorError:
            continue
        unseen.append(bit)
    assert unseen == []


def test_another_key_and_no_key_are_refused(tmp_path: Path) -> None:
    """A release signed by someone else fails; a file that is no Ed25519 key is said to be none."""
    _release(tmp_path)
    other = manifest.public_key_pem(manifest.private_key(bytes(32)))
    with pytest.raises(MirrorError, match="not signed by this key"):
        manifest.verify(tmp_path, other)
    with pytest.raises(VaultError, match="not an Ed25519 key"):
        manifest.verify(tmp_path, b"-----BEGIN PUBLIC KEY-----\n")


def test_the_envelope_is_dsse_around_an_in_toto_statement(tmp_path: Path) -> None:
    """A tool that knows DSSE and in-toto v1 finds type, subjects with SHA-256, and one Ed25519 signature."""
    import base64  # noqa: PLC0415 - the envelope is taken apart here as a stranger would

    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - as above

    _release(tmp_path)
    envelope = json.loads((tmp_path / manifest.MANIFEST_NAME).read_bytes())
    payload = base64.b64decode(envelope["payload"])
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    signed = b"DSSEv1 28 application/vnd.in-toto+json %d " % len(payload) + payload
    key = load_pem_public_key(PEM)
    key.verify(base64.b64decode(envelope["signatures"][0]["sig"]), signed)  # type: ignore[union-attr, call-arg]
    statement = json.loads(payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert [subject["name"] for subject in statement["subject"]] == [
        "dictionary.json",
        "patients/part-0.csv",
        "patients/part-1.csv",
    ]
    assert all(set(subject["digest"]) == {"sha256"} for subject in statement["subject"])


def test_verify_on_the_command_line_says_what_is_proved_and_names_what_is_not(tmp_path: Path) -> None:
    """An unchanged release is said to be so; a changed file is named and the error kept for the caller."""
    _release(tmp_path / "release")
    (tmp_path / "key.pem").write_bytes(PEM)
    command = ["verify", str(tmp_path / "release"), "--key", str(tmp_path / "key.pem")]
    good = CliRunner().invoke(app, command)
    assert good.exit_code == 0
    assert "unchanged (3 files" in good.output
    assert "Safe Harbor transformed under policy demo" in good.output
    assert "no actual knowledge: not attested" in good.output
    (tmp_path / "release" / "dictionary.json").write_bytes(b"[]")
    bad = CliRunner().invoke(app, command)
    assert isinstance(bad.exception, MirrorError)
    assert "dictionary.json: was changed" in str(bad.exception)


def test_two_releases_differ_by_policy_and_counts(tmp_path: Path) -> None:
    """The difference names a dropped column, new rows and spans, and nothing that stayed."""
    _release(tmp_path / "old")
    table = PLAN.tables[0]
    later = dataclasses.replace(PLAN, tables=(dataclasses.replace(table, columns=table.columns[:3]),))
    facts = dataclasses.replace(FACTS, rows={"patients": 5}, counts={"patients": {("note", "span.A"): 9}})
    made = manifest.build(later, facts, files=(), created=CREATED)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / manifest.MANIFEST_NAME).write_bytes(manifest.sign(made, KEY))
    printed = CliRunner().invoke(app, ["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--json"])
    found = {
        (change["where"], change["what"]): (change["old"], change["new"])
        for change in json.loads(printed.output)["changes"]
    }
    assert found == {
        ("release", "files"): ("3", "0"),
        ("patients", "rows"): ("3", "5"),
        ("patients.extra", "column"): ("withhold", ""),
        ("patients.mrn", "unreadable"): ("1", "0"),
        ("patients.note", "span.A"): ("7", "9"),
        ("patients.note", "span.C"): ("2", "0"),
        ("letter A", "spans in text"): ("7", "9"),
        ("letter C", "spans in text"): ("2", "0"),
    }


def test_the_dictionary_says_what_was_done_and_what_joins() -> None:
    """Published columns are listed with meaning and joins; dropped ones are not."""
    visits = TablePlan(
        table="visits",
        subject="pid",
        columns=(ColumnPlan("pid", DataKind.MRN, "tokenize", system="patient", target_type="String"),),
    )
    files = manifest.dictionary(dataclasses.replace(PLAN, tables=(*PLAN.tables, visits)))
    tables = {table["table"]: table["columns"] for table in json.loads(files["dictionary.json"])["tables"]}
    assert [column["column"] for column in tables["patients"]] == ["mrn", "note"]
    assert tables["patients"][0]["joins"] == ["visits.pid"]
    assert "| `mrn` | String | random token | visits.pid |" in files["dictionary.md"].decode()


def test_the_published_schema_describes_the_manifests_that_are_made(tmp_path: Path) -> None:
    """`configs/manifest.schema.json` is the current one, and a manifest validates against it; one more key does not."""
    published = SCHEMA.read_text(encoding="utf-8")
    assert published == manifest.schema()
    validator = jsonschema.Draft202012Validator(json.loads(published))
    content = _release(tmp_path).model_dump(mode="json")
    validator.validate(content)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**content, "patient": "x"})


def test_every_bit_of_every_file_counts(tmp_path: Path) -> None:
    """Each bit of each data file, and one bit of each byte of the manifest: flipped, it fails and names the file."""
    _release(tmp_path)
    unseen = []
    for file in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        name, whole = file.relative_to(tmp_path).as_posix(), file.read_bytes()
        signed = name == manifest.MANIFEST_NAME
        for bit in [8 * byte + byte % 8 for byte in range(len(whole))] if signed else range(8 * len(whole)):
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            file.write_bytes(bytes(flipped))
            try:
                manifest.verify(tmp_path, PEM)
            except MirrorError as error:
                if ("manifest" if signed else f"{name}: was changed") in str(error):
                    continue
            unseen.append((name, bit))
        file.write_bytes(whole)
    assert unseen == []
    manifest.verify(tmp_path, PEM)


def test_each_file_taken_away_and_anything_put_in_is_named(tmp_path: Path) -> None:
    """Remove any one file, add a file anywhere, a hidden one, an empty one, an empty folder: each is named."""
    _release(tmp_path)
    for file in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        name, whole = file.relative_to(tmp_path).as_posix(), file.read_bytes()
        file.unlink()
        with pytest.raises(MirrorError, match=re.escape(name)):
            manifest.verify(tmp_path, PEM)
        file.write_bytes(whole)
    for name in ("x", ".hidden", "patients/part-9.csv", "patients/.x", "other/part-0.csv", "manifest.json.bak"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
        with pytest.raises(MirrorError, match=re.escape(f"{name}: was added")):
            manifest.verify(tmp_path, PEM)
        (tmp_path / name).unlink()
    with pytest.raises(MirrorError, match="other/: was added"):
        manifest.verify(tmp_path, PEM)
    (tmp_path / "other").rmdir()
    manifest.verify(tmp_path, PEM)


@pytest.mark.parametrize(
    "hostile",
    [b"", b"{}", b"null", b"[" * 100_000, b'{"payload": 1}', b"\xff\xfe", b'{"a":' * 50_000 + b"1" + b"}" * 50_000],
)
def test_a_hostile_manifest_is_refused_like_any_other(tmp_path: Path, hostile: bytes) -> None:
    """Nothing, nonsense and bottomless nesting are no manifests; none ends in another error."""
    _release(tmp_path)
    (tmp_path / manifest.MANIFEST_NAME).write_bytes(hostile)
    with pytest.raises(MirrorError, match="is not a DSSE envelope"):
        manifest.verify(tmp_path, PEM)

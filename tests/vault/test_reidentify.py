"""Reading back: only what a grant allows, never without a record, never a value by mistake."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from safeharbor.audit import AuditLog, verify_log
from safeharbor.errors import SafeHarborError, VaultError
from safeharbor.findings import KnownValue, KnownValues
from safeharbor.identifiers import DataKind
from safeharbor.vault import MasterKey, OpenStore, open_store, open_vault
from safeharbor.vault.grants import Grant, Grants
from safeharbor.vault.persons import Person, audit_tags
from safeharbor.vault.principals import token_holder, vouched_for
from safeharbor.vault.reidentify import Answer, Request, reidentify

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=30)
ALICE = vouched_for("alice")
GRANT = Grant("g1", "alice", "safety-officer", ("mrn",), ("research",), ("treatment", "safety"), LATER)


class Bench:
    """A small vault, its log, and tokens by name."""

    def __init__(self, folder: Path) -> None:
        """Fill a vault in the folder."""
        key = MasterKey.from_file(folder / "key", create=True)
        vault = open_vault("sqlite", folder / "vault.db", key)
        self.tokens: dict[str, str] = {}
        for domain in ("research", "insurer"):
            for system, kind, value in (
                ("patient", DataKind.MRN, "MR0001"),
                ("ssn", DataKind.SSN, "999175017"),
            ):
                token = vault.tokenizer(domain).tokenize(pl.Series([value]), system=system, kind=kind)
                self.tokens[f"{domain} {system}"] = token[0]
        many = pl.Series([f"X{number}" for number in range(4000)])
        self.many = vault.tokenizer("research").tokenize(many, system="patient", kind=DataKind.MRN).to_list()
        vault.remember({"patient:MR0001": KnownValues((KnownValue(DataKind.SSN, "999-17-5017"),))})
        vault.commit()
        self.audit = AuditLog(folder / "audit", signer=vault.signing_key("audit"))
        self.public = vault.signing_key("audit").public
        self.path = folder / "audit"
        vault.close()
        self.opened: OpenStore = open_store("sqlite", folder / "vault.db", key)

    def ask(self, name: str, request: Request, *, at: dt.datetime = NOW) -> Answer:
        """Ask for one token by its name here, or as it is."""
        return reidentify(self.opened, self.audit, [self.tokens.get(name, name)], request, at=at)[0]

    def outcomes(self) -> list[str]:
        """Return the outcomes on record."""
        return [item.event.outcome for item in self.audit.events()]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Make a vault of two domains, and a grant to alice for record numbers of one."""
    bench = Bench(tmp_path)
    Grants(bench.opened).add(GRANT)
    return bench


def test_a_grant_gives_what_it_names(bench: Bench) -> None:
    """The kind, domain and purpose of the grant are read back, and the event names person, kind and purpose."""
    answer = bench.ask("research patient", Request(ALICE, "treatment"))
    assert (answer.outcome, answer.kind, answer.value) == ("ok", "mrn", "MR0001")
    (item,) = bench.audit.events()
    person = Person("patient", DataKind.MRN, "mr-0001")
    assert item.event.subject == audit_tags(bench.opened, person)[0] or item.event.subject in audit_tags(
        bench.opened, person
    )
    assert (item.event.who, item.event.outcome, item.event.kind, item.event.purpose) == (
        "alice",
        "ok",
        "mrn",
        "treatment",
    )
    assert "MR0001" not in repr(answer)


@pytest.mark.parametrize(
    ("name", "request_", "at"),
    [
        ("research ssn", Request(ALICE, "treatment"), NOW),
        ("insurer patient", Request(ALICE, "treatment"), NOW),
        ("research patient", Request(ALICE, "marketing"), NOW),
        ("research patient", Request(vouched_for("bob"), "treatment"), NOW),
        ("research patient", Request(ALICE, "treatment"), LATER),
    ],
)
def test_beyond_the_grant_is_denied_and_recorded(bench: Bench, name: str, request_: Request, at: dt.datetime) -> None:
    """Another kind, domain, purpose, principal or a grant that has ended: no value, no kind, and an event."""
    answer = bench.ask(name, request_, at=at)
    assert answer == Answer("denied")
    assert bench.outcomes() == ["denied"]


def test_failed_look_ups_give_no_value(bench: Bench) -> None:
    """A mistyped, invented or empty token has an outcome and nothing that could be taken for a value."""
    token = bench.tokens["research patient"]
    mistyped = token[:-1] + ("b" if token[-1] != "b" else "c")
    foreign = Bench(bench.path.parent / "other").tokens["research patient"]
    asked = [mistyped, foreign, "", "MR0001"]
    answers = reidentify(bench.opened, bench.audit, asked, Request(ALICE, "treatment"), at=NOW)
    assert [answer.outcome for answer in answers] == ["no-token", "unknown", "no-token", "no-token"]
    assert [answer.value for answer in answers] == [None] * 4
    assert bench.outcomes() == ["no-token", "unknown", "no-token", "no-token"]
    assert "MR0001" not in " ".join(str(item) for item in bench.audit.events())


def test_a_file_of_tokens(bench: Bench) -> None:
    """Thousands of tokens are answered in the order asked, repeats too; more than the limit are refused."""
    asked = [*bench.many[::-1], bench.many[7], bench.tokens["research ssn"]]
    answers = reidentify(bench.opened, bench.audit, asked, Request(ALICE, "safety"), at=NOW)
    assert [answer.value for answer in answers] == [*(f"X{n}" for n in range(3999, -1, -1)), "X7", None]
    assert len(bench.outcomes()) == 4002
    with pytest.raises(VaultError, match="at most"):
        reidentify(bench.opened, bench.audit, asked * 3, Request(ALICE, "safety"), at=NOW)


def test_break_glass_needs_leave_and_a_reason(bench: Bench) -> None:
    """Only who may break the glass does, with a reason in words; the events stand out, refused attempts too."""
    emergency = Request(ALICE, "treatment", emergency="unconscious patient in the emergency room")
    with pytest.raises(VaultError, match="break the glass"):
        bench.ask("insurer ssn", emergency)
    Grants(bench.opened).add(Grant("g2", "alice", "er", ("mrn",), ("research",), ("care",), LATER, break_glass=True))
    assert bench.ask("insurer ssn", emergency).value == "999175017"
    events = [item.event for item in bench.audit.events()]
    assert [(event.event, event.outcome) for event in events] == [
        ("reidentify.break-glass", "denied"),
        ("reidentify.break-glass", "ok"),
    ]
    assert events[1].detail["reason"] == emergency.emergency
    for reason in ("short", "patient 00482913 is here", "x" * 300):
        with pytest.raises(VaultError, match="reason"):
            Request(ALICE, "treatment", emergency=reason)


def test_who_saw_a_person(bench: Bench) -> None:
    """Every attempt on any of a person's identifiers is found from the record number, and nothing about others."""
    bench.ask("research patient", Request(ALICE, "treatment"))
    bench.ask("insurer ssn", Request(vouched_for("bob"), "curiosity"))
    reidentify(bench.opened, bench.audit, bench.many[:3], Request(ALICE, "treatment"), at=NOW)
    tags = audit_tags(bench.opened, Person("patient", DataKind.MRN, "MR0001"))
    seen = [item.event for tag in tags for item in bench.audit.who_saw(tag)]
    assert sorted((event.who, event.outcome) for event in seen) == [("alice", "ok"), ("bob", "denied")]
    assert verify_log(bench.path, bench.public).problems == ()


def test_no_record_no_value(bench: Bench) -> None:
    """Where the event cannot be written, no value is given."""
    bench.audit.close()
    with pytest.raises(SafeHarborError):
        bench.ask("research patient", Request(ALICE, "treatment"))


def test_grants_are_kept_revoked_and_checked(bench: Bench) -> None:
    """Grants lie in the vault, end by their id, and cannot be wildcards or name what does not exist."""
    grants = Grants(bench.opened)
    assert grants.all() == [GRANT]
    assert grants.of("alice", at=LATER) == []
    assert grants.revoke("g1")
    assert not grants.revoke("g1")
    assert bench.ask("research patient", Request(ALICE, "treatment")).outcome == "denied"
    for kinds, domains, until in (((), ("research",), LATER), (("mnr",), ("research",), LATER), (("mrn",), (), LATER)):
        with pytest.raises(VaultError):
            Grant("g", "alice", "role", kinds, domains, ("care",), until)
    with pytest.raises(VaultError, match="time zone"):
        Grant("g", "alice", "role", ("mrn",), ("research",), ("care",), LATER.replace(tzinfo=None))


def test_fields_are_given_one_by_one(bench: Bench) -> None:
    """Of the fields asked for, each is given, denied or unknown by itself, and each is an event of its own."""
    grants = Grants(bench.opened)
    grants.add(Grant("g3", "carol", "nurse", ("ssn", "phone"), ("research",), ("treatment",), LATER))
    request = Request(vouched_for("carol"), "treatment", fields=("ssn", "phone", "birth_date"))
    answer = bench.ask("research patient", request)
    assert (answer.outcome, answer.kind, answer.value) == ("denied", "", None)
    assert [(part.outcome, part.kind, part.value) for part in answer.beside] == [
        ("ok", "ssn", "999-17-5017"),
        ("unknown", "phone", None),
        ("denied", "birth_date", None),
    ]
    events = [item.event for item in bench.audit.events()]
    assert [(event.kind, event.outcome) for event in events] == [
        ("mrn", "denied"),
        ("ssn", "ok"),
        ("phone", "unknown"),
        ("birth_date", "denied"),
    ]
    assert len({event.subject for event in events}) == 1
    assert "999-17-5017" not in f"{answer!r} {events}"
    assert [part.outcome for part in bench.ask("insurer patient", request).beside] == ["denied"] * 3
    assert bench.ask("X1", Request(vouched_for("carol"), "treatment", fields=("ssn",))).beside == ()
    with pytest.raises(VaultError, match="by their kind"):
        Request(ALICE, "treatment", fields=("SELECT",))


def test_a_broken_glass_closes(bench: Bench) -> None:
    """Its hours begin with the first breaking; after them the grant opens nothing, and the attempt is on record."""
    grants = Grants(bench.opened)
    glass = Grant("g2", "alice", "er", ("mrn",), ("research",), ("care",), LATER, break_glass=True, glass_hours=2)
    grants.add(glass)
    emergency = Request(ALICE, "treatment", emergency="unconscious patient in the emergency room")
    assert grants.broken("g2") is None
    for minutes in (0, 60, 119):
        assert bench.ask("insurer ssn", emergency, at=NOW + dt.timedelta(minutes=minutes)).value == "999175017"
    assert grants.broken("g2") == NOW
    with pytest.raises(VaultError, match="break the glass"):
        bench.ask("insurer ssn", emergency, at=NOW + dt.timedelta(minutes=120))
    assert bench.outcomes() == ["ok", "ok", "ok", "denied"]
    assert bench.ask("research patient", Request(ALICE, "treatment"), at=NOW + dt.timedelta(hours=3)).outcome == "ok"
    assert grants.revoke("g2")
    assert grants.broken("g2") is None
    for hours in (0, 25):
        with pytest.raises(VaultError, match="hours"):
            replace(glass, glass_hours=hours)


def test_grants_of_a_token_are_no_local_users(bench: Bench) -> None:
    """A grant to a user says nothing of an identity token's subject of that name, nor the other way round."""
    holder = token_holder("https://login.example.org", "alice", via="svc")
    assert bench.ask("research patient", Request(holder, "treatment")).outcome == "denied"
    Grants(bench.opened).add(replace(GRANT, id="g4", principal="https://login.example.org#alice"))
    assert bench.ask("research patient", Request(holder, "treatment")).value == "MR0001"
    last = list(bench.audit.events())[-1].event
    assert (last.who, last.detail["via"]) == ("https://login.example.org#alice", "svc")

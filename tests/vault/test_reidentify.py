"""Reading back: only what a grant allows, never without a record, never a value by mistake."""

from __future__ import annotations

import datetime as dt
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
from safeharbor.vault.reidentify import Answer, Request, reidentify

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=30)
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
    answer = bench.ask("research patient", Request("alice", "treatment"))
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
        ("research ssn", Request("alice", "treatment"), NOW),
        ("insurer patient", Request("alice", "treatment"), NOW),
        ("research patient", Request("alice", "marketing"), NOW),
        ("research patient", Request("bob", "treatment"), NOW),
        ("research patient", Request("alice", "treatment"), LATER),
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
    answers = reidentify(bench.opened, bench.audit, asked, Request("alice", "treatment"), at=NOW)
    assert [answer.outcome for answer in answers] == ["no-token", "unknown", "no-token", "no-token"]
    assert [answer.value for answer in answers] == [None] * 4
    assert bench.outcomes() == ["no-token", "unknown", "no-token", "no-token"]
    assert "MR0001" not in " ".join(str(item) for item in bench.audit.events())


def test_a_file_of_tokens(bench: Bench) -> None:
    """Thousands of tokens are answered in the order asked, repeats too; more than the limit are refused."""
    asked = [*bench.many[::-1], bench.many[7], bench.tokens["research ssn"]]
    answers = reidentify(bench.opened, bench.audit, asked, Request("alice", "safety"), at=NOW)
    assert [answer.value for answer in answers] == [*(f"X{n}" for n in range(3999, -1, -1)), "X7", None]
    assert len(bench.outcomes()) == 4002
    with pytest.raises(VaultError, match="at most"):
        reidentify(bench.opened, bench.audit, asked * 3, Request("alice", "safety"), at=NOW)


def test_break_glass_needs_leave_and_a_reason(bench: Bench) -> None:
    """Only who may break the glass does, with a reason in words; the events stand out, refused attempts too."""
    emergency = Request("alice", "treatment", emergency="unconscious patient in the emergency room")
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
            Request("alice", "treatment", emergency=reason)


def test_who_saw_a_person(bench: Bench) -> None:
    """Every attempt on any of a person's identifiers is found from the record number, and nothing about others."""
    bench.ask("research patient", Request("alice", "treatment"))
    bench.ask("insurer ssn", Request("bob", "curiosity"))
    reidentify(bench.opened, bench.audit, bench.many[:3], Request("alice", "treatment"), at=NOW)
    tags = audit_tags(bench.opened, Person("patient", DataKind.MRN, "MR0001"))
    seen = [item.event for tag in tags for item in bench.audit.who_saw(tag)]
    assert sorted((event.who, event.outcome) for event in seen) == [("alice", "ok"), ("bob", "denied")]
    assert verify_log(bench.path, bench.public).problems == ()


def test_no_record_no_value(bench: Bench) -> None:
    """Where the event cannot be written, no value is given."""
    bench.audit.close()
    with pytest.raises(SafeHarborError):
        bench.ask("research patient", Request("alice", "treatment"))


def test_grants_are_kept_revoked_and_checked(bench: Bench) -> None:
    """Grants lie in the vault, end by their id, and cannot be wildcards or name what does not exist."""
    grants = Grants(bench.opened)
    assert grants.all() == [GRANT]
    assert grants.of("alice", at=LATER) == []
    assert grants.revoke("g1")
    assert not grants.revoke("g1")
    assert bench.ask("research patient", Request("alice", "treatment")).outcome == "denied"
    for kinds, domains, until in (((), ("research",), LATER), (("mnr",), ("research",), LATER), (("mrn",), (), LATER)):
        with pytest.raises(VaultError):
            Grant("g", "alice", "role", kinds, domains, ("care",), until)
    with pytest.raises(VaultError, match="time zone"):
        Grant("g", "alice", "role", ("mrn",), ("research",), ("care",), LATER.replace(tzinfo=None))

"""The README's frontend view: the role sees its columns and rows, and no SQL it can run reaches anything else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import psycopg
import pytest
import yaml

from safeharbor.assemble import assemble
from safeharbor.errors import MirrorError, PolicyError
from safeharbor.policy.compiler import compile_policy
from safeharbor.policy.loader import load_policy
from safeharbor.runners.batch import run
from safeharbor.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import Postgres

# published, and for other eyes than the frontend's: it must find none of them anywhere
SECRETS = ("E11.9-ELSEWHERE", "SOUTH-ONLY", "southern")
PASSWORD = "given-by-the-dba"  # noqa: S105 - of a role that lives as long as a test
TABLES = """
name: frontends
as_of: 2025-06-30
vault: {path: vault.db}
tables:
  patients:
    source: {path: patients.csv}
    subject: mrn
    key: [mrn]
    columns:
      mrn: {kind: mrn, treatment: tokenize}
      code: {kind: code, treatment: keep}
  appointments:
    source: {path: appointments.csv}
    subject: patient
    key: [appointment]
    references: {patient: patients.mrn}
    columns:
      appointment: {kind: encounter_id, treatment: tokenize}
      patient: {kind: mrn, treatment: tokenize}
      clinic: {kind: category, treatment: keep}
      status: {kind: category, treatment: keep}
      reason: {kind: code, treatment: keep}
"""


class Silent:
    """A watch that says nothing."""

    def stage(self, name: str, table: str) -> None:
        """Hear."""

    def rows(self, table: str, number: int) -> None:
        """Hear."""


@dataclass(frozen=True, slots=True)
class House:
    """The example, run: its folder, the database's administrator, and the frontend's own URL."""

    policy: Path
    admin: str
    frontend: str

    def publish(self) -> None:
        """Run the policy once more."""
        rules = compile_policy(load_policy(self.policy))
        with assemble(rules, clock=FixedClock()) as assembly:
            run(assembly, Silent())


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Run the README's example over two small tables, and give the role a password as a DBA does."""
    folder = tmp_path_factory.mktemp("frontend")
    readme = (request.config.rootpath / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(mirror:\n  format: postgres.*?)```", readme, flags=re.DOTALL)
    url = postgres.database()
    place, variable = postgres.without_password(url)
    example = example.replace("postgresql://loader@127.0.0.1:5432/mirror", place).replace("MIRROR_PASSWORD", variable)
    (folder / "policy.yaml").write_text(TABLES + example, encoding="utf-8")
    pl.DataFrame({"mrn": ["100417", "100418"], "code": ["I10", SECRETS[0]]}).write_csv(folder / "patients.csv")
    pl.DataFrame(
        {
            "appointment": ["900001", "900002", "900003"],
            "patient": ["100417", "100418", "100417"],
            "clinic": ["north", "southern", "north"],
            "status": ["booked", SECRETS[1], "done"],
            "reason": [SECRETS[0]] * 3,
        }
    ).write_csv(folder / "appointments.csv")
    made = House(folder / "policy.yaml", url, postgres.url(url, user="booking", password=PASSWORD))
    made.publish()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE booking LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("CREATE TABLE IF NOT EXISTS public.other AS SELECT 'SOUTH-ONLY' AS secret")
        connection.execute("CREATE SCHEMA another CREATE VIEW hidden AS SELECT 'southern' AS secret")
    yield made
    with psycopg.connect(url, autocommit=True) as connection:
        for role in ("booking", "analyst"):
            connection.execute(f"DROP OWNED BY {role} CASCADE")
            connection.execute(f"DROP ROLE {role}")


@pytest.fixture
def frontend(house: House) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Connect as the frontend does."""
    with psycopg.connect(house.frontend, autocommit=True) as connection:
        yield connection


def test_it_sees_its_columns_and_its_tenants_rows(frontend: psycopg.Connection[tuple[object, ...]]) -> None:
    """Token, clinic, status, token: four columns, and the two rows of its own clinic."""
    cursor = frontend.execute("SELECT * FROM research_booking.patient_status ORDER BY status")
    assert [column.name for column in cursor.description or ()] == ["patient", "clinic", "status", "appointment"]
    rows = cursor.fetchall()
    assert [row[1:3] for row in rows] == [("north", "booked"), ("north", "done")]
    assert len({row[0] for row in rows}) == 1
    assert not {"100417", "900001"} & {cell for row in rows for cell in row}


def test_frontends_that_ask_what_there_is_are_told_of_the_view(
    frontend: psycopg.Connection[tuple[object, ...]],
) -> None:
    """`information_schema` shows its one view and the four columns, and nothing else that is not PostgreSQL's own."""
    found = frontend.execute(
        "SELECT table_schema, table_name, count(*) FROM information_schema.columns"
        " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1, 2"
    )
    assert found.fetchall() == [("research_booking", "patient_status", 4)]
    tables = frontend.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    assert tables.fetchone() == (1,)


def _relations(admin: str) -> list[str]:
    with psycopg.connect(admin) as connection:
        found = connection.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S') ORDER BY 1"
        )
        return [str(row[0]) for row in found]


def test_every_relation_is_shut_or_says_nothing(house: House, frontend: psycopg.Connection[tuple[object, ...]]) -> None:
    """All relations of the database are tried, catalogs too: those that open hold no word of the others."""
    open_ones = []
    for name in _relations(house.admin):
        try:
            rows = frontend.execute(f"SELECT t::text FROM {name} AS t").fetchall()  # noqa: S608 - names of the database
        except psycopg.errors.InsufficientPrivilege:
            continue
        text = "\n".join(str(row[0]) for row in rows)
        assert not [secret for secret in SECRETS if secret in text], name
        open_ones.append(name)
        if not name.startswith(("pg_catalog.", "information_schema.")):
            assert name == "research_booking.patient_status"
    assert "research_booking.patient_status" in open_ones
    assert not {"pg_catalog.pg_class", "pg_catalog.pg_attribute", "pg_catalog.pg_views"} & set(open_ones)


# what a role could try: each is refused, or answers with nothing
ATTEMPTS = [
    "SELECT * FROM research.appointments",
    "SELECT * FROM research.patients",
    "TABLE research_tenants.tenant",
    "SELECT research_tenants.mine()",
    "TABLE research_release.current",
    "SELECT reason FROM research_booking.patient_status",
    "UPDATE research_booking.patient_status SET clinic = 'southern'",
    "DELETE FROM research_booking.patient_status",
    "INSERT INTO research_booking.patient_status (status) VALUES ('x')",
    "TRUNCATE research.appointments",
    "LOCK TABLE research.appointments",
    "CREATE TABLE research_booking.mine (n int)",
    "CREATE TABLE public.mine (n int)",
    "CREATE TEMP TABLE mine (n int)",
    "CREATE SCHEMA mine",
    "CREATE VIEW research_booking.mine AS SELECT 1",
    "CREATE FUNCTION research_booking.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE VIEW research_booking.patient_status AS SELECT * FROM research.appointments",
    "ALTER VIEW research_booking.patient_status OWNER TO booking",
    "ALTER VIEW research_booking.patient_status SET (security_barrier = false)",
    "DROP VIEW research_booking.patient_status",
    "GRANT ALL ON SCHEMA research TO booking",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION dblink",
    "CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION mine",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "ALTER ROLE booking SUPERUSER",
    "ALTER ROLE booking BYPASSRLS",
    "SET ROLE postgres",
    "SET ROLE analyst",
    "SET SESSION AUTHORIZATION postgres",
    "SET session_replication_role = replica",
    "ALTER SYSTEM SET fsync = off",
    "ALTER DATABASE postgres SET search_path = public",
    "COPY research.appointments TO STDOUT",
    "COPY (SELECT * FROM research.appointments) TO STDOUT",
    "COPY research_booking.patient_status TO '/tmp/x'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY research_booking.patient_status FROM PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT pg_ls_logdir()",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, '\\x00')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_get(1)",
    "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_largeobject_metadata",
    "SELECT * FROM pg_stats",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_roles",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_proc",
    "SELECT * FROM pg_description",
    "SELECT * FROM pg_stat_user_tables",
    "SELECT query_to_xml('SELECT * FROM research.appointments', true, false, '')",
    "SELECT table_to_xml('research.appointments', true, false, '')",
    "SELECT database_to_xml(true, false, '')",
    "SELECT schema_to_xml('research', true, false, '')",
    "SELECT ts_stat('SELECT to_tsvector(status) FROM research.appointments')",
    "SELECT pg_relation_size('research.appointments')",
    "SELECT pg_total_relation_size(16384)",
    "SELECT pg_get_viewdef('research_booking.patient_status')",
    "SELECT pg_logical_slot_get_changes('s', NULL, NULL)",
    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "SELECT pg_switch_wal()",
    "SELECT set_config('session_authorization', 'postgres', false)",
    "SELECT set_config('role', 'analyst', false)",
    "PREPARE p AS SELECT * FROM research.patients",
    "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM research.patients",
    "EXPLAIN ANALYZE SELECT * FROM research.patients",
    "DO $$ BEGIN EXECUTE 'SELECT * FROM research.patients'; END $$",
    "DO $$ BEGIN PERFORM * FROM research.appointments; END $$",
    "VACUUM FULL research.appointments",
    "REFRESH MATERIALIZED VIEW research.appointments",
    "SECURITY LABEL ON VIEW research_booking.patient_status IS 'x'",
    "COMMENT ON VIEW research_booking.patient_status IS 'x'",
    "IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z",
    "CHECKPOINT",
    "LOAD '$libdir/../x'",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_else_can_be_done(frontend: psycopg.Connection[tuple[object, ...]], attempt: str) -> None:
    """Each attempt is refused by the database."""
    with pytest.raises(psycopg.Error) as caught:
        frontend.execute(attempt.encode())
    assert not [secret for secret in SECRETS if secret in str(caught.value)]


@pytest.mark.parametrize(
    "condition",
    [
        "status = 'SOUTH-ONLY'",
        "1 / (CASE WHEN status = 'SOUTH-ONLY' THEN 0 ELSE 1 END) = 1 AND false",
        "(status || pg_typeof(clinic)::text)::int > 0 AND status LIKE 'SOUTH%'",
    ],
)
def test_no_condition_sees_another_tenants_row(
    frontend: psycopg.Connection[tuple[object, ...]], condition: str
) -> None:
    """A condition that fails on a row it must not see would tell of it: the view's own condition goes first."""
    query = f"SELECT count(*) FROM research_booking.patient_status WHERE {condition}"  # noqa: S608 - the test's own
    assert frontend.execute(query.encode()).fetchone() == (0,)


def test_tenants_cannot_be_chosen(frontend: psycopg.Connection[tuple[object, ...]]) -> None:
    """No setting of the session changes whose rows it sees."""
    for setting in ("SET search_path = research_tenants, research", "SET row_security = off", "RESET ALL"):
        frontend.execute(setting.encode())
        assert frontend.execute("SELECT count(*) FROM research_booking.patient_status").fetchone() == (2,)


def test_readers_read_and_do_not_write(house: House, postgres: Postgres) -> None:
    """The analyst reads tables with the tenant column, own tenants only (none here), and writes nothing."""
    with psycopg.connect(house.admin, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE analyst LOGIN PASSWORD '{PASSWORD}'")
    with psycopg.connect(postgres.url(house.admin, user="analyst", password=PASSWORD), autocommit=True) as analyst:
        assert analyst.execute("SELECT count(*) FROM research.appointments").fetchone() == (0,)
        for attempt in ("DELETE FROM research.appointments", "SELECT * FROM research.patients", "SET ROLE booking"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                analyst.execute(attempt.encode())


def test_a_grant_too_many_refuses_the_release(house: House) -> None:
    """Whoever gives the role more than its views is told at the next release, which is not published."""
    with psycopg.connect(house.admin, autocommit=True) as connection:
        for grant, back in [
            ("GRANT SELECT ON public.other TO booking", "REVOKE SELECT ON public.other FROM booking"),
            ("GRANT analyst TO booking", "REVOKE analyst FROM booking"),
            ("ALTER ROLE booking CREATEDB", "ALTER ROLE booking NOCREATEDB"),
            ("GRANT CREATE ON SCHEMA public TO booking", "REVOKE CREATE ON SCHEMA public FROM booking"),
        ]:
            connection.execute(grant.encode())
            with pytest.raises(MirrorError, match="can reach"):
                house.publish()
            connection.execute(back.encode())
    house.publish()


def test_readers_are_not_made_to_wait_and_see_one_state(house: House) -> None:
    """While a release is published, a reader's transaction goes on in the state it began with."""
    with psycopg.connect(house.frontend) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        before = reader.execute("SELECT appointment FROM research_booking.patient_status ORDER BY 1").fetchall()
        house.publish()
        after = reader.execute("SELECT appointment FROM research_booking.patient_status ORDER BY 1").fetchall()
    assert before == after
    assert len(before) == 2


def test_a_mirror_in_the_sources_database_is_refused(house: House, tmp_path: Path) -> None:
    """By whatever name the database goes; nothing is made in it."""
    rules = yaml.safe_load(house.policy.read_text(encoding="utf-8"))
    base = rules["mirror"]["database"]
    with psycopg.connect(house.admin, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.ehr AS SELECT '100417' AS mrn, 'I10' AS code")
    rules["tables"] = {"patients": rules["tables"]["patients"]}
    elsewhere = {"path": base["url"].replace("127.0.0.1", "localhost"), "password_env": base["password_env"]}
    rules["tables"]["patients"]["source"] = {**elsewhere, "table": "ehr"}
    base |= {"frontends": {}, "tenants": {}, "tenant": None, "schema": "fresh"}
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    with pytest.raises(MirrorError, match="is a source's database"):
        House(tmp_path / "policy.yaml", house.admin, "").publish()
    with psycopg.connect(house.admin) as connection:
        assert connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'fresh'").fetchone() == (0,)


def test_keys_of_the_source_are_keys_of_the_mirror(postgres: Postgres, tmp_path: Path) -> None:
    """Where a PostgreSQL source declares keys, and their columns are tokens, the mirror has them without a word."""
    url, target = postgres.database(), postgres.database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE patients (mrn text PRIMARY KEY, code text)")
        connection.execute("CREATE TABLE appointments (appointment int PRIMARY KEY, patient text REFERENCES patients)")
        connection.execute("INSERT INTO patients VALUES ('100417', 'I10'), ('100418', 'I10')")
        connection.execute("INSERT INTO appointments VALUES (900001, '100417'), (900002, NULL)")
    rules = yaml.safe_load(TABLES)
    place, variable = postgres.without_password(url)
    for name, table in rules["tables"].items():
        table |= {"source": {"path": place, "password_env": variable, "table": name}, "references": {}, "key": []}
    for column in ("clinic", "status", "reason"):
        del rules["tables"]["appointments"]["columns"][column]
    place, variable = postgres.without_password(target)
    rules["mirror"] = {"format": "postgres", "path": "mirror", "database": {"url": place, "password_env": variable}}
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    House(tmp_path / "policy.yaml", target, "").publish()
    with psycopg.connect(target) as connection:
        found = connection.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'mirror'::regnamespace AND contype IN ('p', 'f') ORDER BY 1, 2"
        ).fetchall()
    assert found == [
        (
            "mirror.appointments",
            "FOREIGN KEY (patient) REFERENCES mirror.patients(mrn) DEFERRABLE INITIALLY DEFERRED",
        ),
        ("mirror.appointments", "PRIMARY KEY (appointment)"),
        ("mirror.patients", "PRIMARY KEY (mrn)"),
    ]


def test_views_hold_published_columns_only(house: House, tmp_path: Path) -> None:
    """A view of a column that no rule publishes is refused before anything runs."""
    text = house.policy.read_text(encoding="utf-8").replace("status: status", "status: social_security")
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    for name in ("patients.csv", "appointments.csv"):
        (tmp_path / name).write_bytes((house.policy.parent / name).read_bytes())
    with pytest.raises(PolicyError, match="not published"):
        House(tmp_path / "policy.yaml", house.admin, "").publish()

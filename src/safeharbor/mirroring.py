"""From policy and plan to a mirror: where it lies, what a database is told of its tables, who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.errors import PolicyError
from safeharbor.leaves import header_of, is_flat, steps_of
from safeharbor.manifest.dictionary import meaning
from safeharbor.mirrors import Access, Field, Reference, TableShape, Target, Telling, View, open_mirror, open_nightly
from safeharbor.mysql import Server as MysqlServer
from safeharbor.mysql import is_mysql
from safeharbor.postgres import Server, is_postgres
from safeharbor.subjects import BORN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from safeharbor.mirrors.nightly import NightlyMirror
    from safeharbor.policy.databases import DatabaseRule
    from safeharbor.policy.models import Policy
    from safeharbor.protocols import Mirror
    from safeharbor.records import ColumnPlan, Plan, TablePlan
    from safeharbor.sources.pgkeys import Declared

_DATABASES: Final = frozenset({"sqlite", "duckdb", "postgres"})
_ONE_TO_ONE: Final = frozenset({"tokenize", "keep"})


def mirror_of(policy: Policy, plan: Plan) -> Mirror:
    """Return the policy's mirror; raises PolicyError with everything that does not fit the plan."""
    _refuse_unfit(policy, plan)
    rule = policy.mirror
    return open_mirror(
        rule.format,
        rule.path,
        as_of=policy.as_of,
        keep_releases=rule.keep_releases,
        shapes=shapes(policy, plan, _declared(policy) if rule.format in _DATABASES else {}),
        target=target_of(policy),
        years=years_of(policy, plan),
    )


def nightly_of(policy: Policy, plan: Plan) -> NightlyMirror:
    """Return the policy's mirror as nights carry it on; raises PolicyError as `mirror_of` does."""
    _refuse_unfit(policy, plan)
    rule = policy.mirror
    return open_nightly(
        rule.format,
        rule.path,
        as_of=policy.as_of,
        keep_releases=rule.keep_releases,
        years=years_of(policy, plan),
        shapes=shapes(policy, plan, _declared(policy)) if rule.format in _DATABASES else {},
        target=target_of(policy),
    )


def _refuse_unfit(policy: Policy, plan: Plan) -> None:
    found = [*_key_problems(policy, plan), *_access_problems(policy.mirror.database, plan)]
    if found:
        message = f"the mirror of policy {policy.name} is refused:\n" + "\n".join(f"  {line}" for line in found)
        raise PolicyError(message, hint="a mirror's keys and views hold published columns of the policy's tables")


def years_of(policy: Policy, plan: Plan) -> dict[str, str]:
    """Return table -> the published column by whose year its rows are ordered first: its first date, no birth."""
    if policy.mirror.order != "year":
        return {}
    dates = {
        table.table: [
            header_of(column.path)
            for column in table.columns
            if column.treatment == "year"
            and column.kind not in BORN
            and not column.options.get("cases")
            and is_flat(column.path)
        ]
        for table in plan.tables
    }
    return {table: columns[0] for table, columns in dates.items() if columns}


def target_of(policy: Policy) -> Target | None:
    """Return the database the policy mirrors into, with those it reads from; None for a mirror of files."""
    rule = policy.mirror.database
    if rule is None:
        return None
    places = {
        Server(table.source.path, table.source.password_env)
        for table in policy.tables.values()
        if is_postgres(table.source.path)
    }
    sources = tuple(sorted(places, key=lambda server: server.url))
    return Target(Server(rule.url, rule.password_env), rule.db_schema, access_of(rule), sources)


def access_of(rule: DatabaseRule) -> Access:
    """Return who may read what."""
    views = {
        role: {name: View(view.table, dict(view.columns)) for name, view in views.items()}
        for role, views in rule.frontends.items()
    }
    return Access(rule.readers, views, rule.tenant, dict(rule.tenants))


def shapes(policy: Policy, plan: Plan, declared: Mapping[str, Declared] | None = None) -> dict[str, TableShape]:
    """Return what a database is told of each table: keys and references of the policy, else of the source."""
    found: dict[str, TableShape] = {}
    keys = {name: _key(policy, plan, name, (declared or {}).get(name)) for name in policy.tables}
    for table in plan.tables:
        rule = policy.tables[table.table]
        told = (declared or {}).get(table.table)
        references = dict(rule.references) or {
            column: to
            for column, to in (told.references if told else {}).items()
            if _joins(plan, table.table, column, to, keys)
        }
        words: dict[str, list[str]] = {}
        for column in table.columns:
            if column.published:
                words.setdefault(header_of(column.path), []).append(meaning(column))
        found[table.table] = TableShape(
            about=f"Safe Harbor transformed under policy {plan.policy}"
            if plan.method == "safe_harbor"
            else f"Not Safe Harbor: transformed under policy {plan.policy}",
            columns={header: "; ".join(dict.fromkeys(said)) for header, said in words.items()},
            key=keys[table.table],
            references=tuple(Reference(column, *to.split(".", 1)) for column, to in references.items()),
        )
    return found


def telling(plan: Plan) -> dict[str, Telling]:
    """Return what each published table tells of ages."""
    return {table.table: _telling(table) for table in plan.tables if any(column.published for column in table.columns)}


def _telling(table: TablePlan) -> Telling:
    dated = [column for column in table.columns if column.treatment in {"year", "birth_year"}]
    births = [column for column in dated if column.treatment == "birth_year" or column.kind in BORN]
    subject = next((c for c in table.columns if c.path == table.subject and c.treatment == "tokenize"), None)
    return Telling(
        subject=None if subject is None else _field(subject),
        births=_fields(births),
        ages=_fields(column for column in table.columns if column.treatment == "age_cap"),
        years=_fields(column for column in dated if column not in births),
    )


def _fields(columns: Iterable[ColumnPlan]) -> tuple[Field, ...]:
    return tuple(map(_field, columns))


def _field(column: ColumnPlan) -> Field:
    return Field(header_of(column.path), steps_of(column.path))


def _declared(policy: Policy) -> dict[str, Declared]:
    """Return the keys that the policy's tables in databases declare."""
    from safeharbor.sources import mysqlkeys, pgkeys  # noqa: PLC0415 - mirrors of files load no database's reader

    places = {name: table.source for name, table in policy.tables.items() if table.source.table is not None}
    return {
        **pgkeys.declared_keys(
            {
                name: (Server(place.path, place.password_env), place.table or "")
                for name, place in places.items()
                if is_postgres(place.path)
            }
        ),
        **mysqlkeys.declared_keys(
            {
                name: (MysqlServer(place.path, place.password_env), place.table or "")
                for name, place in places.items()
                if is_mysql(place.path)
            }
        ),
    }


def _key(policy: Policy, plan: Plan, name: str, declared: Declared | None) -> tuple[str, ...]:
    """Return a table's key: the policy's, else its source's where every column of it is published one to one."""
    own = policy.tables[name].key
    if own or declared is None:
        return own
    exact = {column.path for column in _table(plan, name).columns if column.treatment in _ONE_TO_ONE}
    return declared.key if set(declared.key) <= exact else ()


def _joins(plan: Plan, name: str, column: str, to: str, keys: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a reference of the source still holds in the mirror: both ends are tokens of one system."""
    other, _, target = to.partition(".")
    if keys.get(other) != (target,):
        return False
    ends = [(name, column), (other, target)]
    systems = {
        (held.treatment, held.system)
        for table, path in ends
        for held in _table(plan, table).columns
        if held.path == path
    }
    return len(systems) == 1 and {treatment for treatment, _ in systems} == {"tokenize"}


def _table(plan: Plan, name: str) -> TablePlan:
    return next(table for table in plan.tables if table.table == name)


def _key_problems(policy: Policy, plan: Plan) -> Iterator[str]:
    held = _published(plan)
    for name, table in policy.tables.items():
        for column in (*table.key, *table.references):
            if column not in held[name]:
                yield f"{name}.{column}: is named in a key or a reference and is not published"
        for column, to in table.references.items():
            other, _, target = to.partition(".")
            if other not in policy.tables or policy.tables[other].key != (target,):
                yield f"{name}.{column}: refers to something that is not the one key of a table (write `table.key`)"


def _access_problems(rule: DatabaseRule | None, plan: Plan) -> Iterator[str]:
    if rule is None:
        return
    held = _published(plan)
    for role, views in rule.frontends.items():
        for name, view in views.items():
            missing = set(view.columns.values()) - held.get(view.table, set())
            if missing:
                yield f"database.frontends.{role}.{name}: {len(missing)} of its columns are not published"
            if role in rule.tenants and rule.tenant not in held.get(view.table, set()):
                yield f"database.frontends.{role}.{name}: its table has no tenant column, and the role has tenants"
    if rule.tenant is not None and not any(rule.tenant in columns for columns in held.values()):
        yield "database.tenant: no table publishes this column"


def _published(plan: Plan) -> dict[str, set[str]]:
    return {
        table.table: {header_of(column.path) for column in table.columns if column.published} for table in plan.tables
    }

"""Draft a policy from samples of all tables: every column judged, ids linked, the unsure withheld."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.keys import nested_keys, personal_keys, with_keys
from safeharbor.classify.links import id_columns, links
from safeharbor.classify.personal import personal_columns
from safeharbor.classify.prefixes import parted
from safeharbor.classify.preflight import settled
from safeharbor.classify.roundtrip import kept_type
from safeharbor.classify.shared import of_whole_links, shared_columns
from safeharbor.classify.subjects import subjects_of
from safeharbor.classify.tables import TableVerdict, judge_tables
from safeharbor.classify.treatments import drafted
from safeharbor.classify.varying import varying_columns
from safeharbor.classify.years import last_year
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from safeharbor.classify.eav import PerCode
    from safeharbor.classify.links import Link
    from safeharbor.classify.samples import Sample

_SURE: float = 0.65


@dataclass(frozen=True, slots=True)
class DraftCase:
    """A treatment for the rows in which `column` holds one of `values` (codes, never identifiers)."""

    column: str
    values: tuple[str, ...]
    kind: K
    treatment: str


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A rule as it will be written, and why. `review`: a person must look at it."""

    path: str
    kind: K
    treatment: str
    score: float
    evidence: tuple[str, ...]
    system: str = ""
    type: str = ""
    source_type: str = ""
    cases: tuple[DraftCase, ...] = ()
    options: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def review(self) -> bool:
        """Whether it is withheld for want of knowledge."""
        return self.treatment == "withhold" and not self.cases


@dataclass(frozen=True, slots=True)
class DraftTable:
    """The rules of one table."""

    table: str
    source: Mapping[str, str] = field(repr=False)
    subject: str
    subject_system: str
    columns: tuple[DraftColumn, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole drafted policy, before it is written down."""

    tables: tuple[DraftTable, ...]
    as_of: dt.date

    @property
    def review(self) -> tuple[tuple[str, DraftColumn], ...]:
        """The (table, column) pairs a person must look at."""
        return tuple((table.table, column) for table in self.tables for column in table.columns if column.review)

    @property
    def treatments(self) -> Counter[str]:
        """How many columns get each treatment."""
        return Counter(column.treatment for table in self.tables for column in table.columns)


def draft_policy(samples: Mapping[str, Sample], *, as_of: dt.date, settle: bool = False) -> Draft:
    """Return the draft for all tables together: one id becomes one token everywhere.

    `settle`: move `as_of` to the end of the last year in which events lie, when that is later.
    """
    spoken = {name: parted(sample.leaves) for name, sample in samples.items()}
    samples = {name: _renamed(sample, spoken[name]) for name, sample in samples.items()}
    verdicts = judge_tables(samples, as_of_year=as_of.year)
    keyed = personal_keys(samples, verdicts)
    verdicts = with_keys(samples, verdicts, keyed)
    groups = links(id_columns(samples, verdicts))
    verdicts = _with_links(verdicts, groups)
    subjects = subjects_of(verdicts, groups, keyed)
    nested = nested_keys(samples, verdicts, {name: path for name, (path, _) in subjects.items()})
    shared = {
        name: _by_persons(samples[name], verdict, subjects, nested.get(name, "")) for name, verdict in verdicts.items()
    }
    shared = of_whole_links(shared, groups, subjects)
    verdicts = {
        name: replace(verdict, columns={**verdict.columns, **shared[name]}) for name, verdict in verdicts.items()
    }
    of_key = {key: link for link in groups for key in link.members}
    tables = []
    for name, verdict in verdicts.items():
        subject, link = subjects.get(name, ("", None))
        columns = tuple(
            _column(
                samples[name],
                verdict,
                path,
                of_key.get((name, path)),
                is_subject=path == subject,
                as_of_year=as_of.year,
            )
            for path in verdict.columns
        )
        table = DraftTable(name, samples[name].source, subject, link.system if link else "", columns)
        tables.append(_as_written(table, {said: path for path, said in spoken[name].items()}))
    return Draft(tuple(tables), last_year(samples, verdicts, as_of) if settle else as_of)


def _renamed(sample: Sample, names: Mapping[str, str]) -> Sample:
    return replace(sample, leaves={names.get(path, path): leaf for path, leaf in sample.leaves.items()})


def _as_written(table: DraftTable, names: Mapping[str, str]) -> DraftTable:
    """Return the table with its source's headers in place of those that were parted to be read."""

    def written(column: DraftColumn) -> DraftColumn:
        cases = tuple(replace(case, column=names.get(case.column, case.column)) for case in column.cases)
        options = {
            name: names.get(value, value) if name == "country" and isinstance(value, str) else value
            for name, value in column.options.items()
        }
        return replace(column, path=names.get(column.path, column.path), cases=cases, options=options)

    subject = names.get(table.subject, table.subject)
    return replace(table, subject=subject, columns=tuple(written(column) for column in table.columns))


def _by_persons(
    sample: Sample, verdict: TableVerdict, subjects: Mapping[str, tuple[str, Link]], nested: str
) -> dict[str, ColumnVerdict]:
    """Return what the rows' persons say of columns that nobody could judge alone.

    `nested`: where no column says whose a row is, one of ids that are each one person's; "": none.
    """
    open_columns = {path: one for path, one in verdict.columns.items() if path not in verdict.split}
    subject = subjects.get(sample.table, ("", None))[0]
    varying = varying_columns(sample, open_columns, verdict.profiles, subject or nested)
    shared = shared_columns(sample, open_columns, verdict.profiles, subject)
    return varying | shared | personal_columns(sample, open_columns, verdict.profiles, subject)


def _with_links(verdicts: Mapping[str, TableVerdict], groups: list[Link]) -> dict[str, TableVerdict]:
    """Give every member of a link the link's kind, and say with whom it shares its values."""
    out = dict(verdicts)
    for link in groups:
        for table, path in link.members:
            others = [f"{t}.{p}" for t, p in link.members if (t, p) != (table, path)]
            columns = dict(out[table].columns)
            old = columns[path]
            shared = (f"the same ids as {', '.join(others[:3])}",) if others else ()
            score = max(old.score, 0.9) if others else old.score
            columns[path] = ColumnVerdict(path, link.kind, score, (*old.evidence, *shared))
            out[table] = replace(out[table], columns=columns)
    return out


def _column(  # noqa: PLR0913 - one fact each
    sample: Sample, verdict: TableVerdict, path: str, link: Link | None, *, is_subject: bool, as_of_year: int
) -> DraftColumn:
    if path in verdict.split:
        return _split_column(verdict.split[path])
    column, values = verdict.columns[path], sample.leaves[path].values
    joined = link is not None and (len(link.members) > 1 or is_subject)
    treatment = drafted(column.kind, linked=joined)
    if treatment == "keep" and column.score < _SURE:
        treatment = "withhold"
    if column.kind is K.STATE and _spelled_variously(verdict, path):
        treatment = "state"
    typed = sample.source.get("format") == "parquet"
    retyped = sample.complete and not typed
    fitted = settled(column.kind, treatment, values, as_of_year=as_of_year, unit=hint_of(path).unit)
    return DraftColumn(
        path=path,
        kind=fitted.kind,
        treatment=fitted.treatment,
        score=column.score,
        evidence=(*column.evidence, fitted.remark) if fitted.remark else column.evidence,
        system=link.system if link is not None and fitted.treatment == "tokenize" else "",
        type=kept_type(values) if fitted.treatment == "keep" and fitted.kind is K.MEASURE and retyped else "",
        source_type=str(values.dtype) if typed else "",
        options=dict(fitted.options) | _country(sample, verdict, path, fitted.treatment),
    )


def _spelled_variously(verdict: TableVerdict, path: str) -> bool:
    """Whether one state may stand under two spellings, or something that is no state among them."""
    values = verdict.profiles[path].values.get_column("v")
    abbreviated = values.str.len_chars() == 2
    mixed = bool(abbreviated.any()) and not bool(abbreviated.all())
    return mixed or verdict.profiles[path].wording.states < 1 or values.str.to_lowercase().n_unique() < len(values)


def _country(sample: Sample, verdict: TableVerdict, path: str, treatment: str) -> dict[str, str | float]:
    """Return the option that names the one column of countries beside a ZIP: abroad five digits are none."""
    beside = [
        other
        for other, column in verdict.columns.items()
        if column.kind is K.COUNTRY and sample.leaves[other].rows is None and "[]" not in other
    ]
    whole = sample.leaves[path].rows is None and "[]" not in path
    near = [other for other in beside if other.rpartition(".")[0] == path.rpartition(".")[0]]
    return {"country": near[0]} if treatment == "zip3" and whole and len(near) == 1 else {}


def _split_column(split: PerCode) -> DraftColumn:
    cases = tuple(
        DraftCase(split.column, codes, kind, treatment) for (kind, treatment), codes in sorted(split.cases.items())
    )
    verdict = split.verdict
    return DraftColumn(verdict.path, verdict.kind, "withhold", verdict.score, verdict.evidence, cases=cases)

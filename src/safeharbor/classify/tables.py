"""All tables together: a verdict for each leaf, the subject of each table, and which ids are one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.evidence import Case
from safeharbor.classify.judge import judge
from safeharbor.classify.profile import Profile, profile_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.samples import Sample
    from safeharbor.findings import ColumnVerdict


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """What the leaves of one table are."""

    table: str
    columns: Mapping[str, ColumnVerdict]
    profiles: Mapping[str, Profile] = field(repr=False)


def judge_tables(samples: Mapping[str, Sample], *, as_of_year: int) -> dict[str, TableVerdict]:
    """Return table -> verdicts, each leaf judged on its own."""
    return {name: _judge_table(sample, as_of_year) for name, sample in samples.items()}


def _judge_table(sample: Sample, as_of_year: int) -> TableVerdict:
    profiles = {path: profile_of(leaf.values) for path, leaf in sample.leaves.items()}
    verdicts = {path: judge(Case(path, profile, hint_of(path), as_of_year)) for path, profile in profiles.items()}
    return TableVerdict(sample.table, verdicts, profiles)

"""All tables together: a verdict for each leaf, alone and beside its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safeharbor.classify.by_name import hint_of
from safeharbor.classify.eav import PerCode, per_code
from safeharbor.classify.evidence import Case
from safeharbor.classify.judge import judge
from safeharbor.classify.neighbours import with_neighbours
from safeharbor.classify.profile import Profile, profiles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.classify.samples import Sample
    from safeharbor.findings import ColumnVerdict


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """What the leaves of one table are. `split`: value columns that are judged per code."""

    table: str
    columns: Mapping[str, ColumnVerdict]
    profiles: Mapping[str, Profile] = field(repr=False)
    split: Mapping[str, PerCode] = field(default_factory=dict)


def judge_tables(samples: Mapping[str, Sample], *, as_of_year: int) -> dict[str, TableVerdict]:
    """Return table -> verdicts."""
    profiles = profiles_of(
        {(name, path): leaf.values for name, sample in samples.items() for path, leaf in sample.leaves.items()}
    )
    return {
        name: _judge_table(sample, {path: profiles[name, path] for path in sample.leaves}, as_of_year)
        for name, sample in samples.items()
    }


def _judge_table(sample: Sample, profiles: Mapping[str, Profile], as_of_year: int) -> TableVerdict:
    alone = {path: judge(Case(path, profile, hint_of(path), as_of_year)) for path, profile in profiles.items()}
    verdicts = with_neighbours(sample, alone, profiles, as_of_year=as_of_year)
    split = per_code(sample, verdicts, profiles, as_of_year=as_of_year)
    verdicts |= {path: one.verdict for path, one in split.items()}
    return TableVerdict(sample.table, verdicts, profiles, split)

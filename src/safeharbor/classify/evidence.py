"""Make verdicts, and say why in shapes and rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeharbor.findings import ColumnVerdict

if TYPE_CHECKING:
    from safeharbor.classify.by_name import Hint
    from safeharbor.classify.profile import Profile
    from safeharbor.identifiers import DataKind


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a leaf before it is judged. `as_of_year`: the policy's year.

    `part`: only some rows of a column, chosen by the code beside them: few values prove nothing.
    """

    path: str
    profile: Profile
    hint: Hint
    as_of_year: int
    part: bool = False

    def says(self, *kinds: DataKind) -> bool:
        """Whether the header says one of `kinds`, at least a little."""
        return self.hint.kind in kinds and self.hint.weight > 0

    def named(self, default: DataKind, *kinds: DataKind) -> DataKind:
        """Return the header's kind when it is one of `kinds`, else `default`."""
        return self.hint.kind if self.says(*kinds) else default

    def verdict(self, kind: DataKind, score: float, *why: str) -> ColumnVerdict:
        """Return a verdict; the header's word is added to the evidence where it agrees."""
        agrees = ("its header says so",) if self.hint.kind is kind and self.hint.weight else ()
        return ColumnVerdict(self.path, kind, round(min(score, 0.99), 2), (*why, *agrees))


def rate(share: float, what: str) -> str:
    """Return `what` with its share: `dates in 98 % of values`."""
    return f"{what} in {share * 100:.0f} % of values"


def repeats(case: Case) -> str:
    """Return how often values come again, as evidence."""
    return f"{case.profile.distinct} distinct in {case.profile.filled} rows"

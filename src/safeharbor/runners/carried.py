"""What a night takes over from the release before, told to `batch.run` where it learns, counts and publishes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor import gate
from safeharbor.errors import DriftError
from safeharbor.fit import drift
from safeharbor.gate.bounds import Bounds
from safeharbor.leaves import take_apart
from safeharbor.mirrors.laid import marks_of
from safeharbor.mirrors.nightly import NightlyMirror
from safeharbor.runners.learning import has_text
from safeharbor.runners.people import People

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from safeharbor.findings import KnownValue
    from safeharbor.manifest import Residual
    from safeharbor.mirrors.laid import Laid
    from safeharbor.runners.assembly import Assembly
    from safeharbor.runners.delivery import Delivery
    from safeharbor.runners.ledger import Ledger
    from safeharbor.runners.segments import Numbered

    Counts = Counter[tuple[str, str]]

PERSON: Final = "person"  # the mark that says whose a row with text is
_ROWS: Final = ("", "rows")
# what is counted of rows that stay out, and so come again every night
_TONIGHT: Final = frozenset({"rows", "quarantined", "gate_quarantined"})
_FEW: Final = 100  # rows that say nothing about a delivery
_MANY: Final = 200_000  # rows: of fewer the figures of residual risk are reckoned every night, in a tenth of a second
_MOST_LACKING: Final = 0.05  # of the rows: beyond, the figures are reckoned anew


class CarriedOver:
    """What a night takes over, told to `batch.run` where it learns and counts."""

    def __init__(self, assembly: Assembly, ledger: Ledger | None) -> None:
        """Take the run's parts and the ledger of the release before; None: nothing is taken over."""
        self._assembly = assembly
        self._ledger = ledger
        self.aged: Collection[str] = () if ledger is None else ledger.aged
        self.people = People(assembly, {} if ledger is None else ledger.known)
        self.deliveries: Mapping[str, Delivery] = {}
        self.counts: Mapping[str, Counts] = {}
        self.laid: Mapping[str, Laid] = {}
        self.segments: dict[str, tuple[Numbered, ...]] = {}

    def told(self, new: Mapping[str, tuple[KnownValue, ...]]) -> None:
        """Hear what rows said of people that was not known of them before."""
        self.people.told(new)

    def learnt(self, aged: pl.Series | None) -> None:
        """Find the rows of people of whom more is known now, or who passed 89."""
        before = set(self.aged)
        self.aged = () if aged is None else aged.to_list()
        older = set(self.aged) - before
        for name, part in self._assembly.parts.items():
            affected = self.people.affected(part, older, text=has_text(part))
            if affected is not None and name in self.deliveries:
                self.deliveries[name].restate(affected)
                if has_text(part):
                    self._forget(name)

    def _forget(self, name: str) -> None:
        """Let the gate forget what it saw in old texts of people whose texts are all treated again."""
        assert self._ledger is not None  # noqa: S101 - there are deliveries to compare with a ledger only
        marks = marks_of(self._ledger.tables[name])[PERSON]
        gone = self.deliveries[name].gone
        again = marks.filter(pl.Series(self.deliveries[name].again)).unique()
        places = np.flatnonzero(gone & marks.is_in(again.implode()).to_numpy())
        if not len(places) or not isinstance(self._assembly.mirror, NightlyMirror):
            return
        leaves = take_apart(self._assembly.mirror.published(name, places))
        for column in self._assembly.parts[name].job.plan.columns:
            if column.reads_text and column.path in leaves:
                leaf = leaves[column.path]
                people = leaf.beside(marks.gather(places))
                gate.forget(self._assembly.checks, (name, column.path), leaf.values, people)

    def completed(self, counts: Mapping[str, Counts]) -> Mapping[str, Counts]:
        """Add what was counted of the rows carried over; refuse new rows that do not fit though the whole would."""
        past = {} if self._ledger is None else self._ledger.counts
        lines: list[str] = []
        whole: dict[str, Counts] = {}
        for name, tonight in counts.items():
            delivery = self.deliveries.get(name)
            whole[name] = tonight
            if delivery is not None:
                if tonight[_ROWS] >= _FEW:
                    plan = self._assembly.parts[name].job.plan
                    lines += drift(plan, tonight, self._assembly.misfit_tolerance)
                whole[name] = tonight + past.get(name, Counter())
                whole[name][_ROWS] = delivery.height
        if lines:
            message = "values of tonight's rows do not fit their columns:\n" + "\n".join(f"  {line}" for line in lines)
            raise DriftError(
                message, hint="look at what was delivered; `safeharbor run` without --since judges all rows"
            )
        self.counts = {
            name: Counter({where: number for where, number in tally.items() if where[1] not in _TONIGHT})
            for name, tally in whole.items()
        }
        return whole

    def changes(self) -> Mapping[str, Mapping[str, int]]:
        """Return table -> rows added, removed, restated, carried."""
        return {name: changes_of(delivery) for name, delivery in self.deliveries.items()}

    def digests(self) -> Mapping[str, str]:
        """Return the digests of the files that were linked."""
        mirror = self._assembly.mirror
        return mirror.digests if isinstance(mirror, NightlyMirror) else {}

    def residual(self) -> Residual | None:
        """Return the figures of the release before, where few of many rows changed since they were reckoned.

        They are of the whole table, and cost what a night of its size may cost in all.
        """
        before, ledger = self._assembly.before, self._ledger
        if ledger is None or before is None or before.release != ledger.release or before.residual is None:
            return None
        if self.deliveries.keys() != self._assembly.parts.keys():
            return None
        rows = sum(delivery.height for delivery in self.deliveries.values())
        counts = [changes_of(delivery) for delivery in self.deliveries.values()]
        changed = before.residual.changed + sum(sum(count.values()) - count["carried"] for count in counts)
        if rows < _MANY or changed > _MOST_LACKING * rows:
            return None
        reckoned = before.residual.reckoned or before.release
        return before.residual.model_copy(update={"reckoned": reckoned, "changed": changed})

    def finished(self, laid: Mapping[str, Laid]) -> None:
        """Tell the bounds what whole tables hold."""
        self.laid = dict(laid)
        for check in self._assembly.checks:
            if isinstance(check, Bounds):
                for name, held in laid.items():
                    check.total(self._assembly.parts[name].job.plan, _tallies(held))


def changes_of(delivery: Delivery) -> dict[str, int]:
    """Return how many rows of a table are new, gone, restated and carried over."""
    restated = int(delivery.restated.sum())
    gone = int(delivery.gone.sum()) - restated
    carried = delivery.height - delivery.new - restated
    return {"added": delivery.new, "removed": gone, "restated": restated, "carried": carried}


def _tallies(laid: Laid) -> tuple[int, dict[str, tuple[int, int]]]:
    """Return rows, and path -> (cells, nulls) of the leaves that were counted in every part."""
    paths = set.intersection(*(set(part.tally.cells) for part in laid.parts))
    counted = {
        path: (
            sum(part.tally.cells[path] for part in laid.parts),
            sum(part.tally.nulls[path] for part in laid.parts),
        )
        for path in sorted(paths)
    }
    return laid.height, counted

"""The refusal of the gate, with its value-free reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.errors import GateError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safeharbor.findings import Violation

_SHOWN: Final = 20


class BlockedError(GateError):
    """What the gate found; `violations` holds all of it, the message the first twenty."""

    def __init__(self, violations: Iterable[Violation], *, held: bool = False) -> None:
        """Keep the violations, sorted by place. `held`: whether the rows they point at lie in the quarantine."""
        self.violations = tuple(sorted(violations, key=lambda found: (found.table, found.column, found.check)))
        lines = [
            f"  {found.table}.{found.column}: {found.reason} ({found.check}, {found.count} times)"
            for found in self.violations[:_SHOWN]
        ]
        more = len(self.violations) - _SHOWN
        if more > 0:
            lines.append(f"  and {more} more")
        super().__init__(
            "the gate refuses to publish; the old release still serves:\n" + "\n".join(lines),
            hint="correct the rule of each column named (withhold it when unsure), then run again"
            + ("; `safeharbor quarantine list` names the rows" if held else ""),
        )

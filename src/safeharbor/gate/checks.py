"""The registry of checks, in the order they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.gate.allowed_values import AllowedValues
from safeharbor.gate.bounds import Bounds
from safeharbor.gate.canaries import Canaries
from safeharbor.gate.copies import Copies
from safeharbor.gate.hashes import NumberSet
from safeharbor.gate.joint_age import JointAge
from safeharbor.gate.known_values import KnownValuesCheck
from safeharbor.gate.residual_columns import ResidualColumns
from safeharbor.gate.residual_text import ResidualText
from safeharbor.gate.schema import Schema
from safeharbor.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import polars as pl

    from safeharbor.gate.hashes import Numbers
    from safeharbor.protocols import Check, CheckContext

_ORDER: Final = (
    "schema",
    "allowed_values",
    "joint_age",
    "residual_columns",
    "canaries",
    "residual_text",
    "copies",
    "known_values",
    "bounds",
)
CHECKS: Final[Registry[Callable[[CheckContext], Check]]] = Registry(
    "gate check",
    {
        "schema": Schema,
        "allowed_values": AllowedValues,
        "joint_age": JointAge,
        "residual_columns": ResidualColumns,
        "residual_text": ResidualText,
        "canaries": Canaries,
        "copies": Copies,
        "known_values": KnownValuesCheck,
        "bounds": Bounds,
    },
)


def nulls(checks: Iterable[Check]) -> dict[str, dict[str, int]]:
    """Return table -> path -> empty cells that a run published, for its manifest."""
    return {
        table: dict(counts) for check in checks if isinstance(check, Bounds) for table, counts in check.nulls.items()
    }


def memory(checks: Iterable[Check]) -> dict[str, Numbers]:
    """Return what the checks know of the source and saw published, as arrays: PHI, to be sealed."""
    return {
        name: numbers.packed()
        for check in checks
        if isinstance(check, KnownValuesCheck)
        for name, numbers in check.memory().items()
    }


def recall(checks: Iterable[Check], held: Mapping[str, Numbers]) -> None:
    """Let the checks know and have seen what `memory` returned."""
    for check in checks:
        if isinstance(check, KnownValuesCheck):
            check.recall({name: NumberSet.unpacked(numbers) for name, numbers in held.items()})


def forget(checks: Iterable[Check], place: tuple[str, str], texts: pl.Series, people: pl.Series) -> None:
    """Tell the checks of texts published at a (table, path) that are replaced tonight, with all of their people's."""
    for check in checks:
        if isinstance(check, KnownValuesCheck):
            check.forget(place, texts, people)


def default_checks(context: CheckContext) -> tuple[Check, ...]:
    """Return one of each check, for one run: they remember what passed."""
    return tuple(CHECKS[name](context) for name in _ORDER)

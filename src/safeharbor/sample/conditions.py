"""Why people come to hospital: codes, drugs and measures that must survive de-identification."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """One diagnosis with its codes, and the phrases notes about it are made of; `sex` is `F`, `M` or `FM`."""

    name: str
    ages: tuple[int, int]
    sex: str
    icd10: str
    snomed: str
    drg: str
    cpt: tuple[str, ...]
    ndc: str
    drugs: tuple[str, ...]
    complaint: tuple[str, ...]
    story: tuple[str, ...]
    exam: tuple[str, ...]
    results: tuple[str, ...]
    course: tuple[str, ...]
    plan: tuple[str, ...]


def bank(name: str) -> dict[str, Any]:
    """Read one of the phrase banks shipped with the generator (TOML)."""
    with files("safeharbor.sample").joinpath(f"banks/{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - what TOML holds
    return tuple(value) if isinstance(value, list) else value


@cache
def conditions() -> tuple[Condition, ...]:
    """Return every condition of the bank, in its order."""
    return tuple(
        Condition(*(_frozen(entry[field.name]) for field in fields(Condition)))
        for entry in bank("conditions")["condition"]
    )

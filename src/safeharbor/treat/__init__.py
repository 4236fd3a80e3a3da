"""Treatments: what becomes of a column. One module each, one line each in `TREATMENTS`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from safeharbor.identifiers import DataKind
from safeharbor.registry import Registry
from safeharbor.treat.age_cap import age_cap
from safeharbor.treat.cases import Cases, Route
from safeharbor.treat.duration import duration
from safeharbor.treat.expert import date_shift, keyed_hash
from safeharbor.treat.keep import keep
from safeharbor.treat.settings import Settings
from safeharbor.treat.state import state
from safeharbor.treat.surrogate import surrogate
from safeharbor.treat.text import text
from safeharbor.treat.tokenize import tokenize
from safeharbor.treat.withhold import withhold
from safeharbor.treat.year import birth_year, year
from safeharbor.treat.zip3 import zip3

if TYPE_CHECKING:
    from collections.abc import Callable

    from safeharbor.protocols import Treatment

__all__ = ["TREATMENTS", "Settings", "treatment"]

_FACTORIES: Final[dict[str, Callable[[Settings], Treatment]]] = {
    "keep": keep,
    "drop": withhold,
    "withhold": withhold,
    "year": year,
    "birth_year": birth_year,
    "age_cap": age_cap,
    "zip3": zip3,
    "tokenize": tokenize,
    "surrogate": surrogate,
    "state": state,
    "text": text,
    "duration": duration,
    "date_shift": date_shift,
    "keyed_hash": keyed_hash,
}
TREATMENTS: Final[Registry[Callable[[Settings], Treatment]]] = Registry("treatment", _FACTORIES)


def treatment(name: str, settings: Settings) -> Treatment:
    """Make the treatment of a column, its exceptions by a neighbouring code included.

    `settings.options["cases"]`: `{column, values, kind, treatment}` in the order of the policy.
    Raises PolicyError for an unknown name or an option that is not allowed.
    """
    default = TREATMENTS[name](settings)
    cases = settings.options.get("cases", ())
    if not cases:
        return default
    return Cases(default, [_route(dict(case), settings) for case in cases])


def _route(case: dict[str, object], settings: Settings) -> Route:
    kind = DataKind(str(case["kind"]))
    system = settings.systems.get(kind, kind.value)
    options = {name: value for name, value in settings.options.items() if name not in {"cases", "type"}}
    inner = replace(settings, kind=kind, system=system, options=options)
    codes = case["values"]
    return Route(
        column=str(case["column"]),
        codes=tuple(str(code).strip() for code in codes) if isinstance(codes, list | tuple) else (),
        treatment=TREATMENTS[str(case["treatment"])](inner),
    )

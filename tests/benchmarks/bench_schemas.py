"""Hospitals of other authors' styles, drafted and run as they are: identifiers left, clinical cells kept.

Goals: no identifier in any cell, header, path or metadata; at least 95 % of the clinical cells unchanged.
All were looked at after their first run, so that today's figures flatter: the first runs, printed beside, do not.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.hospitals.files import Hospital
    from tests.benchmarks.hospitals.search import Outcome


# first runs of the hospitals written in Python, on average: clinical cells kept, leaking columns
_FIRST_RUNS = {
    "clinics": (69.5, 1),
    "services": (93.2, 1),
    "research": (73.9, 0),
    "mixed": (93.7, 0),
    "abroad": (65.2, 2),
    "office": (87.4, 1),
    "systems": (87.8, 0),
    "hunt": (100.0, 4),
    "untouched": (80.6, 0),
}


def hospitals() -> dict[str, Callable[[Hospital], None]]:
    """Return name -> maker, in the order in which they were written."""
    from tests.benchmarks.hospitals import (  # noqa: PLC0415 - the measuring process stays small until it has measured
        abroad,
        clinics,
        described,
        hunt,
        mixed,
        office,
        research,
        services,
        systems,
        untouched,
    )

    modules = (clinics, services, research, mixed, abroad, office, systems, hunt, untouched)
    coded = {
        name: maker
        for module in modules
        for name, maker in vars(module).items()
        if getattr(maker, "__module__", "") == module.__name__ and callable(maker)
    }
    return coded | described.described()


def main(  # noqa: PLR0913 - an option each
    *, full: bool = False, only: str = "", seed: int = 1, size: int = 0, keep: str = "", verbose: bool = False
) -> None:
    """Print a line for each hospital; `only`: names, parted by commas; `keep`: a folder that is left behind."""
    from tests.benchmarks.hospitals.search import tried  # noqa: PLC0415 - heavy

    size = size or (200 if full else 60)
    print(f"{'':16}{'leaking columns':>16}{'in notes':>10}{'clinical kept':>15}{'CPU s':>7}{'first run':>15}")
    for name, make in hospitals().items():
        if only and name not in only.split(","):
            continue
        with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
            folder = Path(keep) / name if keep else Path(temporary)
            first = getattr(make, "first_run", None)
            _print(tried(name, make, folder, seed=seed, size=size), first, verbose=verbose)
    print("\nFirst runs, a round each, on average: clinical cells kept (leaking columns)")
    for name, (kept, leaking) in _rounds().items():
        print(f"{name:16}{kept:8.1f} % ({leaking})")


def _rounds() -> dict[str, tuple[float, int]]:
    """Return each round's first runs: the mean share kept, the leaking columns together."""
    from tests.benchmarks.hospitals.described import described  # noqa: PLC0415 - heavy

    rounds: dict[str, list[tuple[float, int]]] = {}
    for one in described().values():
        rounds.setdefault(f"round {one.round}", []).append(one.first_run)
    means = {name: sum(kept for kept, _ in runs) / len(runs) for name, runs in rounds.items()}
    return _FIRST_RUNS | {name: (means[name], sum(leaking for _, leaking in runs)) for name, runs in rounds.items()}


def _print(out: Outcome, first: tuple[float, int] | None, *, verbose: bool) -> None:
    was = f"{first[0]:.1f} % ({first[1]})" if first else ""
    figures = f"{len(out.leaks):16}{len(out.in_texts):10}{out.share:15.1%}{out.seconds:7.1f}{was:>15}"
    print(f"{out.name:16}{figures}  {out.error}")
    if not verbose:
        return
    for title, lines in (("LEAK", out.leaks), ("text", out.in_texts), ("lost", out.lost)):
        for line in lines:
            print(f"    {title} {line}")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--full", action="store_true")
    options.add_argument("--only", default="")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--size", type=int, default=0)
    options.add_argument("--keep", default="")
    options.add_argument("--verbose", action="store_true")
    main(**vars(options.parse_args()))

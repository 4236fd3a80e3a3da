"""`python -m tests.benchmarks [--full] [NAME ...]`: print every benchmark's tables, peers beside the product.

A benchmark is a module `bench_NAME.py` with `main(*, full: bool = False) -> None`; by default all of them together take
less than ten minutes.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
from pathlib import Path


def main() -> int:
    """Run the benchmarks asked for; one that fails is reported and the others still run."""
    found = sorted(file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(found)}; default: all")
    parser.add_argument("--full", action="store_true", help="larger inputs, more runs")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in found:
            parser.error(f"no benchmark {name}: {', '.join(found)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    failed = 0
    for name in asked.names or found:
        print(f"\n## {name}", flush=True)
        start = time.perf_counter()
        try:
            importlib.import_module(f"tests.benchmarks.bench_{name}").main(full=asked.full)
        except Exception as error:  # noqa: BLE001 - the other benchmarks are still worth their time
            print(f"\n{name} failed: {type(error).__name__}: {error}")
            failed += 1
        print(f"\n({name}: {time.perf_counter() - start:.0f} s, load {os.getloadavg()[0]:.1f})", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())

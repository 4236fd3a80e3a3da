"""`python -m tests.benchmarks [--full] [NAME ...]`: print every benchmark's tables, peers beside the product.

A benchmark is a module `bench_NAME.py` with `main(*, full: bool = False) -> None`; by default all of them together take
less than ten minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
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
        # each in a process of its own: what one imports does not count into another's peaks
        program = f"from tests.benchmarks import bench_{name} as bench; bench.main(full={asked.full})"
        failed += subprocess.run([sys.executable, "-c", program], check=False).returncode != 0  # noqa: S603 - our own
        print(f"\n({name}: {time.perf_counter() - start:.0f} s, load {os.getloadavg()[0]:.1f})", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())

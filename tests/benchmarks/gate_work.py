"""One run of a policy with the gate's checks or without them: `POLICY with|without`. For the benchmark only."""

from __future__ import annotations

import sys
from pathlib import Path

from safeharbor import assemble
from safeharbor.policy.loader import load_policy
from safeharbor.runners import batch


class _Quiet:
    def stage(self, name: str, table: str) -> None:
        """Say nothing."""

    def rows(self, table: str, number: int) -> None:
        """Say nothing."""


def main(policy: str, checks: str) -> None:
    """Run the policy; `without` takes every check away."""
    if checks == "without":
        setattr(assemble, "default_checks", lambda _: ())  # noqa: B010 - a run without its gate exists here alone
    with assemble.assemble(load_policy(Path(policy)), clock=assemble.SystemClock()) as assembly:
        batch.run(assembly, _Quiet())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Policy -> what a night needs beside a run and its mirror: the place of its ledger, and what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor import __version__
from safeharbor.plan import digest_of
from safeharbor.runners.ledger import Ledgers
from safeharbor.runners.nights import Desk

if TYPE_CHECKING:
    from safeharbor.policy.models import Policy
    from safeharbor.runners.assembly import Assembly


def night_desk(policy: Policy, assembly: Assembly, *, since: str = "") -> Desk:
    """Return where a policy's nights keep their ledger, and what decides, beside the rows, what these become.

    `since`: the release to carry on from, "" for that of the last night.
    """
    # of `as_of` treatments know the year alone: a later day of it changes no row
    yearly = policy.model_copy(update={"as_of": policy.as_of.replace(month=1, day=1)})
    return Desk(
        Ledgers(policy.vault.path.with_suffix(".nights") / policy.name, assembly.vault.secret("nights")),
        context={
            "policy": digest_of(yearly),
            "version": __version__,
            "detector": assembly.detector,
            "purges": str(assembly.purges),
        },
        since=since,
    )

"""The figures of earlier releases, handed from manifest to manifest: a trend that outlives the releases themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.manifest.models import PastRelease

if TYPE_CHECKING:
    import datetime as dt

    from safeharbor.manifest.models import Manifest

MOST: Final = 90  # releases: a quarter of nights
_GONE: Final = frozenset({"drop", "withhold"})


def past_of(before: Manifest | None, created: dt.datetime) -> tuple[PastRelease, ...]:
    """Return the releases before the one made at `created`, oldest first: the last one, and those it knew of.

    One made at the same instant is the same release, made again after a crash.
    """
    if before is None:
        return ()
    return tuple(one for one in (*before.past, figures(before)) if one.created < created)[-MOST:]


def figures(one: Manifest) -> PastRelease:
    """Return the figures of a release that are compared from night to night."""
    columns = [column for table in one.tables for column in table.columns]
    groups = [] if one.residual is None else one.residual.groups
    return PastRelease(
        release=one.release,
        created=one.created,
        policy=one.policy.digest[:12],
        rows=sum(table.rows for table in one.tables),
        quarantined=sum(table.quarantined for table in one.tables),
        published=sum(column.treatment not in _GONE for column in columns),
        removed=sum(column.treatment in _GONE for column in columns),
        spans=sum(entry.spans for entry in one.letters),
        withheld=sum(column.counts.get("gate_withheld", 0) for column in columns),
        smallest=min((group.smallest for group in groups), default=None),
    )

"""What people stated of a release, or that nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.reports.markup import Html, tag, text

if TYPE_CHECKING:
    from safeharbor.reports.summary import Report

_NOBODY: Final = (
    "Nobody has yet stated to have no actual knowledge that what remains could identify anyone. Safe Harbor needs that "
    "statement too (45 CFR 164.514(b)(2)(ii)), and no program can give it: "
)


def attested(report: Report) -> list[Html]:
    """Return each statement with who gave it, when and for whom; or how one is given."""
    if not report.attestations:
        return [tag("p", text(_NOBODY), tag("code", text("safeharbor attest RELEASE")))]
    return [
        tag(
            "blockquote",
            tag("p", text(one.statement)),
            tag("footer", text(f"{one.by}, {one.role}, {one.at:%Y-%m-%d %H:%M} UTC, for {one.recipient}")),
        )
        for one in report.attestations
    ]

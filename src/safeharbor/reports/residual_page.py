"""What may still point at people, as a page beside the report: figures for a person's judgement, never a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.reports.attested import attested
from safeharbor.reports.charts import bar
from safeharbor.reports.frame import Section, document, verdicts
from safeharbor.reports.markup import Html, table, tag, text
from safeharbor.reports.sections import older

if TYPE_CHECKING:
    from safeharbor.manifest import GroupSizes, Residual, RiskGroups
    from safeharbor.reports.summary import Report

_ASK: Final = (
    "Does a kept code or category name something that the press has reported: a rare birth, an accident, a first?",
    "Does a column or a note tell an occupation or an office that few people hold?",
    "Does the recipient hold another table with the same people, or know someone who is in this one?",
    "Is anybody in the release a colleague, a neighbour or a relative of those who will read it?",
)
_FOOT: Final = (
    "Safe Harbor sets no least group size: nothing on this page stops a release. It is evidence for the statement that "
    "45 CFR 164.514(b)(2)(ii) asks of a person. Made from the release's manifest alone; no data was read."
)


def residual_page(report: Report) -> str:
    """Return the whole page."""
    release = report.release
    found = release.residual
    header = [tag("p", text(release.policy.claim), class_="claim"), tag("p", tag("code", text(release.release)))]
    sections = [Section("ask", "To ask before stating it", (tag("ul", *(tag("li", text(one)) for one in _ASK)),))]
    sections.append(Section("stated", "No actual knowledge", tuple(attested(report))))
    if found is None:
        header.append(tag("p", text("This release's manifest holds no figures of residual risk.")))
    else:
        header.append(_verdicts(found))
        if found.reckoned:
            header.append(tag("p", text(older(found))))
        sections = [
            Section("groups", "How many people look alike", tuple(_groups(found))),
            Section("rare", "Rare values", tuple(_rare(found))),
            Section("roles", "Roles in the notes", (_roles(found),)),
            *sections,
        ]
    title = f"What may still point at people: {release.policy.name}"
    return document(title, above="Residual risk", header=header, sections=sections, foot=_FOOT)


def _verdicts(found: Residual) -> Html:
    smallest = min((group.smallest for group in found.groups), default=None)
    alone = sum(_alone(group) for group in found.groups)
    people = sum(group.persons for group in found.groups)
    return verdicts(
        [
            (
                "Smallest group (k)",
                "none reckoned" if smallest is None else f"{smallest:,} {'person' if smallest == 1 else 'people'}",
                "by year of birth, sex and place, as far as published together",
                "note",
            ),
            ("Alone in their group", f"{alone:,} of {people:,}", "people", "note"),
            (
                "Rare values",
                f"{sum(one.rare for one in found.rare):,}",
                f"in {len(found.rare)} columns, each of fewer than {found.fewer_than} people",
                "note",
            ),
            ("Roles in notes", f"{found.roles:,}", "found and replaced", "note"),
        ]
    )


def _alone(group: RiskGroups) -> int:
    return sum(size.persons for size in group.sizes if size.most == 1)


def _groups(found: Residual) -> list[Html]:
    intro = (
        "People who share all of these published columns cannot be told apart by them. Somebody who is alone in a "
        "group can be found by whoever knows those facts and has names to go with them."
    )
    unread = f"No figures could be reckoned for: {', '.join(found.unread)}."
    missing = [tag("p", text(unread), class_="bad")] if found.unread else []
    if not found.groups:
        return [*missing, tag("p", text("No table publishes two or more of year of birth, sex, ZIP3 and state."))]
    return [*missing, tag("p", text(intro)), *(part for group in found.groups for part in _group(group))]


def _group(group: RiskGroups) -> list[Html]:
    most = max((size.persons for size in group.sizes), default=0)
    body = [[text(_size(size)), text(size.groups), bar(size.persons, most)] for size in group.sizes]
    caption = f"{group.persons:,} people by {', '.join(group.columns)}; smallest group: {group.smallest:,}"
    head = ["People in a group", "Groups", "People in such groups"]
    return [tag("h3", text(group.table)), table(caption, head, body, looks="tnb")]


def _size(size: GroupSizes) -> str:
    if size.most is None:
        return f"{size.least} or more"
    return f"{size.least}" if size.least == size.most else f"{size.least} to {size.most}"


def _rare(found: Residual) -> list[Html]:
    if not found.rare:
        return [tag("p", text(f"No kept code or category belongs to fewer than {found.fewer_than} people."))]
    ordered = sorted(found.rare, key=lambda one: (-one.persons, one.table, one.column))
    most = ordered[0].persons
    body = [
        [tag("code", text(f"{one.table}.{one.column}")), text(one.values), text(one.rare), bar(one.persons, most)]
        for one in ordered
    ]
    caption = f"Kept values that fewer than {found.fewer_than} people have; which ones, this page does not say"
    return [table(caption, ["Column", "Values", "Rare ones", "People who have one"], body, looks="tnnb")]


def _roles(found: Residual) -> Html:
    words = (
        f"{found.roles:,} mentions of a role that one person holds, such as an office in town, were found in free text "
        "and replaced. Where such roles are common, look at a sample of notes for what was said around them."
        if found.roles
        else "No mention of a role that one person holds was found in free text."
    )
    return tag("p", text(words))

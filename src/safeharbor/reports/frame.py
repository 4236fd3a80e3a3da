"""What every page has: title, navigation, sections, style; no script, no outside request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeharbor.reports.markup import Html, tag, text
from safeharbor.reports.style import CSS

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page, found by its key in the address."""

    key: str
    title: str
    content: tuple[Html, ...]


def document(title: str, *, above: str, header: Sequence[Html], sections: Sequence[Section], foot: str) -> str:
    """Return a whole page. `above`: what kind of page it is, in two words over its title."""
    links = [tag("li", tag("a", text(section.title), href=f"#{section.key}")) for section in sections]
    body = [
        tag("a", text("Skip to the content"), href="#main", class_="skip"),
        tag("header", tag("p", text(above), class_="above"), tag("h1", text(title)), *header),
        tag("nav", tag("ul", *links), aria_label="Sections"),
        tag("main", *map(_section, sections), id="main"),
        tag("footer", tag("p", text(foot))),
    ]
    head = tag(
        "head",
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'),
        tag("title", text(f"{above}: {title}")),
        Html(f"<style>{CSS}</style>"),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", *body), lang="en") + "\n"


def facts(pairs: Sequence[tuple[str, object]]) -> Html:
    """Return names with their values, as a list of definitions."""
    return tag(
        "dl",
        *(tag("div", tag("dt", text(name)), tag("dd", text(value))) for name, value in pairs),
        class_="facts",
    )


def verdicts(entries: Sequence[tuple[str, str, str, str]]) -> Html:
    """Return the few things to know first: (what, in short, in a sentence, `good`, `bad` or `note`)."""
    return tag(
        "ul",
        *(
            tag(
                "li",
                tag("span", text(what), class_="what"),
                tag("strong", text(short), class_=mood),
                tag("span", text(sentence), class_="soft"),
                class_=f"verdict {mood}-edge",
            )
            for what, short, sentence, mood in entries
        ),
        class_="verdicts",
    )


def _section(section: Section) -> Html:
    title = tag("h2", text(section.title), id=f"{section.key}-title")
    return tag("section", title, *section.content, id=section.key, aria_labelledby=f"{section.key}-title")

"""HTML in small pieces: text is escaped unless it is markup already."""

from __future__ import annotations

from html import escape
from typing import NewType

Html = NewType("Html", str)


def text(value: object) -> Html:
    """Return anything as escaped text; numbers with separators."""
    return Html(escape(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)))


def tag(name: str, *children: Html, **attributes: str | int) -> Html:
    """Return an element; `class_` and `data_sort` become `class` and `data-sort`."""
    inside = "".join(children)
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{written}>{inside}</{name}>")


def table(caption: str, head: list[str], body: list[list[Html]], *, looks: str = "") -> Html:
    """Return a table with caption and headings; the first column heads its row.

    `looks`: a letter per column: `n` numbers, right-aligned; `b` room for a bar; anything else text.
    """
    kinds = looks.ljust(len(head), "t")
    headings = [tag("th", text(name), scope="col", class_=kind) for name, kind in zip(head, kinds, strict=True)]
    rows = [
        tag(
            "tr",
            *(
                tag("td", cell, class_=kinds[place]) if place else tag("th", cell, scope="row")
                for place, cell in enumerate(row)
            ),
        )
        for row in body
    ]
    made = tag(
        "table",
        tag("caption", text(caption)),
        tag("thead", tag("tr", *headings)),
        tag("tbody", *rows),
    )
    return tag("div", made, class_="wide", tabindex="0", role="region", aria_label=caption)

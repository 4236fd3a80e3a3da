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


def table(caption: str, head: list[str], body: list[list[Html]], *, numeric: frozenset[int] = frozenset()) -> Html:
    """Return a table with caption and headings; `numeric` columns are right-aligned, the first heads its row."""
    headings = [
        tag("th", text(name), scope="col", class_="n" if place in numeric else "t") for place, name in enumerate(head)
    ]
    rows = [
        tag(
            "tr",
            *(
                tag("th", cell, scope="row") if not place else tag("td", cell, class_="n" if place in numeric else "t")
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

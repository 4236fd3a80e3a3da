"""Plots as inline SVG, in the colours of the page, beside the numbers they show.

Drawn here and by no library: a bar is a rectangle. A library's SVG is as wide as it was drawn, shrinks its words on a
telephone, and brings fonts, ids and colours that know nothing of light, dark or print; these take the width they are
given, their words keep their size, and the numbers stand in the table around them for whoever does not see them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.reports.markup import Html, tag, text

if TYPE_CHECKING:
    from collections.abc import Sequence

_THICK: Final = 10
_HIGH: Final = 96
_WIDEST: Final = 9.0  # percent of the plot that one column may take


def bar(number: int, most: int) -> Html:
    """Return a bar for a table's cell, its number before it: as long as the number is of the largest."""
    share = 100 * number / most if most else 0
    drawn = tag("rect", x="0", y="0", width=f"{share:.1f}%", height=_THICK, rx="2")
    track = tag("rect", x="0", y="0", width="100%", height=_THICK, rx="2", class_="track")
    return tag("span", tag("span", text(number), class_="of"), _svg(track + drawn, _THICK, "bar"), class_="barred")


def stack(parts: Sequence[tuple[str, int]]) -> Html:
    """Return one bar of several parts, (class of the part, number), for a table's cell; the table has the numbers."""
    whole = sum(number for _, number in parts) or 1
    drawn, start = "", 0.0
    for name, number in parts:
        width = 100 * number / whole
        drawn += tag("rect", x=f"{start:.2f}%", y="0", width=f"{width:.2f}%", height=_THICK + 4, class_=name)
        start += width
    return _svg(Html(drawn), _THICK + 4, "stack")


def legend(parts: Sequence[tuple[str, str]]) -> Html:
    """Return what each part of the stacks is: (class of the part, words)."""
    key = tag("rect", x="0", y="0", width="12", height="12", rx="2")
    swatches = [
        tag("li", tag("svg", key, class_=f"key {name}", width=12, height=12, aria_hidden="true"), text(words))
        for name, words in parts
    ]
    return tag("ul", *swatches, class_="legend")


def columns(title: str, values: Sequence[tuple[str, int]]) -> Html:
    """Return a figure of a vertical bar per (label, number), oldest left; first, last, least and most are written."""
    most = max((number for _, number in values), default=0) or 1
    step = min(100 / max(len(values), 1), _WIDEST)
    drawn = [tag("line", x1="0", x2="100%", y1=_HIGH, y2=_HIGH, class_="base")]
    for place, (label, number) in enumerate(values):
        height = (_HIGH - 6) * number / most
        drawn.append(
            tag(
                "rect",
                tag("title", text(f"{label}: {number:,}")),
                x=f"{place * step + step * 0.1:.2f}%",
                y=f"{_HIGH - height:.1f}",
                width=f"{step * 0.8:.2f}%",
                height=f"{height:.1f}",
                rx="1",
            )
        )
    words = _ends(values)
    figure = tag("svg", *drawn, class_="columns", width="100%", height=_HIGH + 2, role="img", aria_label=words)
    return tag("figure", tag("figcaption", text(title)), figure, tag("p", text(words), class_="soft"))


def _ends(values: Sequence[tuple[str, int]]) -> str:
    if not values:
        return "nothing yet"
    (first, low), (last, high) = values[0], values[-1]
    if len(values) == 1:
        return f"{first}: {low:,}"
    numbers = [number for _, number in values]
    return f"{first}: {low:,}; {last}: {high:,}; least {min(numbers):,}, most {max(numbers):,}"


def _svg(drawn: str, height: int, name: str) -> Html:
    return tag("svg", Html(drawn), class_=name, width="100%", height=height, aria_hidden="true", focusable="false")

"""Plots as inline SVG, in the colours of the page, with their numbers written beside the marks.

Drawn here and by no library: a bar is a rectangle, and a library's SVG brings fonts, ids and colours of
its own that know nothing of light, dark or print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.reports.markup import Html, tag, text

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW: Final = 24
_LEFT: Final = 210
_WIDTH: Final = 720
_NUMBER: Final = 80
_HEIGHT: Final = 160
_FOOT: Final = 24


def bars(title: str, values: Sequence[tuple[str, int]]) -> Html:
    """Return a horizontal bar per (label, number), in the order given."""
    most = max((number for _, number in values), default=0) or 1
    room = _WIDTH - _LEFT - _NUMBER
    parts = [tag("title", text(title))]
    for place, (label, number) in enumerate(values):
        y = place * _ROW
        width = round(room * number / most, 1) if number else 0
        parts += [
            tag("text", text(label), x=_LEFT - 10, y=y + 16, text_anchor="end"),
            tag("rect", x=_LEFT, y=y + 4, width=str(width), height=_ROW - 8, class_="bar"),
            tag("text", text(number), x=str(_LEFT + width + 6), y=y + 16),
        ]
    height = max(len(values), 1) * _ROW
    return _svg(title, height, parts)


def columns(title: str, values: Sequence[tuple[str, int]]) -> Html:
    """Return a vertical bar per (label, number): the trend of a figure, oldest left; first and last are labelled."""
    most = max((number for _, number in values), default=0) or 1
    step = (_WIDTH - 20) / max(len(values), 1)
    parts = [tag("title", text(title))]
    for place, (label, number) in enumerate(values):
        height = round((_HEIGHT - 30) * number / most, 1)
        x = round(10 + place * step, 1)
        bar = tag("title", text(f"{label}: {number:,}"))
        parts.append(
            tag(
                "rect",
                bar,
                x=str(x),
                y=str(_HEIGHT - height),
                width=str(round(min(step * 0.8, 60), 1)),
                height=str(height),
                class_="bar",
            )
        )
    if values:
        (first, low), (last, high) = values[0], values[-1]
        parts.append(tag("text", text(f"{first}: {low:,}"), x=10, y=_HEIGHT + 18))
        if len(values) > 1:
            parts.append(tag("text", text(f"{last}: {high:,}"), x=_WIDTH - 10, y=_HEIGHT + 18, text_anchor="end"))
    return _svg(title, _HEIGHT + _FOOT, parts)


def _svg(title: str, height: int, parts: Sequence[Html]) -> Html:
    drawn = tag("svg", *parts, viewBox=f"0 0 {_WIDTH} {height}", role="img", aria_label=title)
    return tag("figure", drawn, tag("figcaption", text(title)))

"""Threads beside the loop change its speed, never its order, its errors or its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from safeharbor.runners.ahead import ahead, behind

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_items_arrive_in_order() -> None:
    """Every item once, in order, then the end."""
    assert list(ahead(range(100))) == list(range(100))


def test_an_error_of_the_reader_is_raised_where_its_item_was_due() -> None:
    """What was read before the error is still handed over."""

    def broken() -> Iterator[int]:
        yield 1
        raise KeyError

    items = ahead(broken())
    assert next(items) == 1
    with pytest.raises(KeyError):
        next(items)


def test_a_consumer_that_leaves_early_stops_the_reader() -> None:
    """No thread is left waiting for room in the queue."""
    before = threading.active_count()
    for item in ahead(iter(range(1000))):
        if item == 3:
            break
    assert threading.active_count() == before


def test_work_behind_is_done_in_order_before_the_block_ends() -> None:
    """Leaving the block means everything is written."""
    done: list[int] = []
    with behind(done.append) as write:
        for item in range(20):
            write(item)
    assert done == list(range(20))


def test_an_error_of_the_writer_is_raised() -> None:
    """A failed write is never lost."""

    def broken(_: int) -> None:
        message = "disk full"
        raise OSError(message)

    with pytest.raises(OSError, match="disk full"), behind(broken) as write:
        write(1)

"""Read the next batch while this one is treated, and write the last one meanwhile."""

from __future__ import annotations

import queue
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
_DEPTH: Final = 2  # batches in flight on each side: memory stays bounded


def ahead(items: Iterable[T]) -> Iterator[T]:
    """Iterate `items` from a thread that stays at most two ahead; its errors are raised here."""
    ready: queue.Queue[tuple[T | None, BaseException | None, bool]] = queue.Queue(maxsize=_DEPTH)
    stopped = threading.Event()

    def offer(entry: tuple[T | None, BaseException | None, bool]) -> bool:
        while not stopped.is_set():
            try:
                ready.put(entry, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def fetch() -> None:
        try:
            for item in items:
                if not offer((item, None, False)):
                    return
        except BaseException as error:  # noqa: BLE001 - handed to the consumer, which raises it
            offer((None, error, True))
        else:
            offer((None, None, True))

    thread = threading.Thread(target=fetch, name="safeharbor-reader", daemon=True)
    thread.start()
    try:
        while True:
            item, error, last = ready.get()
            if error is not None:
                raise error
            if last:
                return
            yield item  # type: ignore[misc] - an item is None only in the last entry or beside an error
    finally:
        stopped.set()
        thread.join()


@contextmanager
def behind(work: Callable[[T], None]) -> Iterator[Callable[[T], None]]:
    """Give a function that does `work` in one thread, in order, at most two behind; errors are raised."""
    pending: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="safeharbor-writer") as pool:

        def later(item: T) -> None:
            while len(pending) >= _DEPTH:
                pending.popleft().result()
            pending.append(pool.submit(work, item))

        yield later
        while pending:
            pending.popleft().result()

"""Read the next batch while this one is treated, and write the last one meanwhile."""

from __future__ import annotations

import queue
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
_DEPTH: Final = 1  # batches made and not yet used at each hand-over: memory stays bounded
_PATIENCE: Final = 0.1  # seconds between looks at whether the consumer has left


@dataclass(frozen=True, slots=True)
class _End:
    """The reader is done, or failed."""

    error: BaseException | None = None


def ahead(items: Iterable[T]) -> Iterator[T]:
    """Iterate `items` from a thread that makes the next one while this one is used; its errors are raised here."""
    ready: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
    wanted, left = threading.Semaphore(_DEPTH), threading.Event()
    thread = threading.Thread(target=_fetch, args=(items, ready, wanted, left), name="safeharbor-reader", daemon=True)
    thread.start()
    try:
        while not isinstance(item := ready.get(), _End):
            wanted.release()
            yield item
            del item
        if item.error is not None:
            raise item.error
    finally:
        left.set()
        thread.join()


def _fetch(
    items: Iterable[T], ready: queue.SimpleQueue[T | _End], wanted: threading.Semaphore, left: threading.Event
) -> None:
    source = iter(items)
    try:
        while not left.is_set():
            if wanted.acquire(timeout=_PATIENCE):
                ready.put(next(source))
    except StopIteration:
        ready.put(_End())
    except BaseException as error:  # noqa: BLE001 - handed to the consumer, which raises it
        ready.put(_End(error))


@contextmanager
def behind(work: Callable[[T], None]) -> Iterator[Callable[[T], None]]:
    """Give a function that does `work` in one thread, in order, at most one behind; errors are raised."""
    pending: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="safeharbor-writer") as pool:

        def later(item: T) -> None:
            while len(pending) >= _DEPTH:
                pending.popleft().result()
            pending.append(pool.submit(work, item))

        yield later
        while pending:
            pending.popleft().result()

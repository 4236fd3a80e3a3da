"""Carry a whole vault from one store to another: how backups are made of any store and put back into any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.vault.graves import EPOCH

if TYPE_CHECKING:
    from safeharbor.vault.store import Store

_PERSONS = 10_000


def transfer(source: Store, target: Store) -> None:
    """Replace everything in `target` by one state of `source`, in one write; sealed bytes are not opened.

    Processes that hold `target` open forget what they remember: it may be of identifiers that are no longer in it.
    """
    with source.reading(), target.writing():
        purges = max(int(store.note(EPOCH) or b"0") for store in (source, target))
        target.clear(source.vault)
        target.put_keys(source.wrapped_keys())
        for name, content in source.notes("").items():
            target.put_note(name, content)
        target.put_note(EPOCH, str(purges + 1).encode())
        for tag, row in source.spaces().items():
            target.put_space(tag, row)
            for segment in source.segments(tag):
                target.append(tag, segment)
        last = b""
        while rows := source.all_known(after=last, limit=_PERSONS):
            last = max(rows)
            target.put_known(rows)
    target.sync()

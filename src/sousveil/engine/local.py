"""Map a pure function over items in worker processes that may die, hang or grow without harm.

Every worker has a pipe of its own and holds one item at a time, so that an end of the pipe
names the item beyond doubt, and there is no lock that a dead worker could keep.
"""

from __future__ import annotations

import multiprocessing
import pickle
from typing import TYPE_CHECKING, TypeVar

from sousveil.engine.crew import Crew
from sousveil.engine.outcome import Crash
from sousveil.engine.process import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from multiprocessing.context import BaseContext

Key = TypeVar("Key", bound="Hashable")
Item = TypeVar("Item")
Result = TypeVar("Result")

LARGEST_SHARE = 4
"""An item may take a quarter of a worker's memory: it is there twice while it is unpacked."""


def map_isolated(
    function: Callable[[Item], Result],
    items: Iterable[tuple[Key, Item]],
    *,
    workers: int,
    timeout_seconds: float,
    memory_bytes: int,
) -> Iterator[tuple[Key, Result | Crash]]:
    """Give (key, result) of every (key, item), as results come and in no order of their own.

    The function must be importable by name. An item is taken only when a worker is free for
    it, so that an endless stream keeps memory flat. An item whose worker dies, takes longer
    than ``timeout_seconds`` or wants more than ``memory_bytes`` beyond what a worker holds at
    its start (limited on Linux alone) gives a ``Crash``; the others are untouched.

    Raises:
        SousveilError: workers end before they are ready, as where the function cannot be
            imported.
    """
    limits = Limits(timeout_seconds=timeout_seconds, memory_bytes=memory_bytes)
    crew: Crew[Key] = Crew(_get_context(function), pickle.dumps(function), limits, workers)
    queue = _pickle_items(items, memory_bytes // LARGEST_SHARE)
    is_exhausted = False
    try:
        while not is_exhausted or crew.is_busy:
            while not is_exhausted and crew.has_free():
                entry = next(queue, None)
                if entry is None:
                    is_exhausted = True
                elif isinstance(entry[1], Crash):
                    yield entry[0], entry[1]
                else:
                    crew.assign(entry[0], entry[1])
            yield from crew.collect()
    finally:
        crew.dismiss()


def _pickle_items(
    items: Iterable[tuple[Key, Item]], largest: int
) -> Iterator[tuple[Key, bytes | Crash]]:
    """Pickle items here, where one that cannot be sent can still be named."""
    for key, item in items:
        try:
            packed = pickle.dumps(item, protocol=pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            yield key, Crash(f"cannot be sent to a worker: {error}")
            continue
        if len(packed) > largest:
            reason = f"too large for a worker: {len(packed):,} bytes, at most {largest:,}"
            yield key, Crash(reason)
        else:
            yield key, packed


def _get_context(function: Callable[..., object]) -> BaseContext:
    """Choose how processes start: from a fork server that has the function's module loaded.

    A plain fork would copy the threads' locks of this process with it.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["__main__", getattr(function, "__module__", None) or "builtins"]
    )
    return context

"""Processes that build parts of a site beside this one.

What they begin with goes to them by a file. Through a pipe it could be waited for without end:
where a process dies before it has read all of it, nobody else does.
"""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sousveil.errors import CannotWrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def other_processes(number: int, begin: Callable[[], object]) -> Iterator[ProcessPoolExecutor]:
    """Give some processes, each of which calls ``begin`` before anything else.

    ``begin`` is a function of a module with what it is given, which may be large. The tasks that
    are submitted, and their results, should be small.

    Raises:
        CannotWrite: one of them died.
    """
    with TemporaryDirectory(prefix="sousveil-build-") as folder:
        path = Path(folder, "begin")
        path.write_bytes(pickle.dumps(begin))
        try:
            with ProcessPoolExecutor(
                number,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(path,),
            ) as pool:
                yield pool
        except BrokenProcessPool as error:
            raise CannotWrite(
                "a process that builds a part of the site ended before its work was done; "
                "nothing was left half-written",
                where="the site",
                next_step="see whether memory ran out or somebody ended it, then run the command again",
            ) from error


def _begin(path: Path) -> None:
    begin: Callable[[], object] = pickle.loads(path.read_bytes())  # noqa: S301  # our parent's
    begin()

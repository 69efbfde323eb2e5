"""A worker process: its handle on this side, and what it does on its own side."""

from __future__ import annotations

import os
import pickle
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.engine.outcome import Crash
from sousveil.engine.process import (
    GRACE_SECONDS,
    Limits,
    describe_error,
    describe_exit,
    kill_group,
    limit_memory,
    set_alarm,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from typing import Final

END_SECONDS: Final = 5.0
READY: Final = b"ready"


@frozen
class Answer:
    """What the function gave for an item, and whether the worker should take no other."""

    result: object
    is_last: bool = False


class Worker:
    """A worker process, as seen by the one that minds it."""

    def __init__(self, context: BaseContext, function: bytes, limits: Limits) -> None:
        self.answered = 0
        self.connection, theirs = context.Pipe()
        self._process: Any = context.Process(  # type: ignore[attr-defined]  # typeshed: on every subclass
            target=serve, args=(theirs, function, limits), name="sousveil-worker", daemon=True
        )
        self._process.start()
        theirs.close()

    def has_news(self) -> bool:
        """Tell whether the pipe holds an answer or has ended."""
        try:
            return self.connection.poll()
        except OSError:
            return True

    def send(self, packed: bytes) -> None:
        """Send an item; a worker that is gone is found out when its answer is read."""
        with suppress(OSError):
            self.connection.send_bytes(packed)

    def receive(self) -> Answer | None:
        """Read an answer; None where the worker has ended."""
        try:
            packed = self.connection.recv_bytes()
        except (EOFError, OSError):
            return None
        if packed == READY:
            return Answer(None)
        self.answered += 1
        answer = pickle.loads(packed)  # noqa: S301  # made by ``serve``, in a process of ours
        return answer if isinstance(answer, Answer) else None

    def close(self) -> None:
        """Tell a free worker to go home."""
        self.connection.close()

    def end(self) -> None:
        """Wait for a worker that was told to go home."""
        self._process.join(END_SECONDS)
        self.kill()

    def kill(self) -> str:
        """End the worker and the programs that it started, now; tell how it had ended, if it had."""
        self.connection.close()
        # One that closed its pipe is on its way out; how it ended is worth a moment.
        self._process.join(0.2)
        if self._process.exitcode is None and not kill_group(self._process.pid):
            self._process.kill()
        self._process.join()
        ending = describe_exit(self._process.exitcode)
        self._process.close()
        return ending


def serve(connection: Connection, function: bytes, limits: Limits) -> None:
    """Work until the pipe ends: take an item, apply the function, send the answer."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that a program it started, such as an OCR engine, can be ended with it
    apply: Callable[[Any], object] = pickle.loads(function)  # noqa: S301  # made by our parent
    limit_memory(limits.memory_bytes)
    connection.send_bytes(READY)
    while True:
        try:
            packed = connection.recv_bytes()
        except (EOFError, OSError):
            return
        set_alarm(limits.timeout_seconds + GRACE_SECONDS)
        answer = _answer(apply, packed, limits)
        with suppress(BrokenPipeError):
            connection.send_bytes(answer)
        set_alarm(0)


def _answer(apply: Callable[[Any], object], packed: bytes, limits: Limits) -> bytes:
    """Apply the function; whatever it raises costs this item alone."""
    try:
        return pickle.dumps(Answer(apply(pickle.loads(packed))))  # noqa: S301  # our parent's item
    except MemoryError:
        pass  # what filled the memory is let go before anything else is made
    except Exception as error:  # noqa: BLE001  # the boundary that contains unforeseen failures
        return pickle.dumps(Answer(Crash(describe_error(error))))
    return pickle.dumps(Answer(Crash(limits.out_of_memory), is_last=True))

"""The bounds of one process of ours, and the words for how it ended."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final

from attrs import frozen

from sousveil.errors import SousveilError

if sys.platform != "win32":
    import resource

GRACE_SECONDS: Final = 10.0
"""A worker ends itself so long after its time, should the process that minds it be gone."""
MEBIBYTE: Final = 1024**2
REASON_LENGTH: Final = 500


@frozen(kw_only=True)
class Limits:
    """What one item may cost."""

    timeout_seconds: float
    memory_bytes: int

    @property
    def out_of_time(self) -> str:
        """The reason to give for an item that took too long."""
        return f"no result after {self.timeout_seconds:g} s"

    @property
    def out_of_memory(self) -> str:
        """The reason to give for an item that wanted too much."""
        return f"out of memory, at most {self.memory_bytes // MEBIBYTE:,} MiB"


def limit_memory(memory_bytes: int) -> None:
    """Let address space grow so much beyond what it is now, and write no core files."""
    if sys.platform == "win32":
        return  # there is no such limit
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    sizes = Path("/proc/self/statm")
    if sizes.exists():  # elsewhere the limit is not kept by the system, or counts otherwise
        held = int(sizes.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = held + memory_bytes
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def set_alarm(seconds: float) -> None:
    """Have the system end this process after so long; 0 takes it back."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def describe_exit(status: int | None) -> str:
    """Say how a process ended, to follow its name."""
    if status is not None and status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with exit status {status}"


def describe_error(error: BaseException) -> str:
    """Say what a function raised, at bounded length."""
    what = error.what if isinstance(error, SousveilError) else str(error)
    return f"{type(error).__name__}: {what}"[:REASON_LENGTH]


def kill_group(process_id: int) -> bool:
    """Kill a process that leads its group, and the programs that it started, if that can be done."""
    try:
        os.killpg(process_id, signal.SIGKILL)
    except (AttributeError, ProcessLookupError, PermissionError):
        return False
    return True

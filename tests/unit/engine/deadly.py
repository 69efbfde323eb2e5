"""Functions for workers, some of whose items are deadly. Imported by name in the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def handle(order: str) -> str:
    """Do what the order says; any other word comes back in capitals."""
    word, _, rest = order.partition(":")
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "loop":
        while True:
            pass
    elif word == "hog":
        hoard = []
        while True:
            hoard.append(bytearray(1_000_000))
    elif word == "exit":
        sys.exit(3)
    elif word == "raise":
        raise ValueError(rest)
    elif word == "pid":
        return str(os.getpid())
    elif word == "child":
        process = subprocess.Popen(["sleep", "60"])
        Path(rest).write_text(str(process.pid), encoding="ascii")
        time.sleep(60)
    elif word == "lambda":
        return lambda: None  # type: ignore[return-value]
    return order.upper()

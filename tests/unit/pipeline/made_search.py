"""A search that finds a camera in a text and dies of some others. Imported by name in workers."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from sousveil.claims.candidate import Candidate

if TYPE_CHECKING:
    from sousveil.pipeline.searching import SearchTask


def find_cameras(task: SearchTask) -> tuple[Candidate, ...]:
    """Claim the words 'camera of VENDOR', one claim each; 'deadly' kills the worker."""
    text = task.document.text
    if "deadly" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "faulty" in text:
        raise ValueError("no such page")
    start = text.find("camera")
    if start < 0:
        return ()
    return (
        Candidate(
            country_iso3="KEN",
            technology_code="smart_city",
            place="\0" if "hostile" in text else None,
            quote="camera",
            start=start,
            end=start + len("camera"),
            confidence=0.75,
            reasons=("a camera",),
        ),
    )

"""A function for workers: read, but die or hang on demand, as a native parser might."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from sousveil.sources.reading.read import read_snapshot

if TYPE_CHECKING:
    from sousveil.model.reading import ReadResult


def read_named(document: tuple[str, bytes]) -> ReadResult:
    name, data = document
    if data == b"deadly: abort":
        os.abort()
    if data == b"deadly: hang":
        time.sleep(3600)
    return read_snapshot(data, media_type=None, name=name)

"""Keep a parser's own log away from the terminal: what it says holds text from outside."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quiet_logs(name: str) -> Iterator[None]:
    """Let a library's logger say nothing in the block; what was wrong is reported as an item."""
    logger = logging.getLogger(name)
    was_disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = was_disabled

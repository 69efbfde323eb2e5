"""A picture of what a browser's window shows, as WebP."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


def take_picture(page: Page, target: Path, quality: int) -> int:
    """Write what the window shows; return the size of the file in bytes."""
    asked = {"format": "webp", "quality": quality, "optimizeForSpeed": False}
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", asked)
    session.detach()
    return target.write_bytes(base64.b64decode(taken["data"]))

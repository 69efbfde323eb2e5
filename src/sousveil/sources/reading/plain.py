"""Read plain text as it is."""

from __future__ import annotations

from sousveil.errors import BadInput
from sousveil.sources.reading.characters import decode_text
from sousveil.sources.reading.reading import Reading

LARGEST_TEXT = 50 * 1024 * 1024


def read_plain(data: bytes, charset: str | None = None) -> Reading:
    """Decode a text; nothing is taken from it and nothing is added."""
    if len(data) > LARGEST_TEXT:
        raise BadInput(f"a text of {len(data):,} bytes, at most {LARGEST_TEXT:,} are read")
    return Reading(reader="plain", text=decode_text(data, [charset]))

"""Reading: what a reader makes of a snapshot's bytes."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class ReadStatus(StrEnum):
    """Whether a snapshot could be read."""

    READ = "read"
    NEEDS_OCR = "needs_ocr"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


@frozen(kw_only=True)
class ReadResult:
    """The text and metadata that a named reader version found, or why there is none.

    ``page_starts`` are the offsets in ``text`` at which pages begin. ``published_date`` is
    ISO 8601 or None: a missing date stays missing. ``language`` is ISO 639-1 or None where
    it could not be told.
    """

    reader: str
    reader_version: str
    status: ReadStatus
    text: str = ""
    reason: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_date: str | None = None
    language: str | None = None
    page_starts: tuple[int, ...] = ()

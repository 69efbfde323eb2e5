"""Read a PDF file page by page; pages that were scanned are recognised, the others read."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]

from sousveil.errors import BadInput
from sousveil.model.reading import ReadStatus
from sousveil.sources.reading.characters import normalise_text
from sousveil.sources.reading.ocr import find_engine
from sousveil.sources.reading.reading import Reading, tidy
from sousveil.sources.reading.scanned_pages import (
    MOST_SCANNED_PAGES,
    OCR_PAGE_SECONDS,
    name_pages,
    recognise_pages,
    shows_something,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from sousveil.sources.reading.ocr import OcrEngine

LARGEST_FILE = 200 * 1024 * 1024
MOST_PAGES = 5_000
MOST_CHARACTERS = 50_000_000
OCR_SECONDS = 90.0
"""From the start of reading: the time limit of a worker that reads has to be longer."""
PDF_ERRORS = (pypdfium2.PdfiumError, ValueError, OSError, OverflowError)

# pdfium's mark for a hyphen that ends a line: the word goes on behind it.
END_OF_LINE_HYPHENS = ("\ufffe", "\x02")

logging.getLogger("pypdfium2").addHandler(logging.NullHandler())


def read_pdf(data: bytes, _charset: str | None = None) -> Reading:
    """Read the text of every page. Scripts are not run: the library has no engine for them.

    Pages that are pictures, such as a scanned annex, are recognised where Tesseract is
    installed; those that were not are named in the reason. The dates in a PDF are those of
    the file, not of publication, and are left alone.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput(f"a PDF file of {len(data):,} bytes, at most {LARGEST_FILE:,} are read")
    end = time.monotonic() + OCR_SECONDS
    document = pypdfium2.PdfDocument(data)
    try:
        pages, scanned = _take_pages(document)
        engine = find_engine() if scanned else None
        found: dict[int, str] = {}
        if engine is not None:
            room = MOST_CHARACTERS - sum(map(len, pages))
            found = recognise_pages(document, scanned, engine, end=end, room=room)
        pages = [found.get(number, page) for number, page in enumerate(pages)]
        missing = [number for number in scanned if number not in found]
        unread = not any(page.strip() for page in pages) and bool(missing)
        return Reading(
            reader="pdf-ocr" if found else "pdf",
            library="pypdfium2",
            program=f"tesseract-{engine.version}" if engine is not None and found else None,
            text="" if unread else "\n".join(pages),
            status=ReadStatus.NEEDS_OCR if unread else None,
            reason=_say_what_is_missing(len(pages), len(document), missing, engine),
            title=tidy(document.get_metadata_value("Title")),
            page_starts=() if unread else _find_starts(pages),
        )
    finally:
        document.close()


def _take_pages(document: PdfDocument) -> tuple[list[str], list[int]]:
    """Take the text of the pages that there is room for, and the numbers of the scanned ones."""
    taken: list[str] = []
    scanned: list[int] = []
    room = MOST_CHARACTERS
    for number in range(min(len(document), MOST_PAGES)):
        text, is_scanned = _read_page(document, number)
        room -= len(text)
        if room < 0:
            break
        taken.append(text)
        if is_scanned:
            scanned.append(number)
    return taken, scanned


def _read_page(document: PdfDocument, number: int) -> tuple[str, bool]:
    """Give a page's text, and whether it has none but shows something.

    A damaged page keeps its number, so that the others keep theirs.
    """
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return "", False
    try:
        text = _read_text(page)
        return text, not text.strip() and shows_something(page)
    finally:
        page.close()


def _read_text(page: PdfPage) -> str:
    try:
        layer = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        text = layer.get_text_range(errors="replace")
    finally:
        layer.close()
    for mark in END_OF_LINE_HYPHENS:
        text = text.replace(mark, "")
    return normalise_text(text)


def _find_starts(pages: list[str]) -> tuple[int, ...]:
    starts, position = [], 0
    for page in pages:
        starts.append(position)
        position += len(page) + 1
    return tuple(starts)


def _say_what_is_missing(
    taken: int, count: int, missing: list[int], engine: OcrEngine | None
) -> str | None:
    reasons = [] if taken == count else [f"read {taken:,} of {count:,} pages"]
    if missing:
        why = (
            "Tesseract is not installed"
            if engine is None
            else f"Tesseract failed, or had to stop: at most {MOST_SCANNED_PAGES} pages, "
            f"{OCR_PAGE_SECONDS:g} s each and {OCR_SECONDS:g} s together"
        )
        reasons.append(f"needs OCR: pages without text: {name_pages(missing)} ({why})")
    return "; ".join(reasons) or None

"""Read a PDF file page by page; recognise the text of one that was scanned."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]

from sousveil.errors import BadInput
from sousveil.model.reading import ReadStatus
from sousveil.sources.reading.characters import normalise_text
from sousveil.sources.reading.ocr import choose_languages, find_engine, recognise
from sousveil.sources.reading.reading import Reading, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument, PdfPage

    from sousveil.sources.reading.ocr import OcrEngine

LARGEST_FILE = 200 * 1024 * 1024
MOST_PAGES = 5_000
MOST_CHARACTERS = 50_000_000
MOST_SCANNED_PAGES = 200
DOTS_PER_INCH = 200
MOST_PIXELS = 25_000_000
OCR_PAGE_SECONDS = 30.0
OCR_SECONDS = 90.0
"""For all pages of a document: the time limit of a worker that reads has to be longer."""
PDF_ERRORS = (pypdfium2.PdfiumError, ValueError, OSError, OverflowError)

# pdfium's mark for a hyphen that ends a line: the word goes on behind it.
END_OF_LINE_HYPHENS = ("\ufffe", "\x02")

logging.getLogger("pypdfium2").addHandler(logging.NullHandler())


def read_pdf(data: bytes, _charset: str | None = None) -> Reading:
    """Read the text of every page. Scripts are not run: the library has no engine for them.

    The dates in a PDF are those of the file, not of publication, and are left alone.
    """
    if len(data) > LARGEST_FILE:
        raise BadInput(f"a PDF file of {len(data):,} bytes, at most {LARGEST_FILE:,} are read")
    document = pypdfium2.PdfDocument(data)
    try:
        title = tidy(document.get_metadata_value("Title"))
        pages, reason = _take_pages(_read_pages(document), len(document))
        if any(page.strip() for page in pages) or not pages:
            return _make_reading(pages, "pdf", title, reason)
        engine = find_engine()
        if engine is None:
            return Reading(
                reader="pdf",
                library="pypdfium2",
                status=ReadStatus.NEEDS_OCR,
                reason=f"needs OCR: {len(pages):,} pages without text, and Tesseract is not installed",
                title=title,
            )
        pages, reason = _take_pages(_recognise_pages(document, engine), len(document))
        return _make_reading(pages, "pdf-ocr", title, reason, f"tesseract-{engine.version}")
    finally:
        document.close()


def _make_reading(
    pages: list[str], reader: str, title: str | None, reason: str | None, program: str | None = None
) -> Reading:
    starts, position = [], 0
    for page in pages:
        starts.append(position)
        position += len(page) + 1
    return Reading(
        reader=reader,
        library="pypdfium2",
        program=program,
        text="\n".join(pages),
        reason=reason,
        title=title,
        page_starts=tuple(starts),
    )


def _take_pages(pages: Iterator[str], count: int) -> tuple[list[str], str | None]:
    """Take the pages that there is room and time for, and say if that was not all."""
    taken: list[str] = []
    room = MOST_CHARACTERS
    for page in pages:
        room -= len(page)
        if room < 0:
            break
        taken.append(page)
    reason = None if len(taken) == count else f"read {len(taken):,} of {count:,} pages"
    return taken, reason


def _read_pages(document: PdfDocument) -> Iterator[str]:
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield ""  # a damaged page keeps its number, so that the others keep theirs
            continue
        try:
            yield _read_page(page)
        finally:
            page.close()


def _read_page(page: PdfPage) -> str:
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


def _recognise_pages(document: PdfDocument, engine: OcrEngine) -> Iterator[str]:
    """Recognise page after page until the time is up; the script is found once."""
    languages: str | None = None
    end = time.monotonic() + OCR_SECONDS
    for number in range(min(len(document), MOST_SCANNED_PAGES)):
        left = min(OCR_PAGE_SECONDS, end - time.monotonic())
        if left <= 0:
            return
        image = _render(document, number)
        if image is None:
            yield ""
            continue
        if languages is None:
            languages = choose_languages(engine, image)
        text = recognise(engine, image, languages, left)
        yield normalise_text((text or "").replace("\f", "")).rstrip("\n")


def _render(document: PdfDocument, number: int) -> bytes | None:
    """Draw a page in grey, as PGM; a page of any size is bounded in pixels."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        width, height = page.get_size()
        scale = DOTS_PER_INCH / 72
        scale *= min(1.0, (MOST_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        dots, stride = memoryview(bitmap.buffer), bitmap.stride
        rows = b"".join(
            dots[row * stride : row * stride + bitmap.width] for row in range(bitmap.height)
        )
        header = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
        bitmap.close()
    finally:
        page.close()
    return header + rows

"""Find the pages of a PDF file that are pictures of text, and recognise them within bounds."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]

from sousveil.sources.reading.characters import normalise_text
from sousveil.sources.reading.ocr import choose_languages, recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfDocument, PdfPage

    from sousveil.sources.reading.ocr import OcrEngine

MOST_SCANNED_PAGES = 200
DOTS_PER_INCH = 200
MOST_PIXELS = 25_000_000
OCR_PAGE_SECONDS = 30.0
SMALLEST_DRAWING = 4.0
"""In points, both ways: a rule across an empty page is thinner, a letter is not."""
MOST_DRAWINGS = 1_000
MOST_NAMED_RANGES = 20


def shows_something(page: PdfPage) -> bool:
    """Tell whether a page without text shows anything that could be text in a picture."""
    try:
        drawings = islice(page.get_objects(max_depth=1), MOST_DRAWINGS)
        return any(_is_visible(drawing.get_bounds()) for drawing in drawings)
    except pypdfium2.PdfiumError:
        return True  # what cannot be measured may be anything


def recognise_pages(
    document: PdfDocument, numbers: Sequence[int], engine: OcrEngine, *, end: float, room: int
) -> dict[int, str]:
    """Recognise pages, numbered from 0, until the clock shows ``end``; give text by number.

    The script is found once, on the first of them. A page on which the engine fails or is
    too slow is left out, and so are all from that on with which the texts would be longer
    than ``room``.
    """
    texts: dict[int, str] = {}
    languages: str | None = None
    for number in numbers[:MOST_SCANNED_PAGES]:
        left = min(OCR_PAGE_SECONDS, end - time.monotonic())
        if left <= 0:
            break
        image = _render(document, number)
        if image is None:
            continue
        if languages is None:
            languages = choose_languages(engine, image)
        text = recognise(engine, image, languages, left)
        if text is None:
            continue
        text = normalise_text(text.replace("\f", "")).rstrip("\n")
        room -= len(text)
        if room < 0:
            break
        texts[number] = text
    return texts


def name_pages(numbers: Sequence[int]) -> str:
    """Name pages, numbered from 0 and sorted, as a reader counts them: from 1, in ranges.

    >>> name_pages([0, 3, 4, 5])
    '1, 4-6'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number:
            ranges[-1][1] = number + 1
        else:
            ranges.append([number + 1, number + 1])
    named = [
        f"{first:,}" if first == last else f"{first:,}-{last:,}"
        for first, last in ranges[:MOST_NAMED_RANGES]
    ]
    left = sum(last - first + 1 for first, last in ranges[MOST_NAMED_RANGES:])
    return ", ".join(named) + (f" and {left:,} more" if left else "")


def _is_visible(bounds: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = bounds
    return right - left >= SMALLEST_DRAWING and top - bottom >= SMALLEST_DRAWING


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

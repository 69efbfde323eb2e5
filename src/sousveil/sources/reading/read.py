"""Read a snapshot: pick the reader for what its bytes are, and tell the text's language.

Pure, and made for ``engine``: the readers are loaded with this module, so that a worker is
ready when it starts. The failures that libraries announce are results; anything else ends
or fails the worker, which names the document.
"""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Callable

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.sources.collectors.unpacking import gunzip
from sousveil.sources.reading import media_type as kinds
from sousveil.sources.reading.characters import normalise_text
from sousveil.sources.reading.docx import DOCX_ERRORS, read_docx
from sousveil.sources.reading.email import EMAIL_ERRORS, read_email
from sousveil.sources.reading.html import HTML_ERRORS, read_html
from sousveil.sources.reading.language import identify_language
from sousveil.sources.reading.notice import NOTICE_ERRORS, read_ocds, read_ted
from sousveil.sources.reading.pdf import PDF_ERRORS, read_pdf
from sousveil.sources.reading.plain import read_plain
from sousveil.sources.reading.reading import Reading, tidy

LARGEST_UNPACKED = 64 * 1024 * 1024


@frozen
class Reader:
    """A reader by its name, and the failures that its library announces."""

    name: str
    read: Callable[[bytes, str | None], Reading]
    errors: tuple[type[Exception], ...] = ()


READERS = {
    kinds.HTML: Reader("html", read_html, HTML_ERRORS),
    kinds.PDF: Reader("pdf", read_pdf, PDF_ERRORS),
    kinds.DOCX: Reader("docx", read_docx, DOCX_ERRORS),
    kinds.PLAIN: Reader("plain", read_plain),
    kinds.EMAIL: Reader("email", read_email, EMAIL_ERRORS),
    kinds.JSON: Reader("notice-ocds", read_ocds, NOTICE_ERRORS),
    kinds.XML: Reader("notice-ted", read_ted, NOTICE_ERRORS),
}


def read_snapshot(
    data: bytes, *, media_type: str | None, name: str, http_charset: str | None = None
) -> ReadResult:
    """Read a snapshot's bytes; a document that cannot be read is a result that says why.

    ``name`` is the URL or file name, ``media_type`` the declared type, which may have its
    ``charset`` with it as in a Content-Type header. The same bytes and
    declarations give the same result; only recognised text depends on the OCR engine that
    is installed, whose version is in ``reader_version``.
    """
    kind = kinds.find_media_type(data, media_type, name)
    try:
        if kind == kinds.GZIP:
            data = gunzip(data, max_bytes=LARGEST_UNPACKED)
            kind = kinds.find_media_type(data, media_type, name.removesuffix(".gz"))
    except BadInput as error:
        return _fail("gzip", ReadStatus.FAILED, error.what)
    reader = READERS.get(kind)
    if reader is None:
        return _fail("none", ReadStatus.UNSUPPORTED, f"no reader for {tidy(kind, 100)}")
    try:
        reading = reader.read(data, http_charset or kinds.find_charset(media_type))
    except BadInput as error:
        return _fail(reader.name, ReadStatus.FAILED, error.what)
    except RecursionError:
        return _fail(reader.name, ReadStatus.FAILED, "nested too deeply")
    except reader.errors as error:
        return _fail(reader.name, ReadStatus.FAILED, f"{type(error).__name__}: {error}")
    return _finish(reading)


def _finish(reading: Reading) -> ReadResult:
    """Normalise the text, tell its language and whether there is any."""
    # A reader that gives pages has normalised them: the starts count the final characters.
    text = reading.text if reading.page_starts else normalise_text(reading.text)
    found = ReadStatus.READ if text.strip() else ReadStatus.EMPTY
    return ReadResult(
        reader=reading.reader,
        reader_version=_describe_version(reading.library, reading.program),
        status=reading.status or found,
        text=text,
        reason=reading.reason or (None if found is ReadStatus.READ else "no text in it"),
        title=reading.title,
        author=reading.author,
        publisher=reading.publisher,
        published_date=reading.published_date,
        language=identify_language(text, reading.declared_language),
        page_starts=reading.page_starts,
    )


def _fail(reader: str, status: ReadStatus, reason: str) -> ReadResult:
    return ReadResult(
        reader=reader,
        reader_version=_describe_version(None, None),
        status=status,
        reason=tidy(reason),
    )


def _describe_version(library: str | None, program: str | None) -> str:
    """Give what made the text: our version, the library's and the program's."""
    parts = [_get_version("sousveil")]
    if library is not None:
        parts.append(f"{library.lower()}-{_get_version(library)}")
    return "+".join([*parts, *([program] if program else [])])


@functools.cache
def _get_version(distribution: str) -> str:
    return importlib.metadata.version(distribution)

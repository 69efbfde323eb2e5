"""Extract the claims of an archive: scan every page, read those that pass, ask the extractor.

A stream: memory holds a few pages at a time. What cannot be read is counted with its reason, and the
archive is read on. Pages are HTML and plain text; PDF and Word files cannot be scanned and are all
read; what has no text (images, style sheets) is passed over.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, TYPE_CHECKING

from attrs import define, field, frozen

from sousveil.claims.archive.scan import bundled_scan
from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.errors import BadInput, SousveilError
from sousveil.model.collection import Rejected
from sousveil.model.reading import ReadStatus
from sousveil.sources.archive.reading import iterate_archive
from sousveil.sources.archive.section import open_url
from sousveil.sources.reading import media_type as kinds
from sousveil.sources.reading.read import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.claims.archive.scan import PageScan
    from sousveil.claims.candidate import Extractor
    from sousveil.model.collection import Content
    from sousveil.model.reading import ReadResult

ArchiveOpener = Callable[[str], AbstractContextManager[IO[bytes]]]

_TELL_EVERY = 100
"""Records between two signs of how far an archive is."""
_PAGES_AT_ONCE = 16
_BYTES_AT_ONCE = 1 << 24
"""Pages that passed wait to be read until there are so many of them, or they are as large as this."""
_SCANNED = frozenset({kinds.HTML, kinds.PLAIN})
_ALL_READ = frozenset({kinds.PDF, kinds.DOCX, kinds.GZIP})
_NEVER_TEXT = frozenset({"text/css", "text/javascript", "text/calendar", "text/vtt"})
_STARTS_OF_PAGES = (b"<!doctype html", b"<!DOCTYPE html", b"<html", b"<!DOCTYPE HTML")


@define(kw_only=True)
class Counters:
    """What became of the records of an archive so far.

    ``records`` are the responses and resources in it, ``payload_bytes`` their decoded bytes. Of
    the records, ``passed`` may hold a claim; of these, ``read`` have a text, ``with_claims`` claims.
    ``failures`` counts the others, and damaged records, by reason.
    """

    records: int = 0
    payload_bytes: int = 0
    passed: int = 0
    read: int = 0
    with_claims: int = 0
    claims: int = 0
    failures: Counter[str] = field(factory=Counter)


@frozen(kw_only=True)
class Page:
    """A record that passed the scan."""

    url: str
    data: bytes = field(repr=False)
    media_type: str | None = None
    retrieved_at: str | None = None


@frozen(kw_only=True)
class ExtractedClaim:
    """A claim of a page of an archive, with what it takes to find and check the quote.

    The quote's characters count in the text that ``reader_version`` makes of the snapshot.
    """

    archive: str
    url: str
    retrieved_at: str | None
    snapshot_sha256: str
    reader_version: str
    language: str | None
    title: str | None
    published_date: str | None
    extractor: str
    extractor_version: str
    candidate: Candidate


class Unreadable(SousveilError):
    """A page has no text, or none that can be read."""


def extract_warc(
    path: str,
    extractor: Extractor,
    *,
    scan: PageScan | None = None,
    counters: Counters | None = None,
    tell: Callable[[int], None] | None = None,
    open_file: ArchiveOpener = open_url,
) -> Iterator[ExtractedClaim]:
    """Yield the claims of a WARC or WACZ file: a path or any fsspec URL.

    ``tell`` is told now and then how many records were met; ``open_file`` opens the archive
    where it is not to be read through fsspec.

    Raises:
        BadInput: the archive cannot be opened, or the extractor quotes what is not there.
    """
    counts = counters if counters is not None else Counters()
    found = scan_records(path, scan=scan, counters=counts, open_file=open_file)
    for page in _gather(found, tell):
        try:
            claims = extract_page(page, path, extractor)
        except Unreadable as error:
            counts.failures[error.what] += 1
            continue
        counts.read += 1
        counts.with_claims += bool(claims)
        counts.claims += len(claims)
        yield from claims


def _gather(found: Iterable[Page | None], tell: Callable[[int], None] | None) -> Iterator[Page]:
    """Yield the pages that passed, some at once: scanning and reading each work best undisturbed."""
    waiting: list[Page] = []
    for met, page in enumerate(found, start=1):
        if tell is not None and met % _TELL_EVERY == 0:
            tell(met)
        if page is None:
            continue
        waiting.append(page)
        if len(waiting) == _PAGES_AT_ONCE or sum(len(one.data) for one in waiting) > _BYTES_AT_ONCE:
            yield from waiting
            waiting.clear()
    yield from waiting


def scan_records(
    path: str,
    *,
    scan: PageScan | None = None,
    counters: Counters | None = None,
    open_file: ArchiveOpener = open_url,
) -> Iterator[Page | None]:
    """Yield every record of an archive as it is scanned: None for one that cannot hold a claim.

    Raises:
        BadInput: the archive cannot be opened.
    """
    counts = counters if counters is not None else Counters()
    passes = (scan or bundled_scan()).passes
    for item in iterate_archive(path, open_file=open_file):
        if isinstance(item, Rejected):
            counts.failures[item.reason] += 1
            yield None
            continue
        counts.records += 1
        counts.payload_bytes += len(item.data)
        kind = _find_kind(item)
        if not (kind in _ALL_READ or (kind in _SCANNED and passes(item.data))):
            yield None
            continue
        counts.passed += 1
        yield Page(
            url=item.name,
            data=item.data,
            media_type=item.media_type,
            retrieved_at=item.retrieved_at,
        )


def extract_page(page: Page, archive: str, extractor: Extractor) -> list[ExtractedClaim]:
    """Return the claims of a page; every quote is checked.

    Raises:
        Unreadable: the page cannot be read, or there is no text in it.
        BadInput: a quote is not in the text: the extractor is at fault.
    """
    reading = _read(page)
    document = TextDocument(
        document_id=page.url,
        text=reading.text,
        language=reading.language,
        title=reading.title,
        published_date=reading.published_date,
    )
    candidates = extractor.extract(document)
    for candidate in candidates:
        candidate.check_quote(document.text)
    if not candidates:
        return []
    digest = hashlib.sha256(page.data).hexdigest()
    return [
        ExtractedClaim(
            archive=archive,
            url=page.url,
            retrieved_at=page.retrieved_at,
            snapshot_sha256=digest,
            reader_version=reading.reader_version,
            language=reading.language,
            title=reading.title,
            published_date=reading.published_date,
            extractor=extractor.name,
            extractor_version=extractor.version,
            candidate=candidate,
        )
        for candidate in candidates
    ]


def _find_kind(item: Content) -> str:
    """Tell what a record is; a page that looks like one is not looked at any closer."""
    if item.media_type in _NEVER_TEXT:
        return str(item.media_type)
    if item.media_type == kinds.HTML and item.data.startswith(_STARTS_OF_PAGES):
        return kinds.HTML
    return kinds.find_media_type(item.data, item.media_type, item.name)


def _read(page: Page) -> ReadResult:
    try:
        reading = read_snapshot(page.data, media_type=page.media_type, name=page.url)
    except BadInput as error:
        raise Unreadable(error.what, where=page.url) from error
    if reading.status is not ReadStatus.READ:
        raise Unreadable(reading.reason or f"{reading.status}", where=page.url)
    return reading

"""The work on one archive, for the engine: its pages that may hold a claim, and the rows of each."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, nullcontext
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil import __version__
from sousveil.claims.archive.extracting import Counters, Page, extract_page, scan_records
from sousveil.claims.candidate import TextDocument
from sousveil.data import hash_bundled
from sousveil.engine.columns import Column, ColumnKind
from sousveil.engine.partition import Work
from sousveil.pipeline.extracting import candidate_record, find_extractor
from sousveil.pipeline.opening_archives import WebAccess, is_web, open_archive

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import IO

    from sousveil.claims.archive.extracting import ArchiveOpener, ExtractedClaim
    from sousveil.claims.candidate import Extractor

_TEXTS = (
    "archive",
    "url",
    "retrieved_at",
    "snapshot_sha256",
    "reader_version",
    "language",
    "title",
    "published_date",
    "extractor",
    "extractor_version",
    "country_iso3",
    "technology_code",
    "vendor_id",
    "vendor",
    "status",
    "place",
    "agency",
    "start_date",
    "end_date",
    "financing_kind",
    "lender",
    "lender_iso3",
    "currency",
    "quote",
)
COLUMNS = (
    *map(Column, _TEXTS),
    Column("amount", ColumnKind.NUMBER),
    Column("quote_start", ColumnKind.INTEGER),
    Column("quote_end", ColumnKind.INTEGER),
    Column("confidence", ColumnKind.NUMBER),
    Column("records", ColumnKind.INTEGER),
    Column("payload_bytes", ColumnKind.INTEGER),
    Column("passed", ColumnKind.INTEGER),
    Column("rejected"),
)
"""A row is a claim; or, with ``url`` missing, what was searched: records and bytes of an archive.

``rejected`` counts its damaged records by reason, in JSON."""

_COLUMN_OF = {
    "country": "country_iso3",
    "technology": "technology_code",
    "start": "quote_start",
    "end": "quote_end",
}
"""Where a claim's fields stand in a row; the others under their own names."""
PULSE = 1_000
"""Records after which reading tells that it goes on, so that it is not taken for hanging."""
PULSE_BYTES = 1024 * 1024
"""Bytes from the web after which it does."""


@frozen(kw_only=True)
class Searched:
    """What an archive held, told at its end; before, where ``is_whole`` is not set, a sign of life."""

    archive: str
    counters: Counters
    is_whole: bool


def make_work(extractor: Extractor, access: WebAccess) -> Work:
    """Return the work of an extractor on archives, which workers fetch where they are of the web."""
    return Work(
        name=f"claims.{extractor.name}",
        version=f"{__version__}+{extractor.version}+{hash_bundled('vocabularies')}",
        columns=COLUMNS,
        read=partial(read_archive, access=access),
        apply=partial(extract_rows, extractor=extractor.name),
    )


def read_archive(
    path: str, *, access: WebAccess
) -> Iterator[tuple[str, tuple[str, Page] | Searched]]:
    """Give the pages of an archive that may hold a claim, and at the end what was searched."""
    counters = Counters()
    alive = Searched(archive=path, counters=counters, is_whole=False)
    with ExitStack() as stack:
        opener: ArchiveOpener = partial(open_archive, access=access)
        if is_web(path):
            fetched = yield from _fetch(path, access, stack, alive)
            opener = _opener_of(fetched)
        pages = scan_records(path, counters=counters, open_file=opener)
        for number, page in enumerate(pages, start=1):
            if page is not None:
                yield page.url, (path, page)
            if number % PULSE == 0:
                yield f"{path}@{number}", alive
    yield path, Searched(archive=path, counters=counters, is_whole=True)


def _fetch(
    path: str, access: WebAccess, stack: ExitStack, alive: Searched
) -> Generator[tuple[str, Searched], None, IO[bytes]]:
    """Fetch an archive; give a sign of life for each so many bytes of it, the same ones each time."""
    size = told = 0

    def tell(now: int) -> None:
        nonlocal size
        size = max(size, now)

    with ThreadPoolExecutor(1) as pool:
        opened = open_archive(path, access=access, tell=tell)
        fetching = pool.submit(stack.enter_context, opened)
        is_done = False
        while not is_done:
            is_done = bool(wait([fetching], timeout=0.2).done)
            while told < size // PULSE_BYTES:
                told += 1
                yield f"{path}@{told} MiB", alive
        return fetching.result()


def _opener_of(file: IO[bytes]) -> ArchiveOpener:
    return lambda _: nullcontext(file)


def extract_rows(
    found: tuple[str, Page] | Searched, *, extractor: str
) -> Iterator[dict[str, object]]:
    """Give the rows of a page: its claims; or the one row of what was searched."""
    if isinstance(found, Searched):
        if found.is_whole:
            counters = found.counters
            yield _row(
                archive=found.archive,
                records=counters.records,
                payload_bytes=counters.payload_bytes,
                passed=counters.passed,
                rejected=json.dumps(counters.failures, sort_keys=True, ensure_ascii=False),
            )
        return
    archive, page = found
    for claim in extract_page(page, archive, _extractor(extractor)):
        yield claim_row(claim)


def claim_row(claim: ExtractedClaim) -> dict[str, object]:
    """Return a claim as the plain values of one row."""
    document = TextDocument(document_id=claim.url, text=claim.candidate.quote)
    said = candidate_record(document, claim.candidate)
    return _row(
        archive=claim.archive,
        url=claim.url,
        retrieved_at=claim.retrieved_at,
        snapshot_sha256=claim.snapshot_sha256,
        reader_version=claim.reader_version,
        language=claim.language,
        title=claim.title,
        published_date=claim.published_date,
        extractor=claim.extractor,
        extractor_version=claim.extractor_version,
        vendor_id=claim.candidate.vendor_id,
        **{_COLUMN_OF.get(name, name): value for name, value in said.items() if name != "id"},
    )


def _row(**values: Any) -> dict[str, object]:
    return {column.name: values.get(column.name) for column in COLUMNS}


@lru_cache(maxsize=1)
def _extractor(name: str) -> Extractor:
    """Make an extractor once for all pages of a process."""
    return find_extractor(name)

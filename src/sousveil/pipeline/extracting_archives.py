"""Extract the claims of many archives at once: the engine takes one archive a partition."""

from __future__ import annotations

import json
import re
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from attrs import frozen

from sousveil import __version__
from sousveil.claims.archive.extracting import Counters, Page, extract_page, scan_records
from sousveil.data import hash_bundled
from sousveil.engine.columns import Column, ColumnKind
from sousveil.engine.mapping import map_partitions
from sousveil.engine.partition import Work, divide
from sousveil.errors import BadInput
from sousveil.pipeline.extracting import find_extractor
from sousveil.sources.archive.reading import read_warc_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sousveil.claims.archive.extracting import ExtractedClaim
    from sousveil.engine.mapping import Mapped, Running
    from sousveil.engine.partition import Failure, Receipt

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
    "quote",
)
COLUMNS = (
    *(Column(name) for name in _TEXTS),
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

_WEB = re.compile(r"(?:^|::)https?://", re.IGNORECASE)
PULSE = 1_000
"""Records after which reading tells that it goes on, so that it is not taken for hanging."""


@frozen(kw_only=True)
class Searched:
    """What an archive held, told at its end; before, where ``is_whole`` is not set, a sign of life."""

    archive: str
    counters: Counters
    is_whole: bool


def extract_archives(
    paths: Iterable[str],
    output: str,
    *,
    extractor: str,
    running: Running,
    progress: Callable[[Receipt | Failure], None] = lambda _: None,
) -> Mapped:
    """Extract the claims of archives into a folder of Parquet files, one an archive.

    Paths are files or fsspec URLs. What is finished in the output folder is not done again.
    Each partition that ends is told to ``progress``.

    Raises:
        NotFound: there is no such extractor.
        BadInput: an archive is given twice, or the folder holds other work.
    """
    made = find_extractor(extractor)
    work = Work(
        name=f"claims.{extractor}",
        version=f"{__version__}+{made.version}+{hash_bundled('vocabularies')}",
        columns=COLUMNS,
        read=read_archive,
        apply=partial(extract_rows, extractor=extractor),
    )
    return map_partitions(work, divide(paths), output, running=running, progress=progress)


def find_archives(given: Iterable[str]) -> list[str]:
    """Give the archives that paths, fsspec URLs, globs and lists of paths name, each once.

    A list is a file that ends in .txt, .paths or .paths.gz; paths in it count from its folder.

    Raises:
        BadInput: there is no such archive, or it is on the web, which this does not fetch from.
    """
    found = [path for name in given for path in _find(name)]
    for path in found:
        if _WEB.search(path):
            raise BadInput(
                "archives are not read over the web here",
                where=path,
                next_step="download it, then give its path",
            )
    return list(dict.fromkeys(found))


def _find(name: str) -> list[str]:
    if _WEB.search(name):
        return [name]
    path = Path(name)
    if name.endswith((".txt", ".paths", ".paths.gz")) and path.is_file():
        return [one for line in _read_list(path) for one in _find(line)]
    if "://" in name or path.is_file():
        return [name]
    found = sorted(glob(name, recursive=True))  # noqa: PTH207  # patterns from the root too
    if not found:
        raise BadInput("there is no such archive", where=name, next_step="check the path")
    return found


def _read_list(path: Path) -> list[str]:
    return read_warc_paths(path.read_bytes(), f"{path.parent}/")


def sum_up(mapped: Mapped, output: Path) -> Counters:
    """Count what all archives of an output folder held and gave."""
    counters = Counters()
    rows = [str(output / "rows" / f"{one.partition_id}.parquet") for one in mapped.receipts]
    problems = [problem for receipt in mapped.receipts for problem in receipt.problems]
    counters.failures.update(problem.reason for problem in problems)
    if not rows:
        return counters
    connection = duckdb.connect()
    for records, size, passed, rejected in connection.execute(
        "SELECT records, payload_bytes, passed, rejected FROM read_parquet(?) WHERE url IS NULL",
        [rows],
    ).fetchall():
        counters.records += records
        counters.payload_bytes += size
        counters.passed += passed
        counters.failures.update(json.loads(rejected))
    counters.read = counters.passed - sum(one.document is not None for one in problems)
    (claims,) = connection.execute(
        "SELECT (count(*), count(DISTINCT (archive, url))) FROM read_parquet(?) WHERE url IS NOT NULL",
        [rows],
    ).fetchall()
    counters.claims, counters.with_claims = claims[0]
    return counters


def read_archive(path: str) -> Iterator[tuple[str, tuple[str, Page] | Searched]]:
    """Give the pages of an archive that may hold a claim, and at the end what was searched."""
    counters = Counters()
    for number, page in enumerate(scan_records(path, counters=counters), start=1):
        if page is not None:
            yield page.url, (path, page)
        if number % PULSE == 0:
            yield f"{path}@{number}", Searched(archive=path, counters=counters, is_whole=False)
    yield path, Searched(archive=path, counters=counters, is_whole=True)


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
    for claim in extract_page(page, archive, find_extractor(extractor)):
        yield claim_row(claim)


def claim_row(claim: ExtractedClaim) -> dict[str, object]:
    """Return a claim as the plain values of one row."""
    candidate = claim.candidate
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
        country_iso3=candidate.country_iso3,
        technology_code=candidate.technology_code,
        vendor_id=candidate.vendor_id,
        vendor=candidate.vendor,
        status=candidate.status.value,
        quote=candidate.quote,
        quote_start=candidate.start,
        quote_end=candidate.end,
        confidence=round(candidate.confidence, 4),
    )


def _row(**values: Any) -> dict[str, object]:
    return {column.name: values.get(column.name) for column in COLUMNS}

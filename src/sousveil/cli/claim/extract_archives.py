"""``sousveil claim extract --warc``: propose claims from the pages of web archives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sousveil.cli.progress import showing_bars
from sousveil.engine.columns import Column
from sousveil.model.progress import Stage
from sousveil.pipeline.extracting_archives import (
    ArchiveTaker,
    extract_archives,
    search_archives,
    sum_up,
)
from sousveil.pipeline.extracting_folders import COLUMNS as CLAIM_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sousveil.claims.archive.extracting import Counters
    from sousveil.claims.candidate import Extractor
    from sousveil.engine.mapping import Running
    from sousveil.pipeline.opening_archives import WebAccess

SHOWN = 10
COLUMNS = (
    Column("url"),
    *CLAIM_COLUMNS,
    *map(Column, ("archive", "retrieved_at", "snapshot_sha256", "reader_version")),
)
_OTHER_NAMES = {
    "id": "url",
    "country": "country_iso3",
    "technology": "technology_code",
    "start": "quote_start",
    "end": "quote_end",
}


def search_pages(
    archives: Sequence[str],
    extractor: Extractor,
    put: Callable[[dict[str, Any]], None],
    *,
    running: Running,
    access: WebAccess,
) -> list[tuple[str, str]]:
    """Hand over the claims of archives; return the archives that failed, and why."""
    failed: list[tuple[str, str]] = []
    with showing_bars() as report:
        taker = ArchiveTaker(
            claim=lambda row: put(_record(row)),
            failure=lambda name, reason: failed.append((name, reason)),
            report=report,
        )
        counters = search_archives(archives, extractor, taker, running=running, access=access)
    _tell(counters, len(archives) - len(failed))
    return failed


def write_archives(
    archives: Sequence[str], extractor: str, output: str, running: Running, access: WebAccess
) -> list[tuple[str, str]]:
    """Write the claims of archives to Parquet files, one an archive; what is there is not done again.

    Archives that failed are returned, and why.
    """
    with showing_bars() as report:
        stage = Stage("searching archives", report)
        ended: list[object] = []

        def note(outcome: object) -> None:
            ended.append(outcome)
            stage.tell(len(ended), len(archives), "archives")

        stage.tell(0, len(archives), "archives")
        mapped = extract_archives(
            archives, output, extractor=extractor, running=running, access=access, progress=note
        )
    _tell(sum_up(mapped, output), len(mapped.receipts))
    if mapped.resumed:
        click.echo(f"{mapped.resumed:,} archives were finished before", err=True)
    return [(", ".join(one.inputs), one.reason) for one in mapped.failures]


def _record(row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: row[_OTHER_NAMES.get(column.name, column.name)] for column in COLUMNS}


def _tell(counters: Counters, archives: int) -> None:
    click.echo(
        f"{archives:,} archives: {counters.records:,} records, "
        f"{counters.payload_bytes / 1e6:,.1f} MB, {counters.passed:,} passed the scan, "
        f"{counters.read:,} read, {counters.claims:,} claims on {counters.with_claims:,} pages, "
        f"{counters.failures.total():,} failures",
        err=True,
    )
    for reason, count in counters.failures.most_common(SHOWN):
        click.echo(f"  {count:,} failed: {reason}", err=True)

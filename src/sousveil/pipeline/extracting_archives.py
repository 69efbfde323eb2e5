"""Extract the claims of many archives at once: the engine takes one archive a partition."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable  # attrs reads it
from functools import partial
from typing import TYPE_CHECKING, Any

import duckdb
import fsspec
from attrs import frozen

from sousveil.claims.archive.extracting import Counters, extract_warc
from sousveil.engine.mapping import map_partitions
from sousveil.engine.output import OutputFolder
from sousveil.engine.partition import Receipt, divide
from sousveil.errors import BadInput, BudgetReached
from sousveil.model.progress import Report, Stage
from sousveil.pipeline.archive_work import claim_row, make_work
from sousveil.pipeline.extracting import AsksServer, find_extractor
from sousveil.pipeline.opening_archives import WebAccess, open_archive
from sousveil.pipeline.spreading import spread_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.claims.candidate import Extractor
    from sousveil.engine.mapping import Mapped, Running
    from sousveil.engine.partition import Failure, Problem

_WEB = WebAccess()


@frozen(kw_only=True)
class ArchiveTaker:
    """Who is handed what comes of archives: claims as rows, archives that failed and why."""

    claim: Callable[[dict[str, Any]], None]
    failure: Callable[[str, str], None]
    report: Report


def extract_archives(
    paths: Iterable[str],
    output: str,
    *,
    extractor: str,
    running: Running,
    access: WebAccess = _WEB,
    progress: Callable[[Receipt | Failure], None] = lambda _: None,
) -> Mapped:
    """Extract the claims of archives into a folder of Parquet files, one an archive.

    Paths are files, fsspec URLs or web addresses. What is finished in the output folder is not
    done again, nor fetched. Each partition that ends is told to ``progress``.

    Raises:
        NotFound: there is no such extractor.
        BadInput: an archive is given twice, or the folder holds other work.
    """
    work = make_work(find_extractor(extractor), access)
    return map_partitions(work, divide(paths), output, running=running, progress=progress)


def search_archives(
    paths: Sequence[str],
    extractor: Extractor,
    taker: ArchiveTaker,
    *,
    running: Running,
    access: WebAccess = _WEB,
) -> Counters:
    """Hand over the claims of archives, in the order of the archives, and count what was met.

    With one worker or archive, or an extractor that asks a server, this process does it, and
    claims come as they are found; else when their archive and those before it are done.
    """
    if min(running.workers, len(paths)) == 1 or isinstance(extractor, AsksServer):
        return _search_here(paths, extractor, taker, access=access)
    return _search_spread(paths, extractor, taker, running=running, access=access)


def _search_here(
    paths: Sequence[str], extractor: Extractor, taker: ArchiveTaker, *, access: WebAccess
) -> Counters:
    counters = Counters()
    for number, path in enumerate(paths, start=1):
        place = f"{path} ({number} of {len(paths)})"
        fetching = Stage(f"fetching {place}", taker.report)
        searching = Stage(f"searching {place}", taker.report)

        def tell_size(size: int, stage: Stage = fetching) -> None:
            stage.tell(size // 1_000_000, unit="MB")

        try:
            found = extract_warc(
                path,
                extractor,
                counters=counters,
                tell=partial(searching.tell, unit="records"),
                open_file=partial(open_archive, access=access, tell=tell_size),
            )
            for claim in found:
                taker.claim(claim_row(claim))
        except BadInput as error:
            taker.failure(path, error.what)
        except BudgetReached as error:
            for rest in paths[number - 1 :]:
                taker.failure(rest, f"not searched to its end: {error.what}")
            break
    return counters


def _search_spread(
    paths: Sequence[str],
    extractor: Extractor,
    taker: ArchiveTaker,
    *,
    running: Running,
    access: WebAccess,
) -> Counters:
    counters = Counters()
    stage = Stage("searching archives", taker.report)
    pages: set[str] = set()
    ended = 0
    stage.tell(0, len(paths), "archives")

    def take(row: dict[str, Any]) -> None:
        if row["url"] is None:
            _add(counters, row)
            return
        pages.add(row["url"])
        counters.claims += 1
        taker.claim(row)

    def note(outcome: Receipt | Failure) -> None:
        nonlocal ended
        ended += 1
        counters.with_claims += len(pages)
        pages.clear()
        if isinstance(outcome, Receipt):
            _add_problems(counters, outcome.problems)
        else:
            taker.failure(", ".join(outcome.inputs), outcome.reason.removeprefix("BadInput: "))
        stage.tell(ended, len(paths), "archives")

    work = make_work(extractor, access)
    spread_work(work, [[path] for path in paths], running=running, take=take, note=note)
    return counters


def sum_up(mapped: Mapped, output: str) -> Counters:
    """Count what all archives of an output folder, a path or an fsspec URL, held and gave."""
    counters = Counters()
    url = OutputFolder(output).url
    rows = [f"{url}/rows/{one.partition_id}.parquet" for one in mapped.receipts]
    if not rows:
        return counters
    with duckdb.connect(":memory:") as connection:
        if "://" in url:
            connection.register_filesystem(fsspec.core.url_to_fs(url)[0])
        searched = connection.execute(
            "SELECT records, payload_bytes, passed, rejected FROM read_parquet(?) WHERE url IS NULL",
            [rows],
        )
        names = [name for name, *_ in searched.description or ()]
        for row in searched.fetchall():
            _add(counters, dict(zip(names, row, strict=True)))
        (counts,) = connection.execute(
            "SELECT count(*), count(DISTINCT (archive, url)) FROM read_parquet(?)"
            " WHERE url IS NOT NULL",
            [rows],
        ).fetchall()
    counters.claims, counters.with_claims = counts
    for receipt in mapped.receipts:
        _add_problems(counters, receipt.problems)
    return counters


def _add(counters: Counters, searched: dict[str, Any]) -> None:
    """Add what the one row of an archive without a URL says."""
    counters.records += searched["records"]
    counters.payload_bytes += searched["payload_bytes"]
    counters.passed += searched["passed"]
    counters.read += searched["passed"]
    counters.failures.update(Counter(json.loads(searched["rejected"])))


def _add_problems(counters: Counters, problems: Iterable[Problem]) -> None:
    for problem in problems:
        counters.read -= problem.document is not None
        counters.failures[problem.reason.removeprefix("Unreadable: ")] += 1

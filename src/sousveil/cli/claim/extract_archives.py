"""``sousveil claim extract --warc``: propose claims from the pages of web archives."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import click

from sousveil.cli.progress import showing_bars
from sousveil.errors import BadInput
from sousveil.model.progress import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sousveil.claims.archive.extracting import Counters, ExtractedClaim
    from sousveil.engine.mapping import Running

SHOWN = 10


def print_claims(given: Sequence[str], extractor: str, minimum: float) -> None:
    """Print the claims of archives, a line each as it is found; an archive that fails costs no other."""
    from sousveil.claims.archive.extracting import Counters, extract_warc  # noqa: PLC0415  # heavy
    from sousveil.pipeline.extracting import find_extractor  # noqa: PLC0415
    from sousveil.pipeline.extracting_archives import find_archives  # noqa: PLC0415

    paths, proposer = find_archives(given), find_extractor(extractor)
    counters = Counters()
    failed: list[tuple[str, str]] = []
    with showing_bars() as report:
        for number, path in enumerate(paths, start=1):
            stage = Stage(f"searching {path} ({number} of {len(paths)})", report)
            try:
                found = extract_warc(
                    path, proposer, counters=counters, tell=partial(stage.tell, unit="records")
                )
                for claim in found:
                    if claim.candidate.confidence >= minimum:
                        click.echo(json.dumps(_line(claim), ensure_ascii=False))
            except BadInput as error:
                failed.append((path, error.what))
    _tell(counters, len(paths) - len(failed))
    _raise_failed(failed)


def write_claims(given: Sequence[str], extractor: str, output: Path, running: Running) -> None:
    """Write the claims of archives to Parquet files, one an archive; what is there is not done again."""
    from sousveil.pipeline.extracting_archives import (  # noqa: PLC0415  # heavy
        extract_archives,
        find_archives,
        sum_up,
    )

    paths = find_archives(given)
    with showing_bars() as report:
        stage = Stage("searching archives", report)
        ended: list[object] = []

        def note(outcome: object) -> None:
            ended.append(outcome)
            stage.tell(len(ended), len(paths), "archives")

        stage.tell(0, len(paths), "archives")
        mapped = extract_archives(
            paths, str(output), extractor=extractor, running=running, progress=note
        )
    _tell(sum_up(mapped, output), len(mapped.receipts))
    if mapped.resumed:
        click.echo(f"{mapped.resumed:,} archives were finished before", err=True)
    _raise_failed([(", ".join(one.inputs), one.reason) for one in mapped.failures])


def _line(claim: ExtractedClaim) -> dict[str, object]:
    from sousveil.claims.candidate import TextDocument  # noqa: PLC0415
    from sousveil.pipeline.extracting import candidate_record  # noqa: PLC0415

    document = TextDocument(document_id=claim.url, text=claim.candidate.quote)
    return {
        "url": claim.url,
        **candidate_record(document, claim.candidate),
        "archive": claim.archive,
        "retrieved_at": claim.retrieved_at,
        "snapshot_sha256": claim.snapshot_sha256,
        "reader_version": claim.reader_version,
    }


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


def _raise_failed(failed: Sequence[tuple[str, str]]) -> None:
    if not failed:
        return
    for path, reason in failed:
        click.echo(f"not searched: {path}: {reason}", err=True)
    raise BadInput(
        f"{len(failed)} archives could not be searched",
        where=failed[0][0],
        next_step="mend what is named above, then run the command again",
    )

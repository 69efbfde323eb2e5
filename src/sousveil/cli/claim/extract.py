"""``sousveil claim extract``: propose claims of the workspace's documents, or of a folder of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import Format, make_table, print_table
from sousveil.errors import Interrupted
from sousveil.model.progress import Stage
from sousveil.pipeline.extracting import (
    EXTRACTORS,
    candidate_record,
    extract_claims,
    find_extractor,
    read_folder,
    tell_run,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.candidate import TextDocument
    from sousveil.settings import Settings

COLUMNS = ("id", "country", "technology", "vendor", "status", "quote", "start", "end", "confidence")


@click.command(name="extract")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of text files, instead of the workspace; a claim's id is its file's stem.",
)
@click.option(
    "--warc",
    "archives",
    multiple=True,
    help="WARC or WACZ files instead: a path, fsspec URL, 'glob' or list file; may be repeated.",
)
@click.option(
    "--to",
    "output",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --warc: a folder for Parquet files, one an archive; another run goes on there.",
)
@click.option("--cluster", help="With --to: a Dask scheduler, such as tcp://10.1.2.3:8786.")
@click.option(
    "--extractor",
    type=click.Choice(EXTRACTORS),
    default=EXTRACTORS[0],
    show_default=True,
    help="Who proposes.",
)
@click.option(
    "--minimum",
    type=click.FloatRange(0, 1),
    help="With --from or --warc: leave out claims of less confidence.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(min=1),
    help="Processes that search at once; --from and lines of --warc take one.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice([one.value for one in Format]),
    help="How to print.  [default: with --from one claim a line as it is found, else a table]",
)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # the options of one extraction
    settings: Settings,
    folder: Path | None,
    archives: tuple[str, ...],
    output: Path | None,
    cluster: str | None,
    extractor: str,
    minimum: float | None,
    workers: int,
    output_format: str | None,
) -> None:
    """Propose claims, each with the exact quote, for people to review.

    A claim names the country whose authorities use, buy, test or plan a technology, the
    vendor if one is named, and how far it has come. Proposals are not facts: a coder decides
    on each, and none enters an edition without a decision.

    Without --from, every document of the workspace (sousveil source collect) that this
    version of the extractor has not searched yet is searched, and what it proposes is stored
    with source, snapshot and quote. Interrupt it at any time: the next call goes on where it
    stopped. A document that cannot be searched is named, and tried again by the next call.

    With --from, the texts of a folder are searched, and nothing is stored. START and END
    count the characters of the text.

    With --warc, the pages of web archives are searched and nothing is stored in the
    workspace: claims come as lines, or with --to as Parquet files.

    \b
      sousveil claim extract
      sousveil claim extract --warc crawl/2026-11.warc.gz --to claims/ --workers 8
      sousveil claim list --minimum 0.8
      sousveil claim extract --from articles/ > claims.jsonl
      sousveil claim extract --from articles/ --format table
    """
    if archives or output or cluster:
        if not archives or folder is not None or output_format or (cluster and not output):
            raise click.UsageError(
                "--to goes with --warc, --cluster with --to; --from, --format with neither"
            )
        if output is not None and minimum is not None:
            raise click.UsageError("--to keeps every proposal: leave out --minimum")
        _search_archives(archives, extractor, minimum or 0.0, output, workers, cluster)
        return
    if folder is not None:
        _print_folder(folder, extractor, minimum or 0.0, output_format or Format.JSONL)
        return
    if minimum is not None:
        raise click.UsageError(
            "--minimum goes with --from: the workspace stores every proposal,"
            " and `sousveil claim list --minimum` shows the surer ones"
        )
    _search_workspace(settings, extractor, workers, output_format or Format.TABLE)


def _search_archives(
    archives: tuple[str, ...],
    extractor: str,
    minimum: float,
    output: Path | None,
    workers: int,
    cluster: str | None,
) -> None:
    from sousveil.cli.claim.extract_archives import print_claims, write_claims  # noqa: PLC0415
    from sousveil.engine.mapping import Running  # noqa: PLC0415  # heavy

    if output is None:
        print_claims(archives, extractor, minimum)
    else:
        write_claims(archives, extractor, output, Running(workers=workers, cluster=cluster))


def _search_workspace(settings: Settings, extractor: str, workers: int, output_format: str) -> None:
    from sousveil.pipeline.proposing import propose_claims  # noqa: PLC0415  # heavy

    try:
        with showing_bars() as report:
            summary = propose_claims(settings, extractor, report, workers=workers)
    except KeyboardInterrupt:
        raise Interrupted(
            "the search was broken off; what was found is stored",
            where=str(settings.home),
            next_step="sousveil claim extract goes on where it stopped",
        ) from None
    columns = (
        *("extractor", "version", "searched_before", "searched", "new_claims", "known_claims"),
        "failed",
    )
    row = (
        summary.extractor,
        summary.version,
        summary.searched_before,
        summary.searched,
        summary.claims,
        summary.known,
        len(summary.failures),
    )
    print_table(make_table("Documents searched for claims", columns, [row]), output_format)
    for line in summary.said:
        click.echo(line, err=True)
    if summary.failures and output_format == Format.TABLE:
        title = f"{len(summary.failures)} documents could not be searched"
        failures = make_table(title, ("document", "name", "why"), summary.failures)
        print_table(failures, output_format)
    elif summary.failures:
        for document_id, name, reason in summary.failures:
            click.echo(f"not searched: {document_id} {name}: {reason}", err=True)


def _print_folder(folder: Path, extractor: str, minimum: float, output_format: str) -> None:
    records = _extract(folder, extractor, minimum)
    if output_format == Format.JSONL:
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    rows = [[record[name] for name in COLUMNS] for record in records]
    print_table(make_table(f"Claims proposed by {extractor}", COLUMNS, rows), output_format)


def _extract(folder: Path, extractor: str, minimum: float) -> Iterator[dict[str, object]]:
    documents, proposer = list(read_folder(folder)), find_extractor(extractor)
    with showing_bars() as report:
        stage = Stage("extracting", report)

        def counted() -> Iterator[TextDocument]:
            for number, document in enumerate(documents):
                stage.tell(number, len(documents), "documents")
                yield document
            stage.tell(len(documents), len(documents), "documents")

        for read, candidate in extract_claims(counted(), proposer):
            if candidate.confidence >= minimum:
                yield candidate_record(read, candidate)
    for line in tell_run(proposer):
        click.echo(line, err=True)

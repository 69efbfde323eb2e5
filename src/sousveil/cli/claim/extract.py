"""``sousveil claim extract``: propose claims of the workspace, a folder of texts, or web archives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sousveil.cli.claim.bounds import bounds_options, choose_extractor
from sousveil.cli.claim.extract_options import ExtractOptions
from sousveil.cli.rendering import Format
from sousveil.errors import BadInput, Interrupted
from sousveil.model.maker import EXTRACTORS
from sousveil.pipeline.extracting import check_budget, tell_run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sousveil.claims.candidate import Extractor
    from sousveil.engine.columns import Column
    from sousveil.settings import Settings

    Put = Callable[[dict[str, Any]], None]
    Failed = list[tuple[str, str]]


SHOWN = 100
"""Files that are named of those that could not be searched."""


@click.command(name="extract")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder of text files (.txt, .text, .md; in folders below it too) instead of the"
    " workspace; a claim's id is its file's stem.",
)
@click.option(
    "--warc",
    "archives",
    multiple=True,
    metavar="ARCHIVE",
    help="WARC or WACZ files instead: a path, an fsspec URL, a web address, a 'glob', or a list"
    " of them (.txt, .paths, .paths.gz). May be repeated.",
)
@click.option(
    "--base",
    metavar="URL",
    help="With --warc: what the paths in a list count from, such as"
    " https://data.commoncrawl.org/.  [default: where the list is]",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="HOST[:PORT]",
    help="With --warc: a host that may lie in a private network. May be repeated.",
)
@click.option(
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --from or --warc: write a file, whole or not at all. Its name ends in .jsonl,"
    " .json, .csv or .parquet.",
)
@click.option(
    "--to",
    "output",
    metavar="DIR",
    help="With --warc: a folder, or an fsspec URL, for Parquet files, one an archive. Another"
    " run goes on there: an archive that is done is neither fetched nor searched again.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="With --to: a Dask scheduler, such as tcp://10.1.2.3:8786.",
)
@click.option(
    "--extractor",
    type=click.Choice(EXTRACTORS),
    default=EXTRACTORS[0],
    show_default=True,
    help="Who proposes.",
)
@bounds_options
@click.option(
    "--minimum",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    help="With --from or --warc: leave out claims of less confidence, 0 to 1.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes that search at once; what comes out does not depend on it.  [default: one a"
    " core]",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice([one.value for one in Format]),
    help="How to print.  [default: with --from and --warc one claim a line, else a table]",
)
@click.pass_obj
def command(settings: Settings, /, **given: Any) -> None:
    """Propose claims, each with the exact quote, for people to review.

    A claim names the country whose authorities use, buy, test or plan a technology, the
    vendor if one is named, and how far it has come. Proposals are not facts: a coder decides
    on each, and none enters an edition without a decision.

    Without --from and --warc, every document of the workspace (sousveil source collect) that
    this version of the extractor has not searched yet is searched, and what it proposes is
    stored with source, snapshot and quote. Interrupt it at any time: the next call goes on
    where it stopped. A document that cannot be searched is named, and tried again by the next
    call.

    With --from, the texts of a folder are searched, and nothing is stored. Claims come by
    file. START and END count the characters of the text.

    With --warc, the pages of web archives are searched, and nothing is stored in the
    workspace. Claims come by archive, in the order given; or with --to as Parquet files.

    A file or an archive that cannot be read costs no other: it is named, and the status is
    3. Where the next request of a language model could exceed --max-cost or --max-tokens, the
    run ends with status 9, and what was done is kept. Ctrl-C ends it with status 130.

    \b
      sousveil claim extract
      sousveil claim list --minimum 0.8
      sousveil claim extract --from articles/ > claims.jsonl
      sousveil claim extract --from articles/ --output claims.csv
      sousveil claim extract --from articles/ --extractor llm --max-tokens 200000
      sousveil claim extract --warc 'crawl/part*.warc.gz' --format csv > claims.csv
      sousveil claim extract --warc warc.paths.gz --base https://data.commoncrawl.org/ --to claims/
    """
    options = ExtractOptions(**given)
    options.check()
    extractor = choose_extractor(settings, options.extractor, options.max_cost, options.max_tokens)
    if options.folder is not None:
        _search_folder(options.folder, options, extractor)
    elif options.archives:
        _search_archives(options, extractor)
    else:
        from sousveil.cli.claim.extract_workspace import search_workspace  # noqa: PLC0415  # heavy

        output_format = options.output_format or Format.TABLE
        search_workspace(settings, extractor, options.workers, output_format)


def _search_folder(folder: Path, options: ExtractOptions, extractor: Extractor) -> None:
    from sousveil.cli.claim.extract_folder import search_texts  # noqa: PLC0415  # heavy
    from sousveil.pipeline.extracting_folders import COLUMNS  # noqa: PLC0415

    def search(put: Put) -> Failed:
        return search_texts(folder, extractor, put, workers=options.workers)

    _give(COLUMNS, options, extractor, search)


def _search_archives(options: ExtractOptions, extractor: Extractor) -> None:
    from sousveil.cli.claim.extract_archives import (  # noqa: PLC0415  # heavy
        COLUMNS,
        search_pages,
        write_archives,
    )
    from sousveil.engine.mapping import Running  # noqa: PLC0415
    from sousveil.pipeline.opening_archives import WebAccess, find_archives  # noqa: PLC0415

    access = WebAccess(allowed_hosts=frozenset(options.allowed_hosts))
    archives = find_archives(options.archives, base=options.base, access=access)
    running = Running(workers=options.workers, cluster=options.cluster)
    output = options.output

    def search(put: Put) -> Failed:
        return search_pages(archives, extractor, put, running=running, access=access)

    if output is None:
        _give(COLUMNS, options, extractor, search)
        return
    try:
        failed = write_archives(archives, extractor.name, output, running, access)
    except KeyboardInterrupt:
        raise Interrupted(
            "the search was broken off; the archives that were done are kept",
            where=output,
            next_step="the same command goes on where it stopped",
        ) from None
    _name(failed)
    _refuse(failed)


def _give(
    columns: Sequence[Column],
    options: ExtractOptions,
    extractor: Extractor,
    search: Callable[[Put], Failed],
) -> None:
    """Search, and print or write what is found; then say what the run came to."""
    from sousveil.cli.claim.claim_output import printing_claims, writing_claims  # noqa: PLC0415

    if options.file is not None:
        output = writing_claims(columns, options.file)
    else:
        title = f"Claims proposed by {extractor.name}"
        output = printing_claims(columns, title, options.output_format or Format.JSONL)
    minimum = options.minimum or 0.0
    try:
        with output as put:
            failed = search(lambda one: put(one) if one["confidence"] >= minimum else None)
    except KeyboardInterrupt:
        raise Interrupted(
            "the search was broken off; "
            + ("no file was written" if options.file else "what was printed is whole"),
            next_step="run the command again",
        ) from None
    finally:
        for line in tell_run(extractor):
            click.echo(line, err=True)
    _name(failed)
    check_budget(extractor)
    _refuse(failed)


def _name(failed: Failed) -> None:
    for name, reason in failed[:SHOWN]:
        click.echo(f"not searched: {name}: {reason}", err=True)
    if len(failed) > SHOWN:
        click.echo(f"not searched: {len(failed) - SHOWN:,} others", err=True)


def _refuse(failed: Failed) -> None:
    if failed:
        raise BadInput(
            f"{len(failed):,} could not be searched; the claims of all others are given",
            where=failed[0][0],
            next_step="mend what is named above, then run the command again",
        )

"""``sousveil claim extract``: propose claims from a folder of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import Format, make_table, print_table
from sousveil.model.progress import Stage
from sousveil.pipeline.extracting import (
    EXTRACTORS,
    candidate_record,
    extract_claims,
    find_extractor,
    read_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = ("id", "country", "technology", "vendor", "status", "quote", "start", "end", "confidence")


@click.command(name="extract")
@click.option(
    "--from",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of text files; a claim's id is its file's stem.",
)
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
    default=0.0,
    show_default=True,
    help="Leave out claims of less confidence.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice([one.value for one in Format]),
    default=Format.JSONL.value,
    show_default=True,
    help="One claim a line as it is found, or a table of all at the end.",
)
def command(folder: Path, extractor: str, minimum: float, output_format: str) -> None:
    """Propose claims from texts, each with the exact quote, for people to review.

    A claim names the country whose authorities use, buy, test or plan a technology, the
    vendor if one is named, and how far it has come. START and END count the characters of
    the text. Proposals are not facts: a coder decides on each.

    \b
      sousveil claim extract --from articles/ > claims.jsonl
      sousveil claim extract --from articles/ --format table
    """
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
        for number, document in enumerate(documents, start=1):
            for read, candidate in extract_claims(iter([document]), proposer):
                if candidate.confidence >= minimum:
                    yield candidate_record(read, candidate)
            stage.tell(number, len(documents), "documents")

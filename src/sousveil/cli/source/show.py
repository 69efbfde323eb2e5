"""``sousveil source show``."""

import sys

import click

from sousveil.cli.rendering import Format, format_option, make_table, print_table
from sousveil.errors import NotFound
from sousveil.pipeline.reading import read_snapshot_bytes
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings
from sousveil.store.documents import DocumentStore, StoredDocument


@click.command(name="show")
@click.argument("document")
@click.option("--page", type=click.IntRange(min=1), help="Only one page of a document with pages.")
@click.option("--snapshot", is_flag=True, help="Write the archived bytes instead of the text.")
@format_option
@click.pass_obj
def command(
    settings: Settings,
    document: str,
    page: int | None,
    snapshot: bool,
    output_format: str,
) -> None:
    """Show a DOCUMENT: where it is from, and its text; or the snapshot it was read from.

    The snapshot comes from the archive, whether or not the page is still on the web.

    \b
      sousveil source show doc_9f2c...
      sousveil source show doc_9f2c... --snapshot > page.html
    """
    store = DocumentStore(settings.home)
    found = store.get(document)
    if found is None:
        raise NotFound("no such document", where=document, next_step="sousveil source list")
    if snapshot:
        with open_workspace(settings) as database:
            sys.stdout.buffer.write(read_snapshot_bytes(settings, database, found.snapshot_sha256))
        return
    cluster = store.cluster_of(document)
    copies = len(cluster.document_ids) if cluster else 1
    rows = [(name, value) for name, value in _facts(found, copies) if value not in {None, ""}]
    print_table(make_table(document, ("field", "value"), rows), output_format)
    if output_format == Format.TABLE:
        click.echo(_page_text(found, page))


def _facts(found: StoredDocument, copies: int) -> list[tuple[str, object]]:
    reading = found.reading
    return [
        ("name", found.name),
        ("title", reading.title),
        ("publisher", reading.publisher),
        ("published_date", reading.published_date),
        ("language", reading.language),
        ("source_kind", found.source_kind.value),
        ("retrieved_at", found.retrieved_at),
        ("snapshot_sha256", found.snapshot_sha256),
        ("reader", f"{reading.reader} {reading.reader_version}"),
        ("status", reading.status.value),
        ("reason", reading.reason),
        ("pages", len(reading.page_starts) or None),
        ("copies_of_story", copies),
        *((name, value) for name, value in found.event_dates),
        *((name, value) for name, value in found.extra),
    ]


def _page_text(found: StoredDocument, page: int | None) -> str:
    reading = found.reading
    if page is None:
        return reading.text
    if page > len(reading.page_starts):
        raise NotFound(
            f"the document has {len(reading.page_starts)} pages",
            where=found.document_id,
            next_step="give a smaller --page",
        )
    ends = (*reading.page_starts[1:], len(reading.text))
    return reading.text[reading.page_starts[page - 1] : ends[page - 1]]

"""``sousveil source list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.settings import Settings
from sousveil.store.documents import DocumentStore


@click.command(name="list")
@click.option("--language", metavar="CODE", help="Only documents in one language, ISO 639-1.")
@click.option("--from", "from_date", metavar="DATE", help="Published on this day or later.")
@click.option("--to", "to_date", metavar="DATE", help="Published on this day or earlier.")
@format_option
@click.pass_obj
def command(
    settings: Settings,
    language: str | None,
    from_date: str | None,
    to_date: str | None,
    output_format: str,
) -> None:
    """List the documents that were read, with those that need OCR or could not be read."""
    store = DocumentStore(settings.home)
    rows = [
        (
            document.document_id,
            document.reading.status.value,
            document.reading.language,
            document.reading.published_date,
            document.reading.title,
            document.name,
        )
        for document in store.documents(language=language, from_date=from_date, to_date=to_date)
    ]
    columns = ("document", "status", "language", "published", "title", "name")
    print_table(make_table("Documents", columns, rows), output_format)

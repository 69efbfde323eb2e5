"""``sousveil codebook list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.store.registers import list_codebooks, load_codebook


@click.command(name="list")
@format_option
def command(output_format: str) -> None:
    """List the bundled codebooks."""
    books = [load_codebook(name) for name in list_codebooks()]
    rows = [
        (
            book.codebook_id,
            book.version,
            book.title,
            len(book.units),
            ", ".join(t.technology_code for t in book.coded_technologies),
        )
        for book in books
    ]
    columns = ("codebook", "version", "title", "units", "technologies")
    print_table(make_table("Codebooks", columns, rows), output_format)

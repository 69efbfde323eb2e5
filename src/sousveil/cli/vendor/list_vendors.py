"""``sousveil vendor list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.store.registers import load_vendors


@click.command(name="list")
@format_option
def command(output_format: str) -> None:
    """List the vendor register."""
    rows = [
        (v.vendor_id, v.name, v.home_iso3, v.parent_id or v.parent, "; ".join(v.aliases), v.note)
        for v in load_vendors()
    ]
    columns = ("vendor_id", "name", "home_iso3", "parent", "aliases", "note")
    print_table(make_table("Vendors", columns, rows), output_format)

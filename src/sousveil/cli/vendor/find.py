"""``sousveil vendor find``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.errors import UnknownVendor
from sousveil.store.registers import load_vendors


@click.command(name="find")
@click.argument("name")
@format_option
def command(name: str, output_format: str) -> None:
    """Find the vendor that NAME means, to the letter.

    \b
      sousveil vendor find 华为
    """
    match = load_vendors().find(name)
    if match is None:
        raise UnknownVendor("no vendor is written so", where=name, next_step="sousveil vendor list")
    vendor = match.vendor
    row = (vendor.vendor_id, vendor.name, vendor.home_iso3, match.spelling.value, vendor.note)
    columns = ("vendor_id", "name", "home_iso3", "spelling", "note")
    print_table(make_table(name, columns, [row]), output_format)

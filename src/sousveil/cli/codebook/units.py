"""``sousveil codebook units``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.store.registers import load_codebook, load_countries


@click.command(name="units")
@click.argument("codebook")
@format_option
def command(codebook: str, output_format: str) -> None:
    """List the units of a CODEBOOK with the ids to join other data on."""
    by_iso3 = load_countries().by_iso3
    rows = [
        (
            unit.country_iso3,
            unit.country_iso2,
            unit.country_numeric,
            unit.name,
            unit.region_code,
            unit.vdem_id,
            unit.cow_code,
        )
        for unit in (by_iso3[iso3] for iso3 in load_codebook(codebook).units)
    ]
    columns = (
        "country_iso3",
        "country_iso2",
        "country_numeric",
        "name",
        "region_code",
        "vdem_id",
        "cow_code",
    )
    print_table(make_table(f"Units of {codebook}", columns, rows), output_format)

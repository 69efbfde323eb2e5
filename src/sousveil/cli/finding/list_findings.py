"""``sousveil finding list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.findings.catalogue import load_catalogue
from sousveil.model.statistic import Parameters


@click.command(name="list")
@click.argument("codebook")
@format_option
def command(codebook: str, output_format: str) -> None:
    """List the findings declared for editions of a CODEBOOK (aigs-2019, aigs-2022).

    The query is a SQL file or, of a statistical finding, the procedure.
    """
    catalogue = load_catalogue(codebook)
    counted = [
        (f.finding_id, f.statement, f.unit.value, f.query, say_parameters(f.parameters))
        for f in catalogue.findings
    ]
    statistics = [
        (f.finding_id, f.statement, f.role.value, f.procedure, say_parameters(f.parameters))
        for f in catalogue.statistics
    ]
    columns = ("finding", "statement", "unit", "query", "parameters")
    print_table(
        make_table(f"Findings of {codebook}", columns, [*counted, *statistics]), output_format
    )


def say_parameters(parameters: Parameters) -> str:
    """Write parameters in one line: ``supplier=CHN, top=50``."""
    return ", ".join(f"{name}={value}" for name, value in parameters.items())

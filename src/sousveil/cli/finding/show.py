"""``sousveil finding show``."""

from collections.abc import Callable

import click
from attrs import evolve

from sousveil.cli.finding.statistic_tables import detail_table, readable
from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import Format, format_option, make_table, print_table
from sousveil.editions.opening import Edition
from sousveil.findings.catalogue import Catalogue, load_catalogue, load_sql, load_table_sql
from sousveil.findings.computing import compute_finding
from sousveil.model.finding import FindingQuery
from sousveil.model.statistic import Parameters, StatisticFinding, StatisticQuery
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="show")
@click.argument("edition")
@click.argument("finding")
@format_option
@click.pass_obj
def command(settings: Settings, edition: str, finding: str, output_format: str) -> None:
    """Show one FINDING of an EDITION: its value or ranking, and the SQL that gives it.

    Of a statistical finding: effect, estimates, tests, checks of its assumptions, what is
    missing, seed, the table behind it, and the SQL of its input.

    \b
      sousveil finding show aigs-2019 vendor-ranking
      sousveil finding show aigs-2022 adoption-model
    """
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
        catalogue = load_catalogue(found.manifest.codebook_id)
        query = catalogue.find(finding)
        if isinstance(query, StatisticQuery):
            progress("computing the tests of the family")
            computed = _compute(
                found, catalogue, query, lambda name: find_edition(settings, name, progress)
            )
    if isinstance(query, StatisticQuery):
        _show_statistic(computed, output_format)
    else:
        _show_count(found, query, output_format)


def _compute(
    edition: Edition,
    catalogue: Catalogue,
    query: StatisticQuery,
    find: Callable[[str], Edition],
) -> StatisticFinding:
    """Compute one statistical finding with the others of its family, by which p is corrected."""
    from sousveil.findings.statistics.computing import (  # noqa: PLC0415  # heavy
        compute_statistics,
    )

    family = tuple(
        one
        for one in catalogue.statistics
        if one == query or (query.family is not None and one.family == query.family)
    )
    findings = compute_statistics(edition, evolve(catalogue, statistics=family), find)
    return next(f for f in findings if f.query == query)


def _show_statistic(finding: StatisticFinding, output_format: str) -> None:
    detail = detail_table(finding)
    if output_format != Format.TABLE:
        print_table(detail, output_format)
        return
    print_table(readable(detail), output_format)
    result = finding.result
    if result.rows:
        print_table(
            readable(make_table("Table behind it", result.columns, result.rows)), output_format
        )
    query = finding.query
    _echo_sql(f"tables/{query.table}", query.parameters, load_table_sql(query.table))


def _show_count(edition: Edition, query: FindingQuery, output_format: str) -> None:
    with edition.connect() as connection:
        computed = compute_finding(connection, query)
    if computed.rows:
        table = make_table(query.statement, computed.columns, computed.rows)
    else:
        row = (computed.value, computed.denominator, query.unit.value, query.why_not)
        table = make_table(query.statement, ("value", "of", "unit", "why_not"), [row])
    print_table(table, output_format)
    if output_format == Format.TABLE and query.query is not None:
        _echo_sql(query.query, query.parameters, load_sql(query.query))


def _echo_sql(name: str, parameters: Parameters, sql: str) -> None:
    click.echo(f"{name}.sql, parameters {parameters or 'none'}\n")
    click.echo(sql)

"""``sousveil decision agreement``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from attrs import astuple, fields

from sousveil.cli.rendering import Format, as_of_option, format_option, make_table, print_table
from sousveil.decisions.agreement import AgreementRow
from sousveil.pipeline.agreeing import measure_coders
from sousveil.store.registers import LIVING_CODEBOOK

if TYPE_CHECKING:
    from sousveil.settings import Settings

_TO_READ = ("variable", "of", "claims", "coders", "percent", "kappa", "alpha", "note")


@click.command(name="agreement")
@click.argument("codebook", default=LIVING_CODEBOOK)
@as_of_option
@format_option
@click.pass_obj
def command(settings: Settings, codebook: str, as_of: str | None, output_format: str) -> None:
    """Measure how far coders agreed on the claims that two of them coded blind.

    Percent agreement, Cohen's kappa and Krippendorff's alpha (nominal) with 95 % bootstrap
    intervals, for each variable: over all claims, by language and by technology. CODEBOOK
    says how many claims are drawn for two coders; the living one if not given. Editions have
    the same figures in their table `agreement`.

    \b
      sousveil decision agreement
      sousveil decision agreement mine.yaml --format csv > agreement.csv
    """
    rows = measure_coders(settings, codebook, as_of=as_of)
    if output_format == Format.TABLE:
        table = make_table("Agreement between coders", _TO_READ, map(_row_to_read, rows))
    else:
        columns = (field.name for field in fields(AgreementRow))
        table = make_table("Agreement between coders", columns, map(astuple, rows))
    print_table(table, output_format)
    if not rows and output_format == Format.TABLE:
        click.echo("No claim that is drawn for two coders has been coded by two of them.")


def _row_to_read(row: AgreementRow) -> tuple[object, ...]:
    group = row.group_value if row.group_kind == "all" else f"{row.group_kind} {row.group_value}"
    percent = "-" if row.percent_agreement is None else f"{row.percent_agreement:.1f}"
    return (
        row.variable,
        group,
        row.claim_count,
        row.coder_count,
        percent,
        _with_interval(row.kappa, row.kappa_low, row.kappa_high),
        _with_interval(row.alpha, row.alpha_low, row.alpha_high),
        row.note,
    )


def _with_interval(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if low is None else f"{value:.2f} ({low:.2f} to {high:.2f})"

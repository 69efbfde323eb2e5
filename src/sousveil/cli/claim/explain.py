"""``sousveil claim explain``: what the rules make of a sentence, and why."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING

import click

from sousveil.cli.rendering import Format, format_option, make_table, one_line, print_table

if TYPE_CHECKING:
    from sousveil.claims.rules.explaining import Explanation
    from sousveil.cli.rendering import Table
    from sousveil.model.claim import Financing

MOST_PAIRS = 10
LONGEST_TERM = 20
"""Characters of a terminal that are given to a term of the vocabulary."""


_DETAILS = ("date", "place", "agency", "financing")


class Part(StrEnum):
    """What an explanation consists of."""

    MATCHES = "matches"
    PAIRS = "pairs"
    CLAIMS = "claims"


@click.command(name="explain")
@click.argument("text", required=False)
@click.option("--language", metavar="CODE", help="ISO 639-1; found out from the text if not given.")
@click.option(
    "--all", "show_all", is_flag=True, help=f"Every pair, not the {MOST_PAIRS} likeliest alone."
)
@click.option(
    "--show",
    type=click.Choice([part.value for part in Part]),
    help="Print one part.  [default: all as tables, pairs in other formats]",
)
@format_option
def command(
    text: str | None, language: str | None, show_all: bool, show: str | None, output_format: str
) -> None:
    """Show what matched in TEXT, which rule made a claim, and why others did not.

    TEXT is a sentence or a whole document; with none, it is read from standard input. Each
    rule is shown with what it adds to the chance of a pair, in log odds.

    \b
      sousveil claim explain "Ugandan police use Huawei's facial recognition in Kampala."
      sousveil claim explain --show matches --format csv < article.txt
    """
    from sousveil.pipeline.extracting import explain_text  # noqa: PLC0415  # heavy

    explanation = explain_text(text if text is not None else sys.stdin.read(), language)
    parts = list(Part) if output_format == Format.TABLE else [Part.PAIRS]
    for part in [Part(show)] if show else parts:
        if output_format == Format.TABLE:
            _print(explanation, part, show_all)
        else:
            print_table(_table(explanation, part, show_all), output_format)


def _print(explanation: Explanation, part: Part, show_all: bool) -> None:
    """Print a part to be read: what is long stands in lines of its own, not in narrow columns."""
    table = _table(explanation, part, show_all)
    if part is Part.MATCHES:
        rows = [
            (nr, one_line(written), what, _short(term)) for nr, written, what, term in table.rows
        ]
        print_table(make_table(table.title, ("nr", "written", "is", "term"), rows), Format.TABLE)
        return
    click.secho(table.title, bold=True)
    if not table.rows:
        click.echo("  none")
    for row in table.rows:
        if part is Part.PAIRS:
            country, technology, chance, verdict, rules = row
            click.echo(f"  {country}  {technology}  chance {chance:.3f}  {verdict}")
            lines = rules.split("; ")
        else:
            country, technology, vendor, status, confidence, quote, *details = row
            by = f"  {vendor}" if vendor else ""
            click.echo(f"  {country}  {technology}{by}  {status}  confidence {confidence:.3f}")
            told = zip(_DETAILS, details, strict=True)
            lines = [one_line(quote), *(f"{name}: {value}" for name, value in told if value)]
        for line in lines:
            click.echo(f"      {line}")
    click.echo()


def _short(term: str) -> str:
    """Cut a term off where it takes too much of the line, in which some letters are wide."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415  # only needed for tables

    if cell_len(term) <= LONGEST_TERM:
        return term
    return f"{set_cell_size(term, LONGEST_TERM - 1).rstrip()}…"


def _table(explanation: Explanation, part: Part, show_all: bool) -> Table:
    if part is Part.MATCHES:
        matches = [(one.sentence, one.written, one.what, one.term) for one in explanation.matches]
        return make_table("What matched", ("sentence", "written", "is", "term"), matches)
    if part is Part.CLAIMS:
        columns = ("country", "technology", "vendor", "status", "confidence", "quote", *_DETAILS)
        rows = [
            (
                one.country_iso3,
                one.technology_code,
                one.vendor,
                one.status.value,
                round(one.confidence, 3),
                one.quote,
                one.event_date,
                one.place,
                one.agency,
                _describe(one.financing),
            )
            for one in explanation.claims
        ]
        return make_table("Claims proposed", columns, rows)
    return _pairs(explanation, show_all)


def _describe(financing: Financing | None) -> str | None:
    """Write financing in a line: its kind, the amount with its currency, the lender."""
    if financing is None:
        return None
    parts = [financing.kind.value]
    if financing.amount is not None:
        parts.append(f"of {financing.amount:,.0f} {financing.currency}")
    if lender := financing.lender or financing.lender_iso3:
        parts.append(f"from {lender}")
    return " ".join(parts)


def _pairs(explanation: Explanation, show_all: bool) -> Table:
    shown = explanation.pairs if show_all else explanation.pairs[:MOST_PAIRS]
    rows = [
        (
            pair.country_iso3,
            pair.technology_code,
            round(pair.score, 3),
            "claim" if pair.is_claim else f"none: below {explanation.threshold}",
            f"{explanation.bias:+.1f} to begin with; "
            + "; ".join(f"{weight:+.1f} {name}" for name, weight in pair.rules),
        )
        for pair in shown
    ]
    title = f"Pairs of country and technology, text in {explanation.language}"
    return make_table(title, ("country", "technology", "chance", "verdict", "rules"), rows)

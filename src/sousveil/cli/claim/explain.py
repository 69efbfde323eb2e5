"""``sousveil claim explain``: what the rules make of a sentence, and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sousveil.cli.rendering import format_option, make_table, print_table

if TYPE_CHECKING:
    from sousveil.claims.rules.explaining import Explanation
    from sousveil.cli.rendering import Table


@click.command()
@click.argument("text", required=False)
@click.option("--language", metavar="CODE", help="ISO 639-1; found out from the text if not given.")
@click.option("--all", "show_all", is_flag=True, help="Show every pair, the unlikely ones too.")
@format_option
def command(text: str | None, language: str | None, show_all: bool, output_format: str) -> None:
    """Show what matched in TEXT, which rule made a claim, and why others did not.

    TEXT is a sentence or a whole document; with none, it is read from standard input.

    \b
    sousveil claim explain "Ugandan police use Huawei's facial recognition in Kampala."
    sousveil claim explain < article.txt
    """
    from sousveil.pipeline.extracting import explain_text  # noqa: PLC0415  # heavy

    written = text if text is not None else sys.stdin.read()
    explanation = explain_text(written, language)
    matches = [(one.sentence, one.written, one.what, one.term) for one in explanation.matches]
    columns = ("sentence", "written", "is", "term")
    print_table(make_table("What matched", columns, matches), output_format)
    print_table(_pairs(explanation, show_all), output_format)
    if explanation.record is not None:
        rows = [
            (one.country_iso3, one.technology_code, one.vendor, one.status.value)
            for one in explanation.record
        ]
        title = "Claims of a structured record, by its fields"
        print_table(
            make_table(title, ("country", "technology", "vendor", "status"), rows), output_format
        )


def _pairs(explanation: Explanation, show_all: bool) -> Table:
    rows = [
        (
            pair.country_iso3,
            pair.technology_code,
            round(pair.score, 3),
            "claim" if pair.is_claim else f"none: below {explanation.threshold}",
            f"{explanation.bias:+.1f} to begin with; "
            + "; ".join(f"{weight:+.1f} {name}" for name, weight in pair.rules),
        )
        for pair in explanation.pairs
        if show_all or pair.score >= explanation.threshold / 10
    ]
    title = f"Pairs of country and technology, text in {explanation.language}"
    return make_table(title, ("country", "technology", "chance", "verdict", "rules"), rows)

"""``sousveil claim evaluate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sousveil.claims.evaluation.bootstrap import Resampling
from sousveil.claims.evaluation.floor import Standing, check_floor
from sousveil.cli.claim.bounds import bounds_options, choose_extractor
from sousveil.cli.claim.evaluation_tables import Part, floor_messages, full_table, readable_tables
from sousveil.cli.rendering import Format, format_option, print_table
from sousveil.model.maker import EXTRACTORS
from sousveil.pipeline.evaluating import evaluate_extractor, evaluate_predictions, load_floor
from sousveil.pipeline.extracting import tell_run

if TYPE_CHECKING:
    from sousveil.settings import Settings

BELOW_FLOOR = 8
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="evaluate")
@click.argument("gold", type=_FILE, nargs=-1, required=True)
@click.option("--predictions", type=_FILE, help="Score these claims, one JSON object a line.")
@click.option(
    "--extractor",
    type=click.Choice(EXTRACTORS),
    default=EXTRACTORS[0],
    show_default=True,
    help="What to run over the texts if no predictions are given.",
)
@bounds_options
@click.option(
    "--show",
    type=click.Choice([part.value for part in Part]),
    help="Print one part.  [default: all as tables, scores in other formats]",
)
@click.option("--errors", default=20, show_default=True, type=click.IntRange(min=0), help="Listed.")
@click.option(
    "--resamples",
    default=1000,
    show_default=True,
    type=click.IntRange(min=0),
    help="Draws of documents for the intervals.",
)
@click.option("--seed", default=1, show_default=True, help="Of the draws.")
@click.option(
    "--floor", type=_FILE, help=f"Exit with {BELOW_FLOOR} if a score is below this file's."
)
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # the options of one evaluation
    settings: Settings,
    gold: tuple[Path, ...],
    predictions: Path | None,
    extractor: str,
    max_cost: float | None,
    max_tokens: int | None,
    show: str | None,
    errors: int,
    resamples: int,
    seed: int,
    floor: Path | None,
    output_format: str,
) -> None:
    """Score proposed claims against GOLD files, documents with labels: precision, recall, F1.

    Scores are of the country, of country and technology (ct), of country and vendor (cv),
    of all three (full), and of those with the status; by language, by kind of document and
    by status; with the false-alarm rate on documents without a claim, 95 % bootstrap
    intervals, the calibration of the confidence, and the worst errors.

    With --extractor llm, what the run came to stands on standard error: requests, tokens,
    costs, claims turned away, documents not read (which count as documents in which nothing
    was found). Where --max-cost or --max-tokens does not cover all documents, there are no
    scores, and the status is 9; what was answered is kept, and the next run goes on from it.

    \b
      sousveil claim evaluate gold.jsonl more.jsonl
      sousveil claim evaluate gold.jsonl --predictions claims.jsonl --format csv
      sousveil claim evaluate gold.jsonl --show errors --format jsonl
      sousveil claim evaluate gold.jsonl --floor floor.yaml
      sousveil claim evaluate gold.jsonl --extractor llm --max-tokens 500000
    """
    resampling = Resampling(count=resamples, seed=seed)
    bounds = load_floor(floor) if floor is not None else None
    if predictions is not None:
        evaluation = evaluate_predictions(
            gold, predictions, resampling=resampling, most_mistakes=errors
        )
    else:
        made = choose_extractor(settings, extractor, max_cost, max_tokens)
        try:
            evaluation = evaluate_extractor(gold, made, resampling=resampling, most_mistakes=errors)
        finally:
            for line in tell_run(made):
                click.echo(line, err=True)
    if output_format == Format.TABLE:
        for table in readable_tables(evaluation, [Part(show)] if show else list(Part)):
            print_table(table, output_format)
    else:
        print_table(full_table(evaluation, Part(show or Part.SCORES)), output_format)
    if bounds is not None:
        results = check_floor(evaluation, bounds)
        for message in floor_messages(one for one in results if one.standing is not Standing.KEPT):
            click.echo(message, err=True)
        if any(result.standing is Standing.BELOW for result in results):
            sys.exit(BELOW_FLOOR)

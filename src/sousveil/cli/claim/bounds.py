"""What a run of the llm extractor may cost: the options, and the extractor that keeps to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from sousveil.pipeline.extracting import Bounds, find_extractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.candidate import Extractor
    from sousveil.settings import Settings

F = TypeVar("F", bound="Callable[..., Any]")


def bounds_options(command: F) -> F:
    """Add ``--max-cost`` and ``--max-tokens`` to a command."""
    for option in (
        click.option(
            "--max-tokens",
            metavar="N",
            type=click.IntRange(min=0),
            help="With --extractor llm: the most tokens of this run, in and out together. Before"
            " it would be exceeded the run ends, with status 9.  [default: no limit, or"
            " $SOUSVEIL_LLM_MAX_TOKENS]",
        ),
        click.option(
            "--max-cost",
            metavar="USD",
            type=click.FloatRange(min=0),
            help="The same in US dollars; needs the prices $SOUSVEIL_LLM_PRICE_IN and _OUT, of a"
            " million tokens.  [default: no limit, or $SOUSVEIL_LLM_MAX_COST]",
        ),
    ):
        command = option(command)
    return command


def choose_extractor(
    settings: Settings, name: str, max_cost: float | None, max_tokens: int | None
) -> Extractor:
    """Return the extractor of a name, with its answers kept in the workspace.

    Raises:
        InvalidData: its settings are missing or wrong.
    """
    bounds = Bounds(max_cost_usd=max_cost, max_tokens=max_tokens)
    if name != "llm" and bounds != Bounds():
        raise click.UsageError(
            f"--max-cost and --max-tokens go with --extractor llm: {name} asks nobody and costs nothing"
        )
    return find_extractor(name, home=settings.home, bounds=bounds)

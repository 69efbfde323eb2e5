"""What commands take that write several editions into one folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


def takes_editions_to_folder(help_of_folder: str) -> Callable[[Function], Function]:
    """Give a command the argument ``EDITIONS``, one or more, and the option ``--to DIR``."""
    target = click.option(
        "--to",
        "target",
        required=True,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=help_of_folder,
    )
    editions = click.argument("editions", nargs=-1, required=True)
    return lambda function: editions(target(function))

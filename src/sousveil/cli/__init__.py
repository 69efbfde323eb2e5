"""The command line: parse, call one function, render. One module per command, loaded when used."""

from __future__ import annotations

import sys

from sousveil.cli.root import root
from sousveil.errors import SousveilError


def main() -> None:
    """Run the command line; an error of ours becomes a message and its exit status."""
    try:
        root(prog_name="sousveil")
    except SousveilError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_status)

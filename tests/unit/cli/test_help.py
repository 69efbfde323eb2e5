"""Every command explains itself, and the help loads nothing but what it shows."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from sousveil import __version__
from sousveil.cli.root import root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import CompletedProcess


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from walk(child, (*path, name))


COMMANDS = list(walk(root))


def test_the_commands_are_those_of_the_stages() -> None:
    groups = [path[0] for path in COMMANDS if len(path) == 1]
    assert groups == [
        "demo",
        "source",
        "claim",
        "decision",
        "edition",
        "cell",
        "finding",
        "publish",
        "report",
        "log",
        "serve",
        "account",
        "backup",
        "restore",
        "codebook",
        "vendor",
    ]
    assert len(COMMANDS) > 20


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(
    run: Callable[..., CompletedProcess[str]], path: tuple[str, ...], option: str
) -> None:
    result = run(*path, option)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: {' '.join(('sousveil', *path))} ")
    assert "-h, --help" in result.stdout
    below = [other for other in COMMANDS if other[:-1] == path and other]
    for *_parents, name in below:
        assert f"\n  {name} " in result.stdout


def test_the_version_is_told(run: Callable[..., CompletedProcess[str]]) -> None:
    assert run("--version").stdout == f"sousveil, version {__version__}\n"


def test_help_loads_no_database_and_no_workbook_reader() -> None:
    script = (
        "import sys\n"
        "from sousveil.cli import main\n"
        "sys.argv = ['sousveil', '--help']\n"
        "try:\n    main()\n"
        "finally:\n    print(sorted({'sqlalchemy', 'duckdb', 'openpyxl', 'rich'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"

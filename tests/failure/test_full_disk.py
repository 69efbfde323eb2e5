"""A disk that fills up at any stage ends in a clear error, and leaves what was there before.

Two ways to run out of room: a limit on the size of a file (``RLIMIT_FSIZE``; the write fails
with EFBIG), which works everywhere, and a real file system that is too small (a tmpfs in
a mount namespace of its own; the write fails with ENOSPC), where the kernel lets us mount one.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

SOUSVEIL = (sys.executable, "-c", "from sousveil.cli import main; main()")
ENVIRONMENT = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
PAGE = 4096

IN_SMALL_FOLDER = """
set -e
mount -t tmpfs -o size="$1" tmpfs "$2"
folder="$2"
shift 2
if "$@"; then status=0; else status=$?; fi
echo "left behind: $(ls -A "$folder" | tr '\\n' ' ')"
exit $status
"""


def run_with_limit(limit: int, *arguments: str | Path) -> CompletedProcess[str]:
    """Run the command line where no file may grow beyond so many bytes."""

    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*SOUSVEIL, *map(str, arguments)],
        preexec_fn=limit_files,  # the tests start no threads here
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )


def run_in_namespace(size: int, folder: Path, *command: str | Path) -> CompletedProcess[str]:
    """Run a command where a folder is a file system of its own of so many bytes."""
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    return subprocess.run(
        [*unshare, "sh", "-c", IN_SMALL_FOLDER, "sh", str(size), *map(str, (folder, *command))],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A folder on which a small file system can be mounted; skips where that is not allowed."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        tried = run_in_namespace(PAGE, folder, "true")
    except FileNotFoundError:
        pytest.skip("no unshare on this machine: no small file system can be mounted")
    if tried.returncode != 0:
        pytest.skip(f"no small file system can be mounted here: {tried.stderr.strip()}")
    return folder


def refused(result: CompletedProcess[str]) -> bool:
    return (
        result.returncode == 6
        and result.stderr.count("error CannotWrite: ") == 1
        and "\n  next: free some space" in result.stderr
        and "Traceback" not in result.stderr
    )


@pytest.mark.parametrize("limit", [1_000, 20_000, 150_000])
def test_an_import_that_runs_out_of_room_stores_nothing(
    tmp_path: Path, run: Callable[..., CompletedProcess[str]], limit: int
) -> None:
    home = tmp_path / "home"
    result = run_with_limit(limit, "--home", home, "edition", "import", "aigs-2022")
    assert refused(result), result
    assert "sousveil.db" in result.stderr
    log = run("--home", home, "log", "verify", "--format", "csv")
    assert log.stdout.splitlines()[1].startswith("whole,0,")
    assert run("--home", home, "edition", "import", "aigs-2022").returncode == 0
    log = run("--home", home, "log", "verify", "--format", "csv")
    assert not log.stdout.splitlines()[1].startswith("whole,0,")


def test_a_second_import_that_runs_out_of_room_leaves_the_first(
    home: Path, run: Callable[..., CompletedProcess[str]]
) -> None:
    before = run("--home", home, "log", "verify", "--format", "csv").stdout
    limit = (home / "sousveil.db").stat().st_size
    assert refused(run_with_limit(limit, "--home", home, "edition", "import", "aigs-2022"))
    assert run("--home", home, "log", "verify", "--format", "csv").stdout == before


def test_a_freeze_that_runs_out_of_room_leaves_the_edition_before(
    home: Path,
    frozen_edition: Path,
    run: Callable[..., CompletedProcess[str]],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    before = hash_folder(frozen_edition)
    freeze = ("--home", home, "edition", "freeze", "aigs-2019", "--to", frozen_edition)
    result = run_with_limit(40_000, *freeze)
    assert refused(result), result
    assert str(frozen_edition) in result.stderr
    assert hash_folder(frozen_edition) == before
    assert list(frozen_edition.parent.iterdir()) == [frozen_edition]
    assert run(*freeze).returncode == 0


@pytest.mark.parametrize("stage", ["coding claims", "writing Parquet"])
def test_a_freeze_onto_a_full_disk_leaves_nothing_behind(
    home: Path, frozen_edition: Path, small_folder: Path, stage: str
) -> None:
    used = {
        suffix: sum(-(-p.stat().st_size // PAGE) * PAGE for p in frozen_edition.glob(f"*.{suffix}"))
        for suffix in ("csv", "parquet")
    }
    size = used["csv"] // 3 if stage == "coding claims" else used["csv"] + used["parquet"] // 2
    target = small_folder / "edition"
    command = (*SOUSVEIL, "--home", home, "edition", "freeze", "aigs-2019", "--to", target)
    result = run_in_namespace(size, small_folder, *command)
    assert refused(result), result
    assert "No space left on device" in result.stderr
    assert result.stderr.split("error CannotWrite")[0].splitlines()[-1].startswith(f"... {stage}")
    assert result.stdout == "left behind: \n"


def test_an_import_onto_a_full_disk_stores_nothing(small_folder: Path) -> None:
    script = (
        f"'{sys.executable}' -c 'from sousveil.cli import main; main()' --home '{small_folder}' "
    )
    commands = f"""
        {script} edition import aigs-2022 && exit 1
        rm "{small_folder}/ballast"
        {script} log verify --format csv
    """
    fill = f'head -c 3700000 /dev/zero > "{small_folder}/ballast"'
    result = run_in_namespace(4_000_000, small_folder, "sh", "-c", f"{fill}; {commands}")
    assert "error CannotWrite: " in result.stderr
    assert "disk is full" in result.stderr
    assert result.returncode == 0, result
    assert "whole,0," in result.stdout

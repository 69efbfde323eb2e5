"""A folder that cannot be written, or is not ours to replace, is left exactly as it was."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

SOUSVEIL = (sys.executable, "-c", "from sousveil.cli import main; main()")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def run_as_ordinary_user(*arguments: str | Path) -> CompletedProcess[str]:
    """Run the command line so that permissions hold for it, even where the tests run as root."""

    def give_up_overriding() -> None:
        if os.geteuid() == 0:
            with suppress(AttributeError):  # only Linux has it, and only there is root tested on
                ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)

    return subprocess.run(
        [*SOUSVEIL, *map(str, arguments)],
        preexec_fn=give_up_overriding,  # the tests start no threads here
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Callable[[Path, int], None]]:
    """A function that sets a folder's permissions until the test ends."""
    changed: list[Path] = []

    def lock(folder: Path, mode: int) -> None:
        changed.append(folder)
        folder.chmod(mode)

    yield lock
    for folder in changed:
        folder.chmod(0o755)


def refused(result: CompletedProcess[str], *words: str) -> bool:
    return (
        result.returncode == 6
        and result.stderr.count("error CannotWrite: ") == 1
        and "\n  next: " in result.stderr
        and "Traceback" not in result.stderr
        and all(word in result.stderr for word in words)
    )


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_freeze_into_a_folder_without_permission_says_so(
    home: Path, tmp_path: Path, locked: Callable[[Path, int], None], mode: int
) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    locked(parent, mode)
    result = run_as_ordinary_user(
        "--home", home, "edition", "freeze", "aigs-2019", "--to", parent / "edition"
    )
    assert refused(result, str(parent / "edition"), "Permission denied", "correct the permissions")
    parent.chmod(0o755)
    assert list(parent.iterdir()) == []


def test_a_freeze_over_an_edition_in_a_read_only_folder_leaves_it(
    home: Path,
    tmp_path: Path,
    frozen_edition: Path,
    locked: Callable[[Path, int], None],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    parent = frozen_edition.parent
    before = hash_folder(parent)
    locked(parent, 0o555)
    result = run_as_ordinary_user(
        "--home", home, "edition", "freeze", "aigs-2019", "--to", frozen_edition
    )
    assert refused(result, "Permission denied")
    assert hash_folder(parent) == before


def test_an_import_into_a_read_only_workspace_says_so(
    tmp_path: Path, locked: Callable[[Path, int], None]
) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    locked(parent, 0o555)
    result = run_as_ordinary_user("--home", parent / "home", "edition", "import", "aigs-2019")
    assert refused(result, str(parent / "home"), "Permission denied", "--home")
    assert list(parent.iterdir()) == []


def test_an_import_into_a_database_that_cannot_be_written_says_so(
    home: Path,
    locked: Callable[[Path, int], None],
    run: Callable[..., CompletedProcess[str]],
) -> None:
    before = run("--home", home, "log", "verify", "--format", "csv").stdout
    locked(home / "sousveil.db", 0o444)
    result = run_as_ordinary_user("--home", home, "edition", "import", "aigs-2022")
    assert refused(result, "sousveil.db", "readonly", "nothing was changed")
    (home / "sousveil.db").chmod(0o644)
    assert run("--home", home, "log", "verify", "--format", "csv").stdout == before


@pytest.mark.parametrize("place", ["file", "file/below", "file/far/below"])
def test_a_target_that_is_a_file_or_below_one_is_refused(
    home: Path, tmp_path: Path, run: Callable[..., CompletedProcess[str]], place: str
) -> None:
    (tmp_path / "file").write_text("mine")
    target = tmp_path / place
    result = run("--home", home, "edition", "freeze", "aigs-2019", "--to", target)
    assert refused(result, str(target))
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


def test_a_workspace_that_is_a_file_is_refused(
    tmp_path: Path, run: Callable[..., CompletedProcess[str]]
) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        assert refused(run("--home", place, "edition", "import", "aigs-2019"), str(place))
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.txt": "mine"},
        {"manifest.json": '{"name": "a browser extension"}', "code.js": "mine"},
        {"manifest.json": "no JSON"},
        {"below/manifest.json": "{}"},
    ],
    ids=["notes", "someone else's manifest", "unreadable manifest", "manifest below"],
)
def test_a_folder_that_is_not_ours_is_not_replaced(
    home: Path, tmp_path: Path, run: Callable[..., CompletedProcess[str]], files: dict[str, str]
) -> None:
    target = tmp_path / "target"
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text)
    result = run("--home", home, "edition", "freeze", "aigs-2019", "--to", target)
    assert refused(result, str(target), "choose a new folder")
    found = {p.relative_to(target).as_posix(): p.read_text() for p in target.rglob("*.*")}
    assert found == files


def test_an_edition_beside_which_someone_put_notes_is_not_replaced(
    home: Path,
    tmp_path: Path,
    frozen_edition: Path,
    run: Callable[..., CompletedProcess[str]],
) -> None:
    (frozen_edition / "notes").mkdir()
    (frozen_edition / "notes" / "mine.md").write_text("mine")
    result = run("--home", home, "edition", "freeze", "aigs-2019", "--to", frozen_edition)
    assert refused(result, "notes/mine.md", "move these files elsewhere")
    assert (frozen_edition / "notes" / "mine.md").read_text() == "mine"


def test_an_empty_folder_and_an_edition_are_replaced(
    home: Path,
    tmp_path: Path,
    run: Callable[..., CompletedProcess[str]],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    assert run("--home", home, "edition", "freeze", "aigs-2019", "--to", target).returncode == 0
    before = hash_folder(target)
    (target / "cells.csv").write_text("spoilt")
    assert run("--home", home, "edition", "freeze", "aigs-2019", "--to", target).returncode == 0
    assert hash_folder(target) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "target"]

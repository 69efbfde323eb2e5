"""The commands that take a workspace out and bring it back say what they did, or why not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.servers.databases import make_postgresql_database

from sousveil.cli.server_extra import opening_accounts
from sousveil.errors import BadInput, CannotWrite
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess


def test_a_workspace_is_backed_up_and_restored(
    run: Callable[..., CompletedProcess[str]], home: Path, tmp_path: Path
) -> None:
    made = run("--home", home, "backup", tmp_path / "b.zip", "--format", "json")
    assert made.returncode == 0
    (row,) = json.loads(made.stdout)
    assert row["decisions"] > 0
    new = tmp_path / "new"
    done = run("--home", new, "restore", tmp_path / "b.zip", "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["decisions"] == row["decisions"]
    assert run("--home", new, "log", "verify").returncode == 0
    again = run("--home", new, "restore", tmp_path / "b.zip")
    assert again.returncode == CannotWrite.exit_status
    assert "--force-new-home" in again.stderr
    forced = run("--home", new, "restore", tmp_path / "b.zip", "--force-new-home")
    assert forced.returncode == 0


def test_accounts_are_backed_up_with_the_workspace(
    run: Callable[..., CompletedProcess[str]], home: Path, tmp_path: Path
) -> None:
    with opening_accounts(read_settings({}, home=str(home))):
        from sousveil.server.accounts.models import Account  # noqa: PLC0415  # Django is set up by now

        Account.objects.create(name="zoe", pseudonym="coder-z", role="coder")
    assert run("--home", home, "backup", tmp_path / "b.zip").returncode == 0
    new = tmp_path / "new"
    assert run("--home", new, "restore", tmp_path / "b.zip").returncode == 0
    with opening_accounts(read_settings({}, home=str(new))):
        assert [one.pseudonym for one in Account.objects.all()] == ["coder-z"]


def test_accounts_of_a_team_come_back_into_an_empty_database(
    run: Callable[..., CompletedProcess[str]], postgresql_server: str, tmp_path: Path
) -> None:
    first, drop_first = make_postgresql_database(postgresql_server)
    second, drop_second = make_postgresql_database(postgresql_server)
    old, new = ("--home", tmp_path / "1", "--database", first), ("--home", tmp_path / "2")
    create = (
        "account",
        "create",
        "zoe",
        "--role",
        "administrator",
        "--pseudonym",
        "coder-z",
        "--generate-password",
    )
    assert run(*old, *create).returncode == 0
    assert run(*old, "backup", tmp_path / "b.zip").returncode == 0
    restored = run(*new, "--database", second, "restore", tmp_path / "b.zip")
    assert restored.returncode == 0, restored.stderr
    listed = run(*new, "--database", second, "account", "list", "--format", "json")
    assert [row["pseudonym"] for row in json.loads(listed.stdout)] == ["coder-z"]
    assert (
        run(
            *new,
            "--database",
            second,
            "account",
            "create",
            "max",
            "--role",
            "coder",
            "--generate-password",
        ).returncode
        == 0
    )
    drop_first()
    drop_second()


def test_a_log_is_exported_and_imported(
    run: Callable[..., CompletedProcess[str]], home: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    assert run("--home", home, "log", "export", first).returncode == 0
    new = tmp_path / "new"
    assert run("--home", new, "log", "import", first).returncode == 0
    assert run("--home", new, "log", "export", second).returncode == 0
    assert first.read_bytes() == second.read_bytes()
    lines = first.read_bytes().splitlines(keepends=True)
    second.write_bytes(b"".join(lines[:7] + lines[8:]))
    refused = run("--home", tmp_path / "other", "log", "import", second)
    assert refused.returncode == BadInput.exit_status
    assert f"{second}:8" in refused.stderr
    assert run("--home", new, "log", "import", tmp_path / "none").returncode == 3

"""Commands print what they found in the format asked for, and end with the status documented."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from sousveil import errors
from sousveil.errors import InvalidData, SousveilError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

TABLES = [
    ("codebook", "list"),
    ("codebook", "units", "aigs-2019"),
    ("edition", "list"),
    ("edition", "import", "aigs-2019"),
    ("edition", "freeze", "aigs-2019", "--to", "EDITION"),
    ("edition", "show", "EDITION"),
    ("edition", "show", "EDITION", "cells"),
    ("edition", "show", "EDITION", "claims", "--country", "ken"),
    ("edition", "query", "EDITION", "SELECT 1 AS one, NULL AS nothing, 'a,\"b\"' AS text"),
    ("edition", "compare", "EDITION", "EDITION"),
    ("edition", "audit", "aigs-2019"),
    ("finding", "list", "aigs-2019"),
    ("finding", "compute", "EDITION"),
    ("finding", "show", "EDITION", "vendor-ranking"),
    ("finding", "show", "EDITION", "adoption-model"),
    ("finding", "verify", "EDITION"),
    ("log", "show", "--last", "3"),
    ("log", "verify"),
    ("vendor", "list"),
    ("vendor", "find", "华为"),
]


@pytest.fixture
def sousveil(
    home: Path, frozen_edition: Path, run: Callable[..., CompletedProcess[str]]
) -> Callable[..., CompletedProcess[str]]:
    """The command line on a workspace with the table of 2019; EDITION is one frozen from it."""

    def call(*arguments: str | Path) -> CompletedProcess[str]:
        return run("--home", home, *(frozen_edition if a == "EDITION" else a for a in arguments))

    return call


@pytest.mark.parametrize("command", TABLES, ids=" ".join)
def test_json_and_csv_say_the_same_and_read_back(
    sousveil: Callable[..., CompletedProcess[str]], command: tuple[str, ...]
) -> None:
    as_json, as_csv = (sousveil(*command, "--format", form) for form in ("json", "csv"))
    assert (as_json.returncode, as_csv.returncode) == (0, 0)
    records: list[dict[str, Any]] = json.loads(as_json.stdout)
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert rows == [
        {name: "" if value is None else str(value) for name, value in record.items()}
        for record in records
    ]
    assert records or command[1] in {"compare"}


@pytest.mark.parametrize("command", TABLES, ids=" ".join)
def test_a_table_is_drawn_by_default(
    sousveil: Callable[..., CompletedProcess[str]],
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    drawn = sousveil(*command)
    header = sousveil(*command, "--format", "csv").stdout.splitlines()[0].split(",")
    assert drawn.returncode == 0
    if command[:2] != ("edition", "audit"):  # which sums up, and lists rows on demand
        assert header[0] in drawn.stdout
    assert not drawn.stdout.startswith(("[", header[0]))


@pytest.mark.parametrize("text", ["[red]华为[/red]", "[/]", "a\\[b]", "日本電気株式会社 내무부"])
def test_any_text_is_printed_as_it_stands_and_unbroken(
    sousveil: Callable[..., CompletedProcess[str]], text: str
) -> None:
    result = sousveil("edition", "query", "EDITION", f"SELECT '{text}' AS \"{text}\"")
    assert result.stdout.count(text) == 2


def test_a_codebook_is_shown_to_the_letter(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    shown = run("codebook", "show", "aigs-2019")
    (tmp_path / "mine.yaml").write_text(shown.stdout, encoding="utf-8")
    assert run("codebook", "show", tmp_path / "mine.yaml").stdout == shown.stdout
    assert shown.stdout.startswith("codebook_id: aigs-2019\n")


def test_the_last_entries_of_the_log_are_shown_oldest_first(
    sousveil: Callable[..., CompletedProcess[str]],
) -> None:
    head = sousveil("log", "verify", "--format", "json")
    (whole,) = json.loads(head.stdout)
    shown = json.loads(sousveil("log", "show", "--last", "3", "--format", "json").stdout)
    assert [entry["entry"] for entry in shown] == [whole["entries"] - n for n in (2, 1, 0)]
    assert shown[-1]["hash"] == whole["head"]


def test_progress_is_told_on_standard_error_alone(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    freeze = ("edition", "freeze", "aigs-2019", "--to", tmp_path / "e", "--format", "json")
    result = run("--home", tmp_path / "home", *freeze)
    assert json.loads(result.stdout)
    assert "... importing the bundled table aigs-2019\n" in result.stderr
    assert "... hashing\n" in result.stderr


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (("vendor", "find", "Nobody"), 3, "error UnknownVendor: Nobody\n"),
        (("edition", "import", "aigs-1999"), 4, "error NotFound: aigs-1999\n"),
        (("edition", "show", "aigs-1999"), 4, "error NotFound: aigs-1999\n"),
        (("edition", "show", "EDITION", "cel"), 4, "the edition has no table 'cel'"),
        (("finding", "show", "EDITION", "no-such-finding"), 4, "error NotFound"),
        (("finding", "list", "aigs-1999"), 4, "error NotFound"),
        (("codebook", "show", "aigs-1999"), 4, "error NotFound: aigs-1999\n"),
        (("edition", "audit", "aigs-1999"), 4, "error NotFound: aigs-1999\n"),
        (("edition", "query", "EDITION", "SELECT nonsense FROM cells"), 7, "error QueryFailed"),
        (("edition", "query", "EDITION", "COPY cells TO '/tmp/x.csv'"), 7, "error QueryFailed"),
        (("edition", "query", "EDITION", "SELECT * FROM '/etc/passwd'"), 7, "error QueryFailed"),
        (("log", "verify", "--edition", "/no/such/folder"), 4, "error NotFound"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_fails_ends_with_its_status_and_a_next_step(
    sousveil: Callable[..., CompletedProcess[str]],
    command: tuple[str, ...],
    status: int,
    words: str,
) -> None:
    result = sousveil(*command)
    assert (result.returncode, result.stdout) == (status, "")
    assert words in result.stderr
    assert "\n  next: " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("nonsense",),
        ("edition", "nonsense"),
        ("edition", "freeze", "aigs-2019"),
        ("edition", "list", "--format", "xml"),
        ("log", "show", "--last", "0"),
        ("log", "show", "--last", "many"),
        ("vendor", "find"),
        ("--nonsense", "vendor", "list"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_status_2_and_the_usage(
    run: Callable[..., CompletedProcess[str]], command: tuple[str, ...]
) -> None:
    result = run(*command)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: sousveil ")


@pytest.mark.parametrize(
    "command", [("finding", "verify", "EDITION"), ("edition", "audit", "aigs-2019")], ids=" ".join
)
def test_differences_end_with_status_8_if_asked_for(
    sousveil: Callable[..., CompletedProcess[str]], command: tuple[str, ...]
) -> None:
    assert sousveil(*command).returncode == 0
    assert sousveil(*command, "--strict").returncode == 8


def test_a_spoilt_edition_ends_with_status_5(
    sousveil: Callable[..., CompletedProcess[str]], frozen_edition: Path
) -> None:
    (frozen_edition / "cells.csv").write_text("spoilt")
    (frozen_edition / "units.parquet").unlink()
    result = sousveil("edition", "show", "EDITION")
    assert result.returncode == 5
    assert f"error EditionCorrupt: {frozen_edition}\n" in result.stderr
    assert "cells.csv is not the file in the manifest" in result.stderr
    assert "units.parquet is missing" in result.stderr


def test_a_database_that_does_not_answer_ends_with_status_6_and_no_password(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    url = "postgresql://someone:secret@127.0.0.1:1/db"
    result = run("--home", tmp_path, "--database", url, "log", "verify")
    assert result.returncode == 6
    assert "error CannotConnect: postgresql+psycopg://someone:***@127.0.0.1:1/db" in result.stderr
    assert "secret" not in result.stderr


def test_the_environment_says_where_the_workspace_is(
    home: Path, run: Callable[..., CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("--home", home, "log", "verify", "--format", "csv").stdout
    monkeypatch.setenv("SOUSVEIL_HOME", str(home))
    assert run("log", "verify", "--format", "csv").stdout == expected


def test_the_whole_program_ends_with_the_status_of_the_error(tmp_path: Path) -> None:
    script = "from sousveil.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", script, "--home", tmp_path, "edition", "import", "aigs-1999"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (4, "")
    assert result.stderr == (
        "error NotFound: aigs-1999\n"
        "  no published table of this name\n"
        "  next: use one of aigs-2019, aigs-2022\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_error_has_a_status_that_is_not_one_of_success_or_usage() -> None:
    kinds = [v for v in vars(errors).values() if isinstance(v, type)]
    assert len(kinds) > 10
    for kind in kinds:
        if issubclass(kind, SousveilError):
            assert kind.exit_status not in {0, 2}
            assert kind.__doc__


def test_an_error_says_what_where_and_what_next() -> None:
    error = InvalidData(["one", "two"], where="file:3", next_step="mend it")
    assert str(error) == "error InvalidData: file:3\n  one\n  two\n  next: mend it"
    assert str(SousveilError("what")) == "error SousveilError\n  what"

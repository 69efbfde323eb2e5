"""Texts of a folder are read by a model behind a server of the test's own, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.servers.chat_server import ChatServer, chat_server, says, status
from tests.unit.claims.evaluation.made_gold import as_lines, document, label

from sousveil.cli.root import root
from sousveil.errors import BudgetReached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]

TEXT = "The police of Ghana use face recognition at the harbour of Tema since May."
CLAIM = {
    "quote": TEXT,
    "country": "GHA",
    "technology": "facial_recognition",
    "vendor": None,
    "status": "deployed",
}


def test_what_the_model_says_is_printed_and_the_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "tema.txt").write_text(TEXT, encoding="utf-8")
    invented = CLAIM | {"quote": "Nobody ever wrote this sentence about the harbour."}
    with chat_server() as server:
        server.script = [says(json.dumps({"claims": [CLAIM, invented]}))]
        monkeypatch.setenv("SOUSVEIL_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("SOUSVEIL_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("SOUSVEIL_LLM_MODEL", "made-up")
        arguments = ["claim", "extract", "--from", str(tmp_path / "texts"), "--extractor", "llm"]
        done = CliRunner().invoke(root, arguments)
    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["quote"] == TEXT
    assert "1 documents, 1 claims, 0 not read" in done.stderr
    assert "turned away: 1 with" in done.stderr


def test_a_document_that_the_server_does_not_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "tema.txt").write_text(TEXT, encoding="utf-8")
    with chat_server() as server:
        server.script = [status("400 Bad Request")]
        monkeypatch.setenv("SOUSVEIL_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("SOUSVEIL_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("SOUSVEIL_LLM_MODEL", "made-up")
        arguments = ["claim", "extract", "--from", str(tmp_path / "texts"), "--extractor", "llm"]
        done = CliRunner().invoke(root, arguments)
    assert done.stdout == ""
    assert "not read: " in done.stderr
    assert "tema.txt: HTTP 400" in done.stderr


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    """Three texts, a file of labels of them, and a model that finds the claim in each."""
    (tmp_path / "texts").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "texts" / f"{name}.txt").write_text(f"{name}. {TEXT}", encoding="utf-8")
    with chat_server() as server:
        server.script = [says(json.dumps({"claims": [CLAIM]}))]
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("SOUSVEIL_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("SOUSVEIL_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("SOUSVEIL_LLM_MODEL", "made-up")
        monkeypatch.setenv("SOUSVEIL_LLM_WORKERS", "1")
        yield server


def write_gold(path: Path) -> None:
    gold = [document(name, label("GHA", "facial_recognition")) for name in ("a", "b", "c")]
    path.write_text(as_lines(gold), encoding="utf-8")


@pytest.mark.parametrize("bound", [("--max-tokens", "30000"), ("--max-cost", "0.03")])
def test_a_run_ends_at_its_bound_keeps_what_it_did_and_goes_on_for_nothing(
    run: Run, workplace: ChatServer, monkeypatch: pytest.MonkeyPatch, bound: tuple[str, str]
) -> None:
    monkeypatch.setenv("SOUSVEIL_LLM_PRICE_IN", "1")
    monkeypatch.setenv("SOUSVEIL_LLM_PRICE_OUT", "1")
    workplace.script = [
        says(
            json.dumps({"claims": [CLAIM]}),
            usage={"prompt_tokens": 18_000, "completion_tokens": 1_000},
        )
    ]
    command = ["claim", "extract", "--from", "texts", "--extractor", "llm", "--output", "c.jsonl"]
    done = run(*command, *bound)
    assert done.returncode == BudgetReached.exit_status == 9
    found = Path("c.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in found] == ["a"]
    assert "error BudgetReached: after 1 documents were read" in done.stderr
    assert "next: give a greater --max-cost or --max-tokens" in done.stderr
    assert "1 requests (0 retries, 0 repairs), 0 cache hits" in done.stderr
    assert "cost 0.0190 USD" in done.stderr
    again = run(*command)
    assert again.returncode == 0
    assert "2 requests (0 retries, 0 repairs), 1 cache hits" in again.stderr
    assert len(Path("c.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_claim_evaluate_tells_the_run_and_gives_no_score_of_a_part(
    run: Run, workplace: ChatServer, tmp_path: Path
) -> None:
    write_gold(tmp_path / "gold.jsonl")
    command = ["claim", "evaluate", "gold.jsonl", "--extractor", "llm", "--resamples", "10"]
    short = run(*command, "--max-tokens", "10")
    assert (short.returncode, short.stdout) == (9, "")
    assert "up to" in short.stderr
    assert workplace.asked == []
    whole = run(*command, "--format", "jsonl")
    assert whole.returncode == 0, whole.stderr
    assert json.loads(whole.stdout.splitlines()[0])["documents"] == 3
    assert "3 documents, " in whole.stderr
    assert "1 requests (0 retries, 0 repairs), 2 cache hits" in whole.stderr
    assert "1000 tokens in, 100 out" in whole.stderr
    assert "turned away: 3 with quote not in the document" in whole.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("claim", "extract", "--from", "texts", "--max-cost", "1"),
        ("claim", "extract", "--max-tokens", "1", "--extractor", "rules"),
        ("claim", "evaluate", "gold.jsonl", "--max-tokens", "1"),
    ],
)
def test_bounds_of_an_extractor_that_asks_nobody_are_refused(
    run: Run, workplace: ChatServer, tmp_path: Path, command: tuple[str, ...]
) -> None:
    write_gold(tmp_path / "gold.jsonl")
    done = run(*command)
    assert done.returncode == 2
    assert "go with --extractor llm" in done.stderr
    assert workplace.asked == []


def test_the_answers_are_kept_in_the_workspace_that_is_named(
    run: Run, workplace: ChatServer
) -> None:
    done = run("--home", "elsewhere", "claim", "extract", "--from", "texts", "--extractor", "llm")
    assert done.returncode == 0, done.stderr
    assert len(workplace.asked) == 3
    assert len(list(Path("elsewhere/llm").rglob("*.json"))) == 3
    assert not Path("home").exists()

"""The extractor is found by its name, with settings from the environment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.servers.chat_server import ChatServer, claims
from tests.unit.claims.llm.conftest import DOCUMENT, KEY, QUOTE, TEXT, claim

from sousveil.claims.llm.extractor import LlmExtractor
from sousveil.errors import BudgetReached, InvalidData, NotFound
from sousveil.model.maker import EXTRACTORS
from sousveil.pipeline.extracting import Bounds, find_extractor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess


def test_without_an_endpoint_the_variables_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOUSVEIL_LLM_BASE_URL", raising=False)
    monkeypatch.delenv("SOUSVEIL_LLM_MODEL", raising=False)
    with pytest.raises(InvalidData, match="SOUSVEIL_LLM_BASE_URL: not set"):
        find_extractor("llm")


def test_bounds_that_are_given_win_over_the_environment(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOUSVEIL_LLM_BASE_URL", server.base_url)
    monkeypatch.setenv("SOUSVEIL_LLM_MODEL", "made-up")
    monkeypatch.setenv("SOUSVEIL_LLM_MAX_TOKENS", "1000000")
    found = find_extractor("llm", home=tmp_path, bounds=Bounds(max_tokens=1))
    assert isinstance(found, LlmExtractor)
    assert found.version.split("/")[1] == "made-up"
    with pytest.raises(BudgetReached, match="of 1 1 are left"):
        found.extract(DOCUMENT)
    assert server.asked == []


def test_no_other_extractor_has_a_name() -> None:
    assert "llm" in EXTRACTORS
    with pytest.raises(NotFound, match="no such extractor"):
        find_extractor("oracle")


def test_claim_extract_runs_it_and_keeps_answers_in_the_workspace(
    server: ChatServer,
    run: Callable[..., CompletedProcess[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    server.script = [claims(claim(), claim(quote="made up from nothing at all"))]
    texts, home = tmp_path / "texts", tmp_path / "home"
    texts.mkdir()
    (texts / "nairobi.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("SOUSVEIL_LLM_BASE_URL", server.base_url)
    monkeypatch.setenv("SOUSVEIL_LLM_MODEL", "made-up")
    monkeypatch.setenv("SOUSVEIL_LLM_API_KEY", KEY)
    monkeypatch.setenv("SOUSVEIL_HOME", str(home))
    for _ in range(2):
        done = run("claim", "extract", "--from", texts, "--extractor", "llm")
        assert done.returncode == 0, done.stderr
        (line,) = done.stdout.splitlines()
        found = json.loads(line)
        assert (found["id"], found["quote"]) == ("nairobi", QUOTE)
        assert KEY not in done.stdout + done.stderr
    assert len(server.asked) == 1
    assert [path.suffix for path in (home / "llm").rglob("*") if path.is_file()] == [".json"]

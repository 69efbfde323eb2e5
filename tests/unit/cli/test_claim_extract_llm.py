"""Texts of a folder are read by a model behind a server of the test's own, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner
from tests.servers.chat_server import chat_server, says, status

from sousveil.cli.root import root

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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
    assert "not read: tema" in done.stderr

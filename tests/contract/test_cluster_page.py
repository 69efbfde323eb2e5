"""The code on the page 'Running on a cluster' does what the page says."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = Path(__file__).parents[2] / "docs/how-to/run-on-a-cluster.md"


@pytest.fixture
def blocks() -> dict[str, list[str]]:
    """The blocks of code of the page, by language; those without one by their first word."""
    found: dict[str, list[str]] = {}
    for language, code in re.findall(
        r"^```(\w*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    ):
        found.setdefault(language or code.split()[0], []).append(code)
    return found


def test_the_example_runs_and_the_queries_read_its_output(
    blocks: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in blocks["python"]:
        name = code.splitlines()[0].removeprefix("# ")
        (tmp_path / name).write_text(code, encoding="utf-8")
    write_archive(tmp_path / "1.warc.gz", [b"about surveillance", b"about bread"])
    write_archive(tmp_path / "2.warc.gz", [b"Surveillance and surveillance"])
    environment = {name: value for name, value in os.environ.items() if name != "CLUSTER"}

    done = subprocess.run(
        [sys.executable, "run.py", "out", "2.warc.gz", "1.warc.gz", "3.warc.gz"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("not finished: 3.warc.gz BadInput: the archive cannot be opened")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute("FROM 'out/rows/*.parquet' ORDER BY size").fetchall()
        problems, counts = (
            connection.execute(query).fetchall() for query in blocks["SELECT"][0].split("\n\n")
        )
    assert rows == [(18, 1), (29, 2)]
    assert problems == []
    assert counts == [(3, 2)]


def write_archive(path: Path, pages: Iterable[bytes]) -> None:
    """Write a WARC file of some pages."""
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + page
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:uuid:{uuid.UUID(int=number)}>\r\n"
                f"WARC-Date: 2026-10-0{number + 1}T00:00:00Z\r\n"
                f"WARC-Target-URI: https://example.org/{number}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))

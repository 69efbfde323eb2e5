"""``claim extract --from`` gives quoted claims of a folder's texts, and ``claim explain`` says why."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from sousveil.cli.claim.extract import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]

SENTENCE = "Ugandan police use Huawei's facial recognition cameras in Kampala."
TEXTS = {
    "b.txt": f"A title\r\n\r\nIt rained. {SENTENCE}\r\n",
    "a.md": "# Kenia\n\nLa policía de Kenia usa reconocimiento facial en Nairobi.\n",
    "c.txt": "Nothing of the kind.\n",
    "d.html": SENTENCE,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts of two claims, one of none, and a file that is no text."""
    for name, text in TEXTS.items():
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def extract(run: Run, folder: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run("claim", "extract", "--from", folder, *arguments)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_claims_come_as_lines_by_file_with_their_quotes(run: Run, folder: Path) -> None:
    records = extract(run, folder)
    assert [tuple(record) for record in records] == [COLUMNS] * len(records)
    facts = {(one["id"], one["country"], one["technology"], one["vendor"]) for one in records}
    assert ("a", "KEN", "facial_recognition", None) in facts
    assert ("b", "UGA", "facial_recognition", "Huawei") in facts
    assert [one["id"] for one in records] == sorted(one["id"] for one in records)
    assert {one["id"] for one in records} == {"a", "b"}


def test_offsets_count_the_characters_of_the_file(run: Run, folder: Path) -> None:
    records = extract(run, folder)
    texts = {name.split(".")[0]: text for name, text in TEXTS.items()}
    assert all(texts[one["id"]][one["start"] : one["end"]] == one["quote"] for one in records)


def test_less_confidence_than_the_minimum_is_left_out(run: Run, folder: Path) -> None:
    records = extract(run, folder)
    highest = max(one["confidence"] for one in records)
    assert extract(run, folder, "--minimum", "1") == []
    kept = extract(run, folder, "--minimum", str(highest - 0.001))
    assert kept == [one for one in records if one["confidence"] >= highest - 0.001]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_every_format_says_the_same(run: Run, folder: Path, form: str) -> None:
    records = extract(run, folder)
    printed = run("claim", "extract", "--from", folder, "--format", form).stdout
    if form == "json":
        assert json.loads(printed) == records
    else:
        rows = list(csv.DictReader(io.StringIO(printed)))
        assert [row["quote"] for row in rows] == [one["quote"] for one in records]


def test_the_table_shows_countries_and_quotes(run: Run, folder: Path) -> None:
    printed = run("claim", "extract", "--from", folder, "--format", "table").stdout
    assert "Claims proposed by rules" in printed
    assert "UGA" in printed


def test_a_text_in_another_character_set_is_read(run: Run, tmp_path: Path) -> None:
    text = "Полиция Москвы использует распознавание лиц на улицах города каждый день."
    (tmp_path / "r.txt").write_bytes(text.encode("cp1251"))
    assert {one["country"] for one in extract(run, tmp_path)} == {"RUS"}


def test_a_folder_without_texts_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(SENTENCE)
    result = run("claim", "extract", "--from", tmp_path)
    assert result.returncode == 3
    assert "no text files in this folder" in result.stderr
    assert ".txt" in result.stderr


def explain(run: Run, text: str, *arguments: str) -> list[dict[str, Any]]:
    result = run("claim", "explain", text, "--format", "jsonl", *arguments)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_explain_shows_what_matched_and_the_verdict_of_extract(run: Run, folder: Path) -> None:
    extracted = [one for one in extract(run, folder) if one["id"] == "b"]
    text = TEXTS["b.txt"]
    matches = {row["written"] for row in explain(run, text, "--show", "matches")}
    assert {"facial recognition", "Huawei", "Kampala"} <= matches
    pairs = [(r["country"], r["technology"]) for r in explain(run, text) if r["verdict"] == "claim"]
    assert sorted(pairs) == sorted((one["country"], one["technology"]) for one in extracted)
    claims = explain(run, text, "--show", "claims")
    assert [(r["country"], r["vendor"], r["status"], r["quote"]) for r in claims] == [
        (one["country"], one["vendor"], one["status"], one["quote"]) for one in extracted
    ]


def test_explain_reads_standard_input_and_a_stated_language(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("La policía de Kenia usa reconocimiento facial."))
    printed = run("claim", "explain", "--language", "es").stdout
    assert "text in es" in printed
    assert "KEN" in printed


def test_explain_says_why_a_pair_is_no_claim(run: Run) -> None:
    text = "Shops in Kenya sell phones that unlock with facial recognition."
    printed = run("claim", "explain", text, "--all").stdout
    assert "KEN" in printed
    assert "none: below" in printed

"""``claim extract --from`` gives quoted claims of a folder's texts, and ``claim explain`` says why."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.pipeline import extracting_folders
from sousveil.pipeline.searching import SEARCH_MEMORY_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]

NAMES = tuple(column.name for column in extracting_folders.COLUMNS)
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
    assert [tuple(record) for record in records] == [NAMES] * len(records)
    asked = "id country technology vendor status quote start end confidence"
    assert set(asked.split()) <= set(NAMES)
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


def test_a_file_that_cannot_be_read_costs_no_other_and_is_named(run: Run, folder: Path) -> None:
    (folder / "broken.txt").symlink_to(folder / "nowhere")
    (folder / "folder.txt").mkdir()
    result = run("claim", "extract", "--from", folder)
    assert result.returncode == 3
    assert {json.loads(line)["id"] for line in result.stdout.splitlines()} == {"a", "b"}
    assert f"not searched: {folder}/broken.txt: cannot be read: No such file" in result.stderr
    assert "1 could not be searched; the claims of all others are given" in result.stderr


def test_a_file_whose_name_is_no_text_is_named(run: Run, folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text(SENTENCE, encoding="utf-8")
    result = run("claim", "extract", "--from", folder)
    assert result.returncode == 3
    assert "caf\\udce9.txt: the file's name is not UTF-8; rename it" in result.stderr
    assert len(result.stdout.splitlines()) >= 2


def test_folders_in_the_folder_are_searched_and_stems_that_are_not_unique_are_told(
    run: Run, folder: Path
) -> None:
    records = extract(run, folder)
    (folder / "more" / "still").mkdir(parents=True)
    (folder / "more" / "still" / "b.TXT").write_text(SENTENCE, encoding="utf-8")
    result = run("claim", "extract", "--from", folder)
    assert result.returncode == 0
    ids = [json.loads(line)["id"] for line in result.stdout.splitlines()]
    assert ids.count("b") == 2 * sum(one["id"] == "b" for one in records)
    assert "several files have the same id, their stem (1 stems): b" in result.stderr


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "parquet"])
def test_a_file_holds_what_is_printed(run: Run, folder: Path, tmp_path: Path, form: str) -> None:
    records = extract(run, folder)
    target = tmp_path / f"claims.{form}"
    target.write_bytes(b"what was there before")
    result = run("claim", "extract", "--from", folder, "--output", target)
    assert (result.returncode, result.stdout) == (0, "")
    if form == "json":
        assert json.loads(target.read_text(encoding="utf-8")) == records
    elif form == "jsonl":
        lines = target.read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == records
    elif form == "csv":
        rows = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8")))
        assert [row["quote"] for row in rows] == [one["quote"] for one in records]
    else:
        found = duckdb.read_parquet(str(target))
        assert found.columns == list(NAMES)
        assert found.fetchall() == [tuple(one.values()) for one in records]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_dates_and_financing_are_fields_of_their_own_in_lines_and_in_csv(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "loan.txt").write_text(
        "In March 2019 Zambia's police bought a safe city platform for Lusaka from Huawei, paid "
        "for by a concessional loan of US$210 million from China Exim Bank.",
        encoding="utf-8",
    )
    (tmp_path / "end.txt").write_text(
        "Police in Kenya stopped using facial recognition cameras in June 2022.", encoding="utf-8"
    )
    told = {
        "status": "procured",
        "place": "Lusaka",
        "agency": None,
        "start_date": "2019-03",
        "end_date": None,
        "financing_kind": "soft_loan",
        "lender": "Export-Import Bank of China",
        "lender_iso3": "CHN",
        "amount": 210_000_000.0,
        "currency": "USD",
    }
    end, loan = extract(run, tmp_path)
    assert {name: loan[name] for name in told} == told
    assert (end["status"], end["start_date"], end["end_date"]) == ("ended", None, "2022-06")
    assert {end[name] for name in ("financing_kind", "lender", "amount", "currency")} == {None}
    printed = run("claim", "extract", "--from", tmp_path, "--format", "csv").stdout
    _, row = csv.DictReader(io.StringIO(printed))
    assert {name: row[name] for name in told} == {
        name: "" if value is None else str(value) for name, value in told.items()
    }


@pytest.mark.parametrize("printed", [True, False])
def test_no_spreadsheet_runs_what_a_text_says(run: Run, tmp_path: Path, *, printed: bool) -> None:
    (tmp_path / "a.txt").write_text(f"=1+1 {SENTENCE}", encoding="utf-8")
    target = tmp_path / "claims.csv"
    wanted = ("--format", "csv") if printed else ("--output", target)
    result = run("claim", "extract", "--from", tmp_path, *wanted)
    written = result.stdout if printed else target.read_text(encoding="utf-8")
    row = next(csv.DictReader(io.StringIO(written)))
    assert row["quote"].startswith("'=1+1 Ugandan")


def test_a_file_without_a_claim_is_empty_of_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "c.txt").write_text("Nothing of the kind.", encoding="utf-8")
    for form, empty in (("jsonl", ""), ("json", "[]\n"), ("csv", ",".join(NAMES) + "\n")):
        target = tmp_path / f"claims.{form}"
        run("claim", "extract", "--from", tmp_path / "texts", "--output", target)
        assert target.read_text(encoding="utf-8") == empty


def test_a_search_that_is_broken_off_leaves_the_file_of_before(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press_ctrl_c(*_: object) -> list[object]:
        raise KeyboardInterrupt

    monkeypatch.setattr(RulesExtractor, "extract", press_ctrl_c)
    target = folder / "claims.csv"
    target.write_bytes(b"before")
    result = run("claim", "extract", "--from", folder, "--output", target)
    assert result.returncode == 130
    assert "no file was written" in result.stderr
    assert target.read_bytes() == b"before"
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("claims.xlsx", 3, "end it in one of .jsonl, .json, .csv, .parquet"),
        ("none/claims.csv", 6, "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_at_once(
    run: Run, folder: Path, target: str, status: int, said: str
) -> None:
    result = run("claim", "extract", "--from", folder, "--output", folder / target)
    assert result.returncode == status
    assert said in result.stderr
    assert "extracting" not in result.stderr


def test_many_files_give_the_same_lines_in_several_processes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting_folders, "FEW_FILES", 4)
    monkeypatch.setattr(extracting_folders, "FILES_AT_A_TIME", 3)
    for number in range(10):
        (tmp_path / f"{number}.txt").write_text(f"{number} days ago. {SENTENCE}", encoding="utf-8")
    (tmp_path / "4.5.txt").symlink_to(tmp_path / "nowhere")
    spread, here = (
        run("claim", "extract", "--from", tmp_path, "--workers", workers) for workers in ("2", "1")
    )
    assert (spread.returncode, here.returncode) == (3, 3)
    assert spread.stdout == here.stdout
    assert len(here.stdout.splitlines()) >= 10
    for result in (spread, here):
        assert "4.5.txt: cannot be read: No such file or directory" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_file_that_a_worker_cannot_hold_costs_none_of_those_searched_with_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting_folders, "FEW_FILES", 4)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(SENTENCE, encoding="utf-8")
    with (tmp_path / "2.huge.txt").open("wb") as file:
        file.truncate(2 * SEARCH_MEMORY_BYTES)
    result = run("claim", "extract", "--from", tmp_path, "--workers", "2")
    assert result.returncode == 3
    ids = [json.loads(line)["id"] for line in result.stdout.splitlines()]
    assert list(dict.fromkeys(ids)) == ["0", "1", "2", "3", "4"]
    assert f"not searched: {tmp_path}/2.huge.txt: out of memory, at most 1,024 MiB" in result.stderr


def test_a_workspace_without_documents_is_told_what_to_do(run: Run, tmp_path: Path) -> None:
    result = run("--home", tmp_path / "home", "claim", "extract")
    assert result.returncode == 0
    assert "no documents to search: `sousveil source collect` gathers some" in result.stderr


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


def test_the_details_of_a_claim_are_explained_with_it(run: Run) -> None:
    text = (
        "In March 2021 Uganda's police bought facial recognition cameras from Huawei with a loan "
        "of $126 million from China's Exim Bank."
    )
    printed = run("claim", "explain", text, "--show", "claims").stdout
    assert "date: 2021-03" in printed
    assert "financing: loan of 126,000,000 USD from" in printed
    rows = run("claim", "explain", text, "--show", "claims", "--format", "jsonl").stdout
    assert json.loads(rows.splitlines()[0])["date"] == "2021-03"

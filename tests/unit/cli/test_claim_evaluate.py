"""``claim evaluate`` scores a file or an extractor, prints in every format, and keeps floors."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.claims.evaluation.made_gold import as_lines, claim, document, label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

FLOOR = "slack: 0.03\nbounds: [{level: ct, measure: recall, bound: %s}]\n"


@pytest.fixture
def evaluate(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> Callable[..., CompletedProcess[str]]:
    """The command on three documents and three claims, one of them wrong; two labels are missed."""
    gold = [
        document("a", label("KEN", "smart_city", "Huawei"), label("UGA", "smart_city")),
        document("b", label("FRA", "facial_recognition", status="banned"), language="fr"),
        document("c"),
    ]
    predicted = [
        claim("a", "KEN", "smart_city", "Huawei"),
        claim("a", "KEN", "smart_city", "Huawei"),
        claim("c", "KEN", "smart_city", confidence=0.7),
    ]
    (tmp_path / "en.jsonl").write_text(as_lines([gold[0], gold[2]]), encoding="utf-8")
    (tmp_path / "fr.jsonl").write_text(as_lines([gold[1]]), encoding="utf-8")
    (tmp_path / "claims.jsonl").write_text(as_lines(predicted), encoding="utf-8")

    def call(*arguments: str | Path) -> CompletedProcess[str]:
        files = (tmp_path / "en.jsonl", tmp_path / "fr.jsonl")
        predictions = ("--predictions", tmp_path / "claims.jsonl")
        return run("claim", "evaluate", *files, *predictions, "--resamples", "50", *arguments)

    return call


@pytest.mark.parametrize("show", ["scores", "calibration", "errors"])
def test_every_part_says_the_same_in_every_format(
    evaluate: Callable[..., CompletedProcess[str]], show: str
) -> None:
    printed = {
        form: evaluate("--show", show, "--format", form) for form in ("json", "jsonl", "csv")
    }
    assert {result.returncode for result in printed.values()} == {0}
    records: list[dict[str, Any]] = json.loads(printed["json"].stdout)
    assert [json.loads(line) for line in printed["jsonl"].stdout.splitlines()] == records
    assert list(csv.DictReader(io.StringIO(printed["csv"].stdout))) == [
        {name: "" if value is None else str(value) for name, value in record.items()}
        for record in records
    ]
    assert records


def test_the_scores_are_printed_to_go_on_with(
    evaluate: Callable[..., CompletedProcess[str]],
) -> None:
    records = json.loads(evaluate("--format", "json").stdout)
    (whole,) = [one for one in records if (one["group"], one["level"]) == ("all", "ct")]
    assert whole["documents"] == 3
    assert (whole["right"], whole["wrong"], whole["required"]) == (1, 1, 3)
    assert (whole["precision"], whole["recall"]) == (0.5, pytest.approx(1 / 3))
    assert whole["false_alarm_rate"] == 1.0
    assert whole["recall_low"] <= whole["recall"] <= whole["recall_high"]


def test_all_parts_are_drawn_as_tables_by_default(
    evaluate: Callable[..., CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    drawn = evaluate().stdout
    for title in (
        "Scores of 3 documents, with 95 % intervals",
        "What they are made of",
        "F1 by language",
        "F1 by kind",
        "Recall by status of the label",
        "Calibration of confidence, at level ct",
        "Worst errors",
    ):
        assert title in drawn
    assert "KEN, smart_city, no vendor, deployed (0.70)" in drawn
    assert "The interior ministry [installed a system] on the main square" in drawn
    alone = evaluate("--show", "calibration").stdout
    assert "Calibration" in alone
    assert "Worst errors" not in alone


def test_the_number_of_errors_can_be_chosen(evaluate: Callable[..., CompletedProcess[str]]) -> None:
    (worst,) = json.loads(evaluate("--show", "errors", "--errors", "1", "--format", "json").stdout)
    assert (worst["document"], worst["level"], worst["expected"]) == ("c", "country", None)
    assert worst["predicted"] == "KEN, smart_city, no vendor, deployed"
    assert worst["quote"] == "installed a system"


@pytest.mark.parametrize(
    ("bound", "status", "message"),
    [
        ("0.33", 0, ""),
        ("0.34", 8, "below: recall at level ct is 0.333, its floor 0.340\n"),
        ("0.2", 0, "outgrown: recall at level ct is 0.333, its floor 0.200\n"),
    ],
)
def test_a_score_below_its_floor_ends_with_status_8(
    evaluate: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
    bound: str,
    status: int,
    message: str,
) -> None:
    (tmp_path / "floor.yaml").write_text(FLOOR % bound)
    result = evaluate("--floor", tmp_path / "floor.yaml", "--format", "json")
    assert (result.returncode, result.stderr) == (status, message)
    assert json.loads(result.stdout)


def test_without_predictions_the_extractor_is_run(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "gold.jsonl").write_text(as_lines([document("a"), document("b")]))
    result = run("claim", "evaluate", tmp_path / "gold.jsonl", "--format", "json")
    assert result.returncode == 0
    assert {record["documents"] for record in json.loads(result.stdout)} == {2}


def test_a_gold_file_that_breaks_a_rule_ends_with_status_3(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("{\n[]\n")
    result = run("claim", "evaluate", gold)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith(f"error InvalidData: {gold}\n")
    assert f"{gold}:1: not readable as JSON" in result.stderr
    assert f"{gold}:2: not an object with fields" in result.stderr


def test_a_gold_file_that_is_no_text_ends_with_status_3(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "gold.jsonl").write_bytes(b"\xff\xfe")
    result = run("claim", "evaluate", tmp_path / "gold.jsonl")
    assert (result.returncode, result.stdout) == (3, "")
    assert "error BadInput" in result.stderr

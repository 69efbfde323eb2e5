"""Stress tests at the command line: what stands, what hangs on one thing, and what was not tried."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    import pytest


def test_a_stress_test_to_read_says_what_does_not_apply(
    run: Callable[..., CompletedProcess[str]],
    home: Path,
    frozen_edition: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    plot = tmp_path / "stress.svg"
    shown = run(
        *("--home", home, "finding", "stress", frozen_edition, "smart-policing"), "--plot", plot
    ).stdout
    assert "53 of 176" in shown
    assert "52 to 53" in shown
    assert "none of 244 moves it" in shown
    assert "does not apply: the whole edition rests on one source" in shown
    assert plot.read_text(encoding="utf-8").startswith("<svg")


def test_a_stress_test_for_programs_has_each_variation_that_changes_a_value(
    run: Callable[..., CompletedProcess[str]], home: Path, frozen_edition: Path
) -> None:
    command = ("--home", home, "finding", "stress", frozen_edition, "vendor-home-ranking")
    rows = json.loads(run(*command, "--format", "json").stdout)
    assert [(row["left_out"], row["left_out_id"]) for row in rows if row["moves"]] == [
        ("NEC", "nec")
    ]
    text = run(*command, "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(text)))["left_out"] == "NEC"


def test_a_finding_that_there_is_not_is_refused_with_those_that_there_are(
    run: Callable[..., CompletedProcess[str]], home: Path, frozen_edition: Path
) -> None:
    refused = run("--home", home, "finding", "stress", frozen_edition, "nonsense")
    assert refused.returncode != 0
    assert "no such finding" in refused.stderr
    assert "vendor-home-ranking" in refused.stderr

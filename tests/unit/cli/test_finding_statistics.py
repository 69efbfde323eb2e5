"""How statistical findings are told at the command line: never a number without what bounds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sousveil.cli.finding.statistic_tables import say_estimate
from sousveil.model.statistic import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess


def test_the_two_tables_are_refused_as_independent_lists_with_every_reason(
    run: Callable[..., CompletedProcess[str]], home: Path
) -> None:
    shown = run(
        *("--home", home, "finding", "show", "aigs-2022", "under-reporting", "--format", "json")
    )
    (refused,) = (row for row in json.loads(shown.stdout) if row["section"] == "refused")
    for reason in ("both were compiled by Feldstein", "draws on table of 2019", "different times"):
        assert reason in refused["detail"]
    assert not [row for row in json.loads(shown.stdout) if row["section"] == "effect"]


def test_a_computed_statistic_has_interval_n_missing_and_corrected_p(
    run: Callable[..., CompletedProcess[str]], home: Path, frozen_edition: Path
) -> None:
    computed = run("--home", home, "finding", "compute", frozen_edition, "--format", "json")
    records = {record["finding"]: record for record in json.loads(computed.stdout)}
    assert records["any-ai-surveillance"]["value"] == 75
    statistic = records["adoption-top-military-spenders"]
    assert statistic["low"] < statistic["value"] == 0.52 < statistic["high"]
    assert (statistic["n"], statistic["left_out"]) == (150, 26)
    assert statistic["p"] < statistic["p_benjamini_hochberg"]
    assert statistic["p_holm"] == pytest.approx(9 * statistic["p"])
    assert records["adoption-model"]["cautions"] == "collinearity; clusters"


def test_a_statistic_shown_to_read_has_its_checks_its_seed_and_its_sql(
    run: Callable[..., CompletedProcess[str]],
    home: Path,
    frozen_edition: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    shown = run(
        *("--home", home, "finding", "show", frozen_edition),
        "adoption-autocracies-and-democracies",
    ).stdout
    for part in ("check: holds", "regional dependence", "20190917", "caveat", "exposed", "SELECT"):
        assert part in shown


def test_an_unbounded_side_is_said_and_what_is_no_estimate_has_no_interval() -> None:
    assert say_estimate(Estimate(name="ratio", value=17.0, low=2.66)) == "17 [2.66, infinite]"
    assert say_estimate(Estimate(name="ratio", value=None, low=2.66)) == "infinite [2.66, infinite]"
    assert say_estimate(Estimate(name="links", value=208.0)) == "208"
    assert say_estimate(None) == ""

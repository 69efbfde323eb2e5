"""Auditing a table of one's own from files, by the plan that the docs show."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sousveil.cli.root import root
from sousveil.data.user_files import LARGEST_TEXT
from sousveil.errors import BadInput, InvalidData, NotFound
from sousveil.pipeline.table_audit import audit_own_table, audit_table_by_id

PLAN = Path(__file__).parents[3] / "docs" / "examples" / "audit-plan.yaml"
TITLES = "Country,Regime score,Regime,Rank,Spending,Vendor 1,Vendor 2,Vendor 3,Facial recognition"
ROWS = (
    "Chad,1.5,autocracy,2,250,Huawei,,,x",
    "Peru,6.4,autocracy,1,2500,NEC,NEC,,x",
    "Nepal,5.2,democracy,3,200,,,,",
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text("\n".join([TITLES, *ROWS, ""]), encoding="utf-8")
    return path


def test_a_table_of_ones_own_is_audited_by_a_plan_of_ones_own(own: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "before.csv"
    earlier.write_text("Country,Spending\nChad,240\nGhana,9\n", encoding="utf-8")
    found = {o.check: o for o in audit_own_table(own, PLAN, earlier)}
    assert set(found) == {"category", "dropped_rows", "repeated_values", "score", "totals"}
    assert [row.label for row in found["category"].rows] == ["Peru"]
    assert [row.label for row in found["dropped_rows"].rows] == ["Ghana"]
    assert "the text says 3 (the report, page 2), the table has 2" in found["totals"].summary


def test_without_the_edition_before_nothing_is_compared_with_it(own: Path) -> None:
    assert "dropped_rows" not in {o.check for o in audit_own_table(own, PLAN)}


def test_columns_that_the_plan_names_and_the_table_lacks_are_listed(
    own: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("table_id: t\ncountry: Land\n", encoding="utf-8")
    with pytest.raises(InvalidData, match="no column 'Land'"):
        audit_own_table(own, plan)


def test_a_plan_that_is_not_there_and_covariates_that_are_not_bundled_are_errors(
    own: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    with pytest.raises(BadInput, match="not readable"):
        audit_own_table(own, plan)
    plan.write_text("table_id: t\ncountry: Country\ncovariates: none\n", encoding="utf-8")
    with pytest.raises(NotFound, match="no covariates"):
        audit_own_table(own, plan)


def test_a_plan_that_is_too_large_is_not_read(own: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    whole = PLAN.read_bytes()
    plan.write_bytes(whole + b"#" * (LARGEST_TEXT - len(whole)))
    assert audit_own_table(own, plan)
    plan.write_bytes(whole + b"#" * (LARGEST_TEXT - len(whole) + 1))
    with pytest.raises(BadInput, match="larger than 1,000,000 bytes"):
        audit_own_table(own, plan)


def test_a_table_without_a_planned_audit_is_an_error() -> None:
    with pytest.raises(NotFound):
        audit_table_by_id("sousveil")


def test_the_command_audits_a_file_and_says_what_earlier_belongs_to(own: Path) -> None:
    arguments = ["edition", "audit", str(own), "--format", "csv"]
    result = CliRunner().invoke(root, [*arguments, "--plan", str(PLAN), "--strict"])
    assert result.exit_code == 8, result.output
    assert "repeated_values,3,Peru,PER" in result.output
    result = CliRunner().invoke(root, [*arguments, "--earlier", str(own)])
    assert isinstance(result.exception, BadInput)

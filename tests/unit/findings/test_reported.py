"""Claims of any report, verified against an edition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sousveil.cli.root import root
from sousveil.data.user_files import LARGEST_TEXT
from sousveil.errors import BadInput, InvalidData, NotFound, QueryFailed
from sousveil.findings.replication import replicate_report
from sousveil.findings.reported import read_report
from sousveil.model.finding import Replication

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "report.yaml"


def _write(folder: Path, claim: str) -> Path:
    path = folder / "report.yaml"
    path.write_text(f"citation: A report\nclaims:\n  - {claim}\n", encoding="utf-8")
    return path


def test_the_example_of_the_docs_has_one_claim_of_each_kind(frozen_2019: Edition) -> None:
    results = replicate_report(frozen_2019, read_report(EXAMPLE))
    assert [(r.finding.query.finding_id, r.verdict) for r in results] == [
        ("any-ai-surveillance", Replication.REPLICATES),
        ("hikvision", Replication.DIFFERS),
        ("facial-recognition-in-autocracies", Replication.DIFFERS),
        ("cameras-installed", Replication.CANNOT_BE_RECOMPUTED),
    ]
    assert results[1].finding.value == 15
    assert "cameras sold" in results[1].reason
    assert results[2].finding.denominator == 74


def test_a_claim_replicates_by_its_own_sql(frozen_2019: Edition, tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "{finding_id: listed, statement: Countries listed, value: 75, where: p. 1, "
        'sql: "SELECT count(*) FILTER (is_listed) AS value FROM units"}',
    )
    [result] = replicate_report(frozen_2019, read_report(path))
    assert (result.finding.value, result.verdict) == (75, Replication.REPLICATES)


@pytest.mark.parametrize(
    "sql", ["DELETE FROM units", "SELECT 1; SELECT 2", "SELECT * FROM read_csv('/etc/passwd')"]
)
def test_sql_of_a_report_reads_the_edition_and_nothing_else(
    frozen_2019: Edition, tmp_path: Path, sql: str
) -> None:
    path = _write(tmp_path, f'{{finding_id: x, statement: X, value: 1, where: p. 1, sql: "{sql}"}}')
    with pytest.raises(QueryFailed):
        replicate_report(frozen_2019, read_report(path))


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (
            "{finding_id: x, value: 1, where: p, sql: SELECT 1, why_not: nothing}",
            "one of query, sql",
        ),
        ("{finding_id: x, statement: X, value: 1, where: p, query: nope}", "no bundled query"),
        ("{finding_id: x, value: 1, where: p, sql: SELECT 1}", "say what is claimed"),
        ("{finding_id: x, value: 1, where: p, parameters: {a: 1}}", "parameters belong"),
        ("{finding_id: x, value: 1, where: p, unit: ranking}", "first place"),
        (
            "{finding_id: x, value: 1, where: p}\n  - {finding_id: x, value: 1, where: p}",
            "x stands twice",
        ),
    ],
)
def test_what_is_wrong_with_a_report_is_said(tmp_path: Path, claim: str, problem: str) -> None:
    with pytest.raises(InvalidData, match=problem):
        read_report(_write(tmp_path, claim))


def test_a_claim_on_a_finding_that_is_none_of_the_codebook_is_an_error(
    frozen_2019: Edition, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="no such finding"):
        replicate_report(
            frozen_2019, read_report(_write(tmp_path, "{finding_id: x, value: 1, where: p}"))
        )


def test_a_claim_on_a_ranking_is_an_error(frozen_2019: Edition, tmp_path: Path) -> None:
    path = _write(tmp_path, "{finding_id: vendor-ranking, value: Huawei, where: p}")
    with pytest.raises(BadInput, match="no single value"):
        replicate_report(frozen_2019, read_report(path))


def test_a_report_that_is_no_text_or_too_large_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "report.yaml"
    with pytest.raises(BadInput, match="not readable"):
        read_report(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="not readable"):
        read_report(path)
    path.write_bytes(b" " * (LARGEST_TEXT + 1))
    with pytest.raises(BadInput, match="larger than"):
        read_report(path)


def test_the_command_verifies_a_report_and_is_strict_when_asked(
    frozen_2019: Edition, tmp_path: Path
) -> None:
    arguments = ["--home", str(tmp_path), "finding", "verify", str(frozen_2019.folder)]
    arguments += ["--report", str(EXAMPLE), "--format", "csv"]
    result = CliRunner().invoke(root, arguments)
    assert result.exit_code == 0, result.output
    assert "hikvision,Countries supplied by Hikvision,>= 20,15 of 176,differs" in result.output
    assert CliRunner().invoke(root, [*arguments, "--strict"]).exit_code == 8

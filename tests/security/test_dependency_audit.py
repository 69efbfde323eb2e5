"""The audit of dependencies fails for what is known, and says when it was told nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scripts.audit_dependencies import audit, report

LOCK = """\
first==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via something
second==2.0 ; python_version < '3.12' \\
    --hash=sha256:cc
"""
FIRST = {"name": "first", "version": "1.0", "vulns": []}
SECOND = {
    "name": "second",
    "version": "2.0",
    "vulns": [{"id": "GHSA-1", "fix_versions": ["2.1"]}, {"id": "GHSA-2", "fix_versions": []}],
}


def unknown(name: str) -> dict[str, Any]:
    return {"name": name, "skip_reason": "not found"}


def test_one_package_is_asked_about_before_all_are() -> None:
    asked = []

    def ask(lock: str) -> list[dict[str, Any]]:
        asked.append(lock)
        return [FIRST] if len(asked) == 1 else [FIRST, SECOND]

    found = audit(LOCK, ask)
    assert asked == ["first==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n", LOCK]
    assert found.audited == 2


def test_a_known_vulnerability_fails_the_build(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(audit(LOCK, lambda _: [FIRST, SECOND])) == 1
    said = capsys.readouterr().out
    assert "second 2.0: GHSA-1 (mended in 2.1)" in said
    assert "second 2.0: GHSA-2 (mended in no version yet)" in said


def test_without_a_known_vulnerability_the_build_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report(audit(LOCK, lambda _: [FIRST, unknown("second")])) == 0
    said = capsys.readouterr().out
    assert "unknown to the database: second" in said
    assert "1 packages audited, 0 vulnerabilities known" in said


@pytest.mark.parametrize("told", [[], [unknown("first")]])
def test_a_database_that_is_not_there_is_asked_once_and_said_to_be_away(
    told: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def ask(lock: str) -> list[dict[str, Any]]:
        asked.append(lock)
        return told

    assert report(audit(LOCK, ask)) == 0
    assert "nothing was audited" in capsys.readouterr().out
    assert len(asked) == 1


def test_the_lock_file_of_the_project_names_packages() -> None:
    lock = Path(__file__).parents[2] / "requirements" / "dev.lock"
    asked: list[str] = []

    def ask(requirement: str) -> list[dict[str, Any]]:
        asked.append(requirement)
        return []

    audit(lock.read_text(encoding="utf-8"), ask)
    assert asked[0].count("==") == 1
    assert "--hash=sha256:" in asked[0]

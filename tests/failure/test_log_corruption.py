"""A changed, lost or moved entry or claim is found, named, and stops a freeze."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.errors import LogCorrupt
from sousveil.pipeline import find_edition, freeze
from sousveil.settings import Settings
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.store.database import Database

Run = "Callable[..., CompletedProcess[str]]"

CLAIM = "(SELECT claim_id FROM decision WHERE number = 3)"
CHANGES = {
    "an action changed": "UPDATE decision SET action = 'reject' WHERE number = 3",
    "a reason changed": "UPDATE decision SET reason = reason || ' ' WHERE number = 3",
    "a coder changed": "UPDATE decision SET coder = 'coder-2' WHERE number = 3",
    "a date changed": "UPDATE decision SET decided_at = '2026-01-02T00:00:01Z' WHERE number = 3",
    "a recode added": """UPDATE decision SET changes = '[["place","x"]]' WHERE number = 3""",
    "unreadable changes": "UPDATE decision SET changes = '[[' WHERE number = 3",
    "changes that are none": "UPDATE decision SET changes = '5' WHERE number = 3",
    "no action at all": "UPDATE decision SET action = 'agree' WHERE number = 3",
    "another claim": """
        UPDATE decision SET claim_id = (SELECT claim_id FROM decision WHERE number = 2)
        WHERE number = 3
    """,
    "a hash changed": "UPDATE decision SET entry_hash = 'f' WHERE number = 3",
    "a previous hash changed": "UPDATE decision SET previous_hash = 'f' WHERE number = 3",
    "an entry lost": "DELETE FROM decision WHERE number = 3",
    "a claim lost": f"DELETE FROM claim WHERE claim_id = {CLAIM}",
}
CLAIM_CHANGES = {
    "a country changed": f"UPDATE claim SET country_iso3 = 'USA' WHERE claim_id = {CLAIM}",
    "a technology changed": f"UPDATE claim SET technology_code = 'x' WHERE claim_id = {CLAIM}",
    "a technology removed": f"UPDATE claim SET technology_code = NULL WHERE claim_id = {CLAIM}",
    "a vendor added": f"UPDATE claim SET vendor_id = 'huawei' WHERE claim_id = {CLAIM}",
    "an unknown status": f"UPDATE claim SET status = 'rumoured' WHERE claim_id = {CLAIM}",
    "financing added": f"UPDATE claim SET financing_kind = 'loan' WHERE claim_id = {CLAIM}",
    "unknown financing": f"UPDATE claim SET financing_kind = 'gift' WHERE claim_id = {CLAIM}",
    "a quote changed": f"UPDATE evidence SET quote = '2' WHERE claim_id = {CLAIM}",
    "a quote emptied": f"UPDATE evidence SET quote = '' WHERE claim_id = {CLAIM}",
    "a locator changed": f"UPDATE evidence SET locator = 'char=0,1' WHERE claim_id = {CLAIM}",
    "evidence removed": f"DELETE FROM evidence WHERE claim_id = {CLAIM}",
    "evidence added": f"""
        INSERT INTO evidence SELECT claim_id, 1, source_id, snapshot_sha256, locator, 'another'
        FROM evidence WHERE claim_id = {CLAIM}
    """,
}
SWAP = (
    "UPDATE decision SET number = -1 WHERE number = 3",
    "UPDATE decision SET number = 3 WHERE number = 4",
    "UPDATE decision SET number = 4 WHERE number = -1",
)


@pytest.fixture
def workspace(database_url: str, decided_claims: tuple[Claim, ...], tmp_path: Path) -> Settings:
    """A workspace with five claims and five decisions, over one database of each kind."""
    return Settings(home=tmp_path / "home", database_url=database_url)


@pytest.fixture
def sousveil(
    workspace: Settings, run: Callable[..., CompletedProcess[str]]
) -> Callable[..., CompletedProcess[str]]:
    """The command line on that workspace."""

    def call(*arguments: str | Path) -> CompletedProcess[str]:
        url = workspace.database_url
        return run("--home", workspace.home, "--database", url, *arguments)

    return call


def test_a_whole_log_verifies_and_freezes(
    sousveil: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    verified = sousveil("log", "verify", "--format", "csv")
    assert verified.returncode == 0
    assert verified.stdout.splitlines()[1].startswith("whole,5,")
    frozen = sousveil("edition", "freeze", "aigs-2019", "--to", tmp_path / "edition")
    assert frozen.returncode == 0
    assert (tmp_path / "edition" / "manifest.json").is_file()


def test_a_changed_or_lost_entry_is_found_and_named(
    sousveil: Callable[..., CompletedProcess[str]],
    tamper: Callable[..., None],
    tmp_path: Path,
    database: Database,
    subtests: pytest.Subtests,
) -> None:
    ...

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


@pytest.mark.parametrize(
    ("database_url", "change"),
    [
        *(("sqlite", change) for change in CHANGES),
        ("postgresql", "a reason changed"),
        ("postgresql", "an entry lost"),
        ("postgresql", "a claim lost"),
    ],
    indirect=["database_url"],
)
def test_a_changed_or_lost_entry_is_found_and_named(
    sousveil: Callable[..., CompletedProcess[str]],
    tamper: Callable[..., None],
    tmp_path: Path,
    change: str,
) -> None:
    tamper(CHANGES[change])
    for command in (("log", "verify"), ("edition", "freeze", "aigs-2019", "--to", tmp_path / "e")):
        result = sousveil(*command)
        assert result.returncode == 5
        assert "error LogCorrupt: decision log, entry 3\n" in result.stderr
        assert "next: restore the" in result.stderr
        assert result.stdout == ""
    assert not (tmp_path / "e").exists()
    assert not list(tmp_path.glob(".sousveil*"))


def test_two_entries_that_changed_places_are_found(
    sousveil: Callable[..., CompletedProcess[str]], tamper: Callable[..., None]
) -> None:
    tamper(*SWAP)
    result = sousveil("log", "verify")
    assert result.returncode == 5
    assert "error LogCorrupt: decision log, entry 3\n" in result.stderr


@pytest.mark.parametrize(
    ("database_url", "change"),
    [
        *(("sqlite", change) for change in CLAIM_CHANGES),
        ("postgresql", "a quote changed"),
        ("postgresql", "evidence removed"),
    ],
    indirect=["database_url"],
)
def test_a_changed_claim_is_found_and_named(
    sousveil: Callable[..., CompletedProcess[str]],
    tamper: Callable[..., None],
    decided_claims: tuple[Claim, ...],
    tmp_path: Path,
    change: str,
) -> None:
    tamper(CLAIM_CHANGES[change])
    for command in (("log", "verify"), ("edition", "freeze", "aigs-2019", "--to", tmp_path / "e")):
        result = sousveil(*command)
        assert result.returncode == 5
        assert f"error LogCorrupt: claim {decided_claims[2].claim_id}\n" in result.stderr
        assert "next: restore the database" in result.stderr
    assert not (tmp_path / "e").exists()
    assert not list(tmp_path.glob(".sousveil*"))


def test_an_edition_stays_as_it_was_when_a_corrupt_log_is_frozen_over_it(
    workspace: Settings,
    tamper: Callable[..., None],
    tmp_path: Path,
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    freeze(workspace, "aigs-2019", tmp_path / "edition")
    before = hash_folder(tmp_path / "edition")
    tamper(CLAIM_CHANGES["a quote changed"])
    with pytest.raises(LogCorrupt):
        freeze(workspace, "aigs-2019", tmp_path / "edition")
    assert hash_folder(tmp_path / "edition") == before
    assert not list(tmp_path.glob(".sousveil*"))


def test_a_lost_end_is_found_by_the_edition_that_was_frozen_at_it(
    workspace: Settings,
    sousveil: Callable[..., CompletedProcess[str]],
    tamper: Callable[..., None],
    tmp_path: Path,
) -> None:
    edition_id = freeze(workspace, "aigs-2019", tmp_path / "edition").edition_id
    tamper("DELETE FROM decision WHERE number = 5")
    assert sousveil("log", "verify").returncode == 0
    result = sousveil("log", "verify", "--edition", tmp_path / "edition")
    assert result.returncode == 5
    assert f"error LogCorrupt: edition {edition_id}\n" in result.stderr
    assert "ends at entry 4; the edition was frozen at entry 5" in result.stderr


def test_a_rewritten_end_is_found_by_the_edition_that_was_frozen_at_it(
    workspace: Settings,
    sousveil: Callable[..., CompletedProcess[str]],
    tamper: Callable[..., None],
    database: Database,
    decided_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    tmp_path: Path,
) -> None:
    freeze(workspace, "aigs-2019", tmp_path / "edition")
    tamper("DELETE FROM decision WHERE number = 5")
    with database.writing() as connection:
        other = make_decision(claim_id=decided_claims[4].claim_id, reason="another reason")
        assert append_decisions(connection, [other]).count == 5
    assert sousveil("log", "verify").returncode == 0
    result = sousveil("log", "verify", "--edition", tmp_path / "edition")
    assert result.returncode == 5
    assert "entry 5 is not the one that the edition was frozen at" in result.stderr


def test_an_edition_kept_by_name_is_not_frozen_anew_over_a_lost_end(
    workspace: Settings,
    sousveil: Callable[..., CompletedProcess[str]],
    tamper: Callable[..., None],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    find_edition(workspace, "aigs-2019")
    before = hash_folder(workspace.editions)
    tamper("DELETE FROM decision WHERE number = 5")
    with pytest.raises(LogCorrupt, match="ends at entry 4"):
        find_edition(workspace, "aigs-2019")
    assert hash_folder(workspace.editions) == before
    result = sousveil("log", "verify")
    assert result.returncode == 5
    assert "ends at entry 4" in result.stderr


def test_a_log_that_grew_still_verifies_against_its_editions(
    workspace: Settings,
    database: Database,
    decided_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    sousveil: Callable[..., CompletedProcess[str]],
) -> None:
    first = find_edition(workspace, "aigs-2019").manifest
    with database.writing() as connection:
        append_decisions(connection, [make_decision(claim_id=decided_claims[0].claim_id)])
        head = DecisionLog(connection).head()
    assert sousveil("log", "verify").returncode == 0
    second = find_edition(workspace, "aigs-2019").manifest
    assert (first.log_count, second.log_count, second.log_head) == (5, 6, head.entry_hash)

"""A codebook with mistakes is refused with all of them and their lines, and nothing is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.errors import UnknownCountry, UnknownTechnology
from sousveil.model.decision import Action
from sousveil.pipeline import freeze, open_workspace
from sousveil.store.claim_store import ClaimStore, add_claims
from sousveil.store.decision_log import append_decisions
from sousveil.store.registers import read_codebook_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.settings import Settings

MISTAKES = """\
codebook_id: mine
version: 1
title: Mine
notes: [none]
blank_reason: unknown
covariates: aigs-2019
evidence:
  statuses: [deployed, rumoured]
  minimum_source: 2
technologies:
  - technology_code: drones
    name: Drones
  - technology_code: cameras
    name: Cameras
    definition: Cameras that look.
    in_scope: "yes"
units: [KEN, 404]
"""


@pytest.fixture
def refuse(
    home: Path, tmp_path: Path, run: Callable[..., CompletedProcess[str]]
) -> Callable[..., None]:
    """A function that freezes under a codebook and expects these words, status 3 and no folder."""

    def call(codebook: str, *words: str, status: int = 3) -> None:
        path = tmp_path / "mine.yaml"
        path.write_text(codebook, encoding="utf-8")
        result = run("--home", home, "edition", "freeze", path, "--to", tmp_path / "edition")
        assert result.returncode == status, result
        assert "\n  next: " in result.stderr
        for word in words:
            assert word in result.stderr
        assert not (tmp_path / "edition").exists()

    return call


def test_all_mistakes_are_listed_with_their_lines(
    refuse: Callable[..., None], tmp_path: Path
) -> None:
    refuse(
        MISTAKES,
        f"error InvalidData: {tmp_path / 'mine.yaml'}\n",
        "  2:10 version: ",
        "  4:8 notes: ",
        "  5:15 blank_reason: ",
        "  8:24 evidence.statuses[1]: ",
        "  8:3 evidence: extra fields found (minimum_source)",
        "  11:5 technologies[0].definition: required field missing",
        "  16:15 technologies[1].in_scope: ",
        "  17:14 units[1]: ",
        f"next: correct {tmp_path / 'mine.yaml'}",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a list of fields"),
        ("# nothing but a remark\n", "not a list of fields"),
        ("- a\n- b\n", "not a list of fields"),
        ("just words", "not a list of fields"),
        ("title: [open", "mine.yaml:1:"),
        ("title: a\n\tnotes: b\n", "mine.yaml:2:1"),
        ("title: !!python/object/apply:os.system ['true']\n", "mine.yaml:1:8"),
        ("version: 2020-13-45\n", "month must be in 1..12"),
        ("title: a\x07b\n", "not readable as YAML"),
        ("[" * 1500, "not readable as YAML"),
        ("1: one\n", "1:1 the key '1' is not text"),
        ("title: a\nnotes: b\ntitle: c\n", "3:1 title: stands twice"),
    ],
    ids=lambda value: value[:20].strip() if isinstance(value, str) else None,
)
def test_what_is_no_codebook_is_refused(refuse: Callable[..., None], text: str, words: str) -> None:
    refuse(text, words, "mine.yaml")


def test_a_codebook_that_is_not_utf8_is_refused(
    home: Path, tmp_path: Path, run: Callable[..., CompletedProcess[str]]
) -> None:
    (tmp_path / "mine.yaml").write_bytes("title: Überwachung".encode("latin-1"))
    result = run(
        "--home", home, "edition", "freeze", tmp_path / "mine.yaml", "--to", tmp_path / "e"
    )
    assert result.returncode == 3
    assert "save it as UTF-8" in result.stderr
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("units: [\n", "units: [\n  KEN, KEN, ATL,", "units: KEN stands twice"),
        ("units: [\n", "units: [\n  ATL,", "units: ATL is in no country register"),
        (
            "  - technology_code: facial_recognition\n",
            "  - technology_code: smart_city\n",
            "technologies: smart_city stands twice",
        ),
        ("  statuses: ", "  minimum_sources: 0\n  statuses: ", "must be 1 or more"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(
    refuse: Callable[..., None], old: str, new: str, words: str
) -> None:
    text, _where = read_codebook_text("aigs-2019")
    assert text.count(old) == 1
    refuse(text.replace(old, new), words)


def test_unknown_covariates_are_refused_with_those_that_there_are(
    refuse: Callable[..., None],
) -> None:
    text, _where = read_codebook_text("aigs-2019")
    wrong = text.replace("\ncovariates: aigs-2019\n", "\ncovariates: ../secrets\n")
    assert wrong != text
    refuse(wrong, "covariates ../secrets", "aigs-2019, aigs-2022", status=4)


def test_a_codebook_that_does_not_exist_is_refused(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    for name in ("aigs-1999", tmp_path / "none.yaml", tmp_path):
        result = run("--home", tmp_path / "h", "edition", "freeze", name, "--to", tmp_path / "e")
        assert result.returncode == 4
        assert f"error NotFound: {name}\n" in result.stderr
        assert "next: sousveil codebook list" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def accept(
    settings: Settings, make_claim: Callable[..., Claim], make_decision: Callable[..., Decision]
) -> Callable[..., Claim]:
    """A function that stores one more claim on the imported table, and a decision on it."""

    def call(changes: tuple[tuple[str, str], ...] = (), **fields: str) -> Claim:
        with open_workspace(settings) as database, database.writing() as connection:
            cited = next(ClaimStore(connection).read_claims()).evidence
            claim = make_claim(**{"technology_code": "smart_city", "evidence": cited, **fields})
            add_claims(connection, [claim])
            action = Action.RECODE if changes else Action.ACCEPT
            decision = make_decision(claim_id=claim.claim_id, action=action, changes=changes)
            append_decisions(connection, [decision])
        return claim

    return call


def test_an_accepted_claim_of_an_unknown_technology_stops_the_freeze(
    settings: Settings,
    accept: Callable[..., Claim],
    tmp_path: Path,
    run: Callable[..., CompletedProcess[str]],
) -> None:
    claim = accept(technology_code="telepathy")
    result = run(
        "--home", settings.home, "edition", "freeze", "aigs-2019", "--to", tmp_path / "edition"
    )
    assert result.returncode == UnknownTechnology.exit_status == 3
    assert f"error UnknownTechnology: claim {claim.claim_id}\n" in result.stderr
    assert "technology telepathy is not in codebook aigs-2019" in result.stderr
    assert "next: recode or reject the claim" in result.stderr
    assert not (tmp_path / "edition").exists()
    assert not list(tmp_path.glob(".sousveil*"))


def test_an_accepted_claim_outside_the_units_stops_the_freeze(
    settings: Settings, accept: Callable[..., Claim], tmp_path: Path
) -> None:
    claim = accept(changes=(("country_iso3", "ATL"),))
    with pytest.raises(UnknownCountry, match=claim.claim_id):
        freeze(settings, "aigs-2019", tmp_path / "edition")
    assert not (tmp_path / "edition").exists()


def test_a_recode_to_no_status_stops_the_freeze(
    settings: Settings,
    accept: Callable[..., Claim],
    tmp_path: Path,
    run: Callable[..., CompletedProcess[str]],
) -> None:
    claim = accept(changes=(("status", "rumoured"),))
    result = run(
        "--home", settings.home, "edition", "freeze", "aigs-2019", "--to", tmp_path / "edition"
    )
    assert result.returncode == 3
    assert f"claim {claim.claim_id}" in result.stderr
    assert "'rumoured' is no status" in result.stderr
    assert not (tmp_path / "edition").exists()

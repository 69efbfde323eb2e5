"""``decision list`` and ``decision agreement``; claims and editions as of a date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sousveil.model.decision import Action, Decision, Stage
from sousveil.pipeline import open_workspace
from sousveil.settings import read_settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.decision_log import append_decisions
from sousveil.store.registers import read_codebook_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from sousveil.model.claim import Claim
    from sousveil.model.source import Snapshot, Source

SAID = (
    ("ada", Action.ACCEPT, Action.ACCEPT, Action.REJECT, Action.ACCEPT),
    ("ben", Action.ACCEPT, Action.REJECT, Action.REJECT, Action.ACCEPT),
)


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def claims(make_claim: Callable[..., Claim]) -> tuple[Claim, ...]:
    """Four claims."""
    return tuple(make_claim(place=f"place {number}") for number in range(4))


@pytest.fixture
def coded(tmp_path: Path, source: Source, snapshot: Snapshot, claims: tuple[Claim, ...]) -> Path:
    """A workspace with those claims, coded by two on the first and second of February."""
    home = tmp_path / "home"
    decisions = [
        Decision(
            claim_id=claim.claim_id,
            action=action,
            coder=coder,
            reason="read it",
            decided_at=f"2026-02-0{day}T12:00:00Z",
        )
        for day, (coder, *actions) in enumerate(SAID, start=1)
        for claim, action in zip(claims, actions, strict=True)
    ]
    settle = Decision(
        claim_id=claims[1].claim_id,
        action=Action.RECODE,
        coder="eve",
        reason="the place is wrong",
        decided_at="2026-02-03T12:00:00Z",
        changes=(("place", ""),),
        stage=Stage.ADJUDICATION,
    )
    with (
        open_workspace(read_settings({}, home=str(home))) as database,
        database.writing() as connection,
    ):
        add_source(connection, source, snapshot)
        add_claims(connection, claims)
        append_decisions(connection, [*decisions, settle])
    return home


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    """The living codebook with every claim drawn for two coders."""
    text, _ = read_codebook_text("sousveil")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("share: 0.2", "share: 1"), encoding="utf-8")
    return path


def records(result: CompletedProcess[str]) -> list[dict[str, Any]]:
    assert result.returncode == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    ("options", "entries"),
    [
        ((), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (("--last", "2"), [8, 9]),
        (("--coder", "ben"), [5, 6, 7, 8]),
        (("--coder", "ben", "--action", "reject"), [6, 7]),
        (("--stage", "adjudication"), [9]),
        (("--as-of", "2026-02-01"), [1, 2, 3, 4]),
        (("--coder", "nobody"), []),
    ],
)
def test_decisions_are_listed_in_the_order_of_the_log(
    run: Callable[..., CompletedProcess[str]],
    coded: Path,
    options: tuple[str, ...],
    entries: list[int],
) -> None:
    found = records(run("--home", coded, "decision", "list", *options, "--format", "json"))
    assert [record["entry"] for record in found] == entries


def test_the_decisions_on_one_claim_tell_what_was_emptied(
    run: Callable[..., CompletedProcess[str]], coded: Path, claims: tuple[Claim, ...]
) -> None:
    wanted = ("--claim", claims[1].claim_id, "--format", "json")
    found = records(run("--home", coded, "decision", "list", *wanted))
    assert [(one["coder"], one["stage"], one["changes"]) for one in found] == [
        ("ada", "coding", None),
        ("ben", "coding", None),
        ("eve", "adjudication", "place = empty"),
    ]


def test_agreement_is_told_to_read_and_in_full(
    run: Callable[..., CompletedProcess[str]], coded: Path, codebook: Path
) -> None:
    read = run("--home", coded, "decision", "agreement", codebook)
    assert read.returncode == 0
    assert "0.50" in read.stdout
    full = records(run("--home", coded, "decision", "agreement", codebook, "--format", "json"))
    decided = next(r for r in full if (r["variable"], r["group_kind"]) == ("decision", "all"))
    assert (decided["claim_count"], decided["percent_agreement"]) == (4, 75.0)
    assert decided["kappa"] == 0.5
    assert decided["alpha_low"] <= decided["alpha"] <= decided["alpha_high"]


def test_agreement_as_of_a_date_knows_no_later_coding(
    run: Callable[..., CompletedProcess[str]], coded: Path, codebook: Path
) -> None:
    result = run("--home", coded, "decision", "agreement", codebook, "--as-of", "2026-02-01")
    assert result.returncode == 0
    assert "No claim that is drawn" in result.stdout


def test_a_claim_is_shown_as_it_stood(
    run: Callable[..., CompletedProcess[str]], coded: Path, claims: tuple[Claim, ...]
) -> None:
    def facts(*options: str) -> dict[str, str]:
        shown = run(
            "--home", coded, "claim", "show", claims[1].claim_id, "--format", "json", *options
        )
        return {record["field"]: record["value"] for record in records(shown)}

    assert facts("--as-of", "2026-01-31")["decisions"].startswith("none: undecided")
    then, now = facts("--as-of", "2026-02-01"), facts()
    assert {name for name in then if name.startswith("decision ")} == {"decision 2"}
    assert now["decision 9"].startswith("adjudicated: recode, place = empty by eve")
    assert (then["standing"], now["standing"]) == ("decided", "decided")


def test_a_date_that_is_none_is_refused_by_every_command(
    run: Callable[..., CompletedProcess[str]],
    coded: Path,
    claims: tuple[Claim, ...],
    tmp_path: Path,
) -> None:
    for command in (
        ("decision", "list"),
        ("decision", "agreement"),
        ("claim", "list"),
        ("claim", "show", claims[0].claim_id),
        ("edition", "freeze", "sousveil", "--to", str(tmp_path / "edition")),
    ):
        result = run("--home", coded, *command, "--as-of", "someday")
        assert result.returncode != 0
        assert "'someday' is no time" in result.stderr
    assert not (tmp_path / "edition").exists()


def test_an_edition_is_frozen_as_of_a_date(
    run: Callable[..., CompletedProcess[str]], coded: Path, tmp_path: Path
) -> None:
    def claimed(*options: str) -> int:
        target = tmp_path / f"edition{len(options)}"
        found = records(
            run(
                *("--home", coded, "edition", "freeze", "sousveil", "--to", target, *options),
                *("--format", "json"),
            )
        )
        return int(next(one["rows"] for one in found if one["file"] == "claims.csv"))

    assert (claimed("--as-of", "2026-01-31"), claimed()) == (0, 4)

"""``claim extract`` searches a workspace; ``claim list`` and ``claim show`` tell what it proposed."""

from __future__ import annotations

import csv
import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from sousveil.cli.claim import extract_workspace
from sousveil.cli.root import root
from sousveil.errors import BadInput
from sousveil.model.decision import Action, Decision
from sousveil.model.proposal import Proposal
from sousveil.pipeline import open_workspace, proposing
from sousveil.settings import read_settings
from sousveil.store.claim_store import ClaimStore, add_claims
from sousveil.store.decision_log import append_decisions
from sousveil.store.proposal_store import add_proposals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from sousveil.model.claim import Claim
    from sousveil.model.evidence import Evidence

QUOTE = "Kenyan police use facial recognition cameras from Huawei in Nairobi."
STORY = f"The ministry spoke on Monday.\n\n{QUOTE}\n\nThe cameras stand at \x1b[31mthe stations.\n"
REST = (
    "A spokesman told reporters after the sitting that the market hall comes next, and that a new "
    "command centre opens in the autumn. Shopkeepers welcomed the plan, while lawyers asked which "
    "law allows it, who may look at the pictures, and when they are deleted again.\n"
)
WEATHER = (
    "Farmers in the valley brought in the hay before the rain of Sunday came over the hills.\n"
)


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three documents, two of which carry one story with a claim; to be copied."""
    folder = tmp_path_factory.mktemp("collected")
    texts = folder / "texts"
    texts.mkdir()
    for name, text in (("a", STORY + REST), ("b", f"{STORY}{REST}Agency.\n"), ("c", WEATHER)):
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
    _ask(folder / "home", "source", "add", "folder", str(texts))
    _ask(folder / "home", "source", "collect")
    return folder / "home"


@pytest.fixture(scope="module")
def searched_once(collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That workspace, searched; to be copied."""
    home = shutil.copytree(collected, tmp_path_factory.mktemp("searched") / "home")
    _ask(home, "claim", "extract")
    return home


def _ask(home: Path, *arguments: str) -> None:
    command = ["--home", str(home), *arguments]
    assert CliRunner().invoke(root, command, catch_exceptions=False).exit_code == 0


@pytest.fixture
def workspace(collected: Path, tmp_path: Path) -> Path:
    """A workspace of the test's own with three documents, two of which carry one story."""
    return shutil.copytree(collected, tmp_path / "home")


@pytest.fixture
def searched(searched_once: Path, tmp_path: Path) -> Path:
    """The same, searched."""
    return shutil.copytree(searched_once, tmp_path / "home")


@pytest.fixture
def listed(
    run: Callable[..., CompletedProcess[str]], searched: Path
) -> Callable[..., list[dict[str, Any]]]:
    """A function that lists claims, as JSON."""

    def call(*options: str) -> list[dict[str, Any]]:
        result = run("--home", searched, "claim", "list", "--format", "json", *options)
        assert (result.returncode, result.stderr) == (0, "")
        records: list[dict[str, Any]] = json.loads(result.stdout)
        return records

    return call


def test_a_workspace_is_searched_once_and_the_summary_says_so(
    run: Callable[..., CompletedProcess[str]], workspace: Path
) -> None:
    for expected in ((0, 3, 2), (3, 0, 0)):
        result = run("--home", workspace, "claim", "extract", "--format", "json")
        assert result.returncode == 0
        (row,) = json.loads(result.stdout)
        assert (row["searched_before"], row["searched"], row["new_claims"]) == expected
        assert (row["extractor"], row["known_claims"], row["failed"]) == ("rules", 0, 0)


@pytest.mark.parametrize("output_format", ["table", "json"])
def test_documents_that_could_not_be_searched_are_named(
    run: Callable[..., CompletedProcess[str]],
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    output_format: str,
) -> None:
    def fail(*_: object) -> None:
        raise BadInput("there is something wrong with it")

    monkeypatch.setattr(proposing, "_store", fail)
    result = run("--home", workspace, "claim", "extract", "--format", output_format)
    assert result.returncode == 0
    said = result.stdout if output_format == "table" else result.stderr
    assert said.count("there is something wrong with it") == 3


def test_breaking_off_says_that_the_same_command_goes_on(
    run: Callable[..., CompletedProcess[str]], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extract_workspace, "propose_claims", interrupt)
    result = run("--home", workspace, "claim", "extract")
    assert result.returncode == 130
    assert "sousveil claim extract goes on where it stopped" in result.stderr


def test_a_workspace_stores_every_proposal_so_a_minimum_is_refused(
    run: Callable[..., CompletedProcess[str]], workspace: Path
) -> None:
    result = run("--home", workspace, "claim", "extract", "--minimum", "0.5")
    assert result.returncode == 2
    assert "claim list --minimum" in result.stderr


def test_a_listed_claim_says_what_is_proposed_and_that_nobody_decided(
    listed: Callable[..., list[dict[str, Any]]],
) -> None:
    records = listed()
    assert len(records) == 2
    for record in records:
        assert (record["country"], record["technology"]) == ("KEN", "facial_recognition")
        assert (record["vendor_id"], record["new_vendors"]) == ("huawei", None)
        assert (record["verdict"], record["language"]) == ("undecided", "en")
        assert (record["extractor"], record["quote"]) == ("rules", QUOTE)
        assert 0.5 < record["confidence"] <= 1


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--country", "ken"), 2),
        (("--country", "UGA"), 0),
        (("--technology", "facial_recognition"), 2),
        (("--technology", "smart_city"), 0),
        (("--vendor", "huawei"), 2),
        (("--vendor", "Huawei"), 2),
        (("--vendor", "Hikvision"), 0),
        (("--extractor", "llm"), 0),
        (("--minimum", "1"), 0),
        (("--language", "en"), 2),
        (("--language", "sw"), 0),
    ],
)
def test_filters_leave_out_what_is_not_wanted(
    listed: Callable[..., list[dict[str, Any]]], options: tuple[str, ...], count: int
) -> None:
    assert len(listed(*options)) == count


def test_a_vendor_of_no_register_is_marked_and_found(
    run: Callable[..., CompletedProcess[str]],
    listed: Callable[..., list[dict[str, Any]]],
    searched: Path,
    make_claim: Callable[..., Claim],
    make_evidence: Callable[..., Evidence],
) -> None:
    with open_workspace(read_settings({}, home=str(searched))) as database:
        with database.reading() as connection:
            cited = next(ClaimStore(connection).read_claims()).evidence[0]
        evidence = make_evidence(source_id=cited.source_id, snapshot_sha256=cited.snapshot_sha256)
        claim = make_claim(evidence=(evidence,), made_by="rules")
        proposal = Proposal(
            claim_id=claim.claim_id,
            document_id="doc_elsewhere",
            extractor="rules",
            version="1",
            confidence=0.25,
            vendor_names=("Nyota Labs",),
            proposed_at="2026-11-23T00:00:00Z",
        )
        with database.writing() as connection:
            add_claims(connection, [claim])
            add_proposals(connection, [proposal])
    (record,) = listed("--vendor", "nyota labs")
    assert (record["vendor_id"], record["new_vendors"]) == (None, "Nyota Labs")
    assert "Nyota Labs?" in run("--home", searched, "claim", "list").stdout
    shown = run("--home", searched, "claim", "show", claim.claim_id)
    assert shown.returncode == 0
    assert "Nyota Labs" in shown.stdout


def test_csv_and_json_lines_carry_the_same_records(
    run: Callable[..., CompletedProcess[str]],
    listed: Callable[..., list[dict[str, Any]]],
    searched: Path,
) -> None:
    lines = run("--home", searched, "claim", "list", "--format", "jsonl").stdout.splitlines()
    assert list(map(json.loads, lines)) == listed()
    text = run("--home", searched, "claim", "list", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["claim"] for row in rows] == [record["claim"] for record in listed()]


def test_a_shown_claim_has_its_quote_within_the_document_and_what_was_decided(
    run: Callable[..., CompletedProcess[str]],
    listed: Callable[..., list[dict[str, Any]]],
    searched: Path,
) -> None:
    claim_id = listed()[0]["claim"]
    result = run("--home", searched, "claim", "show", claim_id)
    assert result.returncode == 0
    assert f"The ministry spoke on Monday. [{QUOTE}] The cameras stand at [31m" in result.stdout
    assert "\x1b" not in result.stdout
    assert "none: undecided, and in no edition" in result.stdout
    decisions = [  # a fifth of all claims is drawn for a second coder
        Decision(
            claim_id=claim_id,
            action=Action.RECODE,
            coder=coder,
            reason="the town says so",
            decided_at="2026-11-24T00:00:00Z",
            changes=(("place", "Nairobi"),),
        )
        for coder in ("ada", "ben")
    ]
    with (
        open_workspace(read_settings({}, home=str(searched))) as database,
        database.writing() as connection,
    ):
        append_decisions(connection, decisions)
    shown = run("--home", searched, "claim", "show", claim_id, "--format", "json")
    facts = {row["field"]: row["value"] for row in json.loads(shown.stdout)}
    assert facts["decision 1"] == (
        "recode, place = Nairobi by ada, 2026-11-24T00:00:00Z: the town says so"
    )
    assert (facts["quote"], facts["before"]) == (QUOTE, "The ministry spoke on Monday.\n\n")
    assert facts["locator"] == f"char=31,{31 + len(QUOTE)}"
    assert facts["copies_of_story"] == 2
    assert facts["proposed_by"].startswith("rules ")
    assert len(facts["snapshot_sha256"]) == 64
    assert [one["verdict"] for one in listed() if one["claim"] == claim_id] == ["recode"]


def test_claims_as_of_a_date_are_those_that_had_been_proposed(
    run: Callable[..., CompletedProcess[str]],
    listed: Callable[..., list[dict[str, Any]]],
    searched: Path,
) -> None:
    now = listed()
    assert now
    assert {record["standing"] for record in now} == {"open"}
    assert listed("--as-of", "9999-01-01") == now
    assert listed("--as-of", "2020-01-01") == []
    shown = ("claim", "show", now[0]["claim"], "--format", "json", "--as-of", "2020-01-01")
    facts = {one["field"] for one in json.loads(run("--home", searched, *shown).stdout)}
    assert "proposed_by" not in facts


def test_a_claim_that_nobody_proposed_is_shown_by_its_table_cell(
    run: Callable[..., CompletedProcess[str]], home: Path
) -> None:
    with (
        open_workspace(read_settings({}, home=str(home))) as database,
        database.reading() as connection,
    ):
        claim = next(ClaimStore(connection).read_claims())
    result = run("--home", home, "claim", "show", claim.claim_id, "--format", "json")
    facts = {row["field"]: row["value"] for row in json.loads(result.stdout)}
    assert facts["locator"] == claim.evidence[0].locator
    (decided,) = (value for field, value in facts.items() if field.startswith("decision "))
    assert decided.startswith("accept by ")
    assert "copies_of_story" not in facts


def test_no_such_claim_says_how_to_find_one(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    result = run("--home", tmp_path / "empty", "claim", "show", "clm_none")
    assert result.returncode == 4
    assert "next: sousveil claim list" in result.stderr

"""A cell explains itself: what is for and against it, and each of the reasons for a blank."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from sousveil.data import read_bundled
from sousveil.editions.opening import open_edition
from sousveil.errors import NotFound
from sousveil.model.claim import ClaimStatus
from sousveil.model.collection import Channel, Run, SearchEffort
from sousveil.model.decision import Action, Decision, Stage
from sousveil.model.edition import BlankReason
from sousveil.model.evidence import Evidence
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Snapshot, Source, SourceKind, SyndicationCluster
from sousveil.pipeline import freeze
from sousveil.pipeline.cells import CellFile, explain_cell, explain_workspace_cell
from sousveil.pipeline.workbench import open_workbench
from sousveil.settings import Settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.collection_store import add_channel, finish_run, start_run
from sousveil.store.decision_log import append_decisions
from sousveil.store.documents import DocumentStore, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from sousveil.model.claim import Claim


@pytest.fixture
def workspace(tmp_path: Path, database_url: str) -> Settings:
    """An empty workspace, once on each database."""
    return Settings(home=tmp_path / "home", database_url=database_url)


class Shelf:
    """Puts sources and decided claims into a workspace."""

    def __init__(self, settings: Settings, make_claim: Callable[..., Claim]) -> None:
        self.settings = settings
        self._make_claim = make_claim

    def add(self, source_id: str, action: Action = Action.ACCEPT, **fields: Any) -> Claim:
        """Store a claim with a source of its own, and decide on it, as two coders agree."""
        sha256 = source_id.encode().hex().ljust(64, "0")[:64]
        evidence = Evidence(
            source_id=source_id, snapshot_sha256=sha256, locator="char=0,5", quote="words"
        )
        source = Source(
            source_id=source_id,
            kind=SourceKind.MEDIA_REPORT,
            title=f"Report {source_id}",
            published_date="2026-01-05",
        )
        snapshot = Snapshot(
            sha256=sha256,
            source_id=source_id,
            media_type="text/plain",
            size_bytes=5,
            retrieved_at="2026-01-06T00:00:00Z",
        )
        claim = self._make_claim(evidence=(evidence,), **fields)
        decisions = [
            Decision(
                claim_id=claim.claim_id,
                action=action,
                coder=coder,
                reason=f"as {source_id} says",
                decided_at="2026-01-07T00:00:00Z",
            )
            for coder in ("badru", "amina")
        ]
        with open_workbench(self.settings) as bench, bench.writing() as connection:
            add_source(connection, source, snapshot)
            add_claims(connection, [claim])
            append_decisions(connection, decisions)
        return claim

    def explain(self, country: str = "KEN", technology: str = "smart_city") -> CellFile:
        """Explain a cell of the living edition as it is now."""
        return explain_workspace_cell(self.settings, "sousveil", country, technology)


@pytest.fixture
def shelf(workspace: Settings, make_claim: Callable[..., Claim]) -> Shelf:
    """A shelf to put claims on."""
    return Shelf(workspace, make_claim)


def test_a_present_cell_has_claims_sources_vendors_and_statuses(shelf: Shelf) -> None:
    claim = shelf.add("one", vendor_id="huawei", start_date="2019-09")
    shelf.add("two", status=_status("pilot"))
    shelf.add("three", technology_code=None, vendor_id="nec")
    cell = shelf.explain()
    assert (cell.cell.is_present, cell.independent_sources) == (True, 2)
    assert claim.claim_id in {one.claim.claim_id for one in cell.supporting}
    assert [vendor.vendor_id for vendor in cell.vendors] == ["huawei"]
    assert [vendor.vendor_id for vendor in cell.other_vendors] == ["nec"]
    days = [(cell.day_of(one), one.claim.status) for one in cell.over_time]
    assert days == [("2019-09", "deployed"), ("2026-01-05", "pilot")]
    assert [source.source_id for source in cell.sources] == ["one", "two"]


def test_accepted_claims_that_say_otherwise_contradict_or_stand_apart(shelf: Shelf) -> None:
    shelf.add("for")
    denied = shelf.add("against", status=_status("denied"))
    planned = shelf.add("plan", status=_status("planned"))
    rejected = shelf.add("wrong", Action.REJECT)
    shelf.add("elsewhere", country_iso3="UGA", status=_status("denied"))
    cell = shelf.explain()
    assert [one.claim.claim_id for one in cell.contradicting] == [denied.claim_id]
    assert [one.claim.claim_id for one in cell.other] == [planned.claim_id]
    assert [one.claim.claim_id for one in cell.rejected] == [rejected.claim_id]
    assert cell.independent_sources == 1
    assert {source.source_id for source in cell.sources} == {"for", "against", "plan", "wrong"}


def test_a_story_that_two_sites_carry_is_one_source(shelf: Shelf, workspace: Settings) -> None:
    for name in ("wire", "copy"):
        shelf.add(name)
    _group(workspace, *map(_document, ("wire", "copy")))
    cell = shelf.explain()
    assert (len(cell.supporting), cell.independent_sources) == (2, 1)
    (story,) = cell.independent
    assert (story.cluster_id, story.cluster_size) == ("syn_1", 2)
    assert story.source_ids == ("copy", "wire")
    assert (cell.cell.source_count, cell.supporting[0].clusters) == (2, ("syn_1",))


def test_an_edition_as_of_a_date_knows_no_copy_that_was_retrieved_later(
    shelf: Shelf, workspace: Settings, tmp_path: Path
) -> None:
    for name in ("wire", "copy"):
        shelf.add(name)
    late = evolve(_document("copy"), retrieved_at="2026-02-01T00:00:00Z")
    _group(workspace, _document("wire"), late)
    freeze(workspace, "sousveil", tmp_path / "then", as_of="2026-01-31")
    freeze(workspace, "sousveil", tmp_path / "later", as_of="2026-02-01")
    counts = [
        explain_cell(open_edition(tmp_path / name), "KEN", "smart_city").independent_sources
        for name in ("then", "later")
    ]
    assert counts == [2, 1]


def test_what_speaks_against_a_claim_is_told_with_it(shelf: Shelf, workspace: Settings) -> None:
    claim = shelf.add("one")
    doubt = Decision(
        claim_id=claim.claim_id,
        action=Action.UNSURE,
        coder="bea",
        reason="the page is gone",
        decided_at="2026-01-06T00:00:00Z",
    )
    again = evolve(
        doubt, action=Action.ACCEPT, coder="cy", reason="found it", stage=Stage.ADJUDICATION
    )
    denial = shelf.add("two", status=_status("denied"))
    with open_workbench(workspace) as bench, bench.writing() as connection:
        append_decisions(connection, [doubt, again])
    (told,) = shelf.explain().supporting
    assert [(one.contest_kind, one.objection_by) for one in told.contests] == [
        ("coding", "bea"),
        ("denial", "amina"),
    ]
    assert told.contests[1].objection == denial.claim_id


def test_each_blank_says_why(shelf: Shelf, workspace: Settings) -> None:
    rejected = shelf.add("wrong", Action.REJECT)
    channel = Channel(
        channel_id="chn_1",
        kind="folder",
        location="/reports",
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(languages=("sw", "en"), countries=("TZA",), outlet="Daily"),
        licence=None,
        added_at="2026-01-01T00:00:00Z",
    )
    run = Run(
        run_id="run_1",
        channel_id="chn_1",
        effort=channel.effort,
        started_at="2026-01-01T00:00:00Z",
    )
    _finish(workspace, channel, run)
    cell = shelf.explain()
    assert cell.cell.blank_reason is BlankReason.EVIDENCE_REJECTED
    assert [one.claim.claim_id for one in cell.rejected] == [rejected.claim_id]
    assert cell.rejected[0].claim.decision_reason == "as wrong says"
    found_nothing = shelf.explain("TZA")
    assert found_nothing.cell.blank_reason is BlankReason.NOTHING_FOUND
    (effort,) = found_nothing.effort
    assert (effort.languages, effort.outlet, effort.documents_read) == (("en", "sw"), "Daily", 7)
    assert shelf.explain("UGA").cell.blank_reason is BlankReason.NOT_SEARCHED
    assert shelf.explain("UGA").effort == ()


def test_a_cell_from_too_few_sources_shows_them(
    shelf: Shelf, workspace: Settings, tmp_path: Path
) -> None:
    shelf.add("one")
    text = read_bundled("codebooks/sousveil.yaml").decode()
    codebook = tmp_path / "strict.yaml"
    codebook.write_text(text.replace("evidence:\n", "evidence:\n  minimum_sources: 2\n", 1))
    freeze(workspace, str(codebook), tmp_path / "strict")
    cell = explain_workspace_cell(workspace, str(tmp_path / "strict"), "KEN", "smart_city")
    assert cell.cell.blank_reason is BlankReason.EVIDENCE_INSUFFICIENT
    assert (cell.independent_sources, cell.minimum_sources, len(cell.supporting)) == (1, 2, 1)


def test_safeguards_of_the_technology_and_of_all_are_told(shelf: Shelf) -> None:
    ban = Safeguard(kind=SafeguardKind.BAN_OR_MORATORIUM, finding=SafeguardFinding.PRESENT)
    law = Safeguard(kind=SafeguardKind.LEGAL_BASIS, finding=SafeguardFinding.ABSENT)
    shelf.add("ban", safeguard=ban)
    shelf.add("law", technology_code=None, safeguard=law)
    shelf.add("other", technology_code="facial_recognition", safeguard=law)
    cell = shelf.explain()
    assert not cell.cell.is_present
    assert {one.kind for one in cell.safeguards} == {ban.kind, law.kind}
    assert len(cell.safeguard_claims) == 2
    assert cell.supporting == ()


@pytest.mark.parametrize(
    "cell", [("ZZZ", "smart_city"), ("KEN", "telepathy"), ("KEN", "' OR 1 --")]
)
def test_a_cell_that_the_edition_does_not_have_is_not_found(
    settings: Settings, cell: tuple[str, str]
) -> None:
    with pytest.raises(NotFound, match="no such cell"):
        explain_workspace_cell(settings, "aigs-2019", *cell)


def test_the_command_tells_a_cell_in_every_format(
    run: Callable[..., CompletedProcess[str]], home: Path
) -> None:
    asked = ("--home", home, "cell", "show", "ken", "smart_city", "--edition", "aigs-2019")
    table = run(*asked)
    assert table.returncode == 0
    assert "independent_sources" in table.stdout
    told = json.loads(run(*asked, "--format", "json").stdout)
    assert {"part": "verdict", "about": "independent_sources", "value": 1} in told
    blank = run("--home", home, "cell", "show", "UGA", "border_control", "--edition", "aigs-2019")
    assert (blank.returncode, "NotFound" in blank.stderr) == (4, True)


def _status(value: str) -> Any:
    return ClaimStatus(value)


def _document(name: str) -> StoredDocument:
    return StoredDocument(
        snapshot_sha256=name.encode().hex().ljust(64, "0")[:64],
        name=f"https://news.example/{name}",
        reading=ReadResult(
            reader="text", reader_version="1", status=ReadStatus.READ, text="words", language="en"
        ),
        retrieved_at="2026-01-06T00:00:00Z",
        source_kind=SourceKind.MEDIA_REPORT,
        channel_id="chn_1",
        run_id="run_1",
    )


def _group(workspace: Settings, *documents: StoredDocument) -> None:
    """Store documents as copies of one story."""
    store = DocumentStore(workspace.home)
    with store.writing("run_1") as writer:
        for document in documents:
            writer.write(document)
    members = tuple(document.document_id for document in documents)
    store.write_clusters(
        [SyndicationCluster(cluster_id="syn_1", first_document_id=members[0], document_ids=members)]
    )


def _finish(workspace: Settings, channel: Channel, run: Run) -> None:
    with open_workbench(workspace) as bench, bench.writing() as connection:
        add_channel(connection, channel)
        start_run(connection, run)
        done = evolve(run, finished_at="2026-01-02T00:00:00Z", documents_read=7)
        finish_run(connection, done)

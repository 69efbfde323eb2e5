"""A workspace's documents are searched once by each version of an extractor, whatever they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from tests.unit.pipeline.made_search import find_cameras

from sousveil.claims.llm.outcome import Outcome, Report
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.errors import CannotConnect
from sousveil.model.collection import SearchEffort
from sousveil.model.source import SourceKind
from sousveil.pipeline import proposing
from sousveil.pipeline.channels import add_channel_to
from sousveil.pipeline.collecting import CollectOptions, collect
from sousveil.pipeline.proposing import ProposeSummary, propose_claims
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings, read_settings
from sousveil.sources.fetching import FetchPolicy
from sousveil.store.claim_store import ClaimStore
from sousveil.store.documents import DocumentStore
from sousveil.store.proposal_store import ProposalStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sousveil.claims.candidate import TextDocument
    from sousveil.model.claim import Claim
    from sousveil.model.progress import Progress

WORDS = "In the town of Nakuru the council said on Monday that it bought a {what} for the market."


@pytest.fixture
def make_workspace(tmp_path: Path) -> Callable[..., Settings]:
    """A function that collects one text file for each word into a workspace."""

    def make(*whats: str) -> Settings:
        settings = read_settings({}, home=str(tmp_path / "home"))
        folder = tmp_path / "texts"
        folder.mkdir(exist_ok=True)
        for what in whats:
            (folder / f"{what}.txt").write_text(WORDS.format(what=what), encoding="utf-8")
        add_channel_to(
            settings,
            kind="folder",
            location=str(folder),
            source_kind=SourceKind.MEDIA_REPORT,
            effort=SearchEffort(),
            licence="CC-BY-4.0",
        )
        options = CollectOptions(policy=FetchPolicy(user_agent="sousveil tests"), readers=1)
        collect(settings, (), options, ignore)
        return settings

    return make


def ignore(_progress: Progress) -> None:
    """Tell nobody."""


def propose(settings: Settings, **options: Any) -> ProposeSummary:
    return propose_claims(
        settings, RulesExtractor(), ignore, **({"search": find_cameras} | options)
    )


def read_claims(settings: Settings) -> list[Claim]:
    with open_workspace(settings) as database, database.reading() as connection:
        return list(ClaimStore(connection).read_claims())


def extracted(settings: Settings) -> dict[str, list[tuple[str, int]]]:
    """Return what is known as searched: (version, claims) by a document's file name."""
    with open_workspace(settings) as database, database.reading() as connection:
        store = ProposalStore(connection)
        return {
            document.name.rsplit("/", 1)[-1]: [
                (one.version, one.claims) for one in store.extractions(document.document_id)
            ]
            for document in DocumentStore(settings.home).documents()
        }


def test_documents_with_and_without_a_claim_are_searched_once(
    make_workspace: Callable[..., Settings],
) -> None:
    settings = make_workspace("camera", "tractor")
    told: list[Progress] = []
    first = propose_claims(settings, RulesExtractor(), told.append, search=find_cameras)
    assert (first.searched_before, first.searched, first.claims) == (0, 2, 1)
    assert (first.failures, told[-1].done, told[-1].total) == ((), 2, 2)
    again = propose(settings)
    assert (again.searched_before, again.searched, again.claims) == (2, 0, 0)
    assert extracted(settings) == {"camera.txt": [(RULES, 1)], "tractor.txt": [(RULES, 0)]}
    (claim,) = read_claims(settings)
    assert (claim.made_by, claim.evidence[0].quote) == ("rules", "camera")
    with open_workspace(settings) as database, database.reading() as connection:
        store = ClaimStore(connection)
        (source,) = store.read_sources()
        snapshot = store.find_snapshot(claim.evidence[0].snapshot_sha256)
    assert snapshot is not None
    assert (source.title, source.url, source.licence) == ("camera.txt", None, "CC-BY-4.0")
    assert snapshot.size_bytes == len(WORDS.format(what="camera"))


def test_a_deadly_document_costs_itself_is_named_and_is_tried_again(
    make_workspace: Callable[..., Settings],
) -> None:
    settings = make_workspace("camera", "deadly camera", "faulty camera", "hostile camera")
    summary = propose(settings)
    assert (summary.searched, summary.claims) == (1, 1)
    reasons = {name.rsplit("/", 1)[-1]: reason for _, name, reason in summary.failures}
    assert "SIGKILL" in reasons["deadly camera.txt"]
    assert "no such page" in reasons["faulty camera.txt"]
    assert "NUL" in reasons["hostile camera.txt"]
    assert [len(found) for found in extracted(settings).values()].count(0) == 3
    with open_workspace(settings) as database, database.reading() as connection:
        assert len(ClaimStore(connection).read_sources()) == 1
    assert len(propose(settings).failures) == 3


def test_a_new_version_searches_again_and_what_it_says_alike_is_the_same_claim(
    make_workspace: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_workspace("camera", "tractor")
    propose(settings)
    before = read_claims(settings)
    monkeypatch.setattr(RulesExtractor, "version", "newer")
    summary = propose(settings)
    assert (summary.version, summary.searched) == ("newer", 2)
    assert (summary.claims, summary.known) == (0, 1)
    assert read_claims(settings) == before
    assert set(extracted(settings)["camera.txt"]) == {(RULES, 1), ("newer", 1)}
    with open_workspace(settings) as database, database.reading() as connection:
        proposals = ProposalStore(connection).proposals_of(before[0].claim_id)
    assert [one.version for one in proposals] == ["newer", RULES]


def test_two_that_search_at_once_double_nothing(
    make_workspace: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_workspace("camera")
    flush = proposing._Keeper.flush
    others: list[ProposeSummary] = []

    def flush_after_another(keeper: proposing._Keeper) -> None:
        monkeypatch.setattr(proposing._Keeper, "flush", flush)
        others.append(propose(settings))
        flush(keeper)

    monkeypatch.setattr(proposing._Keeper, "flush", flush_after_another)
    mine = propose(settings)
    assert [one.claims for one in (*others, mine)] == [1, 0]
    assert len(read_claims(settings)) == 1


def test_the_rules_themselves_search_in_workers(make_workspace: Callable[..., Settings]) -> None:
    settings = make_workspace(
        "Huawei system of facial recognition, and Kenyan police use the facial recognition"
    )
    summary = propose_claims(settings, RulesExtractor(), ignore, workers=1)
    assert (summary.searched, summary.failures) == (1, ())
    found = {(claim.country_iso3, claim.technology_code) for claim in read_claims(settings)}
    assert found == {("KEN", "facial_recognition")}


def test_a_document_whose_snapshot_no_database_knows_is_named(
    make_workspace: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = make_workspace("camera")
    elsewhere = evolve(settings, database_url=f"sqlite:///{tmp_path / 'other.db'}")
    ((_, _, reason),) = propose(elsewhere).failures
    assert reason == "no retrieval has the snapshot of this document"
    assert read_claims(elsewhere) == []


RULES = RulesExtractor().version


class Model:
    """An extractor that reads several documents itself, as one that waits for a server does."""

    name, version = "model", "3"

    def __init__(self, *, ends_after: int | None = None) -> None:
        self._left = ends_after

    @property
    def report(self) -> Report:
        return Report()

    def extract(self, _document: TextDocument) -> tuple[()]:
        raise AssertionError("it is asked for many")

    def read_many(self, documents: Iterable[TextDocument]) -> Iterator[Outcome]:
        for number, document in enumerate(documents):
            if number == self._left:
                raise CannotConnect("the endpoint serves nobody")
            failure = "no answer" if "tractor" in document.text else None
            yield Outcome(document=document, failure=failure)


def test_a_document_that_a_model_did_not_read_is_not_known_as_searched(
    make_workspace: Callable[..., Settings],
) -> None:
    settings = make_workspace("camera", "tractor")
    summary = propose_claims(settings, Model(), ignore)
    assert (summary.searched, [reason for *_, reason in summary.failures]) == (1, ["no answer"])
    assert extracted(settings) == {"camera.txt": [("3", 0)], "tractor.txt": []}


def test_what_was_found_before_an_endpoint_failed_is_stored(
    make_workspace: Callable[..., Settings],
) -> None:
    settings = make_workspace("a camera", "b camera")
    with pytest.raises(CannotConnect):
        propose_claims(settings, Model(ends_after=1), ignore)
    assert sorted(map(len, extracted(settings).values())) == [0, 1]

"""A workbench on either kind of database, with claims that wait to be decided on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

import pytest

from sousveil.data import read_bundled
from sousveil.model.claim import Claim
from sousveil.model.evidence import Evidence
from sousveil.model.proposal import Proposal
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline.workbench import Workbench, open_workbench
from sousveil.settings import Settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.documents import DocumentStore, StoredDocument
from sousveil.store.proposal_store import add_proposals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

TEXT = "The police of the capital bought cameras that know faces. Nobody asked a judge."
QUOTE = "cameras that know faces"
COUNTRIES = ("AGO", "BRA", "CHN", "DEU", "EGY", "FRA", "GHA", "HUN", "IND", "JPN")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> str:
        return self.moment.isoformat().replace("+00:00", "Z")

    def move(self, **by: int) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """The clock of the workbench."""
    return Clock()


@pytest.fixture
def workspace(database_url: str, tmp_path: Path) -> Settings:
    """The settings of an empty workspace on either kind of database."""
    return Settings(home=tmp_path / "home", database_url=database_url)


@pytest.fixture(scope="session")
def name_codebook(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], str]:
    """A function that gives the path of the bundled codebook with a share of double coding."""
    folder = tmp_path_factory.mktemp("codebooks")
    text = read_bundled("codebooks/sousveil.yaml").decode()
    lines = [line for line in text.splitlines() if not line.startswith("double_coding")]
    turn = Lock()  # threads may ask at once

    def name(share: float) -> str:
        path = folder / f"codebook-{share}.yaml"
        with turn:
            if not path.exists():
                path.write_text("\n".join([*lines, f"double_coding: {{share: {share}}}", ""]))
        return str(path)

    return name


@pytest.fixture
def open_bench(
    workspace: Settings, name_codebook: Callable[[float], str], clock: Clock
) -> Callable[..., AbstractContextManager[Workbench]]:
    """A function that opens the workspace under a codebook with a share of double coding."""

    def open_with(share: float = 0.0) -> AbstractContextManager[Workbench]:
        return open_workbench(workspace, name_codebook(share), clock=clock)

    return open_with


@pytest.fixture
def bench(open_bench: Callable[..., AbstractContextManager[Workbench]]) -> Iterator[Workbench]:
    """A workbench where one coder decides on each claim."""
    with open_bench() as opened:
        yield opened


@pytest.fixture
def double_bench(
    open_bench: Callable[..., AbstractContextManager[Workbench]],
) -> Iterator[Workbench]:
    """A workbench where two coders decide on each claim."""
    with open_bench(1.0) as opened:
        yield opened


@pytest.fixture
def document(workspace: Settings) -> StoredDocument:
    """A document of the workspace."""
    workspace.home.mkdir(exist_ok=True)
    stored = StoredDocument(
        snapshot_sha256="cd" * 32,
        name="https://news.example/cameras",
        reading=ReadResult(
            reader="text", reader_version="1", status=ReadStatus.READ, text=TEXT, language="en"
        ),
        retrieved_at="2026-02-01T00:00:00Z",
        source_kind=SourceKind.MEDIA_REPORT,
        channel_id="chn_1",
        run_id="run_1",
    )
    with DocumentStore(workspace.home).writing("run_1") as writer:
        writer.write(stored)
    return stored


@pytest.fixture
def waiting(workspace: Settings, document: StoredDocument, bench: Workbench) -> tuple[Claim, ...]:
    """Ten claims that an extractor proposed, one a country, less sure from one to the next."""
    source = Source(source_id="src_1", kind=SourceKind.MEDIA_REPORT, title="Cameras", language="en")
    snapshot = Snapshot(
        sha256=document.snapshot_sha256,
        source_id="src_1",
        media_type="text/plain",
        size_bytes=len(TEXT),
        retrieved_at=document.retrieved_at,
    )
    evidence = Evidence(
        source_id="src_1",
        snapshot_sha256=document.snapshot_sha256,
        locator=f"char={TEXT.index(QUOTE)},{TEXT.index(QUOTE) + len(QUOTE)}",
        quote=QUOTE,
    )
    claims = tuple(
        Claim(
            country_iso3=iso3,
            technology_code="facial_recognition",
            made_by="rules",
            made_by_version="1",
            evidence=(evidence,),
        )
        for iso3 in COUNTRIES
    )
    with bench.database.writing() as connection:
        add_source(connection, source, snapshot)
        add_claims(connection, claims)
        add_proposals(
            connection,
            (
                Proposal(
                    claim_id=claim.claim_id,
                    document_id=document.document_id,
                    extractor="rules",
                    version="1",
                    confidence=0.95 - number / 10,
                    proposed_at=f"2026-02-{20 - number:02}T00:00:00Z",
                )
                for number, claim in enumerate(claims)
            ),
        )
    return claims

"""Two packages: of the table of 2019, and of claims of people whose texts are hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.editions.opening import Edition, open_edition
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.collection import Channel, Outcome, Retrieval, Run, SearchEffort
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence
from sousveil.model.identifiers import sha256_of
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline import freeze, open_workspace
from sousveil.pipeline.bundling import bundle_evidence
from sousveil.publication.package import write_data_package
from sousveil.settings import Settings, read_settings
from sousveil.sources.archive.record import Exchange
from sousveil.sources.archive.writing import ArchiveWriter
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.collection_store import add_channel, add_retrievals, start_run
from sousveil.store.decision_log import append_decisions

if TYPE_CHECKING:
    from pathlib import Path

FORMULA = '=HYPERLINK("http://example.org/","the cameras")'
PAGES = {
    "open": b"<p>The city has bought cameras.</p>",
    "closed": b"<p>The police use the cameras.</p>",
}
AT = "2026-01-01T00:00:00Z"
SOURCES = (
    Source(
        source_id="open",
        kind=SourceKind.MEDIA_REPORT,
        title="Cameras\nER  - \nTY  - JOUR } \\ & % =1+1",
        publisher="The Daily",
        published_date="2025-11",
        language="en",
        licence="CC BY 4.0",
        url="https://open.example/cameras?a=1&b=2",
        citation="Doe, Jane and Roe, R. (2025). Cameras. The Daily.",
    ),
    Source(
        source_id="closed",
        kind=SourceKind.COURT_RECORD,
        title="A judgment",
        licence="All rights reserved",
        url="javascript:alert(1)",
    ),
)


@pytest.fixture(scope="session")
def package_2019(
    editions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target = tmp_path_factory.mktemp("package") / "aigs-2019"
    write_data_package(editions[0], target)
    return target


@pytest.fixture(scope="session")
def living_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A workspace with two archived pages and four claims: three accepted, one rejected.

    Of those accepted, one is about a safeguard.
    """
    settings = read_settings({}, home=str(tmp_path_factory.mktemp("living") / "home"))
    retrievals = _archive(settings)
    claims = (
        _claim(
            "KEN", "open", vendor_id="huawei", agency="@police", place="+Nairobi", quote=FORMULA
        ),
        _claim(
            "KEN", "closed", status=ClaimStatus.PLANNED, start_date="2024-05", quote="the cameras"
        ),
        _claim("UGA", "open", vendor_id="-a vendor", quote="The city"),
        _claim(
            "KEN",
            "closed",
            technology_code=None,
            safeguard=Safeguard(kind=SafeguardKind.OVERSIGHT, finding=SafeguardFinding.ABSENT),
            start_date="2020",
            quote="The police",
        ),
    )
    actions = (Action.ACCEPT, Action.ACCEPT, Action.REJECT, Action.ACCEPT)
    with open_workspace(settings) as database, database.writing() as connection:
        for source in SOURCES:
            page = PAGES[source.source_id]
            snapshot = Snapshot(
                sha256=sha256_of(page),
                source_id=source.source_id,
                media_type="text/html",
                size_bytes=len(page),
                retrieved_at=AT,
            )
            add_source(connection, source, snapshot)
        channel = Channel(
            channel_id="c1",
            kind="page",
            location="https://open.example/",
            source_kind=SourceKind.MEDIA_REPORT,
            effort=SearchEffort(),
            added_at=AT,
        )
        add_channel(connection, channel)
        start_run(
            connection, Run(run_id="r1", channel_id="c1", started_at=AT, effort=SearchEffort())
        )
        add_retrievals(connection, retrievals)
        add_claims(connection, claims)
        decisions = [
            Decision(
                claim_id=claim.claim_id,
                action=action,
                coder="ada",
                reason="-1+1, as it says",
                decided_at="2026-01-02T00:00:00Z",
            )
            for claim, action in zip(claims, actions, strict=True)
        ]
        append_decisions(connection, decisions)
    return settings


@pytest.fixture(scope="session")
def living_edition(living_settings: Settings) -> Edition:
    folder = living_settings.home / "frozen"
    freeze(living_settings, "sousveil", folder)
    return open_edition(folder)


@pytest.fixture(scope="session")
def living_package(
    living_settings: Settings, living_edition: Edition, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("living-package")
    bundle = bundle_evidence(living_settings, living_edition, folder)
    write_data_package(living_edition, folder / "package", bundle)
    return folder / "package"


def _archive(settings: Settings) -> list[Retrieval]:
    retrievals = []
    with ArchiveWriter(settings.archive, "r1", software="tests") as archive:
        for source_id, page in PAGES.items():
            exchange = Exchange(
                url=f"https://{source_id}.example/cameras",
                retrieved_at=AT,
                status=200,
                reason="OK",
                response_headers=(("Content-Type", "text/html"),),
                body=page,
            )
            record = archive.write_exchange(exchange, page)
            retrievals.append(
                Retrieval(
                    run_id="r1",
                    name=exchange.url,
                    outcome=Outcome.FETCHED,
                    retrieved_at=AT,
                    snapshot_sha256=record.snapshot_sha256,
                    media_type="text/html",
                    size_bytes=len(page),
                    warc_file=record.warc_file,
                    warc_offset=record.warc_offset,
                )
            )
    return retrievals


def _claim(country: str, source_id: str, *, quote: str, **fields: object) -> Claim:
    evidence = Evidence(
        source_id=source_id,
        snapshot_sha256=sha256_of(PAGES[source_id]),
        locator="char=0,9",
        quote=quote,
    )
    values = {"technology_code": "smart_city", "made_by": "ada", "made_by_version": "1"} | fields
    return Claim(country_iso3=country, evidence=(evidence,), **values)  # type: ignore[arg-type]

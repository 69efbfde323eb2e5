"""A workspace as a team has it in the middle of its work, for tests of pages, API and browsers.

    with open_review_workspace(settings) as made:
        client = made.site.client("coder")
        assert client.get(f"/claims/{made.claims['kenya']}/").status_code == 200

Documents in seven languages, one story in three of them (a syndication cluster), one that
means harm, one without a claim; every snapshot's bytes are there. ``share`` of the claims
go to two coders.
"""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from attrs import frozen
from tests.servers.review_server import ReviewSite, open_review_site
from tests.servers.review_texts import WRITTEN, Said, Written

from sousveil.data import read_bundled
from sousveil.model.claim import Claim
from sousveil.model.evidence import Evidence, TextSpan
from sousveil.model.proposal import Proposal
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import Snapshot, Source, SyndicationCluster
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.documents import DocumentStore, StoredDocument
from sousveil.store.proposal_store import add_proposals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sousveil.pipeline.workbench import Workbench
    from sousveil.server.options import ServerOptions
    from sousveil.settings import Settings

_CLUSTER = ("wire", "copy", "reprint")
_RUN = "run_review"


@frozen(kw_only=True)
class ReviewWorkspace:
    """A site over the workspace; claims, documents and snapshots by the keys of their texts."""

    site: ReviewSite
    claims: dict[str, str]
    documents: dict[str, str]
    snapshots: dict[str, str]


@contextmanager
def open_review_workspace(
    settings: Settings,
    *,
    share: float | None = 0.0,
    options: ServerOptions | None = None,
    written: Sequence[Written] = WRITTEN,
) -> Iterator[ReviewWorkspace]:
    """Open a site over a workspace with claims that wait; without a share, the codebook's counts."""
    with open_review_site(
        settings, options, codebook_name=codebook_with_share(settings, share)
    ) as site:
        yield fill_workspace(site, written)


def fill_workspace(site: ReviewSite, written: Sequence[Written] = WRITTEN) -> ReviewWorkspace:
    """Store the documents and claims in the workspace of a site."""
    bench = site.bench
    stored = {one.key: _stored(bench, one) for one in written}
    with DocumentStore(bench.settings.home).writing(_RUN) as writer:
        for document in stored.values():
            writer.write(document)
    members = tuple(stored[key].document_id for key in _CLUSTER)
    bench.documents.write_clusters(
        [SyndicationCluster(cluster_id="syn_1", first_document_id=members[0], document_ids=members)]
    )
    claims: dict[str, str] = {}
    for number, one in enumerate(written):
        claims |= _store_claims(bench, one, stored[one.key], number)
    return ReviewWorkspace(
        site=site,
        claims=claims,
        documents={key: one.document_id for key, one in stored.items()},
        snapshots={key: one.snapshot_sha256 for key, one in stored.items()},
    )


def codebook_with_share(settings: Settings, share: float | None) -> str:
    """Return the living codebook, or a file of it that sends another share to two coders."""
    if share is None:
        return "sousveil"
    settings.home.mkdir(parents=True, exist_ok=True)
    text = read_bundled("codebooks/sousveil.yaml").decode()
    path = settings.home / "codebook-for-two.yaml"
    lines = [line for line in text.splitlines() if not line.startswith("double_coding")]
    path.write_text("\n".join([*lines, f"double_coding: {{share: {share}}}", ""]))
    return str(path)


def _stored(bench: Workbench, one: Written) -> StoredDocument:
    page = f"<html><title>{escape(one.title)}</title><script>alert(1)</script><p>{one.text}</p>"
    return StoredDocument(
        snapshot_sha256=bench.blobs.put(page.encode()),
        name=f"https://news.example/{one.key}",
        reading=ReadResult(
            reader="text",
            reader_version="1",
            status=ReadStatus.READ,
            text=one.text,
            title=one.title,
            publisher=one.publisher,
            published_date=one.published_date,
            language=one.language,
        ),
        retrieved_at="2025-11-01T08:00:00Z",
        source_kind=one.kind,
        channel_id="chn_review",
        run_id=_RUN,
    )


def _store_claims(
    bench: Workbench, one: Written, document: StoredDocument, number: int
) -> dict[str, str]:
    source = Source(
        source_id=f"src_{one.key}",
        kind=one.kind,
        title=one.title,
        publisher=one.publisher,
        published_date=one.published_date,
        language=one.language,
        licence=one.licence,
        url=document.name,
    )
    snapshot = Snapshot(
        sha256=document.snapshot_sha256,
        source_id=source.source_id,
        media_type=one.media_type,
        size_bytes=len(bench.blobs.get(document.snapshot_sha256)),
        retrieved_at=document.retrieved_at,
    )
    claims = {said.key: _claim(said, one, snapshot) for said in one.said}
    proposals = [
        Proposal(
            claim_id=claims[said.key].claim_id,
            document_id=document.document_id,
            extractor="rules",
            version="1",
            confidence=said.confidence,
            vendor_names=said.vendor_names,
            reasons=("the technology is named", "an authority acts"),
            proposed_at=f"2025-11-{number + 1:02}T09:00:00Z",
        )
        for said in one.said
    ]
    with bench.writing() as connection:
        add_source(connection, source, snapshot)
        add_claims(connection, claims.values())
        add_proposals(connection, proposals)
    return {key: claim.claim_id for key, claim in claims.items()}


def _claim(said: Said, one: Written, snapshot: Snapshot) -> Claim:
    start = one.text.index(said.quote)
    evidence = Evidence(
        source_id=snapshot.source_id,
        snapshot_sha256=snapshot.sha256,
        locator=str(TextSpan(start=start, end=start + len(said.quote))),
        quote=said.quote,
    )
    return Claim(
        country_iso3=said.country_iso3,
        technology_code=said.technology_code,
        vendor_id=said.vendor_id,
        status=said.status,
        place=said.place,
        agency=said.agency,
        safeguard=said.safeguard,
        made_by="rules",
        made_by_version="1",
        evidence=(evidence,),
    )

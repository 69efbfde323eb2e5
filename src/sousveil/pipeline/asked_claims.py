"""Claims as those whom they are about read them: in words, with the source that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.decisions.reply_text import AskedClaim
from sousveil.errors import NotFound

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.model.source import Source
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.claim_store import ClaimStore


def describe_claim(bench: Workbench, store: ClaimStore, claim_id: str) -> AskedClaim:
    """Return a claim with names in place of codes, and its first quote and source.

    Raises:
        NotFound: there is no such claim.
    """
    claim = store.get(claim_id)
    if claim is None:
        raise NotFound("no such claim", where=claim_id, next_step="look it up in the queue")
    country = bench.countries.by_iso3.get(claim.country_iso3)
    evidence = claim.evidence[0]
    source = store.find_source(evidence.source_id)
    return AskedClaim(
        claim_id=claim_id,
        country=country.name if country is not None else claim.country_iso3,
        about=_about(bench, claim),
        status=claim.status.value,
        quote=evidence.quote,
        source=_cite(source) if source is not None else evidence.source_id,
    )


def _about(bench: Workbench, claim: Claim) -> str:
    names = {one.technology_code: one.name for one in bench.codebook.technologies}
    parts = []
    if claim.safeguard is not None:
        kind, finding = claim.safeguard.kind, claim.safeguard.finding
        parts.append(f"{kind.value.replace('_', ' ')}: {finding.value}")
    if claim.technology_code is not None:
        parts.append(names.get(claim.technology_code, claim.technology_code))
    if claim.vendor_id is not None:
        vendor = bench.vendors.by_id.get(claim.vendor_id)
        parts.append(f"supplied by {vendor.name if vendor is not None else claim.vendor_id}")
    if claim.supplier_iso3 is not None:
        home = bench.countries.by_iso3.get(claim.supplier_iso3)
        name = home.name if home is not None else claim.supplier_iso3
        parts.append(f"supplied from {name}")
    return ", ".join(parts)


def _cite(source: Source) -> str:
    said = (source.title, source.publisher, source.published_date, source.url)
    return ", ".join(text for text in said if text)

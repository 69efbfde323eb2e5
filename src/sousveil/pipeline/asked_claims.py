"""Claims as those whom they are about read them: in words, with the source that says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from typing import TYPE_CHECKING

from sousveil.decisions.reply_text import ENGLISH, AskedClaim, Wording
from sousveil.errors import NotFound

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.model.source import Source
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.claim_store import ClaimStore

Naming = Callable[[str, str], str]
"""What the code of a field is called, such as ``("country_iso3", "KEN")``."""


def describe_claim(
    bench: Workbench,
    store: ClaimStore,
    claim_id: str,
    wording: Wording = ENGLISH,
    name: Naming | None = None,
) -> AskedClaim:
    """Return a claim in words, with its first quote and source; in English unless worded.

    ``name`` gives what a code of a field is called in the language of the wording.

    Raises:
        NotFound: there is no such claim.
    """
    claim = store.get(claim_id)
    if claim is None:
        raise NotFound("no such claim", where=claim_id, next_step="look it up in the queue")
    naming = name if name is not None else partial(_name_in_english, bench)
    evidence = claim.evidence[0]
    source = store.find_source(evidence.source_id)
    return AskedClaim(
        claim_id=claim_id,
        country=naming("country_iso3", claim.country_iso3),
        about=_about(claim, wording, naming),
        status=naming("status", claim.status.value),
        quote=evidence.quote,
        source=_cite(source) if source is not None else evidence.source_id,
    )


def _about(claim: Claim, wording: Wording, name: Naming) -> str:
    parts = []
    if claim.safeguard is not None:
        kind = name("safeguard_kind", claim.safeguard.kind.value)
        parts.append(f"{kind}: {name('safeguard_finding', claim.safeguard.finding.value)}")
    if claim.technology_code is not None:
        parts.append(name("technology_code", claim.technology_code))
    if claim.vendor_id is not None:
        parts.append(wording.supplied_by.format(vendor=name("vendor_id", claim.vendor_id)))
    if claim.supplier_iso3 is not None:
        home = name("supplier_iso3", claim.supplier_iso3)
        parts.append(wording.supplied_from.format(country=home))
    return reduce(lambda first, second: wording.both.format(first=first, second=second), parts)


def _name_in_english(bench: Workbench, field: str, code: str) -> str:
    """Return what codebook and registers call a code; one that they do not know in plain words."""
    if field in {"country_iso3", "supplier_iso3"}:
        names = {one.country_iso3: one.name for one in bench.countries}
    elif field == "technology_code":
        names = {one.technology_code: one.name for one in bench.codebook.technologies}
    elif field == "vendor_id":
        names = {one.vendor_id: one.name for one in bench.vendors}
    else:
        names = {code: code.replace("_", " ")}
    return names.get(code, code)


def _cite(source: Source) -> str:
    said = (source.title, source.publisher, source.published_date, source.url)
    return ", ".join(text for text in said if text)

"""A timeline of what is dated: uses as claims tell of them, sources, questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.evidence_view import claim_link
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import ClaimRecord

LIMIT = 200
"""How many entries a page shows; the claims themselves have all dates."""


@frozen(kw_only=True)
class TimelineEntry:
    """Something that a date stands at: what, of which country, and the claim that says so."""

    date: str
    what: str
    subject: str
    claim: Link


@frozen(kw_only=True)
class Timeline:
    """What is dated, the oldest first; ``undated`` counts the claims without any date."""

    entries: tuple[TimelineEntry, ...]
    left_out: int
    undated: int


def draw_timeline(
    claims: Iterable[tuple[PublishedEdition, ClaimRecord]], collection: Collection, page: str
) -> Timeline:
    """Put what claims, their sources and their replies say of dates in order, each once.

    ``page`` is the name of whom the page is about; no entry repeats it.
    """
    entries: dict[tuple[str, str, str], TimelineEntry] = {}
    undated: set[str] = set()
    for edition, claim in claims:
        found = list(_entries_of(claim, edition, collection, page))
        if not found:
            undated.add(claim.claim_id)
        for entry in found:
            entries.setdefault((entry.date, entry.what, entry.subject), entry)
    ordered = [entries[key] for key in sorted(entries)]
    return Timeline(
        entries=tuple(ordered[:LIMIT]),
        left_out=max(len(ordered) - LIMIT, 0),
        undated=len(undated),
    )


def _entries_of(
    claim: ClaimRecord, edition: PublishedEdition, collection: Collection, page: str
) -> Iterator[TimelineEntry]:
    subject = ", ".join(name for name in _name_subject(claim, collection) if name != page)
    link = claim_link(claim, edition.index.codebook_id)
    for date, what in _dates_of(claim, edition, collection):
        yield TimelineEntry(date=date, what=what, subject=subject, claim=link)


def _dates_of(
    claim: ClaimRecord, edition: PublishedEdition, collection: Collection
) -> Iterator[tuple[str, str]]:
    language, index = collection.language, edition.index
    if claim.start_date:
        yield claim.start_date, say_code(claim.status, language)
    if claim.end_date:
        yield claim.end_date, language.say("end of the use")
    sources = {e.source_id for e in index.evidence.get(claim.claim_id, ())}
    for source_id in sorted(sources & index.sources.keys()):
        published = index.sources[source_id].published_date
        if published and claim.start_date is None:
            yield published, language.say("reported")
    for reply in index.replies.get(claim.claim_id, ()):
        yield reply.asked_date, language.say("{party} asked for a reply", party=reply.party)
        if reply.answered_date:
            state = say_code(reply.state, language)
            yield reply.answered_date, f"{reply.party}: {state}"


def _name_subject(claim: ClaimRecord, collection: Collection) -> Iterator[str]:
    yield collection.country(claim.country_iso3).text
    if claim.technology_code:
        yield collection.technology(claim.technology_code).text
    if claim.vendor_id:
        yield collection.vendor(claim.vendor_id).text
    if claim.supplier_iso3:
        yield collection.country(claim.supplier_iso3).text

"""A timeline of what is dated: uses as claims tell of them, sources, questions and answers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.evidence_view import claim_link, say_safeguard
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import ClaimRecord

LIMIT = 200
"""Of how many things that are dated a page tells; the claims themselves have all dates."""


@frozen(kw_only=True)
class TimelineSubject:
    """What something that is dated is about, and the claim that says so."""

    subject: str
    claim: Link


@frozen(kw_only=True)
class TimelineEntry:
    """Something that a date stands at, and all that it is said of."""

    date: str
    what: str
    about: tuple[TimelineSubject, ...]


@frozen(kw_only=True)
class Timeline:
    """What is dated, the oldest first; ``undated`` counts the claims without any date.

    ``left_out`` counts what is dated and not shown.
    """

    entries: tuple[TimelineEntry, ...]
    left_out: int
    undated: int


def draw_timeline(
    claims: Iterable[tuple[PublishedEdition, ClaimRecord]], collection: Collection, page: str
) -> Timeline:
    """Put what claims, their sources and their replies say of dates in order, each once.

    ``page`` is the name of whom the page is about; no entry repeats it.
    """
    found: dict[tuple[str, str, str], Link] = {}
    undated: set[str] = set()
    for edition, claim in claims:
        dates = list(_dates_of(claim, edition, collection))
        if not dates:
            undated.add(claim.claim_id)
        subject = ", ".join(name for name in _name_subject(claim, collection) if name != page)
        link = claim_link(claim, edition.index.codebook_id)
        for date, what in dates:
            found.setdefault((date, what, subject), link)
    shown = sorted(found)[:LIMIT]
    entries = (
        TimelineEntry(
            date=date,
            what=what,
            about=tuple(TimelineSubject(subject=key[2], claim=found[key]) for key in keys),
        )
        for (date, what), keys in groupby(shown, key=lambda key: key[:2])
    )
    return Timeline(
        entries=tuple(entries),
        left_out=max(len(found) - LIMIT, 0),
        undated=len(undated),
    )


def _dates_of(
    claim: ClaimRecord, edition: PublishedEdition, collection: Collection
) -> Iterator[tuple[str, str]]:
    language, index = collection.language, edition.index
    safeguard = say_safeguard(claim.safeguard_kind, claim.safeguard_finding, language)
    said = safeguard or say_code(claim.status, language)
    if claim.start_date:
        yield claim.start_date, said
    if claim.end_date:
        yield claim.end_date, language.say("end of the use")
    sources = {e.source_id for e in index.evidence.get(claim.claim_id, ())}
    for source_id in sorted(sources & index.sources.keys()):
        published = index.sources[source_id].published_date
        if published and claim.start_date is None:
            yield published, language.say("reported, {what}", what=said)
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
        supplier = collection.country(claim.supplier_iso3).text
        yield collection.language.say("supply from {country}", country=supplier)

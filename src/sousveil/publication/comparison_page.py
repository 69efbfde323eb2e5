"""Two editions side by side: what was gained, lost or changed, and what does not compare."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.causes import ExplainedChange, explain_changes
from sousveil.editions.comparison import (
    Change,
    Kind,
    Subject,
    compare_editions,
    compare_explanations,
)
from sousveil.model.edition import BlankReason
from sousveil.publication.collection import EditionLabel
from sousveil.publication.evidence_view import claim_link
from sousveil.publication.languages import sort_key
from sousveil.publication.site_paths import Link, comparison_path
from sousveil.publication.unseen import show_unseen
from sousveil.publication.wording import BLANK_TERMS, say_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.languages import Language


LINKED = 3
"""Of how many claims behind a change the page tells; the command ``edition compare`` has all."""


@frozen(kw_only=True)
class ChangeView:
    """One difference: of which country, what, how, from what cause, by which claims."""

    country: Link | None
    what: str
    kind: str
    before: str | None
    after: str | None
    note: str | None
    causes: tuple[str, ...]
    claims: tuple[Link, ...]
    claims_left_out: int


@frozen(kw_only=True)
class ChangeGroup:
    """The differences of one subject: gains before losses before others, countries by name."""

    anchor: str
    title: str
    gained: int
    lost: int
    changes: tuple[ChangeView, ...]


@frozen(kw_only=True)
class ChangeSummary:
    """What changed from one edition to another, for a first look."""

    before: EditionLabel
    after: EditionLabel
    page: str
    countries_gained: tuple[Link, ...]
    countries_lost: tuple[Link, ...]
    cells_gained: int
    cells_lost: int
    links_gained: int
    links_lost: int


@frozen(kw_only=True)
class ComparisonPage:
    """All differences between two editions."""

    path: str
    title: str
    description: str
    summary: ChangeSummary
    groups: tuple[ChangeGroup, ...]


def pair_editions(collection: Collection) -> tuple[tuple[str, str], ...]:
    """Return every pair of editions, the older first, pairs of the newest editions first."""
    ids = [edition.index.codebook_id for edition in collection.editions]
    pairs = [(before, after) for place, after in enumerate(ids) for before in ids[:place]]
    return tuple(pairs[::-1])


def compare_pair(before_id: str, after_id: str, collection: Collection) -> ComparisonPage:
    """Gather all differences between two editions."""
    before, after = collection.edition(before_id), collection.edition(after_id)
    language = collection.language
    explained = explain_pair(before.index.edition, after.index.edition)
    titles = {
        Subject.COUNTRY: language.say("Countries with AI surveillance"),
        Subject.CELL: language.say("Technologies of countries"),
        Subject.SUPPLY: language.say("Supply"),
        Subject.SAFEGUARD: language.say("Safeguards"),
        Subject.TECHNOLOGY: language.say("Technologies of the codebook"),
        Subject.UNIT: language.say("Units of the codebook"),
        Subject.COVARIATE: language.say("Covariates"),
    }
    return ComparisonPage(
        path=comparison_path(before_id, after_id),
        title=language.say("{before} and {after}", before=before_id, after=after_id),
        description=language.say(
            "What changed from the edition {before} to the edition {after}.",
            before=before_id,
            after=after_id,
        ),
        summary=_summarise(before, after, [one.change for one in explained], collection),
        groups=tuple(
            _group(subject, title, explained, collection) for subject, title in titles.items()
        ),
    )


def summarise_newest(collection: Collection) -> ChangeSummary | None:
    """Return what changed from the last edition but one to the last; None of a single edition."""
    if len(collection.editions) < 2:
        return None
    before, after = collection.editions[-2:]
    changes = _changes(before.index.edition, after.index.edition)
    return _summarise(before, after, changes, collection)


@lru_cache(maxsize=16)
def explain_pair(before: Edition, after: Edition) -> tuple[ExplainedChange, ...]:
    """Return every difference between two editions with its causes."""
    changes = (*_changes(before, after), *compare_explanations(before, after))
    return explain_changes(before, after, changes)


def view_change(explained: ExplainedChange, collection: Collection) -> ChangeView:
    """Put a change with its causes into words."""
    change, language = explained.change, collection.language
    return ChangeView(
        country=collection.country(change.country_iso3) if change.country_iso3 else None,
        what=_name(change, collection),
        kind=say_code(change.kind, language),
        before=_say_value(change, change.before, language),
        after=_say_value(change, change.after, language),
        note=show_unseen(change.note),
        causes=tuple(say_code(cause, language) for cause in explained.causes),
        claims=tuple(_find_claims(explained.claim_ids[:LINKED], collection)),
        claims_left_out=max(len(explained.claim_ids) - LINKED, 0),
    )


@lru_cache(maxsize=16)
def _changes(before: Edition, after: Edition) -> tuple[Change, ...]:
    return compare_editions(before, after)


def _summarise(
    before: PublishedEdition,
    after: PublishedEdition,
    changes: Sequence[Change],
    collection: Collection,
) -> ChangeSummary:
    def select(subject: Subject, kind: Kind) -> Iterator[str]:
        return (c.country_iso3 or "" for c in changes if c.subject is subject and c.kind is kind)

    return ChangeSummary(
        before=before.label,
        after=after.label,
        page=comparison_path(before.index.codebook_id, after.index.codebook_id),
        countries_gained=collection.countries(select(Subject.COUNTRY, Kind.GAINED)),
        countries_lost=collection.countries(select(Subject.COUNTRY, Kind.LOST)),
        cells_gained=len(list(select(Subject.CELL, Kind.GAINED))),
        cells_lost=len(list(select(Subject.CELL, Kind.LOST))),
        links_gained=len(list(select(Subject.SUPPLY, Kind.GAINED))),
        links_lost=len(list(select(Subject.SUPPLY, Kind.LOST))),
    )


def _group(
    subject: Subject, title: str, changes: Sequence[ExplainedChange], collection: Collection
) -> ChangeGroup:
    def place(one: ExplainedChange) -> tuple[int, str]:
        code = one.change.country_iso3
        name = sort_key(collection.country(code).text) if code else ""
        return list(Kind).index(one.change.kind), name

    chosen = [one for one in changes if one.change.subject is subject]
    return ChangeGroup(
        anchor=subject.value,
        title=title,
        gained=sum(one.change.kind is Kind.GAINED for one in chosen),
        lost=sum(one.change.kind is Kind.LOST for one in chosen),
        changes=tuple(view_change(one, collection) for one in sorted(chosen, key=place)),
    )


def _say_value(change: Change, value: str | None, language: Language) -> str | None:
    """Return what stood or stands there; of a cell, why it is blank in words."""
    if change.subject is Subject.CELL and value in set(BlankReason):
        return language.say(BLANK_TERMS[BlankReason(value)].words)
    return show_unseen(value)


def _find_claims(claim_ids: Iterable[str], collection: Collection) -> Iterator[Link]:
    """Give the way to each claim as the newest edition shows it that has it."""
    indexes = [edition.index for edition in collection.newest_first]
    for claim_id in claim_ids:
        index = next((index for index in indexes if claim_id in index.claims_by_id), None)
        if index is not None:
            yield claim_link(index.claims_by_id[claim_id], index.codebook_id)


def _name(change: Change, collection: Collection) -> str:
    """Return what changed in words: a technology, a vendor, the name of a column."""
    subject_id = change.subject_id
    if subject_id is None:
        return ""
    if change.subject in {Subject.CELL, Subject.TECHNOLOGY}:
        return collection.technology(subject_id).text
    if change.subject is Subject.SAFEGUARD:
        return _name_safeguard(subject_id, collection)
    if change.subject is not Subject.SUPPLY:
        return str(show_unseen(subject_id))
    supplier, _, technology = subject_id.partition(" for ")
    name = (
        collection.country(supplier.removeprefix("from ")).text
        if supplier.startswith("from ")
        else collection.vendor(supplier).text
    )
    if not technology:
        return name
    return f"{name}, {collection.technology(technology).text}"


def _name_safeguard(subject_id: str, collection: Collection) -> str:
    """Return a safeguard as a change calls it in words: its kind, its finding, the technology."""
    said, _, technology = subject_id.partition(" for ")
    kind, _, finding = said.partition(" ")
    words = ", ".join(say_code(code, collection.language) for code in (kind, finding) if code)
    return f"{words}: {collection.technology(technology).text}" if technology else words

"""The technologies of a country, edition beside edition: present since when, or blank and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.evidence_view import claim_link, say_dates
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import NOT_A_UNIT, say_blank, say_code

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex


@frozen(kw_only=True)
class CellView:
    """A technology in a country by one edition.

    ``blank`` says in words why it is blank, None where it is present; ``statuses`` are what
    the claims that count say, each with its dates where one says them; ``claims`` lead to them.
    """

    edition: str
    blank: str | None
    statuses: tuple[str, ...]
    claims: tuple[Link, ...]
    independent_sources: int


@frozen(kw_only=True)
class TechnologyRow:
    """A technology and its cells, one for each edition, the newest first."""

    technology: Link
    cells: tuple[CellView, ...]


def view_technologies(country_iso3: str, collection: Collection) -> tuple[TechnologyRow, ...]:
    """Return every technology that an edition codes with what the editions say of it here."""
    return tuple(
        TechnologyRow(
            technology=collection.technology(code),
            cells=tuple(
                _view_cell(country_iso3, code, edition, collection)
                for edition in collection.newest_first
            ),
        )
        for code in collection.technologies
    )


def say_cell(
    country_iso3: str, technology_code: str, edition: PublishedEdition, collection: Collection
) -> tuple[str | None, tuple[str, ...]]:
    """Return in words why a cell is blank, None where it is not, and what its claims say of it."""
    index, language = edition.index, collection.language
    cell = index.cell(country_iso3, technology_code)
    if cell is None:
        is_unit = country_iso3 in index.units
        return language.say("not coded in this edition" if is_unit else NOT_A_UNIT.words), ()
    if cell.blank_reason is not None:
        return say_blank(cell.blank_reason, country_iso3, index.runs, language), ()
    claims = _find_claims(country_iso3, technology_code, index)
    said = dict.fromkeys((claim.status, say_dates(claim, language)) for claim in claims)
    dated = {status for status, dates in said if dates}
    return None, tuple(
        f"{say_code(status, language)} {dates}" if dates else say_code(status, language)
        for status, dates in said
        if dates or status not in dated
    )


def _view_cell(
    country_iso3: str, technology_code: str, edition: PublishedEdition, collection: Collection
) -> CellView:
    index = edition.index
    cell = index.cell(country_iso3, technology_code)
    blank, statuses = say_cell(country_iso3, technology_code, edition, collection)
    claims = _find_claims(country_iso3, technology_code, index)
    return CellView(
        edition=index.codebook_id,
        blank=blank,
        statuses=statuses,
        claims=tuple(claim_link(claim, index.codebook_id) for claim in claims),
        independent_sources=cell.cluster_count if cell else 0,
    )


def _find_claims(
    country_iso3: str, technology_code: str, index: EditionIndex
) -> tuple[ClaimRecord, ...]:
    """Return the claims that make a cell present, none where it is blank."""
    cell = index.cell(country_iso3, technology_code)
    is_present = cell is not None and cell.is_present
    return index.counted_claims.get((country_iso3, technology_code), ()) if is_present else ()

"""The technologies of a country, edition beside edition: present since when, or blank and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.evidence_view import claim_link, say_dates
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import NOT_A_UNIT, say_blank, say_code

if TYPE_CHECKING:
    from sousveil.model.edition import Cell
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex


@frozen(kw_only=True)
class CellView:
    """A technology in a country by one edition.

    ``blank`` says in words why it is blank, None where it is present; ``statuses`` are what
    the claims that count say, each with its dates; ``claims`` lead to them.
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


def _view_cell(
    country_iso3: str, technology_code: str, edition: PublishedEdition, collection: Collection
) -> CellView:
    index = edition.index
    cells = {cell.technology_code: cell for cell in index.cells.get(country_iso3, ())}
    cell = cells.get(technology_code)
    claims = _counted(country_iso3, technology_code, index) if cell and cell.is_present else ()
    return CellView(
        edition=index.codebook_id,
        blank=_say_absence(country_iso3, cell, index, collection),
        statuses=tuple(dict.fromkeys(_say_status(claim, collection) for claim in claims)),
        claims=tuple(claim_link(claim, index.codebook_id) for claim in claims),
        independent_sources=cell.cluster_count if cell else 0,
    )


def _say_absence(
    country_iso3: str, cell: Cell | None, index: EditionIndex, collection: Collection
) -> str | None:
    language = collection.language
    if cell is None:
        is_unit = country_iso3 in index.units
        return language.say("not coded in this edition" if is_unit else NOT_A_UNIT.words)
    if cell.blank_reason is None:
        return None
    return say_blank(cell.blank_reason, country_iso3, index.runs, language)


def _counted(
    country_iso3: str, technology_code: str, index: EditionIndex
) -> tuple[ClaimRecord, ...]:
    return tuple(
        claim
        for claim in index.claims.get(country_iso3, ())
        if claim.technology_code == technology_code
        and claim.is_counted
        and not claim.safeguard_kind
    )


def _say_status(claim: ClaimRecord, collection: Collection) -> str:
    status = say_code(claim.status, collection.language)
    dates = say_dates(claim, collection.language)
    return f"{status}, {dates}" if dates else status

"""The page of a technology and the list of them: definition, rules, countries of each edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import EditionLabel
from sousveil.publication.site_paths import Link, technology_path
from sousveil.publication.world_map import WorldMap, draw_map

if TYPE_CHECKING:
    from sousveil.model.codebook import Technology
    from sousveil.publication.collection import Collection, PublishedEdition


@frozen(kw_only=True)
class Definition:
    """What counts as a technology and what does not, and in which editions that holds."""

    editions: tuple[EditionLabel, ...]
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]


@frozen(kw_only=True)
class TechnologySection:
    """The countries of one edition; ``is_coded`` says whether it has cells for the technology."""

    edition: EditionLabel
    is_coded: bool
    countries: tuple[Link, ...]
    units: int
    vendors: tuple[Link, ...]


@frozen(kw_only=True)
class TechnologyPage:
    """A technology with one section for each edition, the newest first."""

    path: str
    title: str
    description: str
    code: str
    definitions: tuple[Definition, ...]
    drawn: EditionLabel
    map: WorldMap
    sections: tuple[TechnologySection, ...]


@frozen(kw_only=True)
class TechnologyEntry:
    """A technology in the list, with the number of countries in each edition; None is not coded."""

    technology: Link
    definition: str
    counts: tuple[int | None, ...]


@frozen(kw_only=True)
class TechnologyList:
    """All technologies that an edition has cells for."""

    path: str
    title: str
    description: str
    editions: tuple[EditionLabel, ...]
    rows: tuple[TechnologyEntry, ...]


def view_technology(technology_code: str, collection: Collection) -> TechnologyPage:
    """Gather what all editions say of a technology; the map is of the newest that codes it."""
    link, language = collection.technology(technology_code), collection.language
    drawn = next(e for e in collection.newest_first if _is_coded(technology_code, e))
    return TechnologyPage(
        path=technology_path(technology_code),
        title=link.text,
        description=language.say(
            "{technology}: what counts as it, and the countries where it is documented.",
            technology=link.text,
        ),
        code=technology_code,
        definitions=_gather_definitions(technology_code, collection),
        drawn=drawn.label,
        map=draw_map(drawn.index, collection, technology_code),
        sections=tuple(
            _view_section(technology_code, edition, collection)
            for edition in collection.newest_first
        ),
    )


def list_technologies(collection: Collection) -> TechnologyList:
    """List every technology with its countries."""
    language = collection.language
    return TechnologyList(
        path="technologies/index.html",
        title=language.say("Technologies"),
        description=language.say("What the index codes, and in how many countries."),
        editions=tuple(edition.label for edition in collection.editions),
        rows=tuple(
            TechnologyEntry(
                technology=collection.technology(code),
                definition=technology.definition,
                counts=tuple(
                    len(_users(code, edition)) if _is_coded(code, edition) else None
                    for edition in collection.editions
                ),
            )
            for code, technology in collection.technologies.items()
        ),
    )


def _gather_definitions(technology_code: str, collection: Collection) -> tuple[Definition, ...]:
    """Return each definition once, with the editions whose codebooks give it."""
    found: dict[tuple[str, ...], tuple[Technology, list[EditionLabel]]] = {}
    for edition in collection.newest_first:
        for technology in edition.index.edition.codebook.technologies:
            if technology.technology_code == technology_code:
                texts = (technology.definition, *technology.includes, "", *technology.excludes)
                found.setdefault(texts, (technology, []))[1].append(edition.label)
    return tuple(
        Definition(
            editions=tuple(editions),
            definition=technology.definition.strip(),
            includes=technology.includes,
            excludes=technology.excludes,
        )
        for technology, editions in found.values()
    )


def _view_section(
    technology_code: str, edition: PublishedEdition, collection: Collection
) -> TechnologySection:
    index = edition.index
    vendors = {
        link.vendor_id
        for links in index.links.values()
        for link in links
        if link.technology_code == technology_code and link.vendor_id
    }
    return TechnologySection(
        edition=edition.label,
        is_coded=_is_coded(technology_code, edition),
        countries=collection.countries(_users(technology_code, edition)),
        units=len(index.units),
        vendors=collection.vendors_by_name(vendors),
    )


def _is_coded(technology_code: str, edition: PublishedEdition) -> bool:
    return any(
        technology.technology_code == technology_code
        for technology in edition.index.coded_technologies
    )


def _users(technology_code: str, edition: PublishedEdition) -> list[str]:
    index = edition.index
    return [unit for unit in index.units if technology_code in index.present(unit)]

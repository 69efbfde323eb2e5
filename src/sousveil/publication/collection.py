"""The editions that one site publishes together, and the names and links that they share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.editions.audit.observation import Observation
from sousveil.editions.opening import Edition
from sousveil.errors import BadInput
from sousveil.findings.stress.outcome import StressTest
from sousveil.model.finding import ReplicationResult
from sousveil.model.statistic import StatisticFinding
from sousveil.publication.build_record import make_key
from sousveil.publication.edition_index import (
    EditionIndex,
    TechnologyRecord,
    UnitRecord,
    VendorRecord,
)
from sousveil.publication.formats.evidence_bundle import NO_EVIDENCE, EvidenceBundle
from sousveil.publication.indexing import index_edition
from sousveil.publication.languages import SOURCE_LANGUAGE, Language, load_language, sort_key
from sousveil.publication.site_paths import (
    Link,
    country_path,
    edition_path,
    technology_path,
    vendor_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@frozen(kw_only=True)
class EditionPublication:
    """What is published of one edition: the edition, its findings, the audit of its table.

    ``audit`` is None where the edition is not of a published table, ``stress`` where the
    findings were not put to a stress test. ``evidence`` is what of its
    sources is passed on.
    """

    edition: Edition
    replication: tuple[ReplicationResult, ...] = ()
    statistics: tuple[StatisticFinding, ...] = ()
    audit: tuple[Observation, ...] | None = None
    stress: StressTest | None = None
    evidence: EvidenceBundle = NO_EVIDENCE


@frozen(kw_only=True)
class SiteInput:
    """All that pages are made of, in a form that goes to another process."""

    publications: tuple[EditionPublication, ...]
    languages: tuple[str, ...]
    address: str | None = None


@frozen(kw_only=True)
class EditionLabel:
    """How pages name an edition: by its codebook, so that they do not change when only it does."""

    codebook_id: str
    title: str
    link: Link


@frozen(kw_only=True, slots=False)
class PublishedEdition:
    """An edition in memory with all that is published of it."""

    index: EditionIndex
    publication: EditionPublication

    @cached_property
    def label(self) -> EditionLabel:
        """Its name and page."""
        codebook = self.index.edition.codebook
        return EditionLabel(
            codebook_id=self.index.codebook_id, title=codebook.title, link=self.link
        )

    @property
    def link(self) -> Link:
        """The edition's page, under the codebook's id."""
        return Link(self.index.codebook_id, edition_path(self.index.codebook_id))


@frozen(kw_only=True, slots=False)
class Collection:
    """Editions from the oldest to the newest; names are taken from the newest that has them.

    Names and lists are in ``language``; ``address`` is where the site will stand, with the
    slash at its end, None where nobody knows.
    """

    editions: tuple[PublishedEdition, ...]
    language: Language
    address: str | None = None

    @property
    def newest(self) -> PublishedEdition:
        """The last edition."""
        return self.editions[-1]

    @property
    def newest_first(self) -> tuple[PublishedEdition, ...]:
        """The editions in the order in which pages show them."""
        return self.editions[::-1]

    @property
    def labels(self) -> tuple[EditionLabel, ...]:
        """The names of the editions, the newest first."""
        return tuple(edition.label for edition in self.newest_first)

    @property
    def has_audits(self) -> bool:
        """Whether a published table among them was audited."""
        return any(edition.publication.audit is not None for edition in self.editions)

    @cached_property
    def units(self) -> dict[str, UnitRecord]:
        """Every unit of any edition, by code."""
        found: dict[str, UnitRecord] = {}
        for edition in self.editions:
            found |= edition.index.units
        return dict(sorted(found.items()))

    @cached_property
    def vendors(self) -> dict[str, VendorRecord]:
        """Every vendor of any edition, by id."""
        found: dict[str, VendorRecord] = {}
        for edition in self.editions:
            found |= edition.index.vendors
        return dict(sorted(found.items()))

    @cached_property
    def technologies(self) -> dict[str, TechnologyRecord]:
        """Every technology that an edition has cells for, in the order of the newest codebook."""
        found: dict[str, TechnologyRecord] = {}
        for edition in self.newest_first:
            for technology in edition.index.coded_technologies:
                found.setdefault(technology.technology_code, technology)
        return found

    @cached_property
    def terms_key(self) -> str:
        """A key of the terms that pages are written in: countries, technologies, codebooks, searches."""
        indexes = [edition.index for edition in self.editions]
        return make_key(
            *(repr(link) for link in self._country_links.values()),
            *(repr((i.technologies, i.runs)) for i in indexes),
            *(repr((i.edition.codebook, i.edition.covariate_dictionary)) for i in indexes),
        )

    def edition(self, codebook_id: str) -> PublishedEdition:
        """Return the edition of a codebook that the site publishes."""
        return next(e for e in self.editions if e.index.codebook_id == codebook_id)

    def in_language(self, language: Language) -> Collection:
        """Return the same editions in another language."""
        return evolve(self, language=language)

    def country(self, country_iso3: str) -> Link:
        """Return the link to a country; one that is no unit is its code alone."""
        return self._country_links.get(country_iso3) or Link(country_iso3)

    def vendor(self, vendor_id: str) -> Link:
        """Return the link to a vendor; one that no edition lists is its id alone."""
        return self._vendor_links.get(vendor_id) or Link(vendor_id)

    def technology(self, technology_code: str) -> Link:
        """Return the link to a technology; one that no edition codes is its name or code alone."""
        technology = self.technologies.get(technology_code)
        if technology is not None:
            return Link(self.name(technology.technology_name), technology_path(technology_code))
        names = (e.index.technology_names.get(technology_code) for e in self.newest_first)
        return Link(self.name(next(filter(None, names), technology_code)))

    def name(self, text: str) -> str:
        """Return a name from a codebook in the language, or as it is where no catalogue has it."""
        return self.language.own(text) or text

    def countries(self, codes: Iterable[str]) -> tuple[Link, ...]:
        """Return the links to some countries, by name."""
        return _by_text(self.country(code) for code in codes)

    def vendors_by_name(self, vendor_ids: Iterable[str]) -> tuple[Link, ...]:
        """Return the links to some vendors, by name."""
        return _by_text(self.vendor(vendor_id) for vendor_id in vendor_ids)

    @cached_property
    def _vendor_links(self) -> dict[str, Link]:
        return {
            vendor_id: Link(vendor.vendor_name, vendor_path(vendor_id))
            for vendor_id, vendor in self.vendors.items()
        }

    @cached_property
    def _country_links(self) -> dict[str, Link]:
        named = self.language.country_name
        return {
            code: Link(named(unit.country_name, unit.country_iso2), country_path(code))
            for code, unit in self.units.items()
        }


def collect_editions(
    publications: Sequence[EditionPublication], address: str | None = None
) -> Collection:
    """Read editions into memory, the oldest first; names are English until asked otherwise.

    Raises:
        BadInput: there is none, or two of one codebook, whose pages would be the same files.
    """
    check_publications(publications)
    return Collection(
        editions=tuple(
            PublishedEdition(index=index_edition(p.edition), publication=p) for p in publications
        ),
        language=load_language(SOURCE_LANGUAGE),
        address=address,
    )


def check_publications(publications: Sequence[EditionPublication]) -> None:
    """Check that there is an edition to publish, and no two of one codebook.

    Raises:
        BadInput: if it is not so.
    """
    ids = [publication.edition.manifest.codebook_id for publication in publications]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled or not ids:
        raise BadInput(
            f"more than one edition of {', '.join(doubled)}"
            if doubled
            else "no edition to publish",
            next_step="give one edition of each codebook, the oldest first",
        )


def _by_text(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links, key=lambda link: (sort_key(link.text), link.path or "")))

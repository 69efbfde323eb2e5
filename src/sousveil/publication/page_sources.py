"""What pages of countries, vendors and editions are made of, in less time than their views take.

A page is built again when its sources are no longer the same. So they hold all that its view
reads: the rows of the edition as they are, and whatever else gives names, links or neighbours.
They may tell more than the page shows, never less.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import fields

from sousveil.publication.agreement_view import view_agreement
from sousveil.publication.neighbours import find_neighbours
from sousveil.publication.vendor_page import find_relatives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.downloads import Downloads
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex

T = TypeVar("T")

_Rows = list[tuple[Any, ...]]


def list_country_sources(country_iso3: str, collection: Collection) -> tuple[object, ...]:
    """Return what the page of a country is made of."""
    return (
        collection.terms_key,
        collection.units[country_iso3],
        find_neighbours(country_iso3, collection),
        *(_list_in_edition(country_iso3, e, collection) for e in collection.newest_first),
    )


def list_vendor_sources(vendor_id: str, collection: Collection) -> tuple[object, ...]:
    """Return what the page of a vendor is made of."""
    vendor = collection.vendors[vendor_id]
    return (
        collection.terms_key,
        vendor,
        find_relatives(vendor, collection),
        *(_list_of_vendor(vendor_id, edition.index) for edition in collection.newest_first),
    )


def list_edition_sources(
    downloads: Mapping[str, Downloads], collection: Collection
) -> tuple[object, ...]:
    """Return what the pages of whole editions are made of: all of each, by its manifest's hashes."""
    editions = [(e.index.edition.manifest, e.publication.replication) for e in collection.editions]
    return (collection.terms_key, downloads, editions)


def _list_in_edition(
    country_iso3: str, edition: PublishedEdition, collection: Collection
) -> tuple[object, ...]:
    index = edition.index
    claims = index.claims.get(country_iso3, ())
    links = index.links.get(country_iso3, ())
    conflicts = index.conflicts.get(country_iso3, ())
    named = {one.vendor_id for records in (claims, links, conflicts) for one in records}
    groups = (index.cells, index.financing, index.safeguards)
    return (
        country_iso3 in index.units,
        index.covariates.get(country_iso3),
        view_agreement(index, collection, only=frozenset(index.present(country_iso3))),
        [collection.vendor(vendor_id) for vendor_id in sorted(filter(None, named))],
        _values_of(links),
        _values_of(conflicts),
        *(_values_of(group.get(country_iso3, ())) for group in groups),
        *_list_claims(claims, index),
    )


def _list_of_vendor(vendor_id: str, index: EditionIndex) -> tuple[object, ...]:
    claims = index.claims_of_vendor.get(vendor_id, ())
    countries = index.countries_of_vendor.get(vendor_id, ())
    financing = (record for code in countries for record in index.financing.get(code, ()))
    return countries, _values_of(financing), *_list_claims(claims, index)


def _list_claims(claims: Iterable[ClaimRecord], index: EditionIndex) -> tuple[_Rows, ...]:
    """Return the rows of some claims, of what they rest on and of what was said about them."""
    ids = [claim.claim_id for claim in claims]
    evidence = _gather(ids, index.evidence)
    replies = _gather(ids, index.replies)
    answers = {one.source_id for one in replies if one.source_id is not None}
    cited = sorted(answers.union(one.source_id for one in evidence))
    return (
        _values_of(claims),
        _values_of(evidence),
        _values_of(replies),
        _values_of(_gather(ids, index.contests)),
        _values_of(index.sources[one] for one in cited if one in index.sources),
        _values_of(index.clusters[one] for one in cited if one in index.clusters),
    )


def _gather(ids: Iterable[str], group: Mapping[str, Iterable[T]]) -> list[T]:
    return [one for claim_id in ids for one in group.get(claim_id, ())]


def _values_of(records: Iterable[Any]) -> _Rows:
    """Return the values of records of one class, whose ``repr`` is made faster than theirs."""
    found = list(records)
    if not found:
        return []
    kind: Any = type(found[0])
    return list(map(_getter(kind), found))


@cache
def _getter(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(field.name for field in fields(kind)))

"""What the search page finds: countries, technologies, vendors, claims and sources, as scripts.

A page opened from disk may read scripts and nothing else. All languages share one index: a
country is found under its name in each of them. What would be long is cut: the page that a
result leads to has it whole.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.publication.collection import Collection
from sousveil.publication.evidence_view import cite_source, say_safeguard, source_anchor
from sousveil.publication.languages import LANGUAGES, load_language, sort_key
from sousveil.publication.map_layers import dump_for_script
from sousveil.publication.site_paths import (
    claim_anchor,
    country_path,
    edition_path,
    technology_path,
    vendor_path,
)
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.publication.edition_index import ClaimRecord, EditionIndex

T = TypeVar("T")

SHARD = 2000
"""Claims or sources in one script."""

SHOWN_CHARACTERS = 160
"""Of a name, a quote or a citation."""

SAFEGUARDS = tuple(product(SafeguardKind, SafeguardFinding))
"""What a claim on a safeguard can tell: its status, in a search."""


@frozen(kw_only=True)
class IndexFile:
    """A script of the index: its path from the top of the site, and what writes it."""

    path: str
    write: Callable[[Collection], str]


def plan_index(collection: Collection) -> tuple[IndexFile, ...]:
    """Return the scripts of the index: names first, then claims and sources by the shard."""
    claims = sum(len(of_one) for e in collection.editions for of_one in e.index.claims.values())
    sources = len({source for e in collection.editions for source in e.index.sources})
    return (
        IndexFile(path="assets/search-names.js", write=write_names),
        *(
            IndexFile(path=f"assets/search-claims-{n}.js", write=partial(write_claims, n))
            for n in range(-(-claims // SHARD))
        ),
        *(
            IndexFile(path=f"assets/search-sources-{n}.js", write=partial(write_sources, n))
            for n in range(-(-sources // SHARD))
        ),
    )


def write_names(collection: Collection) -> str:
    """Return countries, technologies and vendors (path, names, code), and the words of claims.

    Names are in the order of ``languages``; a single one is the same in all of them.
    """
    spoken = [collection.in_language(load_language(code)) for code, _name in LANGUAGES]
    names = {
        "languages": [code for code, _name in LANGUAGES],
        "editions": [edition.index.codebook_id for edition in collection.editions],
        "countries": [
            (country_path(code), _agree(c.country(code).text for c in spoken), code)
            for code in collection.units
        ],
        "technologies": [
            (technology_path(code), _agree(c.technology(code).text for c in spoken), code)
            for code in collection.technologies
        ],
        "vendors": [
            (vendor_path(vendor_id), _agree([vendor.vendor_name]), vendor_id)
            for vendor_id, vendor in collection.vendors.items()
        ],
        "statuses": [
            *(_agree(say_code(code, c.language) for c in spoken) for code in _statuses(collection)),
            *(_agree(say_safeguard(*one, c.language) or "" for c in spoken) for one in SAFEGUARDS),
        ],
        "supply": _agree(c.language.say("supply from {country}", country="{}") for c in spoken),
    }
    return f"globalThis.sousveilSearch = {dump_for_script(names)};\n"


def write_claims(shard: int, collection: Collection) -> str:
    """Return some claims: numbers of edition, country, technology, vendor and status, anchor, text.

    Last comes the number of the country that a supply is from. A claim on a safeguard has what it
    tells of that for its status. A number of what a claim does not name is -1; a claim stands on
    the page of its country.
    """
    return _write("claims", shard, _list_claims(shard, collection))


def write_sources(shard: int, collection: Collection) -> str:
    """Return some sources: address on the site, citation; each once, as the newest edition has it."""
    return _write("sources", shard, _list_sources(shard, collection))


def _write(kind: str, shard: int, rows: Iterable[tuple[object, ...]]) -> str:
    return f'globalThis["sousveilSearch-{kind}-{shard}"] = {dump_for_script(list(rows))};\n'


def _choose(shard: int, rows: Iterable[T]) -> Iterator[T]:
    """Give the rows of a shard; words are made of these alone."""
    return islice(rows, shard * SHARD, (shard + 1) * SHARD)


def _list_claims(shard: int, collection: Collection) -> Iterator[tuple[object, ...]]:
    countries, technologies, vendors = (
        {code: number for number, code in enumerate(codes)}
        for codes in (collection.units, collection.technologies, collection.vendors)
    )
    told: tuple[object, ...] = (*_statuses(collection), *SAFEGUARDS)
    statuses = {one: number for number, one in enumerate(told)}
    listed = (
        (number, edition.index, claim)
        for number, edition in reversed(list(enumerate(collection.editions)))
        for code in sorted(edition.index.claims, key=lambda code: _place(code, collection))
        for claim in edition.index.claims[code]
    )
    for number, index, claim in _choose(shard, listed):
        yield (
            number,
            countries.get(claim.country_iso3, -1),
            technologies.get(claim.technology_code or "", -1),
            vendors.get(claim.vendor_id or "", -1),
            statuses.get(_status_of(claim), -1),
            claim_anchor(index.codebook_id, claim.claim_id),
            _say(claim, index),
            countries.get(claim.supplier_iso3 or "", -1),
        )


def _place(country_iso3: str, collection: Collection) -> tuple[str, str]:
    """Return what puts countries in the order of their names."""
    return sort_key(collection.country(country_iso3).text), country_iso3


def _list_sources(shard: int, collection: Collection) -> Iterator[tuple[str, str]]:
    newest = {
        source_id: (edition.index.codebook_id, source)
        for edition in collection.editions
        for source_id, source in edition.index.sources.items()
    }
    ids = dict.fromkeys(s for e in collection.newest_first for s in e.index.sources)
    for source_id in _choose(shard, ids):
        codebook_id, source = newest[source_id]
        place = f"{edition_path(codebook_id)}#{source_anchor(codebook_id, source_id)}"
        yield place, _shorten(cite_source(source))


def _say(claim: ClaimRecord, index: EditionIndex) -> str:
    quotes = (evidence.quote for evidence in index.evidence.get(claim.claim_id, ()))
    return _shorten(" … ".join(filter(None, (claim.place, claim.agency, *quotes))))


def _status_of(claim: ClaimRecord) -> object:
    """Return what a claim has its status by: that of the use, or a safeguard and the finding on it."""
    safeguard = (claim.safeguard_kind, claim.safeguard_finding)
    return claim.status if None in safeguard else safeguard


def _statuses(collection: Collection) -> list[str]:
    return sorted(set().union(*(e.index.statuses for e in collection.editions)))


def _agree(names: Iterable[str]) -> list[str]:
    shown = [_shorten(name) for name in names]
    return shown[:1] if len(set(shown)) == 1 else shown


def _shorten(text: str) -> str:
    """Return the beginning of a text, its blanks made single."""
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN_CHARACTERS else plain[: SHOWN_CHARACTERS - 1] + "…"

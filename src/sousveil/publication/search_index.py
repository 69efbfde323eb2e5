"""What the search page finds: countries, technologies, vendors, claims and sources, as scripts.

A page opened from disk may read scripts and nothing else. All languages share one index: a
country is found under its name in each of them. What would be long is cut: the page that a
result leads to has it whole.
"""

from __future__ import annotations

from functools import partial
from itertools import batched
from textwrap import shorten
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.evidence_view import source_anchor
from sousveil.publication.languages import LANGUAGES, load_language
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
    from collections.abc import Callable, Iterator

    from sousveil.publication.collection import Collection

SHARD = 2000
"""Claims or sources in one script."""

SHOWN_CHARACTERS = 160
"""Of a quote or a citation."""


@frozen(kw_only=True)
class IndexFile:
    """A script of the index: its path from the top of the site, and what writes it."""

    path: str
    write: Callable[[Collection], str]


def plan_index(collection: Collection) -> tuple[IndexFile, ...]:
    """Return the scripts of the index: names first, then claims and sources by the shard."""
    claims = sum(len(c) for e in collection.editions for c in e.index.claims.values())
    sources = len({source for e in collection.editions for source in e.index.sources})
    return (
        IndexFile(path="assets/search-names.js", write=write_names),
        *_plan_shards("claims", claims, write_claims),
        *_plan_shards("sources", sources, write_sources),
    )


def write_names(collection: Collection) -> str:
    """Return countries, technologies and vendors: path, names in every language, codes.

    The order of languages is that of ``LANGUAGES``; one name stands for all if they agree.
    """
    spoken = [collection.in_language(load_language(code)) for code, _name in LANGUAGES]
    statuses = sorted({c.status for e in collection.editions for c in _claims_of(e.index.claims)})
    names = {
        "languages": [code for code, _name in LANGUAGES],
        "editions": [edition.index.codebook_id for edition in collection.editions],
        "countries": [
            [country_path(code), _agree(c.country(code).text for c in spoken), code]
            for code in collection.units
        ],
        "technologies": [
            [technology_path(code), _agree(c.technology(code).text for c in spoken), code]
            for code in collection.technologies
        ],
        "vendors": [
            [vendor_path(vendor_id), [vendor.vendor_name], vendor_id]
            for vendor_id, vendor in collection.vendors.items()
        ],
        "statuses": [_agree(say_code(code, c.language) for c in spoken) for code in statuses],
    }
    return _write("names", names)


def write_claims(shard: int, collection: Collection) -> str:
    """Return some claims: numbers of country, technology and vendor, anchor, quote.

    A number of what is not named is -1; the page of a claim is that of its country.
    """
    return _write("claims", _cut(shard, _list_claims(collection)))


def write_sources(shard: int, collection: Collection) -> str:
    """Return some sources: path and anchor, citation; each once, as the newest edition has it."""
    return _write("sources", _cut(shard, _list_sources(collection)))

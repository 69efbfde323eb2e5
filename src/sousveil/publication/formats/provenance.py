"""How an edition was made, in the W3C's PROV: which sources, which claims, who decided, by which rules.

Coders stand in it by their pseudonyms, which are all that an edition knows of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sousveil.publication.formats.rows import fetch_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition
    from sousveil.model.edition import Manifest

Node = dict[str, Any]

_CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "label": "rdfs:label",
    "comment": "rdfs:comment",
    "used": {"@id": "prov:used", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "sha256": "schema:sha256",
    "version": "schema:softwareVersion",
}
_MADE = """
    SELECT made_by, made_by_version, count(*) FROM claims GROUP BY ALL ORDER BY ALL
"""
_DECIDED = """
    SELECT decided_by, count(*) FROM claims GROUP BY ALL ORDER BY ALL
"""


def describe_making(edition: Edition, data: DuckDBPyConnection) -> Node:
    """Return the making of an edition as PROV-O in JSON-LD; ``data`` has its tables."""
    manifest = edition.manifest
    makers = [_maker(*row) for row in fetch_rows(data, _MADE)]
    deciders = [_decider(*row) for row in fetch_rows(data, _DECIDED)]
    return {
        "@context": _CONTEXT,
        "@graph": [
            *_inputs(manifest),
            *makers,
            *deciders,
            _software(manifest),
            _activity("#extracting", "Claims made of the sources", ["sources.csv"], makers),
            _activity("#deciding", "Decisions on the claims", ["#claims"], deciders),
            _activity(
                "#freezing",
                "The edition frozen by its codebook",
                ["#claims", "#decision-log", "codebook.yaml", "#covariates", "#search-effort"],
                [_software(manifest)],
            ),
            _entity("#claims", "Claims with their evidence", wasGeneratedBy="#extracting"),
            _entity(
                "manifest.json",
                f"Edition {manifest.edition_id}",
                wasGeneratedBy="#freezing",
                wasDerivedFrom=["#claims", "#decision-log", "codebook.yaml", "#covariates"],
            ),
        ],
    }


def _inputs(manifest: Manifest) -> list[Node]:
    log = f"The first {manifest.log_count} entries of the decision log; hash of the last one"
    return [
        _entity("sources.csv", "The sources that claims cite"),
        _entity("#decision-log", log, sha256=manifest.log_head, wasGeneratedBy="#deciding"),
        _entity(
            "codebook.yaml",
            f"Codebook {manifest.codebook_id}, version {manifest.codebook_version}",
            sha256=manifest.codebook_sha256,
        ),
        _entity(
            "#covariates",
            f"Covariates {manifest.covariates_id}",
            sha256=manifest.covariates_sha256,
        ),
        _entity("#search-effort", "The finished searches", sha256=manifest.search_effort_sha256),
    ]


def _maker(name: str, version: str, claims: int) -> Node:
    return {
        "@id": f"#maker-{quote(name, safe='')}-{quote(version, safe='')}",
        "@type": "prov:Agent",
        "label": name,
        "version": version,
        "comment": f"made {claims} of the claims",
    }


def _decider(name: str, claims: int) -> Node:
    return {
        "@id": f"#coder-{quote(name, safe='')}",
        "@type": "prov:Agent",
        "label": name,
        "comment": f"took the decision that stands on {claims} of the claims",
    }


def _software(manifest: Manifest) -> Node:
    return {"@id": "#software", "@type": "prov:SoftwareAgent", "label": manifest.made_with}


def _activity(identifier: str, label: str, used: list[str], agents: list[Node]) -> Node:
    return {
        "@id": identifier,
        "@type": "prov:Activity",
        "label": label,
        "used": used,
        "wasAssociatedWith": [agent["@id"] for agent in agents],
    }


def _entity(identifier: str, label: str, **more: Any) -> Node:
    return {"@id": identifier, "@type": "prov:Entity", "label": label} | more

"""The RO-Crate of an edition's folder: every file, and the action that made the edition of what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sousveil.publication.formats.reference import MAINTAINERS
from sousveil.publication.terms import LICENCE, NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.editions.opening import Edition
    from sousveil.model.edition import Manifest
    from sousveil.publication.formats.files import PublishedFile
    from sousveil.publication.formats.reference import Author, Reference

RO_CRATE = "ro-crate-metadata.json"

_PROFILE = "https://w3id.org/ro/crate/1.1"
_NEWER_TERMS = {name: f"http://schema.org/{name}" for name in ("creditText", "sha256")}
"""What schema.org has had since RO-Crate 1.1 fixed its list: undeclared, a reader would drop it."""
_INPUTS = ("sources.csv", "claims.csv", "evidence.csv", "codebook.yaml", "covariates.csv")


def describe_crate(
    edition: Edition, reference: Reference, files: Iterable[PublishedFile]
) -> dict[str, Any]:
    """Return the crate's metadata as plain values; ``reference`` is how the edition is cited."""
    listed = tuple(files)
    authors = [_describe_author(author) for author in reference.authors]
    named = [{"@id": author["@id"]} for author in authors]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": edition.codebook.title,
        "description": "\n\n".join(part for part in (edition.codebook.notes, NOT_SHOWN) if part),
        "identifier": reference.reference_id,
        "url": reference.url,
        "version": reference.version,
        "datePublished": reference.issued,
        "license": {"@id": LICENCE["path"]},
        "author": named if len(named) > 1 else named[0],
        "publisher": {"@id": "#maintainers"},
        "creditText": reference.citation,
        "hasPart": [{"@id": file.path} for file in listed],
        "mentions": {"@id": "#freezing"},
    }
    return {
        "@context": [f"{_PROFILE}/context", _NEWER_TERMS],
        "@graph": [
            {
                "@id": RO_CRATE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": _PROFILE},
                "about": {"@id": "./"},
            },
            {name: value for name, value in root.items() if value is not None},
            {"@id": LICENCE["path"], "@type": "CreativeWork", "name": LICENCE["title"]},
            *authors,
            *_describe_action(edition.manifest),
            *(_describe_file(file) for file in listed),
        ],
    }


def _describe_author(author: Author) -> dict[str, Any]:
    if author.family == MAINTAINERS:
        return {"@id": "#maintainers", "@type": "Organization", "name": MAINTAINERS}
    return {
        "@id": f"#author-{quote(author.name, safe='')}",
        "@type": "Person" if author.given else "Organization",
        "name": author.name,
    }


def _describe_action(manifest: Manifest) -> list[dict[str, Any]]:
    name, _, version = manifest.made_with.partition(" ")
    return [
        {
            "@id": "#freezing",
            "@type": "CreateAction",
            "name": f"Freezing of {manifest.edition_id}",
            "instrument": {"@id": "#software"},
            "object": [{"@id": "#decision-log"}, *({"@id": path} for path in _INPUTS)],
            "result": {"@id": "./"},
        },
        {
            "@id": "#software",
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": version,
        },
        {
            "@id": "#decision-log",
            "@type": "CreativeWork",
            "name": f"Decision log, {manifest.log_count} entries",
            "description": "Every entry names the hash of the one before; this is that of the last.",
            "sha256": manifest.log_head,
        },
    ]


def _describe_file(file: PublishedFile) -> dict[str, Any]:
    described = {
        "@id": file.path,
        "@type": "File",
        "name": file.path,
        "description": file.meaning,
        "encodingFormat": file.media_type,
        "contentSize": str(file.size_bytes),
        "sha256": file.sha256,
    }
    return described | ({"license": {"@id": file.own_terms.path}} if file.own_terms else {})

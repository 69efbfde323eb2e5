"""An edition as catalogues describe data sets: schema.org for search engines, DCAT for data portals.

Both are JSON-LD whose context stands within, so that they are read without a network; addresses of
files are relative to the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sousveil.publication.formats.reference import MAINTAINERS
from sousveil.publication.terms import LICENCE, NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.editions.opening import Edition
    from sousveil.publication.formats.dictionary import Field, Table
    from sousveil.publication.formats.files import PublishedFile
    from sousveil.publication.formats.reference import Author, Reference

Node = dict[str, Any]

KEYWORDS = ("surveillance", "artificial intelligence", "governments", "technology suppliers")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_MEASURED = ("cells", "covariates")


def describe_for_schema_org(
    edition: Edition,
    reference: Reference,
    tables: Iterable[Table],
    files: Iterable[PublishedFile],
) -> Node:
    """Return the edition as a ``Dataset`` of schema.org."""
    maintainers = {"@type": "Organization", "name": MAINTAINERS}
    record = {
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Dataset",
        "@id": "./",
        "name": edition.codebook.title,
        "description": _describe(edition),
        "identifier": reference.reference_id,
        "url": reference.url,
        "version": reference.version,
        "dateModified": reference.issued,
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "creator": [_describe_author(author) for author in reference.authors],
        "publisher": maintainers,
        "keywords": list(KEYWORDS),
        "citation": edition.codebook.citation,
        "creditText": reference.citation,
        "variableMeasured": [
            _describe_variable(field)
            for table in tables
            if table.name in _MEASURED
            for field in table.fields
            if field.name not in table.primary_key
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.path,
                "description": file.meaning,
                "contentUrl": file.path,
                "encodingFormat": file.media_type,
                "contentSize": str(file.size_bytes),
                "sha256": file.sha256,
                **_license(file),
            }
            for file in files
        ],
    }
    return _without_missing(record)


def describe_for_dcat(
    edition: Edition, reference: Reference, files: Sequence[PublishedFile]
) -> Node:
    """Return the edition as a ``dcat:Dataset`` (DCAT 3)."""
    identifier = {"dct:identifier": reference.reference_id, "dcat:version": reference.version}
    record: Node = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Dataset",
        "@id": "./",
        "dct:title": {"@value": edition.codebook.title, "@language": "en"},
        "dct:description": {"@value": _describe(edition), "@language": "en"},
        **identifier,
        "dcat:landingPage": {"@id": reference.url} if reference.url else None,
        "dct:modified": _date(reference.issued),
        "dct:license": {"@id": LICENCE["path"]},
        "dct:creator": [_create(author) for author in reference.authors],
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": MAINTAINERS},
        "dct:bibliographicCitation": reference.citation,
        "dcat:keyword": [{"@value": word, "@language": "en"} for word in KEYWORDS],
        "dcat:distribution": [_distribute(file) for file in files],
    }
    return _without_missing(record)


def _describe(edition: Edition) -> str:
    return " ".join(" ".join((edition.codebook.notes, NOT_SHOWN)).split())


def _describe_author(author: Author) -> Node:
    if author.given is None:
        return {"@type": "Organization", "name": author.name}
    return {
        "@type": "Person",
        "name": author.name,
        "familyName": author.family,
        "givenName": author.given,
    }


def _license(file: PublishedFile) -> Node:
    """Return the terms of a file that is not under those of the edition."""
    terms = file.own_terms
    if terms is None:
        return {}
    return {"license": {"@type": "CreativeWork", "name": terms.title, "url": terms.path}}


def _create(author: Author) -> Node:
    kind = "foaf:Person" if author.given else "foaf:Organization"
    return {"@type": kind, "foaf:name": author.name}


def _describe_variable(field: Field) -> Node:
    variable = {
        "@type": "PropertyValue",
        "name": field.name,
        "description": field.description,
        "unitText": field.unit,
    }
    return _without_missing(variable)


def _distribute(file: PublishedFile) -> Node:
    return {
        "@type": "dcat:Distribution",
        "@id": file.path,
        "dct:title": {"@value": file.path, "@language": "en"},
        "dct:description": {"@value": file.meaning, "@language": "en"},
        "dcat:downloadURL": {"@id": file.path},
        "dcat:mediaType": {"@id": _MEDIA_TYPES + file.media_type},
        "dcat:byteSize": {"@value": str(file.size_bytes), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
        **_distribute_under(file),
    }


def _distribute_under(file: PublishedFile) -> Node:
    """Return the terms of a file: the edition's licence, or where others are stated."""
    terms = file.own_terms
    if terms is None:
        return {"dct:license": {"@id": LICENCE["path"]}}
    stated = {"rdfs:label": terms.title, "rdfs:seeAlso": {"@id": terms.path}}
    return {"dct:rights": {"@type": "dct:RightsStatement", **stated}}


def _date(issued: str | None) -> Node | None:
    """Return a date typed by how exact it is: a year, a month or a day."""
    types = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    return {"@value": issued, "@type": types[len(issued)]} if issued else None


def _without_missing(record: Node) -> Node:
    return {name: value for name, value in record.items() if value is not None}

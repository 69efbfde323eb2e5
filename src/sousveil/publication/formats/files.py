"""The files that are published of an edition: what each is, its size and its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "yaml": "application/yaml",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "jsonl": "application/jsonl",
    "sqlite": "application/vnd.sqlite3",
    "cff": "application/yaml",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "md": "text/markdown",
    "wacz": "application/wacz",
}


@frozen(kw_only=True)
class OwnTerms:
    """Terms that are not the edition's: the file of the package that states them, and what they are."""

    path: str
    title: str


_OF_COVARIATES = OwnTerms(
    path="covariates.yaml",
    title="each column under the terms of its source, which covariates.yaml states",
)
OWN_TERMS = {
    "covariates.csv": _OF_COVARIATES,
    "covariates.parquet": _OF_COVARIATES,
    "evidence.wacz": OwnTerms(
        path="snapshots.csv",
        title="each page under the terms of its source, which snapshots.csv states",
    ),
}
"""The files of which nothing, or not all, is the edition's to license."""


@frozen(kw_only=True)
class PublishedFile:
    """A file of the package: its path in the folder, what it is, its SHA-256 and size."""

    path: str
    meaning: str
    sha256: str
    size_bytes: int

    @property
    def suffix(self) -> str:
        """The last part of the name, which says the form."""
        return self.path.rpartition(".")[2]

    @property
    def media_type(self) -> str:
        """The media type of the form."""
        return MEDIA_TYPES[self.suffix]

    @property
    def own_terms(self) -> OwnTerms | None:
        """The terms that hold in place of the edition's, None if those hold."""
        return OWN_TERMS.get(self.path)


def describe_file(folder: Path, path: str, meaning: str) -> PublishedFile:
    """Describe a file that was written into a folder."""
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = (folder / path).stat().st_size
    return PublishedFile(path=path, meaning=meaning, sha256=digest, size_bytes=size)


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON to be read by people too; the same value gives the same bytes."""
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))

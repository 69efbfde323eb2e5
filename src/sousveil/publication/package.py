"""The data package of an edition: its files as they are, described for machines and for people.

The form is Frictionless Data Package v1. The folder is still the edition: it opens with
``open_edition`` and verifies against its manifest.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sousveil.editions.folder import whole_folder
from sousveil.editions.manifest import MANIFEST_FILE
from sousveil.editions.tables import ColumnType
from sousveil.publication.package_readme import describe_package
from sousveil.publication.site_paths import file_stem
from sousveil.publication.terms import LICENCE

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.covariates import CovariateColumn
    from sousveil.editions.opening import Edition
    from sousveil.editions.tables import EditionTable
    from sousveil.model.edition import FileEntry

DESCRIPTOR = "datapackage.json"

_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.BOOLEAN: "boolean",
}
_MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "yaml": "application/yaml",
    "json": "application/json",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can hold; every member has it, so the bytes depend on nothing else."""


def write_data_package(edition: Edition, target: Path) -> Path:
    """Write the data package of an edition into a folder, and a zip archive of it inside.

    Returns:
        The archive's path. Folder and archive are the same bytes for the same edition.

    Raises:
        CannotWrite: the target is no data package, or the disk does not take it.
    """
    archive = f"{file_stem(edition.manifest.edition_id)}.zip"
    with whole_folder(target, marker=DESCRIPTOR) as folder:
        for name in (*(entry.path for entry in edition.manifest.files), MANIFEST_FILE):
            shutil.copyfile(edition.folder / name, folder / name)
        descriptor = json.dumps(describe_edition(edition), indent=2, ensure_ascii=False)
        (folder / DESCRIPTOR).write_text(descriptor + "\n", encoding="utf-8")
        (folder / "README.md").write_text(describe_package(edition), encoding="utf-8")
        _write_archive(folder, folder / archive)
    return target / archive


def describe_edition(edition: Edition) -> dict[str, Any]:
    """Return the package's descriptor (``datapackage.json``) as plain values."""
    manifest, codebook = edition.manifest, edition.codebook
    entries = {entry.path: entry for entry in manifest.files}
    tables = edition.tables
    described = {f"{name}.{suffix}" for name in tables for suffix in ("csv", "parquet")}
    return {
        "profile": "data-package",
        "name": file_stem(codebook.codebook_id).lower(),
        "id": manifest.edition_id,
        "version": codebook.version,
        "title": codebook.title,
        "description": codebook.notes,
        "licenses": [LICENCE],
        "sources": [_describe_source(row) for row in edition.rows("sources")],
        "resources": [
            *(
                _describe_table(edition, table, entries[f"{table.name}.csv"])
                for table in tables.values()
            ),
            *(
                _describe_file(
                    entries[f"{table.name}.parquet"], f"the table {table.name} as Parquet"
                )
                for table in tables.values()
            ),
            *(
                _describe_file(entry, "description of the edition")
                for entry in manifest.files
                if entry.path not in described
            ),
            {
                "profile": "data-resource",
                "name": "manifest-json",
                "path": MANIFEST_FILE,
                "description": "what the edition was made from and consists of, by hash",
                "format": "json",
                "mediatype": "application/json",
            },
        ],
    }


def _describe_source(row: dict[str, Any]) -> dict[str, str]:
    return {"title": row["citation"] or row["title"]} | ({"path": row["url"]} if row["url"] else {})


def _describe_table(edition: Edition, table: EditionTable, entry: FileEntry) -> dict[str, Any]:
    dictionary = edition.covariate_dictionary
    covariates = {column.name: column for column in dictionary.columns}
    is_covariates = table == dictionary.table
    fields = [
        {
            "name": column.name,
            "type": _TYPES[column.type],
            "description": (
                _describe_covariate(covariates[column.name])
                if is_covariates and column.name in covariates
                else column.meaning
            ),
        }
        for column in table.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if _is_key(edition, table):
        schema["primaryKey"] = list(table.key)
    licences = (
        {
            "licenses": [
                {"path": "covariates.yaml", "title": "each column under the terms of its source"}
            ]
        }
        if is_covariates
        else {}
    )
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": entry.path,
        "title": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.size_bytes,
        "hash": f"sha256:{entry.sha256}",
        "dialect": {
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminator": "\n",
        },
        "schema": schema,
        **licences,
    }


def _describe_covariate(column: CovariateColumn) -> str:
    parts = (
        ("Source", column.source),
        ("Licence", column.licence),
        ("Unit", column.unit),
        ("Year", column.year),
        ("Scale", column.scale),
        ("Direction", column.direction),
        ("Decimals", column.decimals),
    )
    said = [f"{name}: {value}." for name, value in parts if value is not None]
    return " ".join([f"{column.meaning}.", *said])


def _describe_file(entry: FileEntry, description: str) -> dict[str, Any]:
    suffix = entry.path.rpartition(".")[2]
    return {
        "profile": "data-resource",
        "name": entry.path.replace(".", "-").lower(),
        "path": entry.path,
        "description": description,
        "format": suffix,
        "mediatype": _MEDIA_TYPES[suffix],
        "bytes": entry.size_bytes,
        "hash": f"sha256:{entry.sha256}",
    }


def _is_key(edition: Edition, table: EditionTable) -> bool:
    """Say whether a table's key columns are never empty and never the same twice."""
    seen: set[tuple[Any, ...]] = set()
    for row in edition.rows(table.name):
        key = tuple(row[name] for name in table.key)
        if None in key or key in seen:
            return False
        seen.add(key)
    return True


def _write_archive(folder: Path, archive: Path) -> None:
    """Pack a folder under the archive's name: sorted, without times, owners or order of the disk."""
    members = sorted(path for path in folder.iterdir() if path.is_file() and path != archive)
    with ZipFile(archive, "w", compression=ZIP_DEFLATED) as out:
        for path in members:
            info = ZipInfo(f"{archive.stem}/{path.name}", date_time=_EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            with path.open("rb") as source, out.open(info, "w") as member:
                shutil.copyfileobj(source, member)

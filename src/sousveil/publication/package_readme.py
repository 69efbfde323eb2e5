"""The README of a data package: what the tables are, under which terms, how to cite them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""The terms of an edition's coding; sources and covariates keep their own."""

NOT_SHOWN = (
    "A tick means documented use of a technology by public authorities. It does not say whether the use "
    "is lawful: the index does not distinguish between legitimate and unlawful uses. A blank cell is no "
    "evidence of absence; every blank says why it is one."
)


def cite_edition(edition: Edition) -> str:
    """Return how to cite an edition: the original work, then the edition that was used."""
    used = f"Sousveil edition {edition.manifest.edition_id}."
    citation = edition.codebook.citation
    return f"{citation} As frozen in {used}" if citation else f"{edition.codebook.title}. {used}"


def describe_package(edition: Edition) -> str:
    """Return the README in Markdown."""
    manifest = edition.manifest
    rows = {entry.path: entry.rows for entry in manifest.files}
    tables = [
        f"| `{table.name}` | {rows[f'{table.name}.csv']} | {table.meaning} |"
        for table in edition.tables.values()
    ]
    lines = (
        f"# {edition.codebook.title}",
        "",
        (
            f"Edition `{manifest.edition_id}`, frozen under codebook `{manifest.codebook_id}` version "
            f"{manifest.codebook_version} from {manifest.log_count} decisions, with {manifest.made_with}."
        ),
        "",
        NOT_SHOWN,
        "",
        "## Tables",
        "",
        (
            "Each is there as CSV (UTF-8, an empty cell is a missing value, never zero) and as Parquet. "
            "`datapackage.json` (Frictionless Data Package v1) describes every column."
        ),
        "",
        "| table | rows | meaning |",
        "|---|---:|---|",
        *tables,
        "",
        (
            "`codebook.yaml` has the rules, `covariates.yaml` source, unit, scale and licence of each "
            "covariate, `manifest.json` the hash of every file and of what the edition was made from."
        ),
        "",
        "## Licence",
        "",
        (
            f"The coding is under {LICENCE['title']} ({LICENCE['path']}). Sources and covariates keep "
            "the terms that `sources.csv` and `covariates.yaml` state for each."
        ),
        "",
        "## Citation",
        "",
        cite_edition(edition),
    )
    return "\n".join(lines) + "\n"

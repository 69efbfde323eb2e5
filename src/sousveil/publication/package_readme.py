"""The README of a data package: what the tables are, under which terms, how to cite them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.publication.terms import LICENCE, NOT_SHOWN, cite_edition

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition


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

"""The README of a data package: what the tables are, under which terms, how to cite them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.spreadsheet_cells import RULE
from sousveil.publication.formats import research_tables
from sousveil.publication.formats.evidence_bundle import EVIDENCE_PACKAGE
from sousveil.publication.formats.writing import FORMS, sqlite_name
from sousveil.publication.terms import LICENCE, NOT_SHOWN, cite_edition

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition


def describe_package(edition: Edition) -> str:
    """Return the README in Markdown."""
    manifest = edition.manifest
    tables = [
        f"| `{table.name}` | {table.meaning} |"
        for table in (*edition.tables.values(), *research_tables.TABLES)
    ]
    forms = [f"| `{name}` | {meaning} |" for name, meaning in FORMS.items()]
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
            f"Each is there as CSV (UTF-8), as Parquet, and in `{sqlite_name(edition)}` and "
            "`edition.json`. A missing value is an empty cell, null elsewhere, and never zero; in "
            "`panel.csv` the column `use` has the reason in place of what is missing. "
            "`datapackage.json` (Frictionless) and `csv-metadata.json` (CSVW) describe every column; "
            "so does the table `dictionary` of the SQLite file."
        ),
        "",
        RULE,
        "",
        "| table | meaning |",
        "|---|---|",
        *tables,
        "",
        "## Other files",
        "",
        "| file | what it is |",
        "|---|---|",
        *forms,
        "",
        (
            f"`{EVIDENCE_PACKAGE}` is there if the terms of a source let anybody pass it on and it "
            "was archived; of the others `snapshots.csv` has the hashes."
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

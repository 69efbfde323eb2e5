"""The tables of an edition: every column's name, type and meaning, said once.

The CSV writer, the Parquet files, the SQL views and the data package all follow this.
A missing value is an empty cell in CSV and null elsewhere; it is never zero.
"""

from __future__ import annotations

from sousveil.editions.columns import (
    COUNTRY,
    SAFEGUARD_KINDS,
    TECHNOLOGY,
    ColumnType,
    EditionTable,
    TableColumn,
    boolean,
    integer,
    number,
    text,
)
from sousveil.editions.evidence_tables import (
    CLAIMS,
    CONFLICTS,
    CONTESTS,
    EVIDENCE,
    FINANCING,
    ISSUES,
    REPLIES,
    SOURCES,
)

UNITS = EditionTable(
    "units",
    "every unit that the codebook lists, coded or not",
    ("country_iso3",),
    (
        COUNTRY,
        text("country_name", "English short name"),
        text("country_iso2", "ISO 3166-1 alpha-2"),
        text("country_numeric", "ISO 3166-1 numeric, three digits"),
        integer("vdem_id", "V-Dem country_id"),
        integer("cow_code", "Correlates of War state number"),
        text("region_code", "region as in the AIGS tables: AF, EAP, EUR, MENA, SCA, WHA"),
        boolean("is_listed", "whether a claim that counts names the unit"),
        boolean("has_ai_surveillance", "whether at least one technology cell is present"),
    ),
)
TECHNOLOGIES = EditionTable(
    "technologies",
    "the technologies of the codebook",
    ("technology_code",),
    (
        TECHNOLOGY,
        text("technology_name", "name"),
        text("definition", "what counts as it"),
        boolean("in_scope", "whether the edition has cells for it"),
    ),
)
CELLS = EditionTable(
    "cells",
    "country by technology, one row for each pair in scope",
    ("country_iso3", "technology_code"),
    (
        COUNTRY,
        TECHNOLOGY,
        boolean("is_present", "whether accepted evidence meets the codebook's rule"),
        integer("claim_count", "claims that count towards the cell"),
        integer("source_count", "distinct sources among them"),
        integer("cluster_count", "independent sources: syndication clusters, or sources of none"),
        text("blank_reason", "why the cell is blank; empty if it is not"),
    ),
)
SUPPLY = EditionTable(
    "supply",
    "supply links: who supplies a country, with the technology where a source ties them",
    ("country_iso3", "vendor_id", "supplier_iso3", "technology_code"),
    (
        COUNTRY,
        text("vendor_id", "vendor; empty where only the supplier's home country is known"),
        text("supplier_iso3", "home country as the source gives it; empty for a named vendor"),
        text("technology_code", "technology; empty where the source does not tie the two"),
        integer("claim_count", "claims that count towards the link"),
    ),
)
SAFEGUARDS = EditionTable(
    "safeguards",
    "what accepted claims say of the law and the oversight over a use; no row is unknown, not absent",
    ("country_iso3", "technology_code", "safeguard_kind", "safeguard_finding"),
    (
        COUNTRY,
        text("technology_code", "technology that it holds for; empty for all"),
        text("safeguard_kind", SAFEGUARD_KINDS),
        text("safeguard_finding", "present, absent or partial; contradictions have a row each"),
        integer("claim_count", "accepted claims that say so"),
        integer("source_count", "distinct sources among them"),
        integer("cluster_count", "independent sources: syndication clusters, or sources of none"),
    ),
)
VENDORS = EditionTable(
    "vendors",
    "vendors named by a claim that counts",
    ("vendor_id",),
    (
        text("vendor_id", "id in the vendor register"),
        text("vendor_name", "canonical name"),
        text("home_iso3", "country of the headquarters; empty if not established"),
        text("parent", "parent company"),
        text("note", "remark of the register"),
    ),
)
SEARCH_EFFORT = EditionTable(
    "search_effort",
    "finished runs: what was searched, and how many documents were read",
    ("run_id",),
    (
        text("run_id", "the run"),
        text("channel_kind", "sort of channel: page, feed, folder, warc, gdelt, ..."),
        text("channel_name", "host and path of a web address, else the last part of the location"),
        text("query", "what was searched for, as given"),
        text("languages", "ISO 639-1, sorted, parted by a semicolon; empty is unknown"),
        text("outlet", "outlet or body that publishes"),
        text(
            "countries",
            "ISO 3166-1 alpha-3 in focus, sorted, parted by a semicolon; empty covers no single country",
        ),
        text("from_date", "searched from this day on, ISO 8601"),
        text("to_date", "searched up to this day, ISO 8601"),
        integer("documents_read", "documents with text that were new in this run"),
        text("finished_at", "ISO 8601"),
    ),
)
AGREEMENT = EditionTable(
    "agreement",
    "how far two coders agreed who coded the same claims, blind to each other",
    ("variable", "group_kind", "group_value"),
    (
        text("variable", "decision, or the field of the claim that was coded"),
        text("group_kind", "all, language or technology"),
        text("group_value", "ISO 639-1 of the source, code of the technology as proposed; all"),
        integer("claim_count", "claims that at least two coders coded the variable of"),
        integer("coder_count", "coders among them"),
        number("percent_agreement", "pairs of codings that agree, 0 to 100"),
        number("kappa", "Cohen's kappa of first against second coding; empty if undefined"),
        number("kappa_low", "lower end of its 95 % bootstrap interval"),
        number("kappa_high", "upper end"),
        number("alpha", "Krippendorff's alpha, nominal; empty if undefined"),
        number("alpha_low", "lower end of its 95 % bootstrap interval"),
        number("alpha_high", "upper end"),
        text("note", "why a figure is undefined"),
    ),
)
TABLES = (
    UNITS,
    TECHNOLOGIES,
    CELLS,
    SUPPLY,
    FINANCING,
    SAFEGUARDS,
    CLAIMS,
    EVIDENCE,
    SOURCES,
    CONTESTS,
    CONFLICTS,
    VENDORS,
    SEARCH_EFFORT,
    AGREEMENT,
    REPLIES,
    ISSUES,
)
"""All tables but ``covariates``, whose columns the covariate dictionary gives."""

__all__ = [
    "AGREEMENT",
    "CELLS",
    "CLAIMS",
    "CONFLICTS",
    "CONTESTS",
    "EVIDENCE",
    "FINANCING",
    "ISSUES",
    "REPLIES",
    "SAFEGUARDS",
    "SEARCH_EFFORT",
    "SOURCES",
    "SUPPLY",
    "TABLES",
    "TECHNOLOGIES",
    "UNITS",
    "VENDORS",
    "ColumnType",
    "EditionTable",
    "TableColumn",
]

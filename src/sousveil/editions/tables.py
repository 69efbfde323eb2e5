"""The tables of an edition: every column's name, type and meaning, said once.

The CSV writer, the Parquet files, the SQL views and the data package all follow this.
A missing value is an empty cell in CSV and null elsewhere; it is never zero.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class ColumnType(StrEnum):
    """The type of a column, as DuckDB names it."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    NUMBER = "DOUBLE"
    BOOLEAN = "BOOLEAN"


@frozen
class TableColumn:
    """A column of an edition's table."""

    name: str
    type: ColumnType
    meaning: str


@frozen
class EditionTable:
    """A table of an edition; ``name`` is its file's stem and its SQL view."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[TableColumn, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names in order, which is the header of the CSV file."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str) -> TableColumn:
    return TableColumn(name, ColumnType.TEXT, meaning)


def _integer(name: str, meaning: str) -> TableColumn:
    return TableColumn(name, ColumnType.INTEGER, meaning)


def _number(name: str, meaning: str) -> TableColumn:
    return TableColumn(name, ColumnType.NUMBER, meaning)


def _boolean(name: str, meaning: str) -> TableColumn:
    return TableColumn(name, ColumnType.BOOLEAN, meaning)


_ISO3 = _text("country_iso3", "ISO 3166-1 alpha-3, or V-Dem's text id where ISO has none")
_TECHNOLOGY = _text("technology_code", "code in the codebook")

_SAFEGUARD_KINDS = (
    "legal_basis, oversight, impact_assessment, ruling, documented_misuse or ban_or_moratorium"
)

UNITS = EditionTable(
    "units",
    "every unit that the codebook lists, coded or not",
    ("country_iso3",),
    (
        _ISO3,
        _text("country_name", "English short name"),
        _text("country_iso2", "ISO 3166-1 alpha-2"),
        _text("country_numeric", "ISO 3166-1 numeric, three digits"),
        _integer("vdem_id", "V-Dem country_id"),
        _integer("cow_code", "Correlates of War state number"),
        _text("region_code", "region as in the AIGS tables: AF, EAP, EUR, MENA, SCA, WHA"),
        _boolean("is_listed", "whether an accepted claim names the unit"),
        _boolean("has_ai_surveillance", "whether at least one technology cell is present"),
    ),
)
TECHNOLOGIES = EditionTable(
    "technologies",
    "the technologies of the codebook",
    ("technology_code",),
    (
        _TECHNOLOGY,
        _text("technology_name", "name"),
        _text("definition", "what counts as it"),
        _boolean("in_scope", "whether the edition has cells for it"),
    ),
)
CELLS = EditionTable(
    "cells",
    "country by technology, one row for each pair in scope",
    ("country_iso3", "technology_code"),
    (
        _ISO3,
        _TECHNOLOGY,
        _boolean("is_present", "whether accepted evidence meets the codebook's rule"),
        _integer("claim_count", "accepted claims behind the cell"),
        _integer("source_count", "distinct sources among them"),
        _text("blank_reason", "why the cell is blank; empty if it is not"),
    ),
)
SUPPLY = EditionTable(
    "supply",
    "supply links: who supplies a country, with the technology where a source ties them",
    ("country_iso3", "vendor_id", "supplier_iso3", "technology_code"),
    (
        _ISO3,
        _text("vendor_id", "vendor; empty where only the supplier's home country is known"),
        _text("supplier_iso3", "home country as the source gives it; empty for a named vendor"),
        _text("technology_code", "technology; empty where the source does not tie the two"),
        _integer("claim_count", "accepted claims behind the link"),
    ),
)
FINANCING = EditionTable(
    "financing",
    "accepted claims that say how a supply is paid for",
    ("claim_id",),
    (
        _text("claim_id", "the claim"),
        _ISO3,
        _text("supplier_iso3", "home country of the supplier"),
        _text("financing_kind", "soft_loan, grant or loan"),
        _text("lender_iso3", "country of the lender; empty for a lender of many countries"),
        _text("lender", "lender"),
        _number("amount", "amount as written, never converted"),
        _text("currency", "ISO 4217 code of the amount"),
        _number("amount_usd", "amount, if it is written in US dollars"),
    ),
)
SAFEGUARDS = EditionTable(
    "safeguards",
    "what accepted claims say of the law and the oversight over a use; no row is unknown, not absent",
    ("country_iso3", "technology_code", "safeguard_kind", "safeguard_finding"),
    (
        _ISO3,
        _text("technology_code", "technology that it holds for; empty for all"),
        _text("safeguard_kind", _SAFEGUARD_KINDS),
        _text("safeguard_finding", "present, absent or partial; contradictions have a row each"),
        _integer("claim_count", "accepted claims that say so"),
        _integer("source_count", "distinct sources among them"),
    ),
)
CLAIMS = EditionTable(
    "claims",
    "claims that the codebook admits and a decision has accepted or rejected, as decided",
    ("claim_id",),
    (
        _text("claim_id", "name made from the claim's content as first made"),
        _ISO3,
        _text("technology_code", "technology; empty where the source names none"),
        _text("vendor_id", "vendor; empty where the source names none"),
        _text("supplier_iso3", "home country of the supplier where no vendor is named"),
        _text("place", "place within the country"),
        _text("agency", "authority that uses it"),
        _text("status", "planned, pilot, procured, deployed, ended, banned or denied"),
        _text("safeguard_kind", f"{_SAFEGUARD_KINDS}; empty in a claim about a use"),
        _text("safeguard_finding", "present, absent or partial"),
        _text("start_date", "ISO 8601"),
        _text("end_date", "ISO 8601"),
        _text("made_by", "coder or extractor that made the claim"),
        _text("made_by_version", "version of it"),
        _text("verdict", "accept, recode or reject"),
        _text("decided_by", "coder of the decision"),
        _text("decision_reason", "reason given"),
        _integer("decision_number", "entry of the decision log"),
    ),
)
EVIDENCE = EditionTable(
    "evidence",
    "what each claim rests on: quote, place and snapshot",
    ("claim_id", "position"),
    (
        _text("claim_id", "the claim"),
        _integer("position", "0 for the first piece of evidence"),
        _text("source_id", "the source"),
        _text("snapshot_sha256", "SHA-256 of the source's bytes as retrieved"),
        _text("locator", "where in the snapshot: sheet, row and column, or page and characters"),
        _text("quote", "the exact words there"),
    ),
)
SOURCES = EditionTable(
    "sources",
    "the sources of the claims",
    ("source_id",),
    (
        _text("source_id", "id"),
        _text("kind", "media_report, government_record, ngo_report, ..."),
        _text("title", "title"),
        _text("publisher", "publisher"),
        _text("published_date", "ISO 8601"),
        _text("language", "ISO 639-1"),
        _text("licence", "terms of the source"),
        _text("url", "address"),
        _text("citation", "how to cite it"),
    ),
)
VENDORS = EditionTable(
    "vendors",
    "vendors named by an accepted claim",
    ("vendor_id",),
    (
        _text("vendor_id", "id in the vendor register"),
        _text("vendor_name", "canonical name"),
        _text("home_iso3", "country of the headquarters; empty if not established"),
        _text("parent", "parent company"),
        _text("note", "remark of the register"),
    ),
)
SEARCH_EFFORT = EditionTable(
    "search_effort",
    "finished runs: what was searched, and how many documents were read",
    ("run_id",),
    (
        _text("run_id", "the run"),
        _text("channel_kind", "sort of channel: page, feed, folder, warc, gdelt, ..."),
        _text("channel_name", "host and path of a web address, else the last part of the location"),
        _text("query", "what was searched for, as given"),
        _text("languages", "ISO 639-1, sorted, parted by a semicolon; empty is unknown"),
        _text("outlet", "outlet or body that publishes"),
        _text(
            "countries",
            "ISO 3166-1 alpha-3 in focus, sorted, parted by a semicolon; empty covers no single country",
        ),
        _text("from_date", "searched from this day on, ISO 8601"),
        _text("to_date", "searched up to this day, ISO 8601"),
        _integer("documents_read", "documents with text that were new in this run"),
        _text("finished_at", "ISO 8601"),
    ),
)
AGREEMENT = EditionTable(
    "agreement",
    "how far two coders agreed who coded the same claims, blind to each other",
    ("variable", "group_kind", "group_value"),
    (
        _text("variable", "decision, or the field of the claim that was coded"),
        _text("group_kind", "all, language or technology"),
        _text("group_value", "ISO 639-1 of the source, code of the technology as proposed; all"),
        _integer("claim_count", "claims that at least two coders coded the variable of"),
        _integer("coder_count", "coders among them"),
        _number("percent_agreement", "pairs of codings that agree, 0 to 100"),
        _number("kappa", "Cohen's kappa of first against second coding; empty if undefined"),
        _number("kappa_low", "lower end of its 95 % bootstrap interval"),
        _number("kappa_high", "upper end"),
        _number("alpha", "Krippendorff's alpha, nominal; empty if undefined"),
        _number("alpha_low", "lower end of its 95 % bootstrap interval"),
        _number("alpha_high", "upper end"),
        _text("note", "why a figure is undefined"),
    ),
)
REPLIES = EditionTable(
    "replies",
    "what vendors and authorities answered when they were asked about a claim",
    ("claim_id", "party", "asked_date"),
    (
        _text("claim_id", "the claim"),
        _text("party", "name of the vendor or authority"),
        _text("party_kind", "vendor or authority"),
        _text("state", "asked, sent, answered, declined or no_answer"),
        _text("asked_date", "ISO 8601"),
        _text("answered_date", "ISO 8601"),
        _text("source_id", "source that the answer is kept as"),
    ),
)
ISSUES = EditionTable(
    "issues",
    "what was odd in the imported tables, and what was made of it",
    ("sheet", "row", "column", "rule", "found"),
    (
        _text("sheet", "sheet of the published table"),
        _integer("row", "row as numbered there"),
        _text("column", "title of the column"),
        _text("rule", "name of the rule that found or mended it"),
        _text("severity", "repaired, kept or left_out"),
        _text("found", "what stood there"),
        _text("made", "what was made of it"),
        _text("note", "remark"),
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
    VENDORS,
    SEARCH_EFFORT,
    AGREEMENT,
    REPLIES,
    ISSUES,
)
"""All tables but ``covariates``, whose columns the covariate dictionary gives."""

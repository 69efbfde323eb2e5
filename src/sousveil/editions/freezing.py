"""Freeze: the same log, claims, runs, replies, codebook and covariates give the same bytes."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from attrs import asdict, astuple, evolve, frozen

from sousveil import __version__
from sousveil.decisions.verdicts import fold_verdicts
from sousveil.editions import tables
from sousveil.editions.claim_tables import write_claims
from sousveil.editions.coding import decide_claims
from sousveil.editions.contests import Contests
from sousveil.editions.covariates import Covariates, derive_regimes, write_dictionary
from sousveil.editions.csv_table import write_parquet, write_table
from sousveil.editions.double_codings import DoubleCodings
from sousveil.editions.folder import whole_folder
from sousveil.editions.garbage import collector_paused
from sousveil.editions.manifest import (
    MANIFEST_FILE,
    check_replaceable,
    make_manifest,
    write_manifest,
)
from sousveil.editions.matrix import Matrix
from sousveil.editions.merging import TableConflicts
from sousveil.editions.replies import hash_replies, sort_replies
from sousveil.editions.search_effort import (
    covered_by,
    hash_search_effort,
    select_runs,
    to_row,
)
from sousveil.model.codebook import Codebook
from sousveil.model.collection import FinishedRun
from sousveil.model.country import CountryRegister
from sousveil.model.edition import EditionInputs, ReplyRow
from sousveil.model.identifiers import canonical_bytes, sha256_of
from sousveil.model.source import SourceCluster
from sousveil.model.vendor import VendorRegister

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from sousveil.editions.tables import EditionTable
    from sousveil.model.decision import LogEntry, LogHead
    from sousveil.model.edition import Manifest
    from sousveil.model.source import Source
    from sousveil.store.claim_store import ClaimStore


@frozen(kw_only=True)
class Rules:
    """Everything but log, claims and what is told besides that an edition is a function of.

    ``codebook_text`` is the YAML that ``codebook`` was read from; the edition keeps it
    to the letter. ``covariates_sha256`` pins the bytes that ``covariates`` were read from.
    """

    codebook: Codebook
    codebook_text: str
    covariates: Covariates
    covariates_sha256: str
    countries: CountryRegister
    vendors: VendorRegister


@frozen(kw_only=True)
class Told:
    """What an edition tells besides claims: searches, replies, and which sources carry one story.

    Replies on claims that nobody has decided on yet stay out, as the claims do, and so do
    clusters of sources that it does not cite.
    """

    runs: tuple[FinishedRun, ...] = ()
    replies: tuple[ReplyRow, ...] = ()
    clusters: tuple[SourceCluster, ...] = ()

    def citing(self, cited: Collection[str | None]) -> Told:
        """Return what is told of an edition that cites these sources."""
        return evolve(self, clusters=tuple(c for c in self.clusters if c.source_id in cited))


@collector_paused()
def freeze_edition(
    entries: Iterable[LogEntry],
    claims: ClaimStore,
    told: Told,
    rules: Rules,
    target: Path,
    progress: Callable[[str], None] = lambda _step: None,
) -> Manifest:
    """Freeze every verdict that follows from the log into an edition under one codebook.

    Args:
        entries: the decision log from its first entry on, verified as it is read, whole or
            as of some date.
        claims: the claims; each one's id is checked against its content.
        told: the finished runs, which say which blanks were searched, the replies, and the
            clusters, which say which sources are independent.
        rules: codebook, covariates and registers.
        target: the folder that the edition becomes, whole or not at all.
        progress: told the name of each step.

    Raises:
        LogCorrupt: the log or a claim does not verify.
        UnknownCountry, UnknownTechnology: an accepted claim is outside the codebook.
        CannotWrite: the folder cannot be written, or holds more than an edition.
    """
    check_replaceable(target)
    progress("verifying the log and folding verdicts")
    verdicts = fold_verdicts(entries, rules.codebook.double_coding)
    covariates = derive_regimes(rules.covariates, rules.codebook.regime)
    runs = select_runs(told.runs, rules.codebook)
    sources = {source.source_id: source for source in claims.read_sources()}
    clusters = {one.source_id: one.cluster_id for one in told.clusters}
    matrix = Matrix(rules.codebook, covered_by(runs), clusters)
    contests = Contests(frozenset(r.source_id for r in told.replies if r.source_id is not None))
    conflicts = TableConflicts(rules.codebook.merges)
    coded_twice = DoubleCodings(verdicts, rules.codebook)
    with whole_folder(target, marker=MANIFEST_FILE) as folder:
        progress("coding claims")
        with closing(claims.read_claims()) as read:
            decided = decide_claims(coded_twice.noting(read), verdicts, rules.codebook, sources)
            counts, cited = write_claims(
                folder, decided, (matrix.add, contests.note, conflicts.note)
            )
        progress("writing cells, links and covariates")
        counts |= _write_matrix(folder, matrix, rules)
        replies = tuple(reply for reply in told.replies if verdicts.decides(reply.claim_id))
        counts |= _write_told(folder, runs, replies)
        cited |= {reply.source_id for reply in replies if reply.source_id is not None}
        counts["conflicts"] = write_table(folder, tables.CONFLICTS, map(astuple, conflicts.rows()))
        counts["contests"] = write_table(
            folder, tables.CONTESTS, map(astuple, contests.rows(folder))
        )
        told = told.citing(cited)
        counts |= _write_context(
            folder, claims, rules, (sources[one] for one in sorted(cited)), told
        )
        agreement = map(astuple, coded_twice.measure(sources.values()))
        counts["agreement"] = write_table(folder, tables.AGREEMENT, agreement)
        all_tables = (*tables.TABLES, covariates.dictionary.table)
        counts["covariates"] = _write_covariates(folder, covariates, rules.codebook)
        progress("writing Parquet")
        _write_all_parquet(folder, all_tables)
        (folder / "codebook.yaml").write_text(rules.codebook_text, encoding="utf-8")
        (folder / "covariates.yaml").write_text(
            write_dictionary(covariates.dictionary), encoding="utf-8"
        )
        progress("hashing")
        inputs = identify_inputs(verdicts.head, told, rules)
        manifest = make_manifest(folder, inputs, f"sousveil {__version__}", counts)
        write_manifest(folder, manifest)
    return manifest


def identify_inputs(head: LogHead, told: Told, rules: Rules) -> EditionInputs:
    """Name by hash what an edition is made from: a log's head, what is told besides, and rules."""
    return EditionInputs(
        codebook_id=rules.codebook.codebook_id,
        codebook_version=rules.codebook.version,
        codebook_sha256=sha256_of(rules.codebook_text.encode()),
        covariates_id=rules.covariates.dictionary.covariates_id,
        covariates_sha256=rules.covariates_sha256,
        log_count=head.count,
        log_head=head.entry_hash,
        search_effort_sha256=hash_search_effort(select_runs(told.runs, rules.codebook)),
        replies_sha256=hash_replies(told.replies),
        clusters_sha256=sha256_of(canonical_bytes([astuple(c) for c in told.clusters])),
    )


def _write_matrix(folder: Path, matrix: Matrix, rules: Rules) -> dict[str, int]:
    cells = list(matrix.cells())
    adopters = {cell.country_iso3 for cell in cells if cell.is_present}
    by_iso3 = rules.countries.by_iso3
    units = (by_iso3[iso3] for iso3 in sorted(rules.codebook.units))
    unit_rows = (
        (
            unit.country_iso3,
            unit.name,
            unit.country_iso2,
            unit.country_numeric,
            unit.vdem_id,
            unit.cow_code,
            unit.region_code,
            unit.country_iso3 in matrix.listed,
            unit.country_iso3 in adopters,
        )
        for unit in units
    )
    cell_rows = map(astuple, cells)
    link_rows = map(astuple, matrix.links())
    return {
        "units": write_table(folder, tables.UNITS, unit_rows),
        "cells": write_table(folder, tables.CELLS, cell_rows),
        "supply": write_table(folder, tables.SUPPLY, link_rows),
        "safeguards": write_table(folder, tables.SAFEGUARDS, map(astuple, matrix.safeguards())),
        "vendors": write_table(folder, tables.VENDORS, _vendor_rows(matrix, rules.vendors)),
    }


def _vendor_rows(matrix: Matrix, vendors: VendorRegister) -> list[tuple[str | None, ...]]:
    """Give a row for each vendor supplied from; one in no register has its id for a name."""
    rows: list[tuple[str | None, ...]] = []
    for vendor_id in sorted(matrix.vendors):
        vendor = vendors.by_id.get(vendor_id)
        if vendor is None:
            rows.append((vendor_id, vendor_id, None, None, "in no vendor register"))
            continue
        parent = vendors.by_id[vendor.parent_id].name if vendor.parent_id else vendor.parent
        rows.append((vendor_id, vendor.name, vendor.home_iso3, parent, vendor.note))
    return rows


def _write_told(
    folder: Path, runs: Iterable[FinishedRun], replies: Iterable[ReplyRow]
) -> dict[str, int]:
    return {
        "search_effort": write_table(folder, tables.SEARCH_EFFORT, map(to_row, runs)),
        "replies": write_table(folder, tables.REPLIES, map(astuple, sort_replies(replies))),
    }


def _write_context(
    folder: Path, claims: ClaimStore, rules: Rules, cited: Iterable[Source], told: Told
) -> dict[str, int]:
    """Write technologies, the sources that are cited with their clusters, and import issues.

    A source whose claims nobody has decided on stays out, as they do.
    """
    technologies = (
        (t.technology_code, t.name, t.definition, t.in_scope) for t in rules.codebook.technologies
    )
    clusters = {one.source_id: (one.cluster_id, one.cluster_size) for one in told.clusters}
    sources = (
        (*asdict(source).values(), *clusters.get(source.source_id, (source.source_id, 1)))
        for source in cited
    )
    issues = claims.read_issues(rules.codebook.evidence.sources)
    return {
        "technologies": write_table(folder, tables.TECHNOLOGIES, technologies),
        "sources": write_table(folder, tables.SOURCES, sources),
        "issues": write_table(
            folder,
            tables.ISSUES,
            (
                (i.sheet, i.row, i.column, i.rule, i.severity.value, i.found, i.made, i.note)
                for i in issues
            ),
        ),
    }


def _write_covariates(folder: Path, covariates: Covariates, codebook: Codebook) -> int:
    table = covariates.dictionary.table
    names = table.column_names[1:]
    rows = (
        (iso3, *(covariates.rows.get(iso3, {}).get(name) for name in names))
        for iso3 in sorted(codebook.units)
    )
    return write_table(folder, table, rows)


def _write_all_parquet(folder: Path, all_tables: tuple[EditionTable, ...]) -> None:
    import duckdb  # noqa: PLC0415  # heavy, and only needed here

    with duckdb.connect(config={"threads": 1, "memory_limit": "1GB"}) as connection:
        try:
            for table in all_tables:
                write_parquet(connection, folder, table)
        except duckdb.IOException as error:
            raise OSError(f"DuckDB says: {error}") from error

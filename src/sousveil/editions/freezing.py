"""Freeze: the same log, claims, finished runs, codebook and covariates give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict, frozen

from sousveil import __version__
from sousveil.decisions.verdicts import fold_verdicts
from sousveil.editions import tables
from sousveil.editions.coding import Matrix, decide_claims
from sousveil.editions.covariates import Covariates, derive_regimes, write_dictionary
from sousveil.editions.csv_table import CsvTable, write_parquet, write_table
from sousveil.editions.folder import whole_folder
from sousveil.editions.garbage import collector_paused
from sousveil.editions.manifest import (
    MANIFEST_FILE,
    check_replaceable,
    make_manifest,
    write_manifest,
)
from sousveil.editions.search_effort import (
    covered_by,
    hash_search_effort,
    select_runs,
    to_row,
)
from sousveil.model.codebook import Codebook
from sousveil.model.country import CountryRegister
from sousveil.model.edition import EditionInputs
from sousveil.model.identifiers import sha256_of
from sousveil.model.vendor import VendorRegister

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sousveil.decisions.verdicts import Verdicts
    from sousveil.editions.coding import DecidedClaim
    from sousveil.editions.tables import EditionTable
    from sousveil.model.collection import FinishedRun
    from sousveil.model.decision import LogHead
    from sousveil.model.edition import Manifest
    from sousveil.store.claim_store import ClaimStore
    from sousveil.store.decision_log import DecisionLog


@frozen(kw_only=True)
class Rules:
    """Everything but log, claims and finished runs that an edition is a function of.

    ``codebook_text`` is the YAML that ``codebook`` was read from; the edition keeps it
    to the letter. ``covariates_sha256`` pins the bytes that ``covariates`` were read from.
    """

    codebook: Codebook
    codebook_text: str
    covariates: Covariates
    covariates_sha256: str
    countries: CountryRegister
    vendors: VendorRegister


@collector_paused()
def freeze_edition(
    log: DecisionLog,
    claims: ClaimStore,
    runs: Iterable[FinishedRun],
    rules: Rules,
    target: Path,
    progress: Callable[[str], None] = lambda _step: None,
) -> Manifest:
    """Freeze every verdict in the log into an edition under one codebook.

    Args:
        log: the decision log; its hash chain is verified on the way.
        claims: the claims; each one's id is checked against its content.
        runs: the finished runs; they say which blanks were searched.
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
    verdicts = fold_verdicts(log.read())
    covariates = derive_regimes(rules.covariates, rules.codebook.regime)
    told = select_runs(runs, rules.codebook)
    matrix = Matrix(rules.codebook, covered_by(told))
    with whole_folder(target, marker=MANIFEST_FILE) as folder:
        progress("coding claims")
        counts, cited = _write_claims(folder, claims, verdicts, rules.codebook, matrix)
        progress("writing cells, links and covariates")
        counts |= _write_matrix(folder, matrix, rules)
        counts |= _write_context(folder, claims, rules, cited)
        counts["search_effort"] = write_table(folder, tables.SEARCH_EFFORT, map(to_row, told))
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


def identify_inputs(head: LogHead, runs: Iterable[FinishedRun], rules: Rules) -> EditionInputs:
    """Name by hash what an edition is made from: a log's head, finished runs and rules."""
    return EditionInputs(
        codebook_id=rules.codebook.codebook_id,
        codebook_version=rules.codebook.version,
        codebook_sha256=sha256_of(rules.codebook_text.encode()),
        covariates_id=rules.covariates.dictionary.covariates_id,
        covariates_sha256=rules.covariates_sha256,
        log_count=head.count,
        log_head=head.entry_hash,
        search_effort_sha256=hash_search_effort(select_runs(runs, rules.codebook)),
    )


def _write_claims(
    folder: Path, claims: ClaimStore, verdicts: Verdicts, codebook: Codebook, matrix: Matrix
) -> tuple[dict[str, int], set[str]]:
    """Write claims, evidence and financing as they stream by, and count them into the matrix.

    Returns:
        The rows of each table, and the sources that the evidence cites.
    """
    cited: set[str] = set()
    with (
        CsvTable(folder, tables.CLAIMS) as claims_out,
        CsvTable(folder, tables.EVIDENCE) as evidence_out,
        CsvTable(folder, tables.FINANCING) as financing_out,
    ):
        outputs = (claims_out, evidence_out, financing_out)
        for decided in decide_claims(claims.read_claims(), verdicts, codebook):
            matrix.add(decided)
            _write_claim(claims_out, decided)
            _write_evidence(evidence_out, decided)
            _write_financing(financing_out, decided)
            cited.update(evidence.source_id for evidence in decided.claim.evidence)
    return {out.table.name: out.rows for out in outputs}, cited


def _write_claim(out: CsvTable, decided: DecidedClaim) -> None:
    claim, verdict = decided.claim, decided.verdict
    out.write(
        decided.claim_id,
        claim.country_iso3,
        claim.technology_code,
        claim.vendor_id,
        claim.supplier_iso3,
        claim.place,
        claim.agency,
        claim.status.value,
        claim.start_date,
        claim.end_date,
        claim.made_by,
        claim.made_by_version,
        verdict.action.value,
        verdict.coder,
        verdict.reason,
        verdict.entry_number,
    )


def _write_evidence(out: CsvTable, decided: DecidedClaim) -> None:
    for position, evidence in enumerate(decided.claim.evidence):
        out.write(
            decided.claim_id,
            position,
            evidence.source_id,
            evidence.snapshot_sha256,
            evidence.locator,
            evidence.quote,
        )


def _write_financing(out: CsvTable, decided: DecidedClaim) -> None:
    claim = decided.claim
    if claim.financing is not None and decided.verdict.is_accepted:
        financing = claim.financing
        out.write(
            decided.claim_id,
            claim.country_iso3,
            claim.supplier_iso3,
            financing.kind.value,
            financing.lender_iso3,
            financing.lender,
            financing.amount,
            financing.currency,
            financing.amount_usd,
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
    cell_rows = (tuple(asdict(cell).values()) for cell in cells)
    link_rows = (tuple(asdict(link).values()) for link in matrix.links())
    return {
        "units": write_table(folder, tables.UNITS, unit_rows),
        "cells": write_table(folder, tables.CELLS, cell_rows),
        "supply": write_table(folder, tables.SUPPLY, link_rows),
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


def _write_context(
    folder: Path, claims: ClaimStore, rules: Rules, cited: set[str]
) -> dict[str, int]:
    """Write technologies, the sources that are cited, and import issues.

    A source whose claims nobody has decided on stays out, as they do.
    """
    technologies = (
        (t.technology_code, t.name, t.definition, t.in_scope) for t in rules.codebook.technologies
    )
    sources = [s for s in claims.read_sources() if s.source_id in cited]
    issues = claims.read_issues(rules.codebook.evidence.sources)
    return {
        "technologies": write_table(folder, tables.TECHNOLOGIES, technologies),
        "sources": write_table(
            folder, tables.SOURCES, (tuple(asdict(s).values()) for s in sources)
        ),
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

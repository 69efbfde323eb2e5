"""Write claims, their evidence and their financing as they stream by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions import tables
from sousveil.editions.csv_table import CsvTable
from sousveil.model.maker import kind_of_maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sousveil.editions.coding import DecidedClaim

_TRUTH = ("false", "true")


def write_claims(
    folder: Path,
    claims: Iterable[DecidedClaim],
    listeners: Iterable[Callable[[DecidedClaim], None]],
) -> tuple[dict[str, int], set[str]]:
    """Write decided claims into their tables, and tell each to those who count and note them.

    Returns:
        The rows of each table, and the sources that the evidence cites.
    """
    cited: set[str] = set()
    listening = tuple(listeners)
    with (
        CsvTable(folder, tables.CLAIMS) as claims_out,
        CsvTable(folder, tables.EVIDENCE) as evidence_out,
        CsvTable(folder, tables.FINANCING) as financing_out,
    ):
        outputs = (claims_out, evidence_out, financing_out)
        for decided in claims:
            for listen in listening:
                listen(decided)
            _write_claim(claims_out, decided)
            _write_evidence(evidence_out, decided)
            _write_financing(financing_out, decided)
            cited.update(evidence.source_id for evidence in decided.claim.evidence)
    return {out.table.name: out.rows for out in outputs}, cited


def _write_claim(out: CsvTable, decided: DecidedClaim) -> None:
    claim, verdict = decided.claim, decided.verdict
    safeguard, not_counted = claim.safeguard, decided.judgement.not_counted
    out.write(
        decided.claim_id,
        claim.country_iso3,
        claim.technology_code,
        claim.vendor_id,
        claim.supplier_iso3,
        claim.place,
        claim.agency,
        claim.status.value,
        safeguard.kind.value if safeguard else None,
        safeguard.finding.value if safeguard else None,
        claim.start_date,
        claim.end_date,
        claim.made_by,
        claim.made_by_version,
        kind_of_maker(claim.made_by).value,
        verdict.action.value,
        verdict.coder,
        verdict.reason,
        verdict.entry_number,
        _TRUTH[verdict.is_reviewed],
        _TRUTH[decided.is_counted],
        not_counted.value if not_counted else None,
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
    if claim.financing is not None and decided.is_counted:
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

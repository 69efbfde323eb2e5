"""A cell as plain values, for programs that read it: the same as its pages and command tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict

if TYPE_CHECKING:
    from sousveil.pipeline.cell_file import CellClaim, CellFile

_GROUPS = ("supporting", "contradicting", "other", "rejected", "safeguard_claims")


def record_cell(cell: CellFile) -> dict[str, Any]:
    """Return a cell with all that it rests on as texts, numbers, lists and mappings.

    Each claim stands in one group; ``over_time`` names claims of these groups by id.
    """
    return {
        "edition_id": cell.edition_id,
        "country_iso3": cell.unit.country_iso3,
        "country_name": cell.unit.country_name,
        "technology_code": cell.technology.technology_code,
        "technology_name": cell.technology.technology_name,
        "is_present": cell.cell.is_present,
        "blank_reason": cell.cell.blank_reason,
        "claim_count": cell.cell.claim_count,
        "source_count": cell.cell.source_count,
        "cluster_count": cell.cell.cluster_count,
        "minimum_sources": cell.minimum_sources,
        "rule": dict(cell.rule_in_words),
        **{group: [_record_claim(one) for one in getattr(cell, group)] for group in _GROUPS},
        "over_time": [
            {"date": cell.day_of(one), "status": one.claim.status, "claim_id": one.claim.claim_id}
            for one in cell.over_time
        ],
        "independent_sources": [asdict(one) for one in cell.independent],
        "sources": [asdict(one) for one in cell.sources],
        "vendors": [asdict(one) for one in cell.vendors],
        "other_vendors": [asdict(one) for one in cell.other_vendors],
        "safeguards": [asdict(one) for one in cell.safeguards],
        "conflicts": [asdict(one) for one in cell.conflicts],
        "search_effort": [asdict(one) for one in cell.effort],
    }


def _record_claim(one: CellClaim) -> dict[str, Any]:
    return {
        **asdict(one.claim),
        "cluster_ids": list(one.clusters),
        "evidence": [asdict(evidence) for evidence in one.evidence],
        "replies": [asdict(reply) for reply in one.replies],
        "contests": [asdict(contest) for contest in one.contests],
    }

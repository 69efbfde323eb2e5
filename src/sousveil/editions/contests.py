"""What speaks against accepted claims: coders who said otherwise, and claims that deny the use."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.editions.evidence_tables import CLAIMS
from sousveil.model.claim import ClaimStatus
from sousveil.model.edition import ContestRow

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.coding import DecidedClaim

_Cell = tuple[str, str]


class Contests:
    """Objections to claims, noted as claims stream by.

    Only once all have gone by is it known which cells somebody denies; the claims of those
    are then read from the table that was written of them.
    """

    def __init__(self, reply_sources: frozenset[str]) -> None:
        self._reply_sources = reply_sources
        self._codings: list[ContestRow] = []
        self._denials: dict[_Cell, list[ContestRow]] = defaultdict(list)

    def note(self, decided: DecidedClaim) -> None:
        """Take in what one decided claim says against itself or others."""
        if not decided.verdict.is_accepted:
            return
        for entry in decided.objections:
            self._codings.append(
                ContestRow(
                    claim_id=decided.claim_id,
                    contest_kind="coding",
                    objection=str(entry.number),
                    objection_by=entry.decision.coder,
                    reason=entry.decision.reason,
                )
            )
        claim = decided.claim
        if claim.status is ClaimStatus.DENIED and claim.technology_code and not claim.safeguard:
            is_reply = any(e.source_id in self._reply_sources for e in claim.evidence)
            denial = ContestRow(
                claim_id="",
                contest_kind="reply" if is_reply else "denial",
                objection=decided.claim_id,
                objection_by=decided.verdict.coder,
                reason=decided.verdict.reason,
            )
            self._denials[claim.country_iso3, claim.technology_code].append(denial)

    def rows(self, folder: Path) -> list[ContestRow]:
        """Return the rows of the table, in the order of its key; the claims are in ``folder``."""
        found = [*self._codings, *(self._denied(folder) if self._denials else ())]
        return sorted(found, key=lambda row: (row.claim_id, row.contest_kind, row.objection))

    def _denied(self, folder: Path) -> list[ContestRow]:
        found: list[ContestRow] = []
        path = folder / f"{CLAIMS.name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["is_counted"] == "true" and not row["safeguard_kind"]:
                    denials = self._denials.get((row["country_iso3"], row["technology_code"]), ())
                    others = (one for one in denials if one.objection != row["claim_id"])
                    found.extend(evolve(one, claim_id=row["claim_id"]) for one in others)
        return found

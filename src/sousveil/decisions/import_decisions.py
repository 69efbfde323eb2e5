"""The named decision by which the claims of a published table are accepted as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.model.decision import Action, Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.model.claim import Claim
    from sousveil.model.published_table import ImportDecision


def accept_imported(claims: Iterable[Claim], decision: ImportDecision) -> Iterator[Decision]:
    """Accept each claim of an imported table in the name of the import decision."""
    for claim in claims:
        yield Decision(
            claim_id=claim.claim_id,
            action=Action.ACCEPT,
            coder=decision.coder,
            reason=decision.reason,
            decided_at=decision.decided_at,
        )

"""How far a use has come, as the sentences that speak of it say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.rules.marking import MarkedSentence
    from sousveil.claims.vocabulary.terms import Hit

_FAR = 90
"""Characters; a cue at that distance from the technology counts half."""
_TITLE = 1.4
_SAYS = {
    Cue.PLAN: (ClaimStatus.PLANNED, 0.8),
    Cue.PILOT: (ClaimStatus.PILOT, 1.0),
    Cue.BUY: (ClaimStatus.PROCURED, 0.45),
    Cue.USE: (ClaimStatus.DEPLOYED, 0.6),
    Cue.END: (ClaimStatus.ENDED, 1.0),
    Cue.BAN: (ClaimStatus.BANNED, 1.5),
    Cue.DENY: (ClaimStatus.DENIED, 1.2),
}
_DEFAULT = 0.55


def tell_status(sentences: Sequence[MarkedSentence], code: str) -> ClaimStatus:
    """Return the status that the cues near a technology speak for; deployed where none does.

    The first sentence given is the one that the claim quotes and weighs most; each kind of cue
    counts once a sentence, by its nearness to the technology.
    """
    votes = dict.fromkeys(ClaimStatus, 0.0)
    votes[ClaimStatus.DEPLOYED] = _DEFAULT
    for rank, sentence in enumerate(sentences):
        weight = (1.0 if rank == 0 else 0.35) * (_TITLE if sentence.is_title else 1.0)
        hits = [hit for hit in sentence.technologies if hit.label.rstrip("?") == code]
        for cue, (status, strength) in _SAYS.items():
            near = max((_nearness(cue_hit, hits) for cue_hit in sentence.of(cue)), default=0.0)
            votes[status] += weight * strength * near
    return max(votes, key=lambda status: votes[status])


def _nearness(cue: Hit, hits: Sequence[Hit]) -> float:
    if not hits:
        return 0.5
    distance = min(max(cue.start - hit.end, hit.start - cue.end, 0) for hit in hits)
    return 1.0 / (1.0 + distance / _FAR)

"""How far a use has come, as the sentences that speak of it say: described by numbers, then weighed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.data import read_bundled
from sousveil.model.claim import ClaimStatus
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sousveil.claims.rules.marking import MarkedSentence
    from sousveil.claims.vocabulary.terms import Hit

_FAR = 90
"""Characters; a cue at that distance from the technology counts half."""
_MOST_OTHERS = 4
_CUES = (
    Cue.PLAN,
    Cue.PILOT,
    Cue.BUY,
    Cue.USE,
    Cue.END,
    Cue.BAN,
    Cue.DENY,
    Cue.NEGATION,
    Cue.HYPOTHETICAL,
    Cue.OPINION,
)
_CUE_FEATURES = tuple((cue, f"quoted: {cue}", f"others: {cue}", f"title: {cue}") for cue in _CUES)
_STAGES = frozenset({Cue.PLAN, Cue.PILOT, Cue.BUY, Cue.USE, Cue.END, Cue.BAN, Cue.DENY})
"""Cues that tell how far a use has come; the others only cast doubt."""


@frozen(kw_only=True)
class StatusWeights:
    """What each feature adds to each status; the status with the highest sum is told."""

    version: str
    notes: str
    weights: dict[ClaimStatus, dict[str, float]]

    def sums(self, features: Mapping[str, float]) -> dict[ClaimStatus, float]:
        """Return the sum of each status; a status without weights is not told."""
        return {
            status: sum(value * weights.get(name, 0.0) for name, value in features.items())
            for status, weights in self.weights.items()
        }


@lru_cache(maxsize=1)
def load_status_weights() -> StatusWeights:
    """Return the bundled weights."""
    text = read_bundled("rules/status.yaml").decode()
    return structure(text, StatusWeights, where="rules/status.yaml")


def tell_status(
    sentences: Sequence[MarkedSentence],
    title: Sequence[MarkedSentence],
    code: str,
    weights: StatusWeights | None = None,
) -> ClaimStatus:
    """Return the status that the cues near a technology speak for.

    ``sentences`` are those of the claim, the one that it quotes first.
    """
    sums = (weights or load_status_weights()).sums(status_features(sentences, title, code))
    return max(sums, key=lambda status: sums[status])


def status_features(
    sentences: Sequence[MarkedSentence], title: Sequence[MarkedSentence], code: str
) -> dict[str, float]:
    """Describe by cues how far a use has come: in the sentence quoted, in others, in the title."""
    features = {"always": 1.0}
    quoted = sentences[0], _hits(sentences[0], code)
    others = [(one, _hits(one, code)) for one in sentences[1 : 1 + _MOST_OTHERS]]
    titles = frozenset[str]().union(*(one.labels for one in title))
    for cue, name_quoted, name_others, name_title in _CUE_FEATURES:
        features[name_quoted] = _nearness(*quoted, cue)
        features[name_others] = max((_nearness(*one, cue) for one in others), default=0.0)
        features[name_title] = float(cue in titles)
    features |= _leading(*quoted)
    return {name: value for name, value in features.items() if value}


def _leading(sentence: MarkedSentence, hits: Sequence[Hit]) -> dict[str, float]:
    """Tell which stage is named first in a sentence, and which nearest to the technology."""
    stages = sentence.of(*_STAGES)
    if not stages:
        return {}
    nearest = min(
        stages,
        key=lambda one: (min((_distance(one, hit) for hit in hits), default=0), one.label),
    )
    first = min(stages, key=lambda one: (one.start, one.label))
    return {f"quoted: nearest is {nearest.label}": 1.0, f"quoted: first is {first.label}": 1.0}


def _hits(sentence: MarkedSentence, code: str) -> list[Hit]:
    return [hit for hit in sentence.technologies if hit.label.rstrip("?") == code]


def _nearness(sentence: MarkedSentence, hits: Sequence[Hit], cue: Cue) -> float:
    """Return 1 where a cue stands beside the technology, less with its distance, 0 without one."""
    if not sentence.has(cue):
        return 0.0
    if not hits:
        return 0.5
    distance = min(_distance(one, hit) for one in sentence.of(cue) for hit in hits)
    return 1.0 / (1.0 + distance / _FAR)


def _distance(cue: Hit, hit: Hit) -> int:
    return max(cue.start - hit.end, hit.start - cue.end, 0)

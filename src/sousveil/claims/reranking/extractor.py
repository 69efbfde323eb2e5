"""The model extractor: the rules pair and quote, decision trees say which pairs are claims.

The trees may take up a pair that the rules' own weights turn away, and turn away one that they take.
Status, vendors, quote and reasons are the rules' own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.claims.reranking.trees import Trees, load_trees
from sousveil.claims.rules.extractor import Proposal, RulesExtractor
from sousveil.claims.rules.features import Pairing, pair_up
from sousveil.data import hash_bundled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.claims.rules.marking import MarkedDocument
    from sousveil.claims.rules.scoring import Weights

NAME = "model"
VERSION = "1"


class ModelExtractor(RulesExtractor):
    """The rules with decision trees on top; nothing beyond the rules has to be installed."""

    name = NAME

    def __init__(self, weights: Weights | None = None, trees: Trees | None = None) -> None:
        super().__init__(weights)
        self._trees = trees or load_trees()

    @property
    def version(self) -> str:
        """That of the rules, and of the trees."""
        return f"{VERSION}+{hash_bundled('reranking')}+{super().version}"

    def _propose(self, marked: MarkedDocument) -> Iterable[Proposal]:
        return propose_again(marked, self._weights, self._trees)


def propose_again(marked: MarkedDocument, weights: Weights, trees: Trees) -> Iterator[Proposal]:
    """Give the pairs that the trees find likely enough, judged where the weights like them best."""
    places: dict[tuple[str, str], list[tuple[float, Pairing]]] = {}
    for pairing in pair_up(marked):
        key = (pairing.technology_code, pairing.country_iso3)
        places.setdefault(key, []).append((weights.score(pairing.features), pairing))
    for found in places.values():
        (_, best), *others = sorted(found, key=lambda one: (-one[0], one[1].sentence))
        chance = trees.score(best.features)
        if chance >= trees.threshold:
            backing = [one for one in others if one[0] >= weights.threshold]
            yield Proposal(pairings=((chance, best), *backing))

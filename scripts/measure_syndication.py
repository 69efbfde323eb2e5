"""Measure how well copies of one story are found, on the labelled set that the tests make.

Run: python -m scripts.measure_syndication [--stories 40] [--seed 1]

Of all pairs of documents: precision is how many of the pairs put together carry the same
story, recall how many of the pairs of the same story are put together. A round-up of two
stories belongs with its main one; together with the other, it is neither right nor missed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from tests.unit.sources.syndication.phrases import PHRASES
from tests.unit.sources.syndication.wire_copy import LabelledDocument, make_wire_copy

from sousveil.sources.syndication.clusters import cluster_documents
from sousveil.sources.syndication.collating import SyndicationInput
from sousveil.sources.syndication.signatures import make_signature

if TYPE_CHECKING:
    from collections.abc import Iterable


class Quality(NamedTuple):
    """Counts of pairs: put together rightly, put together wrongly, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of pairs put together that belong together."""
        return self.right / (self.right + self.wrong or 1)

    @property
    def recall(self) -> float:
        """The share of pairs that belong together that were put together."""
        return self.right / (self.right + self.missed or 1)


def main() -> None:
    """Print precision and recall, overall, by edit and by language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=40, help="stories per language")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents = list(make_wire_copy(PHRASES, stories=options.stories, seed=options.seed))
    print(f"{len(documents):,} documents, {options.stories * len(PHRASES):,} stories")
    print("| pairs | precision | recall | right | wrong | missed |\n|---|---|---|---|---|---|")
    for name, quality in measure_quality(documents).items():
        print(f"| {name} | {quality.precision:.4f} | {quality.recall:.4f} ", end="")
        print(f"| {quality.right:,} | {quality.wrong:,} | {quality.missed:,} |")


def measure_quality(documents: Iterable[LabelledDocument]) -> dict[str, Quality]:
    """Cluster a labelled set and count pairs, overall, by language, and by edit.

    Of an edit, recall is that of the pairs of a story and its copy edited so; precision that of
    all pairs with such a copy.
    """
    labelled = {document.document_id: document for document in documents}
    clusters = cluster_documents(
        SyndicationInput(document_id=name, signature=make_signature(document.text))
        for name, document in labelled.items()
    )
    cluster_of = {name: c.cluster_id for c in clusters for name in c.document_ids}
    counts: Counter[tuple[str, str]] = Counter()
    for one, other in combinations(labelled.values(), 2):
        found = cluster_of.get(one.document_id, 1) == cluster_of.get(other.document_id, 2)
        outcome = _judge(one, other, is_found=found)
        if outcome is not None:
            for group in _groups_of(one.edit, other.edit, outcome) | {"all", one.language}:
                counts[group, outcome] += 1
    groups = dict.fromkeys(group for group, _ in counts)
    return {
        group: Quality(*(counts[group, outcome] for outcome in ("right", "wrong", "missed")))
        for group in sorted(groups, key=lambda g: (g != "all", not g.startswith("edit"), g))
    }


def _groups_of(one: str, other: str, outcome: str) -> set[str]:
    if outcome != "wrong" and "original" not in {one, other}:
        return set()
    return {f"edit: {edit}" for edit in {one, other} - {"original"}}


def _judge(one: LabelledDocument, other: LabelledDocument, *, is_found: bool) -> str | None:
    if one.story == other.story:
        return "right" if is_found else "missed"
    if is_found and not ({one.story, *one.also} & {other.story, *other.also}):
        return "wrong"
    return None


if __name__ == "__main__":
    main()

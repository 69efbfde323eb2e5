"""Fit the decision trees of the model extractor, and say how much they add to the rules' weights.

Run: python -m scripts.fit_model GOLD.jsonl ... [--real GOLD.jsonl ...] [--write]
Needs scikit-learn, to fit only.

All figures are of documents that neither weights, trees nor thresholds have seen: five-fold
cross-validation by document, drawn several times. In each fold the weights are fitted from the
priors by ``scripts/fit_weights.py``; the threshold is the best one of the other folds, among those
with few enough false alarms on the real documents. The interval of the difference is of a
bootstrap over documents, with the figures of each document averaged over the draws.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from attrs import frozen
from sklearn.ensemble import GradientBoostingClassifier

from scripts.fit_weights import (
    FOLDS,
    PRIORS,
    Example,
    _covers,
    _pairs,
    fit,
)
from scripts.fitting_documents import make_document, read_documents
from scripts.fitting_matrix import make_matrix
from sousveil.claims.reranking.trees import Trees, read_trees
from sousveil.claims.rules.features import pair_up
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.rules.scoring import Weights, load_weights
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Features = Mapping[str, float]
    Record = Mapping[str, Any]

MOST_ALARMS = 0.11
THRESHOLDS = np.arange(0.2, 0.8, 0.025)
RESAMPLES = 2000
FILE = Path("src/sousveil/data/reranking/trees.yaml")


@frozen(kw_only=True)
class Data:
    """The labelled documents; arrays say of each whether it is real, or a negative."""

    records: Sequence[Record]
    examples: Sequence[Example]
    is_real: np.ndarray
    is_negative: np.ndarray
    weight_of: np.ndarray

    @property
    def document_of(self) -> np.ndarray:
        """The document of each example."""
        return np.array([example.document for example in self.examples])


def main() -> None:
    """Cross-validate, and write the trees if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--real", type=Path, nargs="*", default=[], help="gold files of real texts")
    parser.add_argument("--emphasis", type=float, default=3.0, help="what a real document counts")
    parser.add_argument("--ridge", type=float, default=0.003, help="pull of weights to the priors")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = _load(options)
    tallies: dict[str, list[np.ndarray]] = {"rules": [], "model": []}
    chosen: list[int] = []
    for seed in range(options.draws):
        fold_of = np.random.default_rng(seed).permutation(len(data.records)) % FOLDS
        for name, scores in _cross_validate(data, fold_of, options.ridge).items():
            by_threshold = np.array([_tally(data, scores, one) for one in THRESHOLDS])
            loss = _log_loss(data, scores)
            tallies[name].append(np.hstack([_unseen(data, by_threshold, fold_of), loss]))
            if name == "model":
                chosen.append(_best_threshold(data, by_threshold, fold_of >= 0))
                print(f"draw {seed}: {_calibration(data, scores)}")
    for name, part in (("all", np.ones(len(data.records), dtype=bool)), ("real", data.is_real)):
        _tell(name, part, data, {key: np.mean(drawn, axis=0) for key, drawn in tallies.items()})
    if options.write:
        _write(data, float(np.median(THRESHOLDS[chosen])))


def _load(options: argparse.Namespace) -> Data:
    real = [record for path in options.real for record in read_documents(path)]
    records = real + [record for path in options.gold for record in read_documents(path)]
    pairings = [pair_up(mark_document(make_document(record))) for record in records]
    is_real = np.arange(len(records)) < len(real)
    negative = [all(label.get("optional") for label in record["labels"]) for record in records]
    return Data(
        records=records,
        examples=[
            one for number in range(len(records)) for one in _pairs(number, records, pairings)
        ],
        is_real=is_real,
        is_negative=np.array(negative),
        weight_of=np.where(is_real, options.emphasis, 1.0),
    )


def _cross_validate(data: Data, fold_of: np.ndarray, ridge: float) -> dict[str, np.ndarray]:
    """Return each example's scores by weights, and by trees, that have not seen its document."""
    text = (PRIORS / "pairs.yaml").read_text(encoding="utf-8")
    prior = structure(text, Weights, where="pairs")
    scores = {name: np.zeros(len(data.examples)) for name in ("rules", "model")}
    fold_of_example = fold_of[data.document_of]
    for fold in range(FOLDS):
        seen = [e for e in data.examples if fold_of[e.document] != fold]
        weights = fit(seen, prior, ridge, data.weight_of.tolist())
        names, trees = _fit(seen, weights, data.weight_of)
        unseen = fold_of_example == fold
        best = [_best(one, weights) for one in data.examples if fold_of[one.document] == fold]
        scores["rules"][unseen] = [weights.score(features) for features in best]
        scores["model"][unseen] = trees.predict_proba(make_matrix(best, names)[:, :-1])[:, 1]
    return scores


def _best(example: Example, weights: Weights) -> Features:
    return max(example.places, key=weights.score)


def _fit(
    examples: Sequence[Example], weights: Weights, weight_of: np.ndarray
) -> tuple[list[str], Any]:
    """Fit trees over the place of each example that the weights like best."""
    usable = [example for example in examples if example.truth is not None]
    best = [_best(example, weights) for example in usable]
    names = sorted({name for features in best for name in features})
    trees = GradientBoostingClassifier(
        n_estimators=200,
        learning_rate=0.04,
        max_depth=3,
        min_samples_leaf=8,
        subsample=0.6,
        max_features=0.3,
        random_state=0,
    )
    truth = np.array([bool(example.truth) for example in usable])
    counts = weight_of[[example.document for example in usable]]
    return names, trees.fit(make_matrix(best, names)[:, :-1], truth, sample_weight=counts)


def _tally(data: Data, scores: np.ndarray, threshold: float) -> np.ndarray:
    """Return of each document how many are right, wrong, to be found, and whether it alarms."""
    tally = np.zeros((len(data.records), 4))
    predicted: dict[int, list[tuple[str, ...]]] = {}
    for example, score in zip(data.examples, scores, strict=True):
        if score >= threshold:
            predicted.setdefault(example.document, []).append(example.key)
            tally[example.document, 1] += example.truth is False
    for number, record in enumerate(data.records):
        needed = [label for label in record["labels"] if not label.get("optional")]
        for label in {(one["country"], one["technology"]): one for one in needed}.values():
            tally[number, 2] += 1
            tally[number, 0] += any(_covers(label, *key) for key in predicted.get(number, ()))
    tally[:, 3] = data.is_negative & (tally[:, 1] > 0)
    return tally


def _log_loss(data: Data, scores: np.ndarray) -> np.ndarray:
    """Return of each document the sum of the log loss of its pairs, and how many they are."""
    loss = np.zeros((len(data.records), 2))
    for example, score in zip(data.examples, scores, strict=True):
        if example.truth is not None:
            right = score if example.truth else 1 - score
            loss[example.document] += (-np.log(max(right, 1e-4)), 1)
    return loss


def _unseen(data: Data, by_threshold: np.ndarray, fold_of: np.ndarray) -> np.ndarray:
    """Return the tally of each document at the threshold that is best for the other folds."""
    tally = np.zeros(by_threshold.shape[1:])
    for fold in range(FOLDS):
        place = _best_threshold(data, by_threshold, fold_of != fold)
        tally[fold_of == fold] = by_threshold[place][fold_of == fold]
    return tally


def _best_threshold(data: Data, by_threshold: np.ndarray, part: np.ndarray) -> int:
    """Return the place of the threshold of the best F1 with few enough false alarms."""
    negatives = part & data.is_negative & (data.is_real if data.is_real.any() else True)
    fit_ones = [
        place
        for place, tally in enumerate(by_threshold)
        if tally[negatives, 3].sum() <= MOST_ALARMS * negatives.sum()
    ]
    return max(
        fit_ones or [len(by_threshold) - 1], key=lambda place: _f1(by_threshold[place][part])
    )


def _f1(tally: np.ndarray) -> float:
    right, wrong, required = tally.sum(axis=0)[:3]
    return float(2 * right / max(1.0, right + wrong + required))


def _tell(name: str, part: np.ndarray, data: Data, tallies: Mapping[str, np.ndarray]) -> None:
    negatives = int((part & data.is_negative).sum())
    print(f"{name}: {part.sum()} documents, {negatives} of them negatives")
    for key, tally in tallies.items():
        right, wrong, required, alarms, loss, pairs = tally[part].sum(axis=0)
        print(
            f"  {key:6} F1 {_f1(tally[part]):.3f} precision {right / max(1, right + wrong):.3f}"
            f" recall {right / max(1, required):.3f} false alarms {alarms / max(1, negatives):.1%}"
            f" log loss {loss / max(1, pairs):.3f}"
        )
    places = np.flatnonzero(part)
    if len(places):
        drawn = np.random.default_rng(0).choice(places, (RESAMPLES, len(places)))
        for measure in (_f1, _mean_loss):
            gains = [
                measure(tallies["model"][one]) - measure(tallies["rules"][one]) for one in drawn
            ]
            low, high = np.percentile(gains, [2.5, 97.5])
            print(f"  difference of {measure.__name__[1:]}, 95 %: {low:+.3f} to {high:+.3f}")


def _mean_loss(tally: np.ndarray) -> float:
    return float(tally[:, 4].sum() / max(1.0, tally[:, 5].sum()))


def _calibration(data: Data, scores: np.ndarray) -> str:
    told = np.array([example.truth is not None for example in data.examples])
    truth = np.array([bool(example.truth) for example in data.examples])
    bins = np.minimum((scores * 10).astype(int), 9)
    error = sum(
        abs(scores[told & (bins == one)].sum() - truth[told & (bins == one)].sum())
        for one in range(10)
    )
    return f"calibration error of the model over all pairs {error / told.sum():.3f}"


def _write(data: Data, threshold: float) -> None:
    """Fit on all documents, write the trees, and make sure that what is written says the same."""
    weights = load_weights()
    names, fitted = _fit(data.examples, weights, data.weight_of)
    chance = float(fitted.init_.class_prior_[1])
    used = sorted({int(f) for (tree,) in fitted.estimators_ for f in tree.tree_.feature if f >= 0})
    content = {
        "version": "1",
        "notes": f"fitted by scripts/fit_model.py on {len(data.records)} labelled documents",
        "threshold": round(threshold, 3),
        "bias": float(np.log(chance / (1 - chance))),
        "features": [names[one] for one in used],
        "trees": [
            _tree(tree.tree_, used.index, fitted.learning_rate) for (tree,) in fitted.estimators_
        ],
    }
    text = yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=100)
    _check(read_trees(text), [_best(one, weights) for one in data.examples], names, fitted)
    FILE.write_text(text, encoding="utf-8")
    print(f"{FILE}: {len(text.encode()):,} bytes, threshold {threshold:.3f}")


def _tree(tree: Any, number: Callable[[int], int], rate: float) -> dict[str, Any]:
    """Return a tree of scikit-learn as splits and leaves; a split stands before what it leads to."""
    nodes = [node for node in range(tree.node_count) if tree.feature[node] >= 0]
    ends = [node for node in range(tree.node_count) if tree.feature[node] < 0]
    place = {node: one for one, node in enumerate(nodes)}
    place |= {node: -1 - one for one, node in enumerate(ends)}
    return {
        "features": [number(int(tree.feature[node])) for node in nodes],
        "thresholds": [round(float(tree.threshold[node]), 9) for node in nodes],
        "below": [place[int(tree.children_left[node])] for node in nodes],
        "above": [place[int(tree.children_right[node])] for node in nodes],
        "leaves": [round(rate * float(tree.value[node].item()), 6) for node in ends],
    }


def _check(trees: Trees, rows: Sequence[Features], names: Sequence[str], fitted: Any) -> None:
    expected = fitted.predict_proba(make_matrix(rows, names)[:, :-1])[:, 1]
    worst = max(abs(trees.score(row) - chance) for row, chance in zip(rows, expected, strict=True))
    if worst > 1e-3:
        raise SystemExit(f"the trees as written differ by {worst:.4f} from those that were fitted")


if __name__ == "__main__":
    main()

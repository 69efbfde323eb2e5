"""Fit the weights of the rules extractor on labelled documents, and say how well they do unseen.

Run: python -m scripts.fit_weights GOLD.jsonl [GOLD.jsonl ...] [--write]

Of each pair of technology and country, the place that the present weights like best is learnt
from (multiple-instance learning); pairs that only an optional label or an alternative covers are
left out. The prior of each weight is the one in the file, so that a feature that the documents
do not speak of stays as it was set. Figures are of cross-validation by document.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from attrs import evolve, frozen
from scipy.optimize import minimize

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.features import pair_up
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.rules.records import read_record
from sousveil.claims.rules.scoring import Weights, load_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLDS = 5
ROUNDS = 4
TARGET = Path("src/sousveil/data/rules/weights.yaml")


@frozen
class Example:
    """A pair of a document: the features of its places, and whether a coder would record it."""

    document: int
    key: tuple[str, str]
    is_claim: bool | None
    places: tuple[Mapping[str, float], ...]


def main() -> None:
    """Fit, cross-validate, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument(
        "--ridge", type=float, default=0.02, help="pull towards the present weights"
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--top", type=int, default=0, help="print so many weights")
    options = parser.parse_args()
    documents = [
        json.loads(line)
        for path in options.gold
        for line in path.open(encoding="utf-8")
        if line.strip()
    ]
    documents = [one for one in documents if read_record(_document(one)) is None]
    examples = [
        example for number, one in enumerate(documents) for example in _examples(number, one)
    ]
    prior = load_weights()
    claims = sum(bool(example.is_claim) for example in examples)
    print(f"{len(documents)} documents, {len(examples)} pairs, {claims} claims")
    scores = cross_validate(examples, prior, len(documents), options.ridge)
    threshold = _report(examples, scores, documents)
    fitted = evolve(fit(examples, prior, options.ridge), threshold=round(threshold, 2))
    if options.top:
        for name, weight in sorted(fitted.weights.items(), key=lambda pair: -abs(pair[1]))[
            : options.top
        ]:
            print(f"{weight:+.2f} {name} (was {prior.weights.get(name, 0):+.2f})")
    if options.write:
        _write(fitted)


def _document(record: Mapping[str, Any]) -> TextDocument:
    return TextDocument(
        document_id=record["id"], text=record["text"], language=record.get("language")
    )


def _labels(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(record["labels"])


def _examples(number: int, record: Mapping[str, Any]) -> Iterable[Example]:
    places: dict[tuple[str, str], list[Mapping[str, float]]] = {}
    for pairing in pair_up(mark_document(_document(record))):
        key = (pairing.technology_code, pairing.country_iso3)
        places.setdefault(key, []).append(pairing.features)
    for key, found in places.items():
        yield Example(number, key, _is_claim(record, key), tuple(found))


def _is_claim(record: Mapping[str, Any], key: tuple[str, str]) -> bool | None:
    """Tell whether a pair is right; None where an option or an alternative covers it."""
    technology, country = key
    covered = False
    for label in _labels(record):
        if (
            label["country"] == country
            and label["technology"] == technology
            and not label.get("optional")
        ):
            return True
        technologies = {label["technology"], *label.get("alt_technology", [])}
        countries = {label["country"], *label.get("alt_country", [])}
        covered = covered or (country in countries and technology in technologies)
    return None if covered else False


def fit(examples: Sequence[Example], prior: Weights, ridge: float) -> Weights:
    """Fit the weights by penalised logistic regression over each pair's best place."""
    weights = prior
    for _ in range(ROUNDS):
        weights = _fit_once(examples, weights, prior, ridge)
    return weights


def _fit_once(
    examples: Sequence[Example], current: Weights, prior: Weights, ridge: float
) -> Weights:
    usable = [example for example in examples if example.is_claim is not None]
    best = [max(example.places, key=current.score) for example in usable]
    names = sorted({name for places in best for name in places} | set(prior.weights))
    column = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(usable), len(names) + 1))
    matrix[:, -1] = 1.0
    for row, features in enumerate(best):
        for name, value in features.items():
            matrix[row, column[name]] = value
    truth = np.array([bool(example.is_claim) for example in usable], dtype=float)
    start = np.array([*(prior.weights.get(name, 0.0) for name in names), prior.bias])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        odds = matrix @ w
        chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        value = np.mean(np.logaddexp(0, odds) - truth * odds)
        penalty = ridge * np.sum((w - start)[:-1] ** 2) / 2
        slope = matrix.T @ (chance - truth) / len(truth)
        slope[:-1] += ridge * (w - start)[:-1]
        return float(value + penalty), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    weights = {name: round(float(found[place]), 3) for name, place in column.items()}
    return evolve(
        prior,
        bias=round(float(found[-1]), 3),
        weights={name: weight for name, weight in weights.items() if weight},
    )


def cross_validate(
    examples: Sequence[Example], prior: Weights, documents: int, ridge: float
) -> list[float]:
    """Return each pair's score by weights that have not seen its document."""
    fold_of = np.random.default_rng(1).permutation(documents) % FOLDS
    scores = [0.0] * len(examples)
    for fold in range(FOLDS):
        seen = [example for example in examples if fold_of[example.document] != fold]
        weights = fit(seen, prior, ridge)
        for place, example in enumerate(examples):
            if fold_of[example.document] == fold:
                scores[place] = max(weights.score(features) for features in example.places)
    return scores


def _report(
    examples: Sequence[Example], scores: Sequence[float], documents: Sequence[Mapping[str, Any]]
) -> float:
    """Print precision, recall and F1 of pairs by threshold; return the best threshold."""
    best = (0.0, 0.5)
    for threshold in np.arange(0.2, 0.8, 0.05):
        hit = {place for place, score in enumerate(scores) if score >= threshold}
        predicted: dict[int, set[tuple[str, str]]] = {}
        for place in hit:
            predicted.setdefault(examples[place].document, set()).add(examples[place].key)
        wrong = sum(examples[place].is_claim is False for place in hit)
        required = found = 0
        alarms = negatives = 0
        for number, record in enumerate(documents):
            keys = predicted.get(number, set())
            needed = [label for label in _labels(record) if not label.get("optional")]
            for label in {(one["country"], one["technology"]): one for one in needed}.values():
                countries = {label["country"], *label.get("alt_country", [])}
                technologies = {label["technology"], *label.get("alt_technology", [])}
                required += 1
                found += any(t in technologies and c in countries for t, c in keys)
            if not needed:
                negatives += 1
                alarms += any(_is_claim(record, key) is False for key in keys)
        precision = found / max(1, found + wrong)
        recall = found / max(1, required)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        best = max(best, (f1, float(threshold)))
        print(
            f"threshold {threshold:.2f}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}, "
            f"false alarms {alarms}/{negatives}"
        )
    return best[1]


def _write(weights: Weights) -> None:
    record = {
        "version": weights.version,
        "notes": weights.notes,
        "bias": weights.bias,
        "threshold": weights.threshold,
        "weights": dict(sorted(weights.weights.items())),
    }
    TARGET.write_text(
        yaml.safe_dump(record, sort_keys=False, width=100, allow_unicode=True), encoding="utf-8"
    )


if __name__ == "__main__":
    main()

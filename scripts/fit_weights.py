"""Fit the weights of the rules extractor on labelled documents, and say how well they do unseen.

Run: python -m scripts.fit_weights GOLD.jsonl ... [--real GOLD.jsonl ...] [--write]

Three sets of weights are fitted: of pairs of technology and country, of vendors, and of statuses.
Of each pair, the place that the present weights like best is learnt from (multiple-instance
learning); what only an optional label or an alternative covers is left out. Each weight is
pulled towards the one of ``scripts/priors``, which was set by hand and has seen no document, so
that a feature that the documents do not speak of stays as it was set. All figures printed are
of cross-validation by document.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from attrs import evolve, frozen
from scipy.optimize import minimize

from scripts.fitting_documents import Record, lone_sentences, make_document, read_documents
from scripts.fitting_matrix import make_matrix
from scripts.fitting_statuses import StatusExample, fit_statuses, is_told
from sousveil.claims.rules.features import Pairing, pair_up
from sousveil.claims.rules.marking import MarkedDocument, mark_document
from sousveil.claims.rules.scoring import Weights
from sousveil.claims.rules.status import StatusWeights, status_features
from sousveil.claims.rules.suppliers import pair_vendors
from sousveil.model.claim import ClaimStatus
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Features = Mapping[str, float]

FOLDS = 5
ROUNDS = 4
MOST_ALARMS = 0.135
CHANCE = 0.005
"""Half a point of F1: another drawing of the folds makes as much of a difference."""
FOLDER = Path("src/sousveil/data/rules")
PRIORS = Path(__file__).with_name("priors")
"""Weights set by hand before there was anything to fit on; they have seen no labelled document."""
LONE = 0.3
"""What a single sentence counts, taken out of a document: users ask about sentences too."""
STATUSES = {"ended/banned": (ClaimStatus.ENDED, ClaimStatus.BANNED)}


@frozen
class Example:
    """Something of a document that is right or wrong (None: neither), as features of its places."""

    document: int
    key: tuple[str, ...]
    truth: bool | None
    places: tuple[Features, ...]


def main() -> None:
    """Fit, cross-validate, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument(
        "--real", type=Path, nargs="*", default=[], help="gold files that count --emphasis times"
    )
    parser.add_argument("--emphasis", type=float, default=3.0)
    parser.add_argument("--ridge", type=float, default=0.003, help="pull towards the priors")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--top", type=int, default=0, help="print so many weights")
    options = parser.parse_args()
    records = [one for path in (*options.real, *options.gold) for one in read_documents(path)]
    real = sum(1 for path in options.real for _ in read_documents(path))
    options.weight_of = [options.emphasis] * real + [1.0] * (len(records) - real)
    options.written = len(records)
    lone = list(lone_sentences(records))
    options.parents = [*range(len(records)), *(parent for parent, _ in lone)]
    options.weight_of += [LONE] * len(lone)
    records += [record for _, record in lone]
    marked = [mark_document(make_document(record)) for record in records]
    pairings = [pair_up(document) for document in marked]
    pairs = [one for number in range(len(records)) for one in _pairs(number, records, pairings)]
    fitted = _fit_and_tell("pairs", pairs, records, options)
    whole = records[: options.written]
    vendors = list(_vendors(whole, marked, pairings, fitted))
    _fit_and_tell("vendors", vendors, whole, options)
    _fit_statuses(list(_statuses(whole, marked, pairings, fitted)), options)


def _fit_and_tell(
    name: str, examples: Sequence[Example], records: Sequence[Record], options: argparse.Namespace
) -> Weights:
    prior = structure((PRIORS / f"{name}.yaml").read_text(encoding="utf-8"), Weights, where=name)
    claims = sum(bool(example.truth) for example in examples)
    print(f"{name}: {len(records)} documents, {len(examples)} examples, {claims} right")
    scores = _cross_validate(examples, prior, options)
    if name == "pairs":
        threshold = _report_pairs(examples, scores, records, options.weight_of)
    else:
        threshold = _report(examples, scores)
    fitted = evolve(
        fit(examples, prior, options.ridge, options.weight_of), threshold=round(threshold, 2)
    )
    for feature, weight in sorted(fitted.weights.items(), key=lambda one: -abs(one[1]))[
        : options.top
    ]:
        print(f"{weight:+.2f} {feature} (was {prior.weights.get(feature, 0):+.2f})")
    if options.write:
        head = {"version": fitted.version, "notes": _notes(len(records))}
        values = {"bias": fitted.bias, "threshold": fitted.threshold}
        _write(name, head | values | {"weights": dict(sorted(fitted.weights.items()))})
    return fitted


def _notes(count: int) -> str:
    return f"fitted by scripts/fit_weights.py on {count} labelled documents; see docs/adr/0011"


def _pairs(
    number: int, records: Sequence[Record], pairings: Sequence[Sequence[Pairing]]
) -> Iterator[Example]:
    places: dict[tuple[str, str], list[Features]] = {}
    for pairing in pairings[number]:
        key = (pairing.technology_code, pairing.country_iso3)
        places.setdefault(key, []).append(pairing.features)
    for key, found in places.items():
        yield Example(number, key, _is_claim(records[number], *key), tuple(found))


def _is_claim(record: Record, technology: str, country: str) -> bool | None:
    """Tell whether a pair is right; None where an option or an alternative covers it."""
    covered = False
    for label in record["labels"]:
        is_same = (label["country"], label["technology"]) == (country, technology)
        if is_same and not label.get("optional"):
            return True
        covered = covered or _covers(label, technology, country)
    return None if covered else False


def _covers(label: Record, technology: str, country: str) -> bool:
    technologies = {label["technology"], *(label.get("alt_technology") or [])}
    return (
        country in {label["country"], *(label.get("alt_country") or [])}
        and technology in technologies
    )


def _supports(
    record: Record, document: MarkedDocument, pairings: Sequence[Pairing], weights: Weights
) -> Iterator[tuple[Record, Pairing, list[Any]]]:
    """Give each required label that was met, with its best place and the sentences of its claim."""
    for label in record["labels"]:
        if label.get("optional"):
            continue
        scored = sorted(
            (
                (weights.score(pairing.features), -pairing.sentence, pairing)
                for pairing in pairings
                if _covers(label, pairing.technology_code, pairing.country_iso3)
            ),
            key=lambda one: one[:2],
            reverse=True,
        )
        if scored:
            best = scored[0][2]
            same = [one for score, _, one in scored if score >= weights.threshold] or [best]
            numbers = dict.fromkeys(
                one.sentence for one in same if one.technology_code == best.technology_code
            )
            yield label, best, [document.sentences[number] for number in numbers]


def _vendors(
    records: Sequence[Record],
    marked: Sequence[MarkedDocument],
    pairings: Sequence[Sequence[Pairing]],
    weights: Weights,
) -> Iterator[Example]:
    for number, record in enumerate(records):
        for label, best, sentences in _supports(record, marked[number], pairings[number], weights):
            same = [one for one in record["labels"] if best.country_iso3 == one["country"]]
            for pairing in pair_vendors(marked[number], sentences, best.country_iso3):
                truth = _is_vendor(pairing.vendor.name, same)
                key = (label["country"], label["technology"], pairing.vendor.name)
                yield Example(number, key, truth, (pairing.features,))


def _is_vendor(name: str, labels: Iterable[Record]) -> bool | None:
    written = name.casefold()
    covered = False
    for label in labels:
        if label["vendor"] is not None and label["vendor"].casefold() == written:
            return None if label.get("optional") else True
        others = [one.casefold() for one in label.get("alt_vendor") or [] if one]
        covered = covered or written in others or "*" in others
    return None if covered else False


def _statuses(
    records: Sequence[Record],
    marked: Sequence[MarkedDocument],
    pairings: Sequence[Sequence[Pairing]],
    weights: Weights,
) -> Iterator[StatusExample]:
    for number, record in enumerate(records):
        for label, best, sentences in _supports(record, marked[number], pairings[number], weights):
            named = [label["status"], *(label.get("alt_status") or [])]
            right = {s for one in named for s in STATUSES.get(one) or (ClaimStatus(one),)}
            features = status_features(sentences, marked[number].title, best.technology_code)
            yield StatusExample(number, frozenset(right), features)


def fit(
    examples: Sequence[Example], prior: Weights, ridge: float, weight_of: Sequence[float]
) -> Weights:
    """Fit the weights by penalised logistic regression over the best place of each example."""
    weights = prior
    for _ in range(ROUNDS):
        weights = _fit_once(examples, weights, prior, ridge, weight_of)
    return weights


def _fit_once(
    examples: Sequence[Example],
    current: Weights,
    prior: Weights,
    ridge: float,
    weight_of: Sequence[float],
) -> Weights:
    usable = [example for example in examples if example.truth is not None]
    best = [max(example.places, key=current.score) for example in usable]
    names = sorted({name for features in best for name in features} | set(prior.weights))
    matrix = make_matrix(best, names)
    truth = np.array([bool(example.truth) for example in usable], dtype=float)
    counts = np.array([weight_of[example.document] for example in usable])
    counts /= counts.sum()
    start = np.array([*(prior.weights.get(name, 0.0) for name in names), prior.bias])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = matrix @ weights
        chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        pull = weights - start
        pull[-1] = 0.0
        value = counts @ (np.logaddexp(0, odds) - truth * odds) + ridge * np.sum(pull**2) / 2
        return float(value), matrix.T @ (counts * (chance - truth)) + ridge * pull

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    weights = {name: round(float(found[place]), 3) for place, name in enumerate(names)}
    kept = {name: weight for name, weight in weights.items() if weight}
    return evolve(prior, bias=round(float(found[-1]), 3), weights=kept)


def _folds(options: argparse.Namespace) -> np.ndarray:
    """Return the fold of each document; a sentence goes with the document that it is from."""
    folds = np.random.default_rng(1).permutation(options.written) % FOLDS
    return np.asarray(folds[options.parents])


def _cross_validate(
    examples: Sequence[Example], prior: Weights, options: argparse.Namespace
) -> list[float]:
    """Return each example's score by weights that have not seen its document."""
    fold_of = _folds(options)
    scores = [0.0] * len(examples)
    for fold in range(FOLDS):
        seen = [one for one in examples if fold_of[one.document] != fold]
        weights = fit(seen, prior, options.ridge, options.weight_of)
        for place, example in enumerate(examples):
            if fold_of[example.document] == fold:
                scores[place] = max(weights.score(features) for features in example.places)
    return scores


def _report_pairs(
    examples: Sequence[Example],
    scores: Sequence[float],
    records: Sequence[Record],
    weight_of: Sequence[float],
) -> float:
    """Print precision, recall and F1 of pairs by threshold; return the best threshold.

    Where real documents are given, the figures are of these alone.
    """
    told = {number for number, weight in enumerate(weight_of) if weight == max(weight_of)}

    def measure(threshold: float) -> tuple[int, int, int, int]:
        predicted: dict[int, set[tuple[str, ...]]] = {}
        wrong: dict[int, int] = {}
        for example, score in zip(examples, scores, strict=True):
            if score >= threshold and example.document in told:
                predicted.setdefault(example.document, set()).add(example.key)
                wrong[example.document] = wrong.get(example.document, 0) + (example.truth is False)
        required = found = alarms = 0
        for number, record in enumerate(records):
            if number not in told:
                continue
            needed = [label for label in record["labels"] if not label.get("optional")]
            for label in {(one["country"], one["technology"]): one for one in needed}.values():
                required += 1
                found += any(_covers(label, *key) for key in predicted.get(number, ()))
            alarms += not needed and wrong.get(number, 0) > 0
        return found, sum(wrong.values()), required, alarms

    negatives = sum(
        all(label.get("optional") for label in records[number]["labels"]) for number in told
    )
    return _best_threshold(measure, negatives)


def _report(examples: Sequence[Example], scores: Sequence[float]) -> float:
    """Print precision, recall and F1 of the examples by threshold; return the best threshold."""

    def measure(threshold: float) -> tuple[int, int, int, int]:
        met = [e.truth for e, score in zip(examples, scores, strict=True) if score >= threshold]
        return (
            sum(t is True for t in met),
            sum(t is False for t in met),
            sum(e.truth is True for e in examples),
            0,
        )

    return _best_threshold(measure, 0)


def _best_threshold(measure: Callable[[float], tuple[int, int, int, int]], negatives: int) -> float:
    """Return the threshold of the best F1 among those that give few enough false alarms.

    Of those that come to the same but for chance, the highest: it costs a reviewer least.
    """
    usable = [(0.0, 0.5)]
    for threshold in np.arange(0.25, 0.75, 0.05):
        found, wrong, required, alarms = measure(float(threshold))
        precision, recall = found / max(1, found + wrong), found / max(1, required)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        if alarms <= MOST_ALARMS * negatives:
            usable.append((f1, float(threshold)))
        print(
            f"  threshold {threshold:.2f}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
            f"; false alarms {alarms} of {negatives}"
        )
    best = max(f1 for f1, _ in usable)
    return max(threshold for f1, threshold in usable if f1 >= best - CHANCE)


def _fit_statuses(examples: Sequence[StatusExample], options: argparse.Namespace) -> None:
    """Fit the weights of statuses, and print how many are told right by weights that saw no such."""
    text = (PRIORS / "status.yaml").read_text(encoding="utf-8")
    prior = structure(text, StatusWeights, where="status")
    fold_of = _folds(options)
    right = {"all": 0, "real": 0, "real by the prior": 0}
    most = max(options.weight_of)
    for fold in range(FOLDS):
        seen = [one for one in examples if fold_of[one.document] != fold]
        weights = fit_statuses(seen, prior, options.weight_of)
        for one in examples:
            if fold_of[one.document] == fold:
                is_real = options.weight_of[one.document] == most
                right["all"] += is_told(one, weights)
                right["real"] += is_real and is_told(one, weights)
                right["real by the prior"] += is_real and is_told(one, prior)
    real = sum(options.weight_of[one.document] == most for one in examples)
    print(f"statuses: {len(examples)}, of them {real} real; right: {right}")
    if options.write:
        fitted = fit_statuses(examples, prior, options.weight_of)
        kept = {
            status.value: {name: value for name, value in sorted(weights.items()) if value}
            for status, weights in fitted.weights.items()
        }
        notes = _notes(options.written)
        _write("status", {"version": fitted.version, "notes": notes, "weights": kept})


def _write(name: str, record: Mapping[str, Any]) -> None:
    text = yaml.safe_dump(dict(record), sort_keys=False, width=100, allow_unicode=True)
    (FOLDER / f"{name}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

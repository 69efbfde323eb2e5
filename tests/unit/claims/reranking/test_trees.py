"""Trees as data: asked to the letter, refused where a way through them ends nowhere."""

from __future__ import annotations

import math

import pytest

from sousveil.claims.reranking.trees import Tree, Trees, load_trees, read_trees
from sousveil.claims.rules.scoring import load_weights
from sousveil.errors import BadInput, InvalidData

FILE = """
version: "1"
notes: two trees
threshold: 0.5
bias: -1.0
features: [authority, doubt]
trees:
- {features: [0, 1], thresholds: [0.5, 0.5], below: [-1, -2], above: [1, -3], leaves: [-2.0, 3.0, 0.25]}
- {features: [], thresholds: [], below: [], above: [], leaves: [0.5]}
"""


def chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


@pytest.mark.parametrize(
    ("features", "odds"),
    [
        ({}, -1.0 - 2.0 + 0.5),
        ({"authority": 0.5}, -1.0 - 2.0 + 0.5),
        ({"authority": 1.0}, -1.0 + 3.0 + 0.5),
        ({"authority": 1.0, "doubt": 1.0, "not asked for": 9.0}, -1.0 + 0.25 + 0.5),
    ],
)
def test_each_way_through_the_trees_adds_its_leaf(features: dict[str, float], odds: float) -> None:
    assert read_trees(FILE).score(features) == pytest.approx(chance(odds))


@pytest.mark.parametrize(
    ("written", "wrong", "told"),
    [
        ("above: [1, -3]", "above: [0, -3]", "tree 0: split 0: no place 0"),
        ("above: [1, -3]", "above: [2, -3]", "tree 0: split 0: no place 2"),
        ("above: [1, -3]", "above: [1, -4]", "tree 0: split 1: no place -4"),
        ("features: [0, 1]", "features: [0, 2]", "tree 0: split 1: no feature 2"),
        ("below: [-1, -2]", "below: [-1]", "tree 0: no leaf, or columns of different length"),
        ("leaves: [0.5]", "leaves: []", "tree 1: no leaf, or columns of different length"),
    ],
)
def test_a_way_that_ends_nowhere_or_in_a_circle_is_refused(
    written: str, wrong: str, told: str
) -> None:
    assert written in FILE
    with pytest.raises(InvalidData, match=told):
        read_trees(FILE.replace(written, wrong))


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(BadInput):
        read_trees("trees: [")


def test_odds_beyond_all_bounds_stay_a_chance() -> None:
    leaf = Tree(features=(), thresholds=(), below=(), above=(), leaves=(1e6,))
    trees = Trees(version="1", notes="", threshold=0.5, bias=0.0, features=(), trees=(leaf,))
    assert 0.999 < trees.score({}) <= 1.0


def test_the_bundled_trees_ask_for_nothing_that_the_rules_do_not_weigh() -> None:
    unknown = set(load_trees().features) - set(load_weights().weights)
    assert not unknown, "the features have changed: fit again with scripts/fit_model.py"

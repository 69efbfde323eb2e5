"""Every kind of damage is found where it was planted, and a clean table is left in peace."""

from __future__ import annotations

import random

import pytest
from tests.unit.editions.audit.damages import DAMAGES, Damage
from tests.unit.editions.audit.made_index import make_index

SEEDS = range(500, 504)
TOO_SMALL = {
    ("shifted_column", "4 rows in a run"),
    ("shifted_column", "5 rows in a run"),
    ("implausible_jump", "1 score, 20 points"),
    ("implausible_jump", "1 score, 30 points"),
    ("implausible_jump", "1 amount, 2 times"),
    ("implausible_jump", "1 amount, 3 times"),
    ("capped_columns", "5 full rows"),
    ("capped_columns", "10 full rows"),
}
"""Sizes that docs/reference/audit.md says are often missed."""
FINDABLE = [damage for damage in DAMAGES if (damage.check, damage.what) not in TOO_SMALL]


@pytest.mark.parametrize("damage", FINDABLE, ids=lambda damage: f"{damage.check}: {damage.what}")
def test_planted_damage_is_found_where_it_is(damage: Damage) -> None:
    found = []
    for seed in SEEDS:
        damaged = damage.plant(make_index(seed), random.Random(seed))  # noqa: S311
        named = {
            row.label
            for observation in damaged.audit()
            if observation.check == damage.check
            for row in observation.rows
        }
        found.append(bool(named & damaged.planted))
    assert sum(found) >= len(SEEDS) - 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clean_table_gives_no_observation(seed: int) -> None:
    assert [(o.check, o.summary) for o in make_index(seed).audit()] == []

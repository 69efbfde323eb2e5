"""Measure what the audit finds of planted damage, and what it says of clean tables.

Run: python -m scripts.measure_audit [--tables 200] [--seed 1]

Each damage is planted in so many made-up tables of 75 countries. Found is the share of them in
which its check names a damaged row; rows is the share of damaged rows that it names; beside is
how many rows it names that were not damaged, for each damaged one. A false alarm is a clean
table of which the check says anything.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.unit.editions.audit.damages import DAMAGES
from tests.unit.editions.audit.made_index import make_index

if TYPE_CHECKING:
    from tests.unit.editions.audit.damages import Damage


class Detection(NamedTuple):
    """How often a planted damage was found, and how exactly."""

    tables: int
    found: int
    planted: int
    named: int
    beside: int


def main() -> None:
    """Print the rates as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.tables)
    alarms = count_false_alarms(seeds)
    print(f"{options.tables} tables of each kind\n")
    print("| check | damage | found | rows | beside | false alarms |\n|---|---|---|---|---|---|")
    for damage in DAMAGES:
        d = measure(damage, seeds)
        print(
            f"| `{damage.check}` | {damage.what} | {d.found / d.tables:.1%} "
            f"| {d.named / d.planted:.1%} | {d.beside / d.planted:.2f} "
            f"| {alarms[damage.check] / options.tables:.1%} |"
        )


def measure(damage: Damage, seeds: range) -> Detection:
    """Plant one damage in a table for each seed, and audit it."""
    found = planted = named = beside = 0
    for seed in seeds:
        damaged = damage.plant(make_index(seed), random.Random(seed))
        labels = {
            row.label
            for observation in damaged.audit()
            if observation.check == damage.check
            for row in observation.rows
        }
        hits = labels & damaged.planted
        found += bool(hits)
        planted += len(damaged.planted)
        named += len(hits)
        beside += len(labels - damaged.planted)
    return Detection(len(seeds), found, planted, named, beside)


def count_false_alarms(seeds: range) -> Counter[str]:
    """Return in how many clean tables each check says anything."""
    return Counter(
        check
        for seed in seeds
        for check in {observation.check for observation in make_index(seed).audit()}
    )


if __name__ == "__main__":
    main()

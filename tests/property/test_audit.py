"""The audit finds damage wherever it is planted, and nothing in a table without damage.

A world is a random list of countries with random components; its table publishes a score,
a category, a rank, ticks and vendors that all follow, rounded as tables round. Damage of one
kind is planted in random rows and columns.
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sousveil.editions.audit.plan import AuditPlan
from sousveil.editions.audit.run import AuditReference, audit_table
from sousveil.editions.covariates import Covariates, read_covariates
from sousveil.model.country import Country, CountryRegister
from sousveil.model.published_table import PublishedTable, TableRow
from sousveil.model.structuring import structure

COMPONENTS = ("house", "unit", "dem")
PLAN = structure(
    """
table_id: synthetic
country: country
"yes": [x]
derivations:
  - column: score
    decimals: 2
    components:
      - {column: house, factor: 0.1}
      - {column: unit, factor: 1, decimals: 2}
      - {column: dem, factor: 10, decimals: 3}
  - {column: house_copy, components: [{column: house, factor: 1}]}
categories:
  - column: type
    score: score
    bands: [{category: low, from_score: 0}, {category: high, from_score: 5}]
rankings: [{rank: spending_rank, value: spending}]
texts: [{columns: [country, neighbour], vocabulary: countries}]
lists: [{columns: [v1, v2, v3, v4]}]
earlier:
  table_id: before
  country: country
  series: [{column: freedom, earlier_column: freedom, maximum: 100}]
""",
    AuditPlan,
    where="synthetic",
)

slow = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
seeds = st.integers(0, 2**32 - 1)


@frozen
class World:
    """Countries with their components in the order of their names, and what is published."""

    units: tuple[str, ...]
    names: dict[str, str]
    components: dict[str, dict[str, float]]
    listed: tuple[str, ...]
    rows: dict[str, dict[str, str]]
    before: dict[str, dict[str, str]]

    def reference(self) -> AuditReference:
        countries: Any = [
            Country(country_iso3=unit, name=self.names[unit], region_code="R")
            for unit in self.units
        ]
        return AuditReference(
            countries=CountryRegister(countries=countries),
            covariates=self.covariates(),
            earlier=publish(self.before),
        )

    def covariates(self) -> Covariates:
        columns = ", ".join(
            f"{{name: {name}, type: DOUBLE, meaning: m, source: s, licence: l}}"
            for name in COMPONENTS
        )
        dictionary = f"{{covariates_id: c, title: t, notes: n, columns: [{columns}]}}"
        lines = [
            ",".join([unit, *(f"{self.components[name][unit]:g}" for name in COMPONENTS)])
            for unit in self.units
        ]
        table = "\n".join(["country_iso3," + ",".join(COMPONENTS), *lines, ""])
        return read_covariates(dictionary, table, where="synthetic")

    def audit(self) -> dict[str, list[Any]]:
        """The observations by check."""
        found: dict[str, list[Any]] = {}
        for observation in audit_table(publish(self.rows), PLAN, self.reference()):
            found.setdefault(observation.check, []).append(observation)
        return found


def publish(rows: dict[str, dict[str, str]]) -> PublishedTable:
    columns: Any = list(dict.fromkeys(name for row in rows.values() for name in row))
    numbered: Any = [
        TableRow(number=n, cells={c: v for c, v in row.items() if v})
        for n, row in enumerate(rows.values(), start=2)
    ]
    untitled: Any = [name for name in columns if len(name) == 1]
    return PublishedTable(sheet="synthetic", columns=columns, rows=numbered, untitled=untitled)


def score(values: dict[str, float]) -> float:
    return round((values["house"] / 10 + values["unit"] + values["dem"] * 10) / 3, 2)


def make_world(seed: int) -> World:
    chance = random.Random(seed)  # noqa: S311
    size = chance.randint(110, 180)
    words: set[str] = set()
    while len(words) < size:
        syllables = (chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4))
        words.add("".join(syllables).capitalize())
    codes = [f"{a}{b}{c}" for a in "ABCDEF" for b in "GHIJKL" for c in "MNOPQR"]
    units = tuple(chance.sample(codes, size))
    names = dict(zip(units, sorted(words), strict=True))
    components = {
        "house": {unit: float(chance.randint(0, 100)) for unit in units},
        "unit": {unit: round(chance.uniform(0, 10), 2) for unit in units},
        "dem": {unit: round(chance.random(), 3) for unit in units},
    }
    keep = chance.uniform(0.4, 1.0)
    listed = tuple(unit for unit in units if chance.random() < keep)
    spending = sorted((chance.lognormvariate(3, 2) for _ in listed), reverse=True)
    ranks = sorted(chance.sample(range(1, 2 * size), len(listed)))
    ranked = dict(zip(chance.sample(listed, len(listed)), zip(ranks, spending, strict=True)))  # noqa: B905
    rows: dict[str, dict[str, str]] = {}
    before: dict[str, dict[str, str]] = {}
    for unit in listed:
        published = score({name: components[name][unit] for name in COMPONENTS})
        vendors = chance.choices([1, 2, 3, 4], [60, 25, 10, 3])[0]
        freedom = chance.randint(10, 90)
        rows[unit] = {
            "country": names[unit],
            "neighbour": names[chance.choice(units)],
            "score": f"{published:.2f}",
            "house_copy": f"{components['house'][unit]:g}",
            "type": "high" if published >= 5 else "low",
            "spending_rank": str(ranked[unit][0]),
            "spending": f"{ranked[unit][1]:.6f}",
            "freedom": str(freedom + chance.randint(-8, 8)),
        } | {f"v{k}": f"{names[unit]}Tech {k}" if k <= vendors else "" for k in range(1, 5)}
        before[unit] = {"country": names[unit], "freedom": str(freedom)}
    return World(units, names, components, listed, rows, before)


def change(world: World, changes: dict[str, dict[str, str]]) -> World:
    return evolve(
        world, rows={unit: row | changes.get(unit, {}) for unit, row in world.rows.items()}
    )


@slow
@given(seeds)
def test_a_clean_table_gives_no_observation(seed: int) -> None:
    assert make_world(seed).audit() == {}


@slow
@given(
    seeds,
    st.sampled_from(COMPONENTS),
    st.integers(1, 8),
    st.booleans(),
    st.integers(10, 30),
    st.floats(0, 1),
)
def test_a_shifted_component_is_found_by_the_score_alone(
    seed: int, component: str, lag: int, is_later: bool, length: int, start: float
) -> None:
    world = make_world(seed)
    places = range(8 + int(start * (len(world.units) - 16 - length)), len(world.units) - 8)
    run = [place for place in places if world.units[place] in world.rows][:length]
    assume(len(run) == length)
    changes = {}
    for place in run:
        unit = world.units[place]
        donor = world.units[place + lag if is_later else place - lag]
        values = {name: world.components[name][unit] for name in COMPONENTS}
        values[component] = world.components[component][donor]
        text = f"{score(values):.2f}"
        if abs(float(text) - float(world.rows[unit]["score"])) > 0.015:
            changes[unit] = {"score": text}
    (observation,) = change(world, changes).audit()["shifted_column"]
    found = {row.country_iso3 for row in observation.rows}
    assert f"carry the {component} of another unit" in observation.summary
    assert len(found & set(changes)) >= 0.9 * len(changes)
    assert found <= set(changes)


@slow
@given(seeds, st.integers(1, 8), st.integers(10, 30))
def test_a_shift_among_the_printed_rows_is_found_in_a_column_that_repeats_the_reference(
    seed: int, lag: int, length: int
) -> None:
    world = make_world(seed)
    listed = world.listed
    start = seed % (len(listed) - lag - length) + lag if len(listed) > lag + length else 0
    assume(start > 0)
    changes = {
        listed[i]: {"house_copy": world.rows[listed[i - lag]]["house_copy"]}
        for i in range(start, start + length)
    }
    changed = {u for u, new in changes.items() if new["house_copy"] != world.rows[u]["house_copy"]}
    (observation,) = change(world, changes).audit()["shifted_column"]
    found = {row.country_iso3 for row in observation.rows}
    assert len(found & changed) >= 0.9 * len(changed)
    assert found <= changed


@slow
@given(seeds, st.integers(5, 40))
def test_unrelated_mistakes_are_scores_that_do_not_follow_but_no_shift(
    seed: int, mistakes: int
) -> None:
    world = make_world(seed)
    chance = random.Random(seed)  # noqa: S311
    wrong = chance.sample(world.listed, min(mistakes, len(world.listed)))
    changes = {}
    for unit in wrong:
        true = float(world.rows[unit]["score"])
        changes[unit] = {"score": f"{(true + chance.uniform(0.5, 9.5)) % 10:.2f}"}
    found = change(world, changes).audit()
    assert "shifted_column" not in found
    (observation,) = found["score"]
    assert {row.country_iso3 for row in observation.rows} == set(wrong)


@slow
@given(seeds)
def test_a_scale_turned_round_is_found(seed: int) -> None:
    world = make_world(seed)
    changes = {
        unit: {"freedom": str(100 - int(row["freedom"]))} for unit, row in world.rows.items()
    }
    found = change(world, changes).audit()
    assert set(found) == {"reversed_scale"}
    assert {row.country_iso3 for row in found["reversed_scale"][0].rows} == set(world.listed)


@slow
@given(seeds, st.sampled_from(["Electoral Autocracy", "Quick Expansion", "Value"]))
def test_search_and_replace_is_found_and_undone(seed: int, phrase: str) -> None:
    """The letters replaced are those inside the most names, so that several cells agree."""
    world = make_world(seed)
    inside = [name[i : i + 2] for name in world.names.values() for i in range(1, len(name) - 1)]
    letters = max(sorted(set(inside)), key=inside.count)
    changes = {}
    for unit, row in world.rows.items():
        old = row["neighbour"]
        if letters in old[1:]:
            changes[unit] = {"neighbour": old[0] + old[1:].replace(letters, phrase)}
    assume(len({row["neighbour"] for row in changes.values()}) >= 3)
    found = change(world, changes).audit()
    assert set(found) == {"replaced_text"}
    (observation,) = found["replaced_text"]
    assert {row.country_iso3: row.expected for row in observation.rows} == {
        unit: world.rows[unit]["neighbour"] for unit in changes
    }


@slow
@given(seeds, st.floats(0, 1))
def test_two_ranks_that_changed_places_are_found(seed: int, place: float) -> None:
    world = make_world(seed)
    order = sorted(world.listed, key=lambda unit: int(world.rows[unit]["spending_rank"]))
    first, second = list(pairwise(order))[int(place * (len(order) - 2))]
    assume(world.rows[first]["spending"] != world.rows[second]["spending"])
    changes = {
        first: {"spending_rank": world.rows[second]["spending_rank"]},
        second: {"spending_rank": world.rows[first]["spending_rank"]},
    }
    found = change(world, changes).audit()
    assert set(found) == {"rank_order"}
    assert {row.country_iso3 for row in found["rank_order"][0].rows} == {first, second}


@slow
@given(seeds, st.integers(1, 5))
def test_dropped_rows_are_found(seed: int, dropped: int) -> None:
    world = make_world(seed)
    lost = random.Random(seed).sample(world.listed, dropped)  # noqa: S311
    rows = {unit: row for unit, row in world.rows.items() if unit not in lost}
    found = evolve(world, rows=rows).audit()
    assert set(found) == {"dropped_rows"}
    assert {row.country_iso3 for row in found["dropped_rows"][0].rows} == set(lost)


@slow
@given(seeds)
def test_a_list_that_goes_on_past_its_columns_and_a_repetition_are_found(seed: int) -> None:
    world = make_world(seed)
    full, other = random.Random(seed).sample(world.listed, 2)  # noqa: S311
    changes = {
        full: {f"v{k}": f"firm {k}" for k in range(1, 5)} | {"X": "firm 5"},
        other: {"v1": "Acme", "v2": "ACME", "v3": "", "v4": ""},
    }
    found = change(world, changes).audit()
    assert set(found) == {"stray_cells", "capped_columns", "repeated_values"}
    assert full in {row.country_iso3 for row in found["capped_columns"][0].rows}
    assert [row.country_iso3 for row in found["stray_cells"][0].rows] == [full]
    assert [row.country_iso3 for row in found["repeated_values"][0].rows] == [other]

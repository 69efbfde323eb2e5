"""Damages to plant in a made-up index, each with the check that ought to find it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from attrs import evolve, frozen
from tests.unit.editions.audit.made_index import (
    TYPES,
    VENDOR_COLUMNS,
    Cells,
    MadeIndex,
    change_rows,
)

Plant = Callable[[MadeIndex, random.Random], MadeIndex]


@frozen(kw_only=True)
class Damage:
    """A kind of damage of one size, and how it is done."""

    check: str
    what: str
    plant: Plant


def shift_column(length: int) -> Plant:
    """Score a run of rows with the first component of the country before it in the list."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        start = chance.randrange(1, len(index.rows) - length)
        names = _by_name(index)
        places = range(start, start + length)
        values = {}
        for place in places:
            iso3 = names[index.rows[place]["country"]]
            before = _neighbour(index, iso3)
            _, b, c = _reference(index, iso3)
            values[place] = round((_reference(index, before)[0] / 10 + b + 10 * c) / 3 + 1e-9, 2)
        rows = iter(sorted(values))

        def change(row: Cells) -> Cells:
            score = values[next(rows)]
            return row | {"score": f"{score:.2f}", "type": TYPES[(score >= 4) + (score >= 7)]}

        return change_rows(index, places, change)

    return plant


def turn_scale(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Turn a scale from 0 to 100 round."""
    return change_rows(
        index,
        range(len(index.rows)),
        lambda row: row | {"freedom": str(100 - int(row["freedom"]))},
    )


def change_unit(column: str, rows: int | None, factor: int) -> Plant:
    """Give some rows of a column, or all of it, in another unit."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        size = len(index.rows)
        both = {row["country"] for row in index.earlier}
        usable = [i for i in range(size) if index.rows[i]["country"] in both]
        places = range(size) if rows is None else chance.sample(usable, rows)
        return change_rows(
            index, places, lambda row: row | {column: f"{float(row[column]) * factor:.10g}"}
        )

    return plant


def copy_row(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Put all values of one row into another, under its own name."""
    donor, taker = chance.sample(range(len(index.rows)), 2)
    values = {k: v for k, v in index.rows[donor].items() if k != "country"}
    return change_rows(index, [taker], lambda row: {"country": row["country"], **values})


def double_row(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """List one country twice."""
    row = chance.choice(index.rows)
    return evolve(index, rows=(*index.rows, dict(row)), planted=frozenset({row["country"]}))


def drop_rows(count: int) -> Plant:
    """Lose rows of countries that the edition before had."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        both = [row["country"] for row in index.earlier]
        lost = set(chance.sample(both, count))
        rows = tuple(row for row in index.rows if row["country"] not in lost)
        return evolve(index, rows=rows, planted=frozenset(lost))

    return plant


def replace_text(original: str, replacement: str) -> Plant:
    """Replace letters in every country and vendor, whatever their case."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        pattern = re.compile(original, re.IGNORECASE)
        texts = ("country", *VENDOR_COLUMNS)
        hit = [
            i
            for i, row in enumerate(index.rows)
            if any(pattern.search(row.get(name, "")) for name in texts)
        ]
        damaged = change_rows(
            index,
            hit,
            lambda row: (
                row | {name: pattern.sub(replacement, row[name]) for name in texts if name in row}
            ),
        )
        return evolve(damaged, planted=frozenset(damaged.rows[i]["country"] for i in hit))

    return plant


def misprint_total(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Print a total that is off by one."""
    return evolve(index, total=index.total + chance.choice((-1, 1)), planted=frozenset({"ticked"}))


def move_rank(places: int) -> Plant:
    """Give a country another's rank, so many places away, and that one's to it."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        ranked = sorted(range(len(index.rows)), key=lambda i: int(index.rows[i]["rank"]))
        at = chance.randrange(len(ranked) - places)
        one, other = ranked[at], ranked[at + places]
        ranks = {one: index.rows[other]["rank"], other: index.rows[one]["rank"]}
        order = iter(sorted(ranks))
        return change_rows(index, ranks, lambda row: row | {"rank": ranks[next(order)]})

    return plant


def jump_score(points: int) -> Plant:
    """Move one value of a scale by so many points."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        both = {row["country"] for row in index.earlier}
        place = chance.choice([i for i, r in enumerate(index.rows) if r["country"] in both])

        def change(row: Cells) -> Cells:
            value = int(row["freedom"])
            return row | {"freedom": str(value + points if value < 50 else value - points)}

        return change_rows(index, [place], change)

    return plant


def jump_size(factor: float) -> Plant:
    """Misprint one amount by a factor, its rank left as it was."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        both = {row["country"] for row in index.earlier}
        place = chance.choice([i for i, r in enumerate(index.rows) if r["country"] in both])
        return change_rows(
            index,
            [place],
            lambda row: row | {"spending": f"{float(row['spending']) * factor:.1f}"},
        )

    return plant


def misprint_score(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Print one score 0.1 too high or too low, in the same category."""
    place = chance.choice(
        [i for i, r in enumerate(index.rows) if 0.2 < float(r["score"]) % 1 < 0.8]
    )
    step = chance.choice((-0.1, 0.1))
    return change_rows(
        index, [place], lambda row: row | {"score": f"{float(row['score']) + step:.2f}"}
    )


def misprint_category(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Give one row the category of another."""
    place = chance.randrange(len(index.rows))
    others = [t for t in TYPES if t != index.rows[place]["type"]]
    return change_rows(index, [place], lambda row: row | {"type": chance.choice(others)})


def repeat_vendor(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Name one vendor of a row twice."""
    place = chance.choice([i for i, r in enumerate(index.rows) if "v1" in r and "v5" not in r])

    def change(row: Cells) -> Cells:
        free = next(name for name in VENDOR_COLUMNS if name not in row)
        return row | {free: row["v1"]}

    return change_rows(index, [place], change)


def cap_columns(count: int) -> Plant:
    """Fill every vendor column of so many rows, as a cap on their number does."""

    def plant(index: MadeIndex, chance: random.Random) -> MadeIndex:
        names = sorted({row[v] for row in index.rows for v in VENDOR_COLUMNS if v in row})
        places = chance.sample(range(len(index.rows)), count)

        def change(row: Cells) -> Cells:
            return row | dict(zip(VENDOR_COLUMNS, chance.sample(names, 5), strict=True))

        return change_rows(index, places, change)

    return plant


def stray_cell(index: MadeIndex, chance: random.Random) -> MadeIndex:
    """Write one more vendor right of the last title."""
    place = chance.randrange(len(index.rows))
    damaged = change_rows(index, [place], lambda row: row | {"Z": "Another"})
    return evolve(damaged, untitled=("Z",))


DAMAGES = (
    *(
        Damage(check="shifted_column", what=f"{n} rows in a run", plant=shift_column(n))
        for n in (4, 5, 6, 8, 12, 17)
    ),
    Damage(check="reversed_scale", what="the whole column", plant=turn_scale),
    Damage(check="unit_change", what="the whole column", plant=change_unit("spending", None, 1000)),
    Damage(check="unit_change", what="1 row, 1,000 times", plant=change_unit("spending", 1, 1000)),
    Damage(check="unit_change", what="5 rows, 10 times", plant=change_unit("spending", 5, 10)),
    Damage(
        check="unit_change", what="1 derived value, 10 times", plant=change_unit("score", 1, 10)
    ),
    Damage(check="duplicated_rows", what="1 row copied over another", plant=copy_row),
    Damage(check="country", what="1 country listed twice", plant=double_row),
    Damage(check="dropped_rows", what="1 row", plant=drop_rows(1)),
    Damage(check="replaced_text", what="initials expanded", plant=replace_text("ed", "Every Day")),
    Damage(
        check="replaced_text", what="other letters expanded", plant=replace_text("an", "Bandwidth")
    ),
    Damage(check="totals", what="off by one", plant=misprint_total),
    *(
        Damage(check="rank_order", what=f"2 ranks exchanged, {n} places", plant=move_rank(n))
        for n in (1, 5)
    ),
    *(
        Damage(check="implausible_jump", what=f"1 score, {n} points", plant=jump_score(n))
        for n in (20, 30, 40)
    ),
    *(
        Damage(check="implausible_jump", what=f"1 amount, {n:g} times", plant=jump_size(n))
        for n in (2, 3, 5)
    ),
    Damage(check="score", what="1 score, 0.1 off", plant=misprint_score),
    Damage(check="category", what="1 row", plant=misprint_category),
    Damage(check="repeated_values", what="1 row", plant=repeat_vendor),
    *(Damage(check="capped_columns", what=f"{n} full rows", plant=cap_columns(n)) for n in (5, 10)),
    Damage(check="stray_cells", what="1 cell", plant=stray_cell),
)


def _by_name(index: MadeIndex) -> dict[str, str]:
    from sousveil.store import registers  # noqa: PLC0415

    return {c.name: c.country_iso3 for c in registers.load_countries()}


def _neighbour(index: MadeIndex, iso3: str) -> str:
    """Return the country before one in the list of all, by name."""
    names = {code: name for name, code in _by_name(index).items()}
    ordered = sorted(index.covariates.rows, key=lambda code: names[code].casefold())
    return ordered[ordered.index(iso3) - 1]


def _reference(index: MadeIndex, iso3: str) -> tuple[float, float, float]:
    row = index.covariates.rows[iso3]
    a, b, c = (row[name] for name in "abc")
    assert isinstance(a, int | float)
    assert isinstance(b, int | float)
    assert isinstance(c, int | float)
    return float(a), float(b), float(c)

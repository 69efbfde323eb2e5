"""Rank against value: a rank that stands where its value does not belong.

Ordered by rank, values must not rise. The largest set of rows that agree with each other is
the longest subsequence that does not rise (Schensted, C. (1961), Longest increasing and
decreasing subsequences, Canadian Journal of Mathematics 13, 179-191); what is outside every
such set is wrong, and what is outside some of them may be: of two rows that changed places
either could be the culprit, so both are named.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from sousveil.editions.audit.numeric_table import NumericTable
    from sousveil.editions.audit.observation import AffectedRow, RowKey
    from sousveil.editions.audit.plan import Ranking

_Ranked = tuple["RowKey", float, float | None]  # row, rank, value


def check_rank_order(table: NumericTable, ranking: Ranking) -> tuple[Observation, ...]:
    """Report ranks that contradict the order of their values, and ranks given twice.

    Rank 1 is the highest value. Two rows may share a rank if they share the value.
    """
    values = {} if ranking.value is None else table.present(ranking.value)
    ranked = sorted(
        ((key, rank, values.get(key.unit)) for key, rank in table.rows(ranking.rank)),
        key=lambda entry: (entry[1], -(entry[2] or 0.0)),
    )
    contradictions = _find_contradictions(ranked, ranking)
    doubled = _find_doubled(ranked, ranking)
    observations = []
    if contradictions:
        observations.append(
            Observation(
                check="rank_order",
                summary=(
                    f"{len(contradictions)} rows have a {ranking.rank} that contradicts"
                    f" {ranking.value}"
                ),
                rows=contradictions,
                confidence=Confidence.CERTAIN,
            )
        )
    if doubled:
        observations.append(
            Observation(
                check="rank_order",
                summary=f"{len(doubled)} rows share a {ranking.rank} without sharing a value",
                rows=doubled,
                confidence=Confidence.CERTAIN,
            )
        )
    return tuple(observations)


def _find_contradictions(ranked: list[_Ranked], ranking: Ranking) -> tuple[AffectedRow, ...]:
    valued = [(key, rank, value) for key, rank, value in ranked if value is not None]
    in_every = _in_every_order([value for _, _, value in valued])
    sound = [valued[i] for i in sorted(in_every)]
    rows = []
    for i, (key, rank, value) in enumerate(valued):
        if i in in_every:
            continue
        above = [r for _, r, v in sound if v > value]
        below = [r for _, r, v in sound if v < value]
        expected = f"after {max(above):g}" if above else ""
        expected += f"{', ' if above and below else ''}before {min(below):g}" if below else ""
        rows.append(
            key.affected(
                column=ranking.rank,
                found=rank,
                expected=expected or None,
                note=f"{ranking.value} is {value:.10g}",
            )
        )
    return tuple(rows)


def _in_every_order(values: list[float]) -> set[int]:
    """Return the places that belong to every longest subsequence that does not rise."""
    until = _longest_until(values)
    after = _longest_until([-value for value in reversed(values)])[::-1]
    longest = max(until, default=0)
    on_some = [i for i in range(len(values)) if until[i] + after[i] - 1 == longest]
    at_step = Counter(until[i] for i in on_some)
    return {i for i in on_some if at_step[until[i]] == 1}


def _longest_until(values: list[float]) -> list[int]:
    """Return, for each place, the length of the longest fall that ends there."""
    lengths: list[int] = []
    for i, value in enumerate(values):
        lengths.append(1 + max((lengths[j] for j in range(i) if values[j] >= value), default=0))
    return lengths


def _find_doubled(ranked: list[_Ranked], ranking: Ranking) -> tuple[AffectedRow, ...]:
    rows = []
    for key, rank, value in ranked:
        others = [
            k.label for k, r, v in ranked if r == rank and k != key and (v is None or v != value)
        ]
        if others:
            rows.append(
                key.affected(
                    column=ranking.rank, found=rank, note=f"also the rank of {', '.join(others)}"
                )
            )
    return tuple(rows)

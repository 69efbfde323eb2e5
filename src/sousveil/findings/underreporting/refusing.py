"""When the overlap of lists says nothing: the reasons for which no size is estimated."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.findings.underreporting.histories import Histories
    from sousveil.model.statistic import DeclaredList

LEAST_OVERLAP = 7
"""Below seven shared units Chapman's estimate is biased (Robson and Regier 1964; Seber 1982, 60)."""

LEAST_ON_A_LIST = 10


def refuse(histories: Histories, declared: tuple[DeclaredList, ...]) -> tuple[str, ...]:
    """Give every reason against an estimate; empty if there is none.

    Whether lists are independent no count can tell: it is judged by what is declared of how
    they were made. Counts only tell when the data are too thin.
    """
    if len(declared) < 2:
        return ("an overlap needs two lists at least",)
    return (
        *(reason for pair in combinations(declared, 2) for reason in _dependence(*pair)),
        *_thinness(histories),
    )


def _dependence(first: DeclaredList, second: DeclaredList) -> Iterator[str]:
    names = f"{first.name} and {second.name}"
    if first.compiled_by == second.compiled_by:
        yield f"{names} are not independent: both were compiled by {first.compiled_by}"
    for one, other in ((first, second), (second, first)):
        if other.name in one.draws_on:
            yield f"{names} are not independent: {one.name} draws on {other.name}"
    for origin in sorted(set(first.draws_on) & set(second.draws_on)):
        yield f"{names} are not independent: both draw on {origin}"
    if first.period != second.period:
        yield (
            f"{names} are of different times ({first.period}, {second.period}): "
            "what came or went between them is taken for what a list missed"
        )


def _thinness(histories: Histories) -> Iterator[str]:
    names = histories.names
    for place, name in enumerate(names):
        if histories.size(place) < LEAST_ON_A_LIST:
            yield f"{name}: {histories.size(place)} units, fewer than {LEAST_ON_A_LIST}"
    for i, j in combinations(range(len(names)), 2):
        overlap = histories.overlap(i, j)
        pair = f"{names[i]} and {names[j]}"
        if len(names) == 2 and overlap < LEAST_OVERLAP:
            yield f"{pair}: {overlap} units in common, fewer than {LEAST_OVERLAP}"
        for one, other in ((i, j), (j, i)):
            if overlap and overlap == histories.size(one):
                yield f"all of {names[one]} is on {names[other]}: it adds nothing to its overlap"
    if len(names) > 2:
        repeated = histories.observed - histories.on_exactly(1)
        if repeated < LEAST_OVERLAP:
            yield f"{repeated} units are on more than one list, fewer than {LEAST_OVERLAP}"

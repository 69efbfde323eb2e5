"""Many tests at once: Holm's and Benjamini and Hochberg's corrections over a declared family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from statsmodels.stats.multitest import multipletests

from sousveil.model.statistic import Adjustment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.statistic import StatisticFinding


def adjust_families(findings: Iterable[StatisticFinding]) -> tuple[StatisticFinding, ...]:
    """Correct the first p of each finding for all of its family; the order is kept.

    A finding without a family, or that was refused, is left as it is and counts for none.
    """
    listed = list(findings)
    for family in {f.query.family for f in listed} - {None}:
        places = [i for i, f in enumerate(listed) if f.query.family == family and f.result.tests]
        if not places or family is None:
            continue
        holm, discovery = adjust([listed[i].result.tests[0].p for i in places])
        for order, i in enumerate(places):
            adjustment = Adjustment(
                family=family,
                size=len(places),
                holm=holm[order],
                benjamini_hochberg=discovery[order],
            )
            listed[i] = evolve(listed[i], adjustment=adjustment)
    return tuple(listed)


def adjust(values: list[float]) -> tuple[list[float], list[float]]:
    """Give the corrected p-values: Holm (1979), Benjamini and Hochberg (1995).

    >>> [[round(p, 3) for p in ps] for ps in adjust([0.01, 0.02, 0.2])]
    [[0.03, 0.04, 0.2], [0.03, 0.03, 0.2]]
    """
    holm, discovery = (multipletests(values, method=m)[1] for m in ("holm", "fdr_bh"))
    return [float(p) for p in holm], [float(p) for p in discovery]

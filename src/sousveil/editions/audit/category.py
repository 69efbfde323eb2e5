"""Categories: a type that contradicts the thresholds of its score.

Two questions. Does the printed category fit the printed score? And where the score does not
follow from its components: which rows would have another category under the score that does?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.editions.audit.derived_value import DerivedColumn
    from sousveil.editions.audit.numeric_table import NumericTable
    from sousveil.editions.audit.plan import Categories


def check_category(
    table: NumericTable, printed: Mapping[str, str], categories: Categories
) -> tuple[Observation, ...]:
    """Report the rows whose category is not the one that their score falls into.

    ``printed`` holds the category of each unit. A row without a score or without a
    category is passed over: a blank contradicts nothing.
    """
    rows = []
    for key, score in table.rows(categories.score):
        found = printed.get(key.unit)
        expected = categories.classify(score)
        if found is not None and found != expected:
            note = f"{categories.score} is {score:.10g}"
            rows.append(
                key.affected(column=categories.column, found=found, expected=expected, note=note)
            )
    if not rows:
        return ()
    summary = f"{len(rows)} values of {categories.column} contradict {categories.score}"
    return (
        Observation(
            check="category", summary=summary, rows=tuple(rows), confidence=_confidence(categories)
        ),
    )


def check_recomputed_category(
    column: DerivedColumn, printed: Mapping[str, str], categories: Categories
) -> tuple[Observation, ...]:
    """Report the rows whose category changes when the score is derived again.

    Only rows whose score does not follow from its components: rounding changes no category.
    """
    rows = []
    for value in column.values:
        found = printed.get(value.key.unit)
        expected = categories.classify(value.computed)
        if found is not None and not value.follows and found != expected:
            note = (
                f"{categories.score} is {value.published:.10g} as printed,"
                f" {value.computed:.4f} from its components"
            )
            rows.append(
                value.key.affected(
                    column=categories.column, found=found, expected=expected, note=note
                )
            )
    if not rows:
        return ()
    summary = f"{len(rows)} rows have another {categories.column} under the recomputed score"
    return (
        Observation(
            check="category", summary=summary, rows=tuple(rows), confidence=Confidence.INFERRED
        ),
    )


def _confidence(categories: Categories) -> Confidence:
    return Confidence.INFERRED if categories.is_inferred else Confidence.CERTAIN

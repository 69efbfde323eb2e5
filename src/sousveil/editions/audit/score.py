"""Scores: a published value that does not follow from its components.

A score that a table derives from other numbers can be derived again. Rounding explains a
difference of a known size (``DerivedValue.rounding``); anything larger means that the
table, or the reference, holds another number than the one that was used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import AffectedRow, Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sousveil.editions.audit.derived_value import DerivedColumn, DerivedValue
    from sousveil.editions.audit.shifted_column import Shift


def check_score(column: DerivedColumn, shifts: Sequence[Shift] = ()) -> tuple[Observation, ...]:
    """Report the rows whose value does not follow: large differences, slight ones, unchecked.

    Rows that a shift explains say so. A difference up to the derivation's tolerance is kept
    apart as slight: another vintage of a component is likelier there than an error. A row
    that cannot be checked for want of a component is reported too: silence would read as
    agreement.
    """
    return tuple(_report(column, shifts))


def _report(column: DerivedColumn, shifts: Sequence[Shift]) -> Iterator[Observation]:
    derivation = column.derivation
    shifted = {v.value.key.unit: shift for shift in shifts for v in shift.values}
    astray = [value for value in column.values if not value.follows]
    large = [value for value in astray if abs(value.difference) > derivation.tolerance]
    slight = [value for value in astray if abs(value.difference) <= derivation.tolerance]
    made = ", ".join(c.column for c in derivation.components)
    if large:
        explained = sum(value.key.unit in shifted for value in large)
        yield Observation(
            check="score",
            summary=(
                f"{len(large)} of {len(column.values)} values of {derivation.column} do not"
                f" follow from {made}; a shifted column explains {explained}"
            ),
            rows=tuple(_report_value(column, value, shifted) for value in large),
            confidence=Confidence.CERTAIN,
        )
    if slight:
        yield Observation(
            check="score",
            summary=(
                f"{len(slight)} values of {derivation.column} differ from {made} by more than"
                f" rounding, but by {derivation.tolerance:g} at most"
            ),
            rows=tuple(_report_value(column, value, shifted) for value in slight),
            confidence=Confidence.INFERRED,
        )
    if column.unchecked:
        yield Observation(
            check="score",
            summary=(
                f"{len(column.unchecked)} values of {derivation.column} cannot be checked:"
                f" the reference lacks one of {made}"
            ),
            rows=tuple(key.affected(column=derivation.column) for key in column.unchecked),
            confidence=Confidence.CERTAIN,
        )


def _report_value(
    column: DerivedColumn, value: DerivedValue, shifted: dict[str, Shift]
) -> AffectedRow:
    shift = shifted.get(value.key.unit)
    note = f"differs by {value.difference:+.4g}, rounding explains {value.rounding:.2g}"
    if shift is not None:
        note += f"; explained by a shift of {shift.component}"
    return value.key.affected(
        column=column.derivation.column,
        found=value.published,
        expected=round(value.computed, 4),
        note=note,
    )

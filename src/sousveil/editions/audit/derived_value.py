"""Derived values: a published value beside what its components give, and the rounding between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.observation import RowKey
from sousveil.editions.audit.plan import Derivation

if TYPE_CHECKING:
    from sousveil.editions.audit.numeric_table import NumericTable

_FLOAT_NOISE = 1e-9  # sums of decimals in binary differ from the decimal sum by less


@frozen(kw_only=True)
class DerivedValue:
    """A published value, its components in the reference and the value that they give.

    ``rounding`` is the largest difference that rounding can make: half a unit of the last
    printed digit, and as much for every rounded component as reaches the mean.
    """

    key: RowKey
    published: float
    computed: float
    rounding: float
    components: dict[str, float]

    @property
    def difference(self) -> float:
        """Published less computed."""
        return self.published - self.computed

    @property
    def follows(self) -> bool:
        """Whether the published value follows from the components but for rounding."""
        return abs(self.difference) <= self.rounding


@frozen(kw_only=True)
class DerivedColumn:
    """A derivation applied to every row; ``unchecked`` rows lack a component in the reference."""

    derivation: Derivation
    values: tuple[DerivedValue, ...]
    unchecked: tuple[RowKey, ...]

    def imply(self, value: DerivedValue, component: str) -> tuple[float, float]:
        """Return the lowest and highest value of one component that the published value allows.

        The other components are taken as the reference has them.
        """
        factor = self.factor(component)
        scale = len(self.derivation.components) / factor
        middle = value.components[component] + value.difference * scale
        reach = abs(value.rounding * scale)
        return middle - reach, middle + reach

    def factor(self, component: str) -> float:
        """Return the factor of one component."""
        return next(c.factor for c in self.derivation.components if c.column == component)


def derive_column(
    table: NumericTable, derivation: Derivation, reference: NumericTable
) -> DerivedColumn:
    """Compute a column from its components, for every row that publishes a value.

    Raises:
        NotFound: the table or the reference lacks a column of the derivation.
    """
    known = {c.column: reference.present(c.column) for c in derivation.components}
    values = []
    unchecked = []
    for key, published in table.rows(derivation.column):
        components = {name: units[key.unit] for name, units in known.items() if key.unit in units}
        if len(components) < len(derivation.components):
            unchecked.append(key)
        else:
            values.append(_derive(key, published, components, derivation))
    return DerivedColumn(derivation=derivation, values=tuple(values), unchecked=tuple(unchecked))


def _derive(
    key: RowKey, published: float, components: dict[str, float], derivation: Derivation
) -> DerivedValue:
    parts = derivation.components
    scaled = [components[part.column] * part.factor for part in parts]
    rounding = sum(
        abs(part.factor) * _half_unit(part.decimals) + abs(value) * part.relative_error
        for part, value in zip(parts, scaled, strict=True)
    )
    computed = sum(scaled) / len(parts)
    noise = _FLOAT_NOISE * max(1.0, abs(computed))
    return DerivedValue(
        key=key,
        published=published,
        computed=computed,
        rounding=rounding / len(parts) + _half_unit(derivation.decimals) + noise,
        components=components,
    )


def _half_unit(decimals: int | None) -> float:
    return 0.0 if decimals is None else 0.5 * 10.0**-decimals

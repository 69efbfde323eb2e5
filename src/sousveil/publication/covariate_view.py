"""The covariates of a country as pages show them: never a value without scale and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from sousveil.editions.covariates import Number
    from sousveil.publication.edition_index import EditionIndex
    from sousveil.publication.languages import Language


DIGITS = 6
"""How many digits of a measured value a page shows; the edition's table has all."""


@frozen(kw_only=True)
class CovariateView:
    """A fact about the country from elsewhere, with what one needs to read it.

    ``value`` is rounded to be read where it is a measured one, and never where it is a count.
    """

    name: str
    meaning: str
    value: str
    is_missing: bool
    unit: str | None
    year: int | None
    scale: str | None
    direction: str | None
    source: str


def view_covariates(
    country_iso3: str, index: EditionIndex, language: Language
) -> tuple[CovariateView, ...]:
    """Return the facts that an edition pins for a country."""
    row = index.covariates.get(country_iso3)
    if row is None:
        return ()
    return tuple(
        CovariateView(
            name=column.name,
            meaning=column.meaning,
            value=language.number(_round(row[column.name])),
            is_missing=row[column.name] is None,
            unit=column.unit,
            year=column.year,
            scale=column.scale,
            direction=column.direction,
            source=column.source,
        )
        for column in index.edition.covariate_dictionary.columns
    )


def _round(value: Number) -> Number:
    is_measured = isinstance(value, float) and not value.is_integer()
    return float(f"{value:.{DIGITS}g}") if is_measured else value

"""Run an audit: every check that a plan configures, in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.capped_columns import check_capped_columns
from sousveil.editions.audit.category import check_category, check_recomputed_category
from sousveil.editions.audit.compared_values import compare_editions
from sousveil.editions.audit.country import check_country, country_words, key_rows
from sousveil.editions.audit.derived_value import derive_column
from sousveil.editions.audit.dropped_rows import check_dropped_rows
from sousveil.editions.audit.duplicated_rows import check_duplicated_rows
from sousveil.editions.audit.implausible_jump import check_implausible_jump
from sousveil.editions.audit.list_order import list_orders
from sousveil.editions.audit.numeric_table import read_numbers, read_reference
from sousveil.editions.audit.plan import Vocabulary
from sousveil.editions.audit.rank_order import check_rank_order
from sousveil.editions.audit.repeated_values import check_repeated_values
from sousveil.editions.audit.replaced_text import check_replaced_text
from sousveil.editions.audit.reversed_scale import check_reversed_scale
from sousveil.editions.audit.score import check_score
from sousveil.editions.audit.shifted_column import find_shifts, report_shift
from sousveil.editions.audit.stray_cells import check_stray_cells
from sousveil.editions.audit.totals import check_totals
from sousveil.editions.audit.unit_change import check_derived_unit, check_unit_change
from sousveil.editions.covariates import Covariates
from sousveil.errors import InvalidData
from sousveil.model.country import CountryRegister
from sousveil.model.published_table import PublishedTable
from sousveil.model.vendor import VendorRegister

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sousveil.editions.audit.derived_value import DerivedColumn
    from sousveil.editions.audit.numeric_table import NumericTable
    from sousveil.editions.audit.observation import Observation, RowKey
    from sousveil.editions.audit.plan import AuditPlan, SharedSeries, TextColumns


@frozen(kw_only=True)
class AuditReference:
    """What a table is held against.

    Without ``covariates`` no derived column is checked, and without ``earlier`` nothing that
    needs the edition before. Without ``vendors`` their names are not checked for damage, and
    two spellings of one vendor pass for two vendors.
    """

    countries: CountryRegister
    covariates: Covariates | None = None
    vendors: VendorRegister | None = None
    earlier: PublishedTable | None = None


def audit_table(
    table: PublishedTable, plan: AuditPlan, reference: AuditReference
) -> tuple[Observation, ...]:
    """Return what every check of the plan finds, in a fixed order; nothing for a clean table.

    Raises:
        InvalidData: the plan names columns that a table does not have; all are listed.
        NotFound: the covariates lack a column that the plan names.
    """
    _require_columns(table, plan.columns, plan.table_id)
    keys = key_rows(table, plan.country, reference.countries)
    numbers, broken = read_numbers(table, keys, plan.numeric_columns)
    derived, astray = _check_derivations(numbers, plan, reference)
    return (
        *check_country(keys, plan.country),
        *check_duplicated_rows(table, keys, plan.numeric_columns),
        *broken,
        *astray,
        *_check_categories(table, numbers, derived, plan),
        *(found for ranking in plan.rankings for found in check_rank_order(numbers, ranking)),
        *_check_texts(table, keys, plan, reference),
        *check_stray_cells(table, keys),
        *_check_lists(table, keys, plan, reference.vendors),
        *check_totals(table, plan.totals, plan.yes, plan.totals_printed_in),
        *_check_earlier(numbers, plan, reference),
    )


def _require_columns(table: PublishedTable, columns: tuple[str, ...], plan: str) -> None:
    problems = [f"no column {name!r}" for name in columns if name not in table.columns]
    if problems:
        raise InvalidData(
            problems,
            where=f"sheet {table.sheet!r}",
            next_step=f"correct the audit plan of {plan}, or give it the table it was written for",
        )


def _check_derivations(
    numbers: NumericTable, plan: AuditPlan, reference: AuditReference
) -> tuple[dict[str, DerivedColumn], tuple[Observation, ...]]:
    """Check derived columns for shifts and for what no shift explains; return them too."""
    if reference.covariates is None:
        return {}, ()
    names = {country.country_iso3: country.name for country in reference.countries}
    known = read_reference(reference.covariates, names)
    orders = list_orders(known, reference.countries, numbers.keys)
    derived = {}
    observations: list[Observation] = []
    for derivation in plan.derivations:
        column = derive_column(numbers, derivation, known)
        shifts = find_shifts(column, known, orders)
        observations.extend(report_shift(shift, known.labels) for shift in shifts)
        observations.extend(check_score(column, shifts))
        observations.extend(check_derived_unit(column))
        derived[derivation.column] = column
    return derived, tuple(observations)


def _check_categories(
    table: PublishedTable,
    numbers: NumericTable,
    derived: Mapping[str, DerivedColumn],
    plan: AuditPlan,
) -> Iterator[Observation]:
    for categories in plan.categories:
        printed = {
            key.unit: text
            for key, row in zip(numbers.keys, table, strict=True)
            if (text := row[categories.column]) is not None
        }
        yield from check_category(numbers, printed, categories)
        if categories.score in derived:
            yield from check_recomputed_category(derived[categories.score], printed, categories)


def _check_texts(
    table: PublishedTable,
    keys: Mapping[int, RowKey],
    plan: AuditPlan,
    reference: AuditReference,
) -> Iterator[Observation]:
    for texts in plan.texts:
        words = _words(texts, reference)
        if words:
            yield from check_replaced_text(table, keys, texts, words)


def _words(texts: TextColumns, reference: AuditReference) -> tuple[str, ...]:
    """Return the vocabulary of text columns; empty if it is a register that was not given."""
    if texts.vocabulary is Vocabulary.COUNTRIES:
        return country_words(reference.countries)
    if texts.vocabulary is Vocabulary.VENDORS:
        vendors = reference.vendors or ()
        return tuple(name for vendor in vendors for name in (vendor.name, *vendor.aliases))
    return texts.words


def _check_lists(
    table: PublishedTable,
    keys: Mapping[int, RowKey],
    plan: AuditPlan,
    vendors: VendorRegister | None,
) -> Iterator[Observation]:
    for values in plan.lists:
        yield from check_capped_columns(table, keys, values)
        identify = _vendor_of(vendors) if values.vocabulary is Vocabulary.VENDORS else str.casefold
        yield from check_repeated_values(table, keys, values, identify)


def _vendor_of(vendors: VendorRegister | None) -> Callable[[str], str]:
    def identify(text: str) -> str:
        match = None if vendors is None else vendors.find(text)
        return text.casefold() if match is None else match.vendor.vendor_id

    return identify


def _check_earlier(
    numbers: NumericTable, plan: AuditPlan, reference: AuditReference
) -> Iterator[Observation]:
    if plan.earlier is None or reference.earlier is None:
        return
    columns = tuple(series.earlier_column for series in plan.earlier.series)
    _require_columns(reference.earlier, (plan.earlier.country, *columns), plan.table_id)
    keys = key_rows(reference.earlier, plan.earlier.country, reference.countries)
    before, _ = read_numbers(reference.earlier, keys, columns)  # its own audit reports the rest
    for series in plan.earlier.series:
        yield from _check_series(numbers, before, series)
    yield from check_dropped_rows(numbers.keys, before.keys)


def _check_series(
    numbers: NumericTable, before: NumericTable, series: SharedSeries
) -> Iterator[Observation]:
    """Check one quantity of two editions; a turned scale leaves no drift to measure jumps by."""
    turned = check_reversed_scale(numbers, before, series)
    if turned:
        yield from turned
        return
    compared = compare_editions(numbers, before, series)
    changed = check_unit_change(compared, series)
    yield from changed
    explained = {row.row for observation in changed for row in observation.rows}
    rest = [value for value in compared if value.key.row not in explained]
    yield from check_implausible_jump(rest, series)

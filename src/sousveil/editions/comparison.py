"""Compare two editions: all that was gained, lost or changed, and what does not compare."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.editions.covariates import CovariateColumn, Number
    from sousveil.editions.opening import Edition, Row


class Subject(StrEnum):
    """What changed."""

    UNIT = "unit"
    TECHNOLOGY = "technology"
    COUNTRY = "country"
    CELL = "cell"
    SUPPLY = "supply"
    SAFEGUARD = "safeguard"
    COVARIATE = "covariate"


class Kind(StrEnum):
    """How it changed; ``not_compared`` where a scale changed and numbers would mislead."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"
    NOT_COMPARED = "not_compared"


@frozen(kw_only=True)
class Change:
    """One difference between two editions; ``subject_id`` names the cell, link or column."""

    subject: Subject
    kind: Kind
    country_iso3: str | None
    subject_id: str | None
    before: str | None = None
    after: str | None = None
    note: str | None = None


def compare_editions(before: Edition, after: Edition) -> tuple[Change, ...]:
    """List every difference between two editions, subject by subject, countries by code.

    Cells of a technology that only one edition codes, and units that only one lists, are
    reported as such once and not as gains or losses of cells.
    """
    return (
        *_compare_sets(Subject.UNIT, _units(before), _units(after)),
        *_compare_technologies(before, after),
        *_compare_countries(before, after),
        *_compare_cells(before, after),
        *_compare_supply(before, after),
        *_compare_covariates(before, after),
    )


def compare_explanations(before: Edition, after: Edition) -> tuple[Change, ...]:
    """List what changed beside cells and links: why a cell is blank, and what is known of safeguards.

    A blank that says in both editions what its codebook says of blanks in general did not change.
    """
    return (*_compare_reasons(before, after), *_compare_safeguards(before, after))


def name_link(row: Row) -> str:
    """Return what a supply link is called in a change.

    >>> name_link({"vendor_id": "nec", "supplier_iso3": None, "technology_code": "smart_city"})
    'nec for smart_city'
    """
    parts = [row["vendor_id"] or f"from {row['supplier_iso3']}", row["technology_code"]]
    return " for ".join(part for part in parts if part)


def name_safeguard(row: Row) -> str:
    """Return what a safeguard is called in a change."""
    said = f"{row['safeguard_kind']} {row['safeguard_finding']}"
    return " for ".join(part for part in (said, row["technology_code"]) if part)


def _units(edition: Edition) -> set[tuple[str, None]]:
    return {(row["country_iso3"], None) for row in edition.rows("units")}


def _compare_sets(
    subject: Subject, before: set[tuple[str, Any]], after: set[tuple[str, Any]]
) -> Iterator[Change]:
    changed = [(key, Kind.GAINED) for key in after - before]
    changed += [(key, Kind.LOST) for key in before - after]
    for (iso3, subject_id), kind in sorted(changed, key=lambda item: (item[0][0], str(item[0][1]))):
        yield Change(subject=subject, kind=kind, country_iso3=iso3, subject_id=subject_id)


def _compare_technologies(before: Edition, after: Edition) -> Iterator[Change]:
    codes = [[t.technology_code for t in e.codebook.coded_technologies] for e in (before, after)]
    for code in dict.fromkeys(codes[0] + codes[1]):
        if (code in codes[0]) != (code in codes[1]):
            kind = Kind.GAINED if code in codes[1] else Kind.LOST
            note = "coded in one edition only: its cells are not compared"
            yield Change(
                subject=Subject.TECHNOLOGY, kind=kind, country_iso3=None, subject_id=code, note=note
            )


def _compare_countries(before: Edition, after: Edition) -> Iterator[Change]:
    adopters = [
        {(row["country_iso3"], None) for row in edition.rows("units") if row["has_ai_surveillance"]}
        for edition in (before, after)
    ]
    yield from _compare_sets(Subject.COUNTRY, adopters[0], adopters[1])


def _compare_cells(before: Edition, after: Edition) -> Iterator[Change]:
    cells = [
        {
            (row["country_iso3"], row["technology_code"]): row["is_present"]
            for row in e.rows("cells")
        }
        for e in (before, after)
    ]
    present = [{key for key in set(cells[0]) & set(cells[1]) if side[key]} for side in cells]
    yield from _compare_sets(Subject.CELL, present[0], present[1])


def _compare_supply(before: Edition, after: Edition) -> Iterator[Change]:
    yield from _compare_sets(Subject.SUPPLY, _links(before), _links(after))


def _links(edition: Edition) -> set[tuple[str, str]]:
    return {(row["country_iso3"], name_link(row)) for row in edition.rows("supply")}


def _compare_safeguards(before: Edition, after: Edition) -> Iterator[Change]:
    known = [
        {(row["country_iso3"], name_safeguard(row)) for row in edition.rows("safeguards")}
        for edition in (before, after)
    ]
    yield from _compare_sets(Subject.SAFEGUARD, known[0], known[1])


def _compare_reasons(before: Edition, after: Edition) -> Iterator[Change]:
    reasons = [
        {
            (row["country_iso3"], row["technology_code"]): row["blank_reason"]
            for row in e.rows("cells")
        }
        for e in (before, after)
    ]
    usual = tuple(edition.codebook.blank_reason.value for edition in (before, after))
    for key in sorted(reasons[0].keys() & reasons[1].keys()):
        told = (reasons[0][key], reasons[1][key])
        if None not in told and told[0] != told[1] and told != usual:
            yield Change(
                subject=Subject.CELL,
                kind=Kind.CHANGED,
                country_iso3=key[0],
                subject_id=key[1],
                before=told[0],
                after=told[1],
            )


def _compare_covariates(before: Edition, after: Edition) -> Iterator[Change]:
    """Compare columns that measure the same thing on the same scale, country by country.

    A value that was missing is gained, one that went missing is lost.
    """
    values = [{row["country_iso3"]: row for row in e.rows("covariates")} for e in (before, after)]
    shared = sorted(set(values[0]) & set(values[1]))
    for old, new in _paired_columns(before, after):
        name = f"{old.name} -> {new.name}"
        if old.scale != new.scale:
            note = (
                f"the scale changed from {old.scale} ({old.direction}) "
                f"to {new.scale} ({new.direction})"
            )
            yield Change(
                subject=Subject.COVARIATE,
                kind=Kind.NOT_COMPARED,
                country_iso3=None,
                subject_id=name,
                note=note,
            )
            continue
        decimals = min((c.decimals for c in (old, new) if c.decimals is not None), default=None)
        for iso3 in shared:
            was, is_now = values[0][iso3][old.name], values[1][iso3][new.name]
            kind = _compare_values(was, is_now, decimals)
            if kind is not None:
                yield Change(
                    subject=Subject.COVARIATE,
                    kind=kind,
                    country_iso3=iso3,
                    subject_id=name,
                    before=None if was is None else str(was),
                    after=None if is_now is None else str(is_now),
                )


def _compare_values(was: Number, is_now: Number, decimals: int | None) -> Kind | None:
    """Say how a value changed, None if it did not as far as both sources' rounding lets one see."""
    if was is None or is_now is None:
        return None if was == is_now else Kind.GAINED if was is None else Kind.LOST
    if decimals is not None and isinstance(was, int | float) and isinstance(is_now, int | float):
        was, is_now = round(was, decimals), round(is_now, decimals)
    return None if was == is_now else Kind.CHANGED


def _paired_columns(
    before: Edition, after: Edition
) -> Iterator[tuple[CovariateColumn, CovariateColumn]]:
    later = {c.series: c for c in after.covariate_dictionary.columns if c.series is not None}
    for column in before.covariate_dictionary.columns:
        if column.series in later:
            yield column, later[column.series]

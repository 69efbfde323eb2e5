"""Covariates: facts about countries from elsewhere, each with source, unit, scale and year."""

from __future__ import annotations

import csv
import io
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import yaml
from attrs import asdict, frozen

from sousveil.editions.tables import ColumnType, EditionTable, TableColumn
from sousveil.errors import InvalidData
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from sousveil.model.codebook import RegimeRule

Number = float | int | str | bool | None


@frozen(kw_only=True)
class CovariateColumn:
    """A covariate: what it means, where it is from, its unit, its year and which way it runs.

    ``direction`` says what a higher value means ("higher is freer"), None for codes.
    ``series`` names what the column measures across editions; two columns compare
    only if both ``series`` and ``scale`` agree. ``decimals`` says to how many the source
    rounded its values, None if it did not: a difference below that is no difference.
    """

    name: str
    type: ColumnType
    meaning: str
    source: str
    licence: str
    unit: str | None = None
    year: int | None = None
    scale: str | None = None
    direction: str | None = None
    series: str | None = None
    decimals: int | None = None


@frozen(kw_only=True, slots=False)
class CovariateDictionary:
    """The columns of one covariate table, in order."""

    covariates_id: str
    title: str
    notes: str
    columns: tuple[CovariateColumn, ...]

    @cached_property
    def table(self) -> EditionTable:
        """The columns as a table of an edition, the country first."""
        key = TableColumn("country_iso3", ColumnType.TEXT, "ISO 3166-1 alpha-3 or V-Dem's text id")
        columns = (TableColumn(c.name, c.type, c.meaning) for c in self.columns)
        return EditionTable(
            "covariates", "facts about the units from elsewhere", ("country_iso3",), (key, *columns)
        )


@frozen(kw_only=True)
class Covariates:
    """A covariate table: the dictionary, and a row of values for each country."""

    dictionary: CovariateDictionary
    rows: dict[str, dict[str, Number]]


def read_covariates(dictionary: str, table: str, *, where: str) -> Covariates:
    """Read a covariate table (CSV) by its dictionary (YAML).

    Raises:
        InvalidData: a column or a value is not as the dictionary says; all are listed.
    """
    described = structure(dictionary, CovariateDictionary, where=f"{where}.yaml")
    reader = csv.reader(io.StringIO(table, newline=""))
    expected = list(described.table.column_names)
    header = next(reader, [])
    problems: list[str] = []
    rows: dict[str, dict[str, Number]] = {}
    if header != expected:
        problems.append(f"1 the columns are {header}, the dictionary has {expected}")
    else:
        for record in reader:
            iso3 = record[0] if record else ""
            if not iso3 or iso3 in rows:
                problems.append(f"{reader.line_num} country {iso3!r} is empty or stands twice")
            rows[iso3] = _read_row(record, described, reader.line_num, problems)
    if problems:
        raise InvalidData(problems, where=f"{where}.csv", next_step="correct the table")
    return Covariates(dictionary=described, rows=rows)


def derive_regimes(covariates: Covariates, rule: RegimeRule | None) -> Covariates:
    """Add the regime score and type recomputed by the codebook's rule, beside what was published.

    Without a rule the covariates come back as they are. A score that rests on fewer than
    all components says so in ``regime_components_recomputed``.
    """
    if rule is None:
        return covariates
    derived = _derived_columns(rule)
    names = [component.column for component in rule.components]
    rows: dict[str, dict[str, Number]] = {}
    for iso3, row in covariates.rows.items():
        score, count = rule.score({name: _as_float(row.get(name)) for name in names})
        values = (
            None if score is None else round(score, 4),
            count,
            None if score is None else rule.classify(score).value,
        )
        rows[iso3] = row | {column.name: v for column, v in zip(derived, values, strict=True)}
    dictionary = CovariateDictionary(
        covariates_id=covariates.dictionary.covariates_id,
        title=covariates.dictionary.title,
        notes=covariates.dictionary.notes,
        columns=(*covariates.dictionary.columns, *derived),
    )
    return Covariates(dictionary=dictionary, rows=rows)


def _derived_columns(rule: RegimeRule) -> tuple[CovariateColumn, ...]:
    parts = ", ".join(f"{c.column} x {c.factor:g}" for c in rule.components)
    source, licence = "computed by sousveil from the columns named", "CC BY 4.0"
    return (
        CovariateColumn(
            name="regime_score_recomputed",
            type=ColumnType.NUMBER,
            meaning=f"mean of those of {parts} that are known; empty for fewer than "
            f"{rule.minimum_components}",
            source=source,
            licence=licence,
            unit="points",
            scale="0-10",
            direction="higher is more democratic",
        ),
        CovariateColumn(
            name="regime_components_recomputed",
            type=ColumnType.INTEGER,
            meaning=f"how many of the {len(rule.components)} components were known",
            source=source,
            licence=licence,
            unit="columns",
        ),
        CovariateColumn(
            name="regime_type_recomputed",
            type=ColumnType.TEXT,
            meaning="regime type of regime_score_recomputed by the codebook's thresholds",
            source=source,
            licence=licence,
        ),
    )


def _as_float(value: Number) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _read_row(
    record: list[str], dictionary: CovariateDictionary, line: int, problems: list[str]
) -> dict[str, Number]:
    values: dict[str, Number] = {}
    for column, text in zip(dictionary.columns, record[1:], strict=False):
        try:
            values[column.name] = parse_value(text, column.type)
        except ValueError:
            problems.append(f"{line} {column.name}: {text!r} is not {column.type.name.lower()}")
    if len(record) != len(dictionary.columns) + 1:
        problems.append(f"{line} has {len(record)} fields instead of {len(dictionary.columns) + 1}")
    return values


def parse_value(text: str, kind: ColumnType) -> Number:
    """Read one CSV field; an empty one is missing.

    Raises:
        ValueError: the text is not of this type.
    """
    if text == "":
        return None
    if kind is ColumnType.INTEGER:
        return int(text)
    if kind is ColumnType.NUMBER:
        return float(text) if isfinite(float(text)) else _refuse(text)
    if kind is ColumnType.BOOLEAN:
        return {"true": True, "false": False}[text] if text in {"true", "false"} else _refuse(text)
    return text


def _refuse(text: str) -> bool:
    raise ValueError(text)


def write_dictionary(dictionary: CovariateDictionary) -> str:
    """Write a dictionary as the YAML that it can be read back from."""
    record = asdict(dictionary, value_serializer=lambda _i, _f, value: _plain(value))
    return yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=100)


def _plain(value: Any) -> Any:
    return (
        value.value
        if isinstance(value, ColumnType)
        else list(value)
        if isinstance(value, tuple)
        else value
    )

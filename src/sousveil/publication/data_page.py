"""The page of the data: what can be downloaded, and what every column means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import EditionLabel
from sousveil.publication.downloads import Downloads, list_stacked
from sousveil.publication.formats import research_tables
from sousveil.publication.site_paths import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.editions.covariates import CovariateColumn
    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import Collection


@frozen(kw_only=True)
class ColumnView:
    """A column of a table: its type and meaning; what a covariate is measured in."""

    name: str
    type: str
    meaning: str
    measure: str | None
    source: str | None
    licence: str | None


@frozen(kw_only=True)
class TableView:
    """A table with its key and columns."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[ColumnView, ...]


@frozen(kw_only=True)
class DataPage:
    """Downloads of all editions, and the dictionary of the newest."""

    path: str
    title: str
    description: str
    downloads: tuple[tuple[EditionLabel, Downloads], ...]
    stacked: tuple[tuple[Link, str], ...]
    described: EditionLabel
    tables: tuple[TableView, ...]


def view_data(downloads: Mapping[str, Downloads], collection: Collection) -> DataPage:
    """Gather what can be downloaded; ``downloads`` are those of each codebook's edition."""
    language, newest = collection.language, collection.newest
    return DataPage(
        path="data.html",
        title=language.say("Data"),
        description=language.say("Downloads of every edition, and what each column means."),
        downloads=tuple((label, downloads[label.codebook_id]) for label in collection.labels),
        stacked=list_stacked(),
        described=newest.label,
        tables=_describe_tables(newest.index.edition),
    )


def _describe_tables(edition: Edition) -> tuple[TableView, ...]:
    covariates = {column.name: column for column in edition.covariate_dictionary.columns}
    return tuple(
        TableView(
            name=table.name,
            meaning=table.meaning,
            key=table.key,
            columns=tuple(
                ColumnView(
                    name=column.name,
                    type=column.type.value.lower(),
                    meaning=column.meaning,
                    measure=_say_measure(covariates.get(column.name)),
                    source=covariates[column.name].source if column.name in covariates else None,
                    licence=covariates[column.name].licence if column.name in covariates else None,
                )
                for column in table.columns
            ),
        )
        for table in (*edition.tables.values(), *research_tables.TABLES)
    )


def _say_measure(column: CovariateColumn | None) -> str | None:
    if column is None:
        return None
    parts = (column.unit, column.scale, column.direction, column.year)
    return "; ".join(str(part) for part in parts if part is not None) or None

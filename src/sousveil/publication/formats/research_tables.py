"""Tables made of an edition for those who compute with it: a panel, events, and codes to join on.

The panel has a row for each cell, so that the panels of several editions stand one under the
other; ``use`` is 1 or missing, never 0, and in CSV each missing one says why. Events have a
row for each dated thing that accepted claims tell of.
"""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING, Any

from attrs import evolve

from sousveil.data import read_bundled
from sousveil.editions.covariates import parse_value
from sousveil.editions.csv_table import write_parquet, write_table
from sousveil.editions.tables import ColumnType, EditionTable, TableColumn
from sousveil.publication.formats.licences import find_licence
from sousveil.publication.formats.rows import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition

USE = "use"
EVENT_KINDS = {
    "reported": "the first of the claim's sources was published",
    "started": "what the claim tells of began, or where it is planned is to begin, as the claim says it",
    "ended": "what the claim tells of ended, as the claim says it",
}


def _column(name: str, meaning: str, kind: ColumnType = ColumnType.TEXT) -> TableColumn:
    return TableColumn(name, kind, meaning)


_EDITION = (
    _column("edition_id", "the edition, by the hash of all that it is made of"),
    _column("codebook_id", "the codebook that it was frozen under"),
)
_UNIT = (
    _column("country_iso3", "ISO 3166-1 alpha-3, or V-Dem's text id where ISO has none"),
    _column("country_name", "English short name"),
    _column("country_iso2", "ISO 3166-1 alpha-2"),
    _column("country_numeric", "ISO 3166-1 numeric, three digits"),
    _column("cow_code", "Correlates of War state number", ColumnType.INTEGER),
    _column("vdem_id", "V-Dem country_id", ColumnType.INTEGER),
)
_GEONAMES = _column("geonames_id", "GeoNames id of the country", ColumnType.INTEGER)
_OF_KIT = ("country_iso2", "country_numeric", "cow_code", "vdem_id", "geonames_id")

JOIN_KIT = EditionTable(
    "join_kit",
    "codes of countries and territories to join on, whether or not the edition codes them",
    ("country_iso3",),
    (
        *_UNIT,
        _GEONAMES,
        _column("is_iso_official", "whether ISO 3166-1 has the code", ColumnType.BOOLEAN),
    ),
)
PANEL = EditionTable(
    "panel",
    "country by technology by edition, with the codes to join on",
    ("edition_id", "country_iso3", "technology_code"),
    (
        *_EDITION,
        *_UNIT,
        _GEONAMES,
        _column("region_code", "region as in the AIGS tables"),
        _column("technology_code", "code in the codebook"),
        _column(
            USE,
            "1 if accepted evidence meets the codebook's rule; else missing, in CSV with the reason",
            ColumnType.INTEGER,
        ),
        _column("blank_reason", "why the cell is blank; empty if it is not"),
        _column("claim_count", "accepted claims behind the cell", ColumnType.INTEGER),
        _column("source_count", "distinct sources among them", ColumnType.INTEGER),
        _column(
            "cluster_count",
            "independent sources among them: what carries one story counts once",
            ColumnType.INTEGER,
        ),
    ),
)
EVENTS = EditionTable(
    "events",
    "one row for each dated thing that an accepted claim tells of",
    ("edition_id", "claim_id", "event_kind"),
    (
        *_EDITION,
        _column("claim_id", "the claim"),
        _column("event_kind", ", ".join(EVENT_KINDS)),
        _column("event_date", "ISO 8601, as exact as the source is: year, month or day"),
        *_UNIT[:2],
        _column("technology_code", "technology; empty where the source names none"),
        _column("vendor_id", "vendor; empty where the source names none"),
        _column("supplier_iso3", "home country of the supplier where no vendor is named"),
        _column("status", "how far the use had come, as the source says it"),
        _column(
            "safeguard_kind", "the safeguard that the claim tells of; empty where it tells of a use"
        ),
        _column("safeguard_finding", "what it says of the safeguard: present, absent or partial"),
    ),
)
SNAPSHOTS = EditionTable(
    "snapshots",
    "the bytes that evidence cites, by hash: whose terms hold, and which are in evidence.wacz",
    ("snapshot_sha256", "source_id"),
    (
        _column("snapshot_sha256", "SHA-256 of the bytes as retrieved"),
        _column("source_id", "the source"),
        _column("licence", "terms of the source, as it states them"),
        _column("licence_id", "the licence that the terms are, if they let anybody pass it on"),
        _column(
            "is_bundled",
            "whether the bytes are in evidence.wacz; else their hash alone is here",
            ColumnType.BOOLEAN,
        ),
        _column("claim_count", "claims that cite it", ColumnType.INTEGER),
        _column("url", "address of the source"),
    ),
)
STACKED = (JOIN_KIT, PANEL, EVENTS)
"""Those that can hold several editions."""
TABLES = (*STACKED, SNAPSHOTS)
_PANEL_AS_WRITTEN = evolve(
    PANEL,
    columns=tuple(
        evolve(column, type=ColumnType.TEXT) if column.name == USE else column
        for column in PANEL.columns
    ),
)
"""The panel as it stands in CSV, where ``use`` is a number or a reason."""
_STACKED_PARQUET = {
    JOIN_KIT: "*",
    EVENTS: "*",
    # A reason is no number: in Parquet, ``use`` is null, and the reason stands beside it.
    _PANEL_AS_WRITTEN: f"* REPLACE (TRY_CAST({USE} AS {ColumnType.INTEGER.value}) AS {USE})",
}
"""The columns of those tables in Parquet, as SQL over their CSV."""


def write_research_tables(edition: Edition, folder: Path, bundled: frozenset[str]) -> None:
    """Write the tables of an edition into a folder, as CSV and as Parquet.

    ``bundled`` are the hashes of the snapshots whose bytes are published too.
    """
    with edition.connect() as connection:
        snapshots = fetch_rows(connection, _SNAPSHOTS_SQL)
        write_table(folder, SNAPSHOTS, (_state_terms(row, bundled) for row in snapshots))
    write_table(folder, JOIN_KIT, read_join_kit())
    write_table(folder, PANEL, _read_panel(edition))
    write_table(folder, EVENTS, _read_events(edition))
    _write_parquet(folder, {SNAPSHOTS: "*"} | _STACKED_PARQUET)


def stack_tables(folders: Sequence[Path], target: Path) -> None:
    """Write panel and events of the editions in some folders one under the other, with the join kit."""
    shutil.copyfile(folders[0] / f"{JOIN_KIT.name}.csv", target / f"{JOIN_KIT.name}.csv")
    for table in (PANEL, EVENTS):
        with (target / f"{table.name}.csv").open("wb") as out:
            for number, folder in enumerate(folders):
                with (folder / f"{table.name}.csv").open("rb") as file:
                    header = file.readline()
                    if number == 0:
                        out.write(header)
                    shutil.copyfileobj(file, out)
    _write_parquet(target, _STACKED_PARQUET)


def read_join_kit() -> list[tuple[Any, ...]]:
    """Return the rows of the bundled join kit, typed."""
    text = read_bundled("join_kit/countries.csv").decode()
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader)
    kinds = [column.type for column in JOIN_KIT.columns]
    return [
        tuple(parse_value(cell, kind) for cell, kind in zip(row, kinds, strict=True))
        for row in reader
    ]


def _write_parquet(folder: Path, tables: dict[EditionTable, str]) -> None:
    import duckdb  # noqa: PLC0415  # heavy, and only needed here

    with duckdb.connect(config={"threads": 1}) as connection:
        for table, columns in tables.items():
            write_parquet(connection, folder, table, columns)


def _read_panel(edition: Edition) -> Iterator[tuple[Any, ...]]:
    with edition.connect() as connection:
        _add_join_kit(connection)
        yield from _say_why_blank(fetch_rows(connection, _PANEL_SQL, _identify(edition)))


def _read_events(edition: Edition) -> Iterator[tuple[Any, ...]]:
    with edition.connect() as connection:
        yield from fetch_rows(connection, _EVENTS_SQL, _identify(edition))


def _identify(edition: Edition) -> tuple[str, str]:
    return edition.manifest.edition_id, edition.manifest.codebook_id


def _add_join_kit(connection: DuckDBPyConnection) -> None:
    columns = ", ".join(f"{column.name} {column.type.value}" for column in JOIN_KIT.columns)
    connection.execute(f"CREATE TABLE join_kit ({columns})")
    marks = ", ".join("unnest(?)" for _ in JOIN_KIT.columns)
    lists = [list(column) for column in zip(*read_join_kit(), strict=True)]
    connection.execute(f"INSERT INTO join_kit SELECT {marks}", lists)


def _say_why_blank(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Put the reason into ``use`` where that is missing."""
    use = PANEL.column_names.index(USE)
    reason = PANEL.column_names.index("blank_reason")
    for row in rows:
        yield row if row[use] is not None else (*row[:use], row[reason], *row[use + 1 :])


def _state_terms(row: tuple[Any, ...], bundled: frozenset[str]) -> tuple[Any, ...]:
    """Say of a snapshot whether its terms let anybody pass it on, and whether we do."""
    sha256, source_id, licence, claim_count, url = row
    return sha256, source_id, licence, find_licence(licence), sha256 in bundled, claim_count, url


_PANEL_SQL = f"""
    SELECT ?, ?, cells.country_iso3, units.country_name,
        {", ".join(f"join_kit.{name}" for name in _OF_KIT)},
        units.region_code, cells.technology_code, if(cells.is_present, 1, NULL),
        cells.blank_reason, cells.claim_count, cells.source_count, cells.cluster_count
    FROM cells JOIN units USING (country_iso3) LEFT JOIN join_kit USING (country_iso3)
    ORDER BY cells.country_iso3, cells.technology_code
"""  # noqa: S608  # names are the program's own
_EVENTS_SQL = """
    WITH reported AS (
        SELECT claim_id, min(published_date) AS reported
        FROM evidence JOIN sources USING (source_id) GROUP BY claim_id
    ), dated AS (
        SELECT *, unnest(['reported', 'started', 'ended']) AS event_kind,
            unnest([reported, start_date, end_date]) AS event_date
        FROM claims LEFT JOIN reported USING (claim_id) WHERE verdict IN ('accept', 'recode')
    )
    SELECT ?, ?, claim_id, event_kind, event_date, country_iso3, country_name, technology_code,
        vendor_id, supplier_iso3, status, safeguard_kind, safeguard_finding
    FROM dated JOIN units USING (country_iso3)
    WHERE event_date IS NOT NULL ORDER BY claim_id, event_kind
"""
_SNAPSHOTS_SQL = """
    SELECT snapshot_sha256, source_id, any_value(licence), count(DISTINCT claim_id), any_value(url)
    FROM evidence JOIN sources USING (source_id) GROUP BY ALL ORDER BY snapshot_sha256, source_id
"""

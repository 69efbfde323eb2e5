"""Made-up editions of any size, written as files at once: freezing so many claims takes longer.

Invariant: chance is a hash of a claim's number, so that a claim of the earlier edition is the
later one's, but for what was decided since.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition

LANGUAGES = "['en', 'fr', 'es', 'ar', 'zh', 'ru', 'pt', 'id', 'de', 'ja', 'tr', 'ko']"
KINDS = (
    "['media_report', 'media_report', 'media_report', 'government_record', 'procurement_notice', "
    "'ngo_report', 'company_statement']"
)
VENDORS = 400
ACCEPTED, ACCEPTED_EARLIER = 0.92, 0.9
NEWEST = 20
"""One claim of so many is not in the earlier edition."""

MAKE = """
CREATE MACRO chance(number, what) AS hash(concat(what, number)) / 18446744073709551616.0;

CREATE TABLE unit AS
SELECT country_iso3, row_number() OVER (ORDER BY hash(country_iso3)) - 1 AS place FROM old_units;

CREATE TABLE technology AS
SELECT technology_code, row_number() OVER (ORDER BY technology_code) - 1 AS place
FROM old_technologies
WHERE in_scope;

CREATE TABLE vendors AS
SELECT
    'vendor-' || range AS vendor_id,
    'Vendor ' || range AS vendor_name,
    ['CHN', 'USA', 'JPN', 'FRA', 'ISR', 'DEU', 'RUS', 'GBR'][1 + range % 8] AS home_iso3,
    NULL::VARCHAR AS parent,
    NULL::VARCHAR AS note
FROM range({vendors});

CREATE TABLE sources AS
SELECT
    'report-' || range AS source_id,
    {kinds}[1 + range % 7] AS kind,
    'Report ' || range AS title,
    'Publisher ' || range % 300 AS publisher,
    '2021-06' AS published_date,
    {languages}[1 + (range * 7) % 12] AS language,
    NULL::VARCHAR AS licence,
    NULL::VARCHAR AS url,
    NULL::VARCHAR AS citation,
    'report-' || (range - (range % 10 = 9)::INTEGER) AS cluster_id,
    1 + (range % 10 >= 8)::BIGINT AS cluster_size
FROM range({sources});

-- A power of a uniform number: the first few of a kind have most of the claims.
CREATE TABLE drawn AS
SELECT
    range AS number,
    floor(pow(chance(range, 'u'), 2) * (SELECT count(*) FROM unit))::BIGINT AS unit_place,
    floor(pow(chance(range, 't'), 2) * (SELECT count(*) FROM technology))::BIGINT AS technology_place,
    floor(pow(chance(range, 'v'), 4) * {vendors})::BIGINT AS vendor_place,
    floor(pow(chance(range, 's'), 2) * {sources})::BIGINT AS source_place,
    chance(range, 'vendor') AS vendor_chance,
    chance(range, 'maker') AS maker_chance,
    chance(range, 'verdict') < {accepted} AS is_accepted,
    is_accepted AND chance(range, 'verdict') >= {accepted_earlier} AS is_accepted_since,
    chance(range, 'second') AS second_chance
FROM range({claims})
WHERE range % {newest} > 0 OR {with_newest};

CREATE TABLE claims AS
SELECT
    'clm_' || lpad(number::VARCHAR, 12, '0') AS claim_id,
    country_iso3,
    CASE WHEN vendor_chance < 0.9 THEN technology_code END AS technology_code,
    CASE WHEN vendor_chance > 0.6 THEN 'vendor-' || vendor_place END AS vendor_id,
    NULL::VARCHAR AS supplier_iso3,
    NULL::VARCHAR AS place,
    NULL::VARCHAR AS agency,
    'deployed' AS status,
    NULL::VARCHAR AS safeguard_kind,
    NULL::VARCHAR AS safeguard_finding,
    NULL::VARCHAR AS start_date,
    NULL::VARCHAR AS end_date,
    CASE WHEN maker_chance < 0.3 THEN 'rules' ELSE 'coder-' || number % 7 END AS made_by,
    '1' AS made_by_version,
    CASE WHEN maker_chance < 0.3 THEN 'extractor' ELSE 'person' END AS maker_kind,
    CASE WHEN is_accepted THEN 'accept' ELSE 'reject' END AS verdict,
    'coder-' || number % 5 AS decided_by,
    'read the report' AS decision_reason,
    number + CASE WHEN is_accepted_since THEN {claims} ELSE 0 END AS decision_number,
    maker_chance >= 0.1 AS is_reviewed,
    is_accepted AS is_counted,
    CASE WHEN is_accepted THEN NULL ELSE 'rejected' END AS not_counted_because
FROM drawn
JOIN unit ON unit.place = unit_place
JOIN technology ON technology.place = technology_place;

CREATE TABLE evidence AS
SELECT
    'clm_' || lpad(number::VARCHAR, 12, '0') AS claim_id,
    position::BIGINT AS position,
    'report-' || (source_place + position * 17) % {sources} AS source_id,
    repeat('0', 64) AS snapshot_sha256,
    'char=0,60' AS locator,
    'Police said that project no. ' || number || ' runs with cameras.' AS quote
FROM drawn
CROSS JOIN range(2) AS pieces (position)
WHERE position = 0 OR second_chance < 0.3;

CREATE TABLE contests AS
SELECT claim_id, 'coding' AS contest_kind, '1' AS objection, 'coder-1' AS objection_by, 'no' AS reason
FROM claims
WHERE is_counted AND decision_number % 50 = 0;

CREATE TABLE supply AS
SELECT country_iso3, vendor_id, NULL::VARCHAR AS supplier_iso3, technology_code, count(*) AS claim_count
FROM claims
WHERE is_counted AND vendor_id IS NOT NULL
GROUP BY country_iso3, vendor_id, technology_code;

CREATE TABLE cells AS
WITH told AS (
    SELECT
        country_iso3,
        technology_code,
        count(DISTINCT claim_id) AS claim_count,
        count(DISTINCT source_id) AS source_count,
        count(DISTINCT cluster_id) AS cluster_count
    FROM claims
    JOIN evidence USING (claim_id)
    JOIN sources USING (source_id)
    WHERE is_counted AND technology_code IS NOT NULL
    GROUP BY country_iso3, technology_code
)
SELECT
    country_iso3,
    technology_code,
    coalesce(cluster_count >= 1, false) AS is_present,
    coalesce(claim_count, 0) AS claim_count,
    coalesce(source_count, 0) AS source_count,
    coalesce(cluster_count, 0) AS cluster_count,
    CASE WHEN cluster_count IS NULL THEN 'not_searched' END AS blank_reason
FROM unit
CROSS JOIN technology
LEFT JOIN told USING (country_iso3, technology_code);

CREATE TABLE units AS
SELECT old_units.* REPLACE (
    country_iso3 IN (SELECT country_iso3 FROM claims WHERE is_counted) AS is_listed,
    country_iso3 IN (SELECT country_iso3 FROM cells WHERE is_present) AS has_ai_surveillance
)
FROM old_units;

CREATE TABLE financing AS
SELECT
    claim_id,
    country_iso3,
    'CHN' AS supplier_iso3,
    'soft_loan' AS financing_kind,
    'CHN' AS lender_iso3,
    NULL::VARCHAR AS lender,
    NULL::DOUBLE AS amount,
    NULL::VARCHAR AS currency,
    NULL::DOUBLE AS amount_usd
FROM claims
WHERE is_counted AND decision_number % 1000 = 0;
"""

MADE = (
    *("claims", "evidence", "sources", "contests", "vendors"),
    *("supply", "cells", "units", "financing"),
)
READ_AS_ROWS = ("sources", "supply", "cells", "units")
"""Of these the CSV file is written too, since it is read."""


def make_large_edition(
    living: Edition, folder: Path, claims: int, sources: int, *, is_earlier: bool = False
) -> None:
    """Write an edition of so many claims from so many sources into a new folder.

    What is not made up (covariates, technologies, codebook and so on) is the living edition's,
    and so is the manifest, whose hashes therefore do not hold. The earlier edition is without
    the newest claims, and before some that had been rejected were accepted.
    """
    shutil.copytree(living.folder, folder)
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for name in ("units", "technologies"):
            file = living.folder / f"{name}.parquet"
            connection.execute(f"CREATE VIEW old_{name} AS SELECT * FROM read_parquet('{file}')")
        making = MAKE.format(
            claims=claims,
            sources=sources,
            vendors=VENDORS,
            kinds=KINDS,
            languages=LANGUAGES,
            accepted=ACCEPTED_EARLIER if is_earlier else ACCEPTED,
            accepted_earlier=ACCEPTED_EARLIER,
            newest=NEWEST,
            with_newest=not is_earlier,
        )
        connection.execute(making)
        for name in MADE:
            columns = ", ".join(f'"{column}"' for column in living.tables[name].column_names)
            copy, place = f"COPY (SELECT {columns} FROM {name}) TO", folder / name
            connection.execute(f"{copy} '{place}.parquet' (FORMAT parquet)")
            if name in READ_AS_ROWS:
                connection.execute(f"{copy} '{place}.csv' (HEADER, DELIMITER ',')")

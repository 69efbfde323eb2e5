WITH blanked AS (
    SELECT variation, country_iso3, count(*) AS cells
    FROM base.changed_cell
    JOIN base.cell USING (cell)
    WHERE is_present AND cluster_count - clusters < getvariable('minimum_sources')
    GROUP BY variation, country_iso3
),

had AS (
    SELECT country_iso3, count(*) AS present FROM base.cell WHERE is_present GROUP BY country_iso3
),

told AS MATERIALIZED (
    SELECT
        asked.variation,
        unit.country_iso3,
        is_listed AND tally.claims > coalesce(lost.claims, 0) AS is_listed,
        coalesce(present > coalesce(cells, 0), false) AS has_ai_surveillance
    FROM base.unit AS unit
    CROSS JOIN varied.asked
    LEFT JOIN base.tally AS tally ON tally.key = unit.key
    LEFT JOIN base.lost_key AS lost ON lost.variation = asked.variation AND lost.key = unit.key
    LEFT JOIN had ON had.country_iso3 = unit.country_iso3
    LEFT JOIN blanked
        ON blanked.variation = asked.variation AND blanked.country_iso3 = unit.country_iso3
    WHERE unit.country_iso3 IS DISTINCT FROM left_out
)

SELECT
    told.variation,
    unit.* EXCLUDE (key, is_listed, has_ai_surveillance),
    told.is_listed,
    told.has_ai_surveillance
FROM told
JOIN base.unit AS unit USING (country_iso3)

WITH blanked AS (
    SELECT variation, country_iso3, count(*) AS cells
    FROM base.changed_cell
    JOIN base.cell USING (cell)
    WHERE is_present AND cluster_count - clusters < getvariable('minimum_sources')
    GROUP BY variation, country_iso3
),

had AS (
    SELECT country_iso3, count(*) AS present FROM base.cell WHERE is_present GROUP BY country_iso3
)

SELECT
    asked.variation,
    unit.* EXCLUDE (key, is_listed, has_ai_surveillance),
    is_listed AND tally.claims > coalesce(lost_key.claims, 0) AS is_listed,
    coalesce(present > coalesce(cells, 0), false) AS has_ai_surveillance
FROM base.unit
CROSS JOIN varied.asked
LEFT JOIN base.tally ON tally.key = unit.key
LEFT JOIN base.lost_key ON lost_key.variation = asked.variation AND lost_key.key = unit.key
LEFT JOIN had ON had.country_iso3 = unit.country_iso3
LEFT JOIN blanked
    ON blanked.variation = asked.variation AND blanked.country_iso3 = unit.country_iso3
WHERE unit.country_iso3 IS DISTINCT FROM left_out

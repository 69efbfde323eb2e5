-- Which vendors are kept is found by numbers first: DuckDB 2.0 fails on names among joined rows.
WITH kept AS MATERIALIZED (
    SELECT asked.variation, vendor.key
    FROM base.vendor AS vendor
    JOIN base.tally AS tally ON tally.key = vendor.key
    CROSS JOIN varied.asked
    LEFT JOIN base.lost_key AS lost ON lost.variation = asked.variation AND lost.key = vendor.key
    LEFT JOIN base.vendor_country AS there
        ON there.country_iso3 = asked.left_out AND there.key = vendor.key
    WHERE tally.claims > coalesce(lost.claims, 0) + coalesce(there.claims, 0)
)

SELECT kept.variation, vendor.* EXCLUDE (key)
FROM kept
JOIN base.vendor AS vendor USING (key)

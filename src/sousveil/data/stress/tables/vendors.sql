WITH within AS (
    SELECT variation, vendor_id, count(*) AS claims
    FROM base.claim
    JOIN varied.asked ON left_out = country_iso3
    WHERE is_counted
    GROUP BY variation, vendor_id
)

SELECT asked.variation, vendor.* EXCLUDE (key)
FROM base.vendor
JOIN base.tally ON tally.key = vendor.key
CROSS JOIN varied.asked
LEFT JOIN base.lost_key ON lost_key.variation = asked.variation AND lost_key.key = vendor.key
LEFT JOIN within ON within.variation = asked.variation AND within.vendor_id = vendor.vendor_id
WHERE tally.claims > coalesce(lost_key.claims, 0) + coalesce(within.claims, 0)

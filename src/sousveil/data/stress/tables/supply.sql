SELECT
    variation,
    country_iso3,
    vendor_id,
    supplier_iso3,
    technology_code,
    claim_count - coalesce(claims, 0) AS claim_count
FROM base.link
CROSS JOIN varied.asked
LEFT JOIN base.lost_key USING (variation, key)
WHERE claim_count > coalesce(claims, 0) AND country_iso3 IS DISTINCT FROM left_out

-- Each unit: whether media reports alone, and whether government or court records alone, would put
-- it on the list of users: a claim that counts, of a present technology, that such a source supports.
WITH supported AS (
    SELECT DISTINCT claims.country_iso3, sources.kind
    FROM claims
    JOIN cells USING (country_iso3, technology_code)
    JOIN evidence USING (claim_id)
    JOIN sources USING (source_id)
    WHERE is_present AND is_counted
)
SELECT
    country_iso3,
    country_iso3 IN (SELECT country_iso3 FROM supported WHERE kind = 'media_report') AS in_media,
    country_iso3 IN (
        SELECT country_iso3
        FROM supported
        WHERE kind IN ('government_record', 'procurement_notice', 'court_record')
    ) AS in_records
FROM units
ORDER BY country_iso3

-- Each unit: whether one technology is present.
SELECT country_iso3, region_code AS region, is_present AS outcome
FROM units
JOIN cells USING (country_iso3)
WHERE technology_code = $technology
ORDER BY country_iso3

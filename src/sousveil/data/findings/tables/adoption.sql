-- Each unit: whether it uses AI surveillance.
SELECT country_iso3, region_code AS region, has_ai_surveillance AS outcome
FROM units
ORDER BY country_iso3

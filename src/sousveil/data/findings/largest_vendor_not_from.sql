-- The vendor named in most units among those with another home country than the one given.
WITH counted AS (
    SELECT vendor_name, count(DISTINCT country_iso3) AS countries
    FROM supply
    JOIN vendors USING (vendor_id)
    WHERE home_iso3 IS DISTINCT FROM $home
    GROUP BY vendor_name
)
SELECT string_agg(vendor_name, ', ' ORDER BY vendor_name) AS value
FROM counted
WHERE countries = (SELECT max(countries) FROM counted)

-- Vendors by the number of units in which they are named.
SELECT
    rank() OVER (ORDER BY count(DISTINCT country_iso3) DESC) AS rank,
    vendor_name AS name,
    home_iso3,
    count(DISTINCT country_iso3) AS countries
FROM supply
JOIN vendors USING (vendor_id)
GROUP BY vendor_name, home_iso3
ORDER BY countries DESC, vendor_name

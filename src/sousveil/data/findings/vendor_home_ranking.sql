-- Home countries of the named vendors, by the number of units that their vendors are named in.
SELECT
    rank() OVER (ORDER BY count(DISTINCT supply.country_iso3) DESC) AS rank,
    home_iso3 AS name,
    count(DISTINCT supply.country_iso3) AS countries,
    count(DISTINCT vendor_id) AS vendors
FROM supply
JOIN vendors USING (vendor_id)
WHERE home_iso3 IS NOT NULL
GROUP BY home_iso3
ORDER BY countries DESC, home_iso3

-- Units in which a vendor is named, of all units.
SELECT count(DISTINCT country_iso3) AS value, (SELECT count(*) FROM units) AS denominator
FROM supply
WHERE vendor_id = $vendor

-- Links between countries and vendors, once each. A country with supply for which no vendor at all
-- is named has one row without a vendor.
SELECT DISTINCT country_iso3, vendor_name AS vendor
FROM supply
LEFT JOIN vendors USING (vendor_id)
WHERE
    vendor_id IS NOT NULL
    OR country_iso3 NOT IN (SELECT country_iso3 FROM supply WHERE vendor_id IS NOT NULL)
ORDER BY country_iso3, vendor

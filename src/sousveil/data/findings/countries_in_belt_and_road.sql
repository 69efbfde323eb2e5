-- Units that the table lists as members of the Belt and Road, of all units that it lists.
SELECT count(*) FILTER (is_bri_published) AS value, count(*) AS denominator
FROM units
JOIN covariates USING (country_iso3)
WHERE is_listed

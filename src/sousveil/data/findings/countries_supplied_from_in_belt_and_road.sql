-- Of the units supplied from one home country, those in the Belt and Road as the table prints it.
SELECT count(*) FILTER (is_bri_published) AS value, count(*) AS denominator
FROM (SELECT DISTINCT country_iso3 FROM supply WHERE supplier_iso3 = $supplier) AS supplied
JOIN covariates USING (country_iso3)

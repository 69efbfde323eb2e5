-- Units for which the source names technology of one home country, whoever the company is.
SELECT count(DISTINCT country_iso3) AS value, (SELECT count(*) FROM units) AS denominator
FROM supply
WHERE supplier_iso3 = $supplier

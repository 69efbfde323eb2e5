-- Each unit but the supplier itself: whether it is supplied from there, and whether it is an
-- autocracy (closed or electoral). The type is the published
-- one where the table prints it, else V-Dem's.
SELECT
    country_iso3,
    region_code AS region,
    country_iso3 IN (SELECT country_iso3 FROM supply WHERE supplier_iso3 = $supplier) AS outcome,
    coalesce(regime_type_published, vdem_row_2021) IN ('CA', 'EA') AS exposed
FROM units
JOIN covariates USING (country_iso3)
WHERE country_iso3 != $supplier
ORDER BY country_iso3

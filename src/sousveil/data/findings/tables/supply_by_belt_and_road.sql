-- Each unit but the supplier itself: whether it is supplied from there, and whether it is in the
-- Belt and Road: a memorandum with China signed before the date given. China cannot sign with
-- itself and is left out.
SELECT
    country_iso3,
    region_code AS region,
    country_iso3 IN (SELECT country_iso3 FROM supply WHERE supplier_iso3 = $supplier) AS outcome,
    coalesce(bri_mou_date < $signed_before, false) AS exposed
FROM units
JOIN covariates USING (country_iso3)
WHERE country_iso3 NOT IN ($supplier, 'CHN')
ORDER BY country_iso3

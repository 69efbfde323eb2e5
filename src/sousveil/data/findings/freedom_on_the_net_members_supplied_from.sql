-- Of the members of Freedom on the Net 2018, those supplied from one home country.
SELECT
    count(*) FILTER (
        country_iso3 IN (SELECT country_iso3 FROM supply WHERE supplier_iso3 = $supplier)
    ) AS value,
    count(*) AS denominator
FROM covariates
WHERE is_fotn_member_2018

-- The members of Freedom on the Net 2018 by what the table says of them.
SELECT
    count(*) AS members,
    count(*) FILTER (has_ai_surveillance) AS users,
    count(*) FILTER (
        country_iso3 IN (SELECT country_iso3 FROM supply WHERE supplier_iso3 = 'CHN')
    ) AS chinese
FROM units
JOIN covariates USING (country_iso3)
WHERE is_fotn_member_2018

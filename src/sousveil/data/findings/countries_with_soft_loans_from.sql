-- Units whose supply is accompanied by soft loans from one country, by name.
SELECT string_agg(DISTINCT country_name, ', ' ORDER BY country_name) AS value
FROM financing
JOIN units USING (country_iso3)
WHERE financing_kind = 'soft_loan' AND lender_iso3 = $lender

-- Each unit: whether it uses AI surveillance, and what may go with that. Logarithms are to the
-- base 10, so that an odds ratio is for ten times as much; a spending of zero has none and is
-- missing. In the Belt and Road: a memorandum with China signed before the date given. The regime
-- type is the published one where the table prints it, else V-Dem's.
SELECT
    country_iso3,
    region_code AS region,
    has_ai_surveillance AS outcome,
    log10(nullif(military_expenditure_2018_usd, 0)) AS military_expenditure,
    log10(gdp_2018_usd / population_2018) AS gdp_per_head,
    log10(population_2018) AS population,
    coalesce(regime_type_published, vdem_row_2021) IN ('CA', 'EA') AS autocracy,
    coalesce(bri_mou_date < $signed_before, false) AS belt_and_road
FROM units
JOIN covariates USING (country_iso3)
ORDER BY country_iso3

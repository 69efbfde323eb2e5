-- Each unit: its military expenditure and the rank of it, how many technologies are present, and
-- whether any is. A unit without a figure has none here; zero is a figure.
SELECT
    country_iso3,
    region_code AS region,
    military_expenditure_2018_usd AS military_expenditure,
    count(*) FILTER (is_present) AS technologies,
    military_rank_2018 AS rank,
    has_ai_surveillance AS outcome
FROM units
JOIN covariates USING (country_iso3)
JOIN cells USING (country_iso3)
GROUP BY ALL
ORDER BY country_iso3

-- Of the units with the highest military expenditure, those that use AI surveillance.
SELECT count(*) FILTER (has_ai_surveillance) AS value, count(*) AS denominator
FROM units
JOIN covariates USING (country_iso3)
WHERE military_rank_2018 <= $top

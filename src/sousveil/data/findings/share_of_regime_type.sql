-- Per cent of the units of one regime type that use AI surveillance. The type is the published
-- one where the table prints it, else the type of the recomputed score, else V-Dem's.
WITH typed AS (
    SELECT
        has_ai_surveillance,
        coalesce(regime_type_published, regime_type_recomputed, vdem_row_2018) AS regime_type
    FROM units
    JOIN covariates USING (country_iso3)
)
SELECT
    100.0 * count(*) FILTER (has_ai_surveillance) / count(*) AS value,
    count(*) AS denominator
FROM typed
WHERE regime_type = $regime

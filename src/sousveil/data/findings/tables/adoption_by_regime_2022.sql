-- Each unit: whether it uses AI surveillance, and its regime type, from the most autocratic (0) to
-- the most democratic (3). The type is the published
-- one where the table prints it, else V-Dem's.
WITH typed AS (
    SELECT
        country_iso3,
        region_code AS region,
        has_ai_surveillance AS outcome,
        coalesce(regime_type_published, vdem_row_2021) AS "group"
    FROM units
    JOIN covariates USING (country_iso3)
)
SELECT
    *,
    list_position(['CA', 'EA', 'ED', 'LD'], "group") - 1 AS score,
    "group" IN ('CA', 'EA') AS exposed
FROM typed
ORDER BY country_iso3

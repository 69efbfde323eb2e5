SELECT variation, covariate.*
FROM base.covariate
CROSS JOIN varied.asked
WHERE country_iso3 IS DISTINCT FROM left_out

SELECT asked.variation, financing.* EXCLUDE (claim)
FROM base.financing AS financing
CROSS JOIN varied.asked
LEFT JOIN base.stopped_claim
    ON stopped_claim.variation = asked.variation AND stopped_claim.claim = financing.claim
WHERE country_iso3 IS DISTINCT FROM left_out AND stopped_claim.claim IS NULL

SELECT asked.variation, financing.* EXCLUDE (claim)
FROM base.financing AS financing
CROSS JOIN varied.asked
LEFT JOIN base.lost_claim AS lost
    ON lost.variation = asked.variation AND lost.claim = financing.claim
WHERE country_iso3 IS DISTINCT FROM left_out AND has_stopped IS NOT TRUE

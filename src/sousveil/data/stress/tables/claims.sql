SELECT
    asked.variation,
    claims.* EXCLUDE (is_counted, not_counted_because),
    claims.is_counted AND stopped_claim.claim IS NULL AS is_counted
FROM claims
JOIN base.claim AS claim USING (claim_id)
CROSS JOIN varied.asked
LEFT JOIN base.stopped_claim
    ON stopped_claim.variation = asked.variation AND stopped_claim.claim = claim.claim
LEFT JOIN base.gone_claim
    ON gone_claim.variation = asked.variation AND gone_claim.claim = claim.claim
WHERE claims.country_iso3 IS DISTINCT FROM left_out AND gone_claim.claim IS NULL

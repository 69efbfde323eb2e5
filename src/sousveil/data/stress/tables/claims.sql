SELECT
    asked.variation,
    claims.* EXCLUDE (is_counted, not_counted_because),
    claims.is_counted AND has_stopped IS NOT TRUE AS is_counted
FROM claims
JOIN base.claim AS claim USING (claim_id)
CROSS JOIN varied.asked
LEFT JOIN base.lost_claim AS lost ON lost.variation = asked.variation AND lost.claim = claim.claim
WHERE claims.country_iso3 IS DISTINCT FROM left_out AND is_gone IS NOT TRUE

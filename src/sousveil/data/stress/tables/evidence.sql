SELECT asked.variation, evidence.*
FROM evidence
JOIN base.claim AS claim USING (claim_id)
JOIN base.piece AS piece USING (claim, position)
CROSS JOIN varied.asked
LEFT JOIN base.dropped
    ON dropped.variation = asked.variation AND dropped.piece = piece.piece
LEFT JOIN base.gone_claim
    ON gone_claim.variation = asked.variation AND gone_claim.claim = claim.claim
WHERE
    country_iso3 IS DISTINCT FROM left_out
    AND dropped.piece IS NULL
    AND gone_claim.claim IS NULL

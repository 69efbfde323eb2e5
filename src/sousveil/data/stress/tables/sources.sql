WITH kept AS (
    SELECT DISTINCT asked.variation, piece.source_id
    FROM base.piece AS piece
    JOIN base.claim AS claim USING (claim)
    CROSS JOIN varied.asked
    LEFT JOIN base.dropped
        ON dropped.variation = asked.variation AND dropped.piece = piece.piece
    LEFT JOIN base.gone_claim
        ON gone_claim.variation = asked.variation AND gone_claim.claim = claim.claim
    WHERE
        country_iso3 IS DISTINCT FROM left_out
        AND dropped.piece IS NULL
        AND gone_claim.claim IS NULL
)

SELECT asked.variation, source.* EXCLUDE (is_reply)
FROM base.source AS source
CROSS JOIN varied.asked
LEFT JOIN kept ON kept.variation = asked.variation AND kept.source_id = source.source_id
WHERE is_reply OR kept.source_id IS NOT NULL

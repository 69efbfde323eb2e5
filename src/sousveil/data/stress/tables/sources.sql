WITH kept AS (SELECT DISTINCT variation, source_id FROM varied.kept_piece)

SELECT asked.variation, source.* EXCLUDE (is_reply)
FROM base.source AS source
CROSS JOIN varied.asked
LEFT JOIN kept ON kept.variation = asked.variation AND kept.source_id = source.source_id
WHERE is_reply OR kept.source_id IS NOT NULL

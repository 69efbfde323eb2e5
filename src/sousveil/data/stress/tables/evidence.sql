SELECT kept.variation, evidence.*
FROM evidence
JOIN base.claim AS claim USING (claim_id)
JOIN varied.kept_piece AS kept ON kept.claim = claim.claim AND kept.position = evidence.position

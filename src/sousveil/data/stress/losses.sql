-- What each variation takes away, counted at once for all: table `base.dropped` has the pieces of
-- evidence that each leaves out. A claim is gone with its last piece that the codebook admits; it
-- stops counting with its last piece that counts.
CREATE TABLE base.lost_claim AS
WITH had AS (
    SELECT
        claim,
        count(*) FILTER (is_admitted) AS admitted,
        count(*) FILTER (counts) AS counting
    FROM base.piece
    GROUP BY claim
)
SELECT
    variation,
    claim,
    admitted > 0 AND count(*) FILTER (is_admitted) = admitted AS is_gone,
    counting > 0 AND count(*) FILTER (counts) = counting AS has_stopped
FROM base.dropped
JOIN base.piece USING (piece)
JOIN had USING (claim)
GROUP BY variation, claim, admitted, counting
HAVING is_gone OR has_stopped
ORDER BY variation, claim;

-- For each key how many claims it loses, and for each cell how many stop counting and stay.
CREATE TABLE base.lost_key AS
SELECT variation, key, count(*) AS claims, count(*) FILTER (NOT is_gone) AS stay
FROM base.lost_claim
JOIN base.counted USING (claim)
GROUP BY variation, key
ORDER BY variation, key;

CREATE TABLE base.lost_source AS
WITH gone AS (
    SELECT variation, key, source_id, count(*) AS pieces
    FROM base.dropped
    JOIN base.piece USING (piece)
    JOIN base.counted USING (claim)
    JOIN base.tally USING (key)
    WHERE counts AND kind = 'cell'
    GROUP BY variation, key, source_id
)
SELECT variation, key, cluster_id, count(*) AS sources
FROM gone
JOIN base.cell_source USING (key, source_id, pieces)
GROUP BY variation, key, cluster_id;

CREATE TABLE base.lost_cluster AS
WITH had AS (
    SELECT key, cluster_id, count(*) AS all_sources FROM base.cell_source GROUP BY key, cluster_id
)
SELECT
    variation,
    key,
    sum(sources) AS sources,
    count(*) FILTER (sources = all_sources) AS clusters
FROM base.lost_source
JOIN had USING (key, cluster_id)
GROUP BY variation, key;

CREATE TABLE base.changed_cell AS
WITH parts AS (
    SELECT variation, cell, claims, 0 AS sources, 0 AS clusters, 0 AS rejected, -stay AS uncounted
    FROM base.lost_key
    JOIN base.cell USING (key)
    UNION ALL
    SELECT variation, cell, 0, sources, clusters, 0, 0
    FROM base.lost_cluster
    JOIN base.cell USING (key)
    UNION ALL
    SELECT variation, cell, 0, 0, 0, claims, 0
    FROM base.lost_key
    JOIN base.cell ON cell.rejected_key = lost_key.key
    UNION ALL
    SELECT variation, cell, 0, 0, 0, 0, claims
    FROM base.lost_key
    JOIN base.cell ON cell.uncounted_key = lost_key.key
)
SELECT
    variation,
    cell,
    sum(claims)::BIGINT AS claims,
    sum(sources)::BIGINT AS sources,
    sum(clusters)::BIGINT AS clusters,
    sum(rejected)::BIGINT AS rejected,
    sum(uncounted)::BIGINT AS uncounted
FROM parts
GROUP BY variation, cell
ORDER BY variation, cell;

-- Which tables each variation changes; `counts_alone` where nothing appears or goes in it, but a
-- number of claims or sources, or the reason of a blank, is another.
CREATE TABLE base.change AS
WITH blanked AS (
    SELECT variation, country_iso3
    FROM base.changed_cell
    JOIN base.cell USING (cell)
    WHERE is_present AND cluster_count - clusters < getvariable('minimum_sources')
),

emptied AS (
    SELECT variation, kind
    FROM base.lost_key
    JOIN base.tally USING (key)
    WHERE lost_key.claims = tally.claims
)

SELECT variation, 'cells' AS name, false AS counts_alone FROM blanked
UNION
SELECT variation, 'units', false
FROM (
    SELECT variation, country_iso3, count(*) AS cells
    FROM blanked
    GROUP BY variation, country_iso3
) AS lost
JOIN (SELECT country_iso3, count(*) AS cells FROM base.cell WHERE is_present GROUP BY ALL) AS had
    USING (country_iso3, cells)
UNION
SELECT variation, 'units', false FROM emptied WHERE kind = 'country'
UNION
SELECT variation, 'supply', false FROM emptied WHERE kind = 'link'
UNION
SELECT variation, 'vendors', false FROM emptied WHERE kind = 'vendor'
UNION
SELECT variation, 'cells', true FROM base.changed_cell
UNION
SELECT variation, 'supply', true
FROM base.lost_key
JOIN base.tally USING (key)
WHERE kind = 'link'
UNION
SELECT variation, 'financing', false
FROM base.lost_claim
JOIN base.financing USING (claim)
WHERE has_stopped
UNION
SELECT variation, 'claims', false FROM base.lost_claim
UNION
SELECT variation, unnest(['evidence', 'sources']), false FROM base.dropped;

-- The pieces that are left under each variation that is asked for.
CREATE VIEW varied.kept_piece AS
SELECT asked.variation, piece.*
FROM base.piece AS piece
JOIN base.claim AS claim USING (claim)
CROSS JOIN varied.asked
LEFT JOIN base.dropped ON dropped.variation = asked.variation AND dropped.piece = piece.piece
LEFT JOIN base.lost_claim AS lost ON lost.variation = asked.variation AND lost.claim = piece.claim
WHERE country_iso3 IS DISTINCT FROM left_out AND dropped.piece IS NULL AND is_gone IS NOT TRUE;

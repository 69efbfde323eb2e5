-- What an edition's cells, links and lists rest on, claim by claim and piece by piece, so that
-- leaving some out can be counted instead of done again. Variables: admitted_sources (those of
-- which the codebook tells) and counting_sources (those that it counts), lists of ids.
CREATE SCHEMA base;

CREATE SCHEMA varied;

CREATE TABLE varied.asked (variation INTEGER, left_out VARCHAR);

CREATE TABLE base.claim AS
SELECT
    row_number() OVER () AS claim,
    claim_id,
    country_iso3,
    technology_code,
    vendor_id,
    supplier_iso3,
    is_counted,
    verdict = 'reject' AS is_rejected,
    safeguard_kind IS NULL AS is_use
FROM claims;

CREATE TABLE base.piece AS
SELECT
    row_number() OVER () AS piece,
    claim,
    position,
    source_id,
    coalesce(cluster_id, source_id) AS cluster_id,
    list_contains(getvariable('admitted_sources'), source_id) AS is_admitted,
    is_counted AND list_contains(getvariable('counting_sources'), source_id) AS counts
FROM evidence
JOIN base.claim USING (claim_id)
LEFT JOIN sources USING (source_id);

-- What a claim counts for: its cell, its link, its country, its vendor; and of what does not
-- count, the cell whose blank it explains.
CREATE TABLE base.claim_key AS
SELECT
    claim,
    CASE WHEN is_counted THEN 'cell' WHEN is_rejected THEN 'rejected' ELSE 'uncounted' END AS kind,
    country_iso3,
    technology_code,
    NULL AS vendor_id,
    NULL AS supplier_iso3
FROM base.claim
WHERE is_use AND technology_code IS NOT NULL
UNION ALL
SELECT claim, 'link', country_iso3, technology_code, vendor_id, supplier_iso3
FROM base.claim
WHERE is_counted AND is_use AND (vendor_id IS NOT NULL OR supplier_iso3 IS NOT NULL)
UNION ALL
SELECT claim, 'country', country_iso3, NULL, NULL, NULL
FROM base.claim
WHERE is_counted
UNION ALL
SELECT claim, 'vendor', NULL, NULL, vendor_id, NULL
FROM base.claim
WHERE is_counted AND vendor_id IS NOT NULL;

CREATE TABLE base.tally AS
SELECT
    row_number() OVER () AS key,
    kind,
    country_iso3,
    technology_code,
    vendor_id,
    supplier_iso3,
    count(*) AS claims
FROM base.claim_key
GROUP BY kind, country_iso3, technology_code, vendor_id, supplier_iso3;

CREATE TABLE base.counted AS
SELECT claim, key
FROM base.claim_key
JOIN base.tally
    ON claim_key.kind = tally.kind
    AND claim_key.country_iso3 IS NOT DISTINCT FROM tally.country_iso3
    AND claim_key.technology_code IS NOT DISTINCT FROM tally.technology_code
    AND claim_key.vendor_id IS NOT DISTINCT FROM tally.vendor_id
    AND claim_key.supplier_iso3 IS NOT DISTINCT FROM tally.supplier_iso3;

DROP TABLE base.claim_key;

-- Each cell's sources, and how many pieces it has of each: a source is lost with its last piece.
CREATE TABLE base.cell_source AS
SELECT key, source_id, cluster_id, count(*) AS pieces
FROM base.counted
JOIN base.tally USING (key)
JOIN base.piece USING (claim)
WHERE kind = 'cell' AND counts
GROUP BY key, source_id, cluster_id;

CREATE TABLE base.cell AS
SELECT
    row_number() OVER () AS cell,
    cells.*,
    tally.key,
    coalesce(rejected.claims, 0) AS rejected_count,
    rejected.key AS rejected_key,
    coalesce(uncounted.claims, 0) AS uncounted_count,
    uncounted.key AS uncounted_key
FROM cells
LEFT JOIN base.tally AS tally
    ON tally.kind = 'cell'
    AND tally.country_iso3 = cells.country_iso3
    AND tally.technology_code = cells.technology_code
LEFT JOIN base.tally AS rejected
    ON rejected.kind = 'rejected'
    AND rejected.country_iso3 = cells.country_iso3
    AND rejected.technology_code = cells.technology_code
LEFT JOIN base.tally AS uncounted
    ON uncounted.kind = 'uncounted'
    AND uncounted.country_iso3 = cells.country_iso3
    AND uncounted.technology_code = cells.technology_code;

CREATE TABLE base.link AS
SELECT supply.*, tally.key
FROM supply
LEFT JOIN base.tally AS tally
    ON tally.kind = 'link'
    AND tally.country_iso3 = supply.country_iso3
    AND tally.technology_code IS NOT DISTINCT FROM supply.technology_code
    AND tally.vendor_id IS NOT DISTINCT FROM supply.vendor_id
    AND tally.supplier_iso3 IS NOT DISTINCT FROM supply.supplier_iso3;

CREATE TABLE base.unit AS
SELECT units.*, tally.key
FROM units
LEFT JOIN base.tally AS tally ON tally.kind = 'country' AND tally.country_iso3 = units.country_iso3;

CREATE TABLE base.vendor AS
SELECT vendors.*, tally.key
FROM vendors
LEFT JOIN base.tally AS tally ON tally.kind = 'vendor' AND tally.vendor_id = vendors.vendor_id;

-- How many claims of a vendor go with a country.
CREATE TABLE base.vendor_country AS
SELECT key, country_iso3, count(*) AS claims
FROM base.counted
JOIN base.vendor USING (key)
JOIN base.claim AS claim USING (claim)
GROUP BY key, country_iso3;

CREATE TABLE base.source AS
SELECT sources.*, source_id IN (SELECT source_id FROM replies) AS is_reply
FROM sources;

CREATE TABLE base.financing AS
SELECT financing.*, claim
FROM financing
JOIN base.claim USING (claim_id);

CREATE TABLE base.covariate AS
SELECT * FROM covariates;

-- What the conditions of a grid can ask of a piece of evidence: the columns of its claim, those of
-- its source behind `source_`, and of its cell how many independent sources it has.
CREATE VIEW base.context AS
SELECT
    piece.piece,
    claims.* EXCLUDE (claim_id),
    piece.source_id,
    sources.kind AS source_kind,
    sources.title AS source_title,
    sources.language AS source_language,
    sources.publisher AS source_publisher,
    sources.published_date AS source_published_date,
    vendor.vendor_name,
    cell.cluster_count AS cell_cluster_count,
    claims.claim_id IN (SELECT claim_id FROM contests) AS is_contested
FROM base.piece AS piece
JOIN base.claim AS claim USING (claim)
JOIN claims ON claims.claim_id = claim.claim_id
LEFT JOIN base.source AS sources ON sources.source_id = piece.source_id
LEFT JOIN base.vendor AS vendor ON vendor.vendor_id = claims.vendor_id
LEFT JOIN base.cell AS cell
    ON cell.country_iso3 = claims.country_iso3
    AND cell.technology_code = claims.technology_code
    AND claim.is_use
    AND claim.is_counted;

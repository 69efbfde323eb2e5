SELECT
    variation,
    country_iso3,
    technology_code,
    cluster_count - coalesce(clusters, 0) >= getvariable('minimum_sources') AS is_present,
    claim_count - coalesce(claims, 0) AS claim_count,
    source_count - coalesce(sources, 0) AS source_count,
    cluster_count - coalesce(clusters, 0) AS cluster_count,
    CASE
        WHEN cluster_count - coalesce(clusters, 0) >= getvariable('minimum_sources') THEN NULL
        WHEN claim_count - coalesce(claims, 0) + uncounted_count - coalesce(uncounted, 0) > 0
            THEN 'evidence_insufficient'
        WHEN rejected_count - coalesce(rejected, 0) > 0 THEN 'evidence_rejected'
        WHEN
            getvariable('counts_searches')
            AND list_contains(getvariable('searched'), country_iso3) THEN 'searched_nothing_found'
        ELSE getvariable('blank_reason')
    END AS blank_reason
FROM base.cell
CROSS JOIN varied.asked
LEFT JOIN base.changed_cell USING (variation, cell)
WHERE country_iso3 IS DISTINCT FROM left_out

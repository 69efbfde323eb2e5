SELECT variation, link_group.* EXCLUDE (link_group, keys)
FROM base.link_group
CROSS JOIN varied.asked
ANTI JOIN base.lost_group USING (variation, link_group)
WHERE country_iso3 IS DISTINCT FROM left_out

-- Supply links that a query cannot tell apart, as one: it goes when the last of them goes.
CREATE OR REPLACE TABLE base.link_group AS
SELECT {columns}, row_number() OVER () AS link_group, list(key) AS keys
FROM base.link
GROUP BY {columns};

CREATE OR REPLACE TABLE base.lost_group AS
WITH member AS (SELECT link_group, len(keys) AS links, unnest(keys) AS key FROM base.link_group)
SELECT variation, link_group
FROM base.lost_key
JOIN member USING (key)
JOIN base.tally USING (key)
WHERE lost_key.claims = tally.claims
GROUP BY variation, link_group, links
HAVING count(*) = links;

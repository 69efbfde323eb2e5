-- Units in which one technology is present, of all units.
SELECT count(*) FILTER (is_present) AS value, count(*) AS denominator
FROM cells
WHERE technology_code = $technology

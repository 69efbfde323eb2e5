-- Units of which an older of the merged tables says something that the newest does not, of those listed.
SELECT
    (SELECT count(DISTINCT country_iso3) FROM conflicts WHERE subject = $subject) AS value,
    count(*) FILTER (is_listed) AS denominator
FROM units

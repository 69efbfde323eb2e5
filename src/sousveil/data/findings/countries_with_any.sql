-- Units with at least one technology cell present, of all units.
SELECT count(*) FILTER (has_ai_surveillance) AS value, count(*) AS denominator
FROM units

-- How many units the table ticks for smart policing.
SELECT count(*) AS ticked FROM cells WHERE technology_code = 'smart_policing' AND is_present

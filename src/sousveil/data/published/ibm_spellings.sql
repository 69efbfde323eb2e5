-- IBM as printed and as misprinted.
SELECT
    count(*) FILTER (quote = 'IBM') AS printed,
    count(*) FILTER (quote = 'IBMN') AS misprinted,
    count(DISTINCT country_iso3) AS both_together
FROM evidence
JOIN claims USING (claim_id)
WHERE vendor_id = 'ibm'

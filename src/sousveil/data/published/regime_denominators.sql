-- Which denominators the four printed shares (51, 37, 41, 41 per cent of 176) admit, given the
-- numerators of the table; and how many units have the type here.
WITH typed AS (
    SELECT
        has_ai_surveillance AS uses,
        coalesce(regime_type_published, regime_type_recomputed, vdem_row_2018) AS type
    FROM units
    JOIN covariates USING (country_iso3)
),
counted AS (
    SELECT
        count(*) FILTER (uses AND type = 'LD') AS ld,
        count(*) FILTER (uses AND type = 'CA') AS ca,
        count(*) FILTER (uses AND type = 'EA') AS ea,
        count(*) FILTER (uses AND type = 'ED') AS ed,
        count(*) AS n
    FROM typed
),
solved AS (
    SELECT {'LD': l.n, 'CA': c.n, 'EA': e.n, 'ED': counted.n - l.n - c.n - e.n} AS denominators
    FROM counted, range(1, 177) AS l(n), range(1, 177) AS c(n), range(1, 177) AS e(n)
    WHERE round(100.0 * ld / l.n) = 51
        AND round(100.0 * ca / c.n) = 37
        AND round(100.0 * ea / e.n) = 41
        AND counted.n - l.n - c.n - e.n > 0
        AND round(100.0 * ed / (counted.n - l.n - c.n - e.n)) = 41
)
SELECT
    (SELECT count(*) FROM typed WHERE type = $regime AND uses) AS users,
    (SELECT count(*) FROM typed WHERE type = $regime) AS here,
    (SELECT count(*) FROM solved) AS solutions,
    (SELECT string_agg(DISTINCT denominators[$regime]::VARCHAR, ' or ') FROM solved) AS implied

-- One row: how many series there are (an indicator and a unit with a value), by whether all their figures are generated.
WITH points AS ( -- a value of a unit's own, or the sum of those below it
    SELECT indicator_no, unit_no, status = 'demo' AS is_demo
    FROM valued_figures
    WHERE unit_no IS NOT NULL AND period_no IS NOT NULL
    UNION ALL
    SELECT indicator_no, parent_no AS unit_no, status_rank = 3 AS is_demo
    FROM valued_sums
),
series AS (
    SELECT bool_and(is_demo) AS is_demo
    FROM points
    GROUP BY indicator_no, unit_no
)
SELECT is_demo, count(*) AS series
FROM series
GROUP BY is_demo
ORDER BY is_demo

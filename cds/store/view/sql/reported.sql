-- One row: an indicator and a unit with current figures, and whether all of them are generated.
SELECT
    indicator_id,
    unit_id,
    bool_and(status = 'demo') AS is_demo
FROM current_figures
GROUP BY indicator_id, unit_id
ORDER BY indicator_id, unit_id

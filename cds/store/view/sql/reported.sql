-- One row: an indicator and a unit with current figures, of a period and a level if asked for, and whether all of them are generated.
SELECT
    current_figures.indicator_id,
    current_figures.unit_id,
    bool_and(current_figures.status = 'demo') AS is_demo
FROM current_figures
LEFT JOIN units ON units.unit_no = current_figures.unit_no
WHERE ($level IS NULL OR units.level = $level)
    AND ($period IS NULL OR current_figures.period = $period)
GROUP BY current_figures.indicator_id, current_figures.unit_id
ORDER BY current_figures.indicator_id, current_figures.unit_id

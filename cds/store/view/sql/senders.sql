-- One row: a period and a unit of a level with current figures of chosen indicators, and whether all are generated.
SELECT
    current_figures.period_no,
    current_figures.unit_id,
    bool_and(current_figures.status = 'demo') AS is_demo
FROM current_figures
JOIN units ON units.unit_no = current_figures.unit_no
WHERE units.level = $level
    AND current_figures.indicator_id IN (SELECT unnest($indicator_ids))
GROUP BY current_figures.period_no, current_figures.unit_id
ORDER BY current_figures.period_no, current_figures.unit_id

-- One row: a current figure as it was published, with its place in the file; $is_placed: on the boundaries that are shown.
SELECT
    current_figures.indicator_id,
    current_figures.unit_id,
    current_figures.period,
    current_figures.numerator,
    current_figures.denominator,
    current_figures.value,
    current_figures.status,
    current_figures.note,
    current_figures.source_title,
    current_figures.source_url,
    current_figures.line,
    current_figures.column_no,
    current_figures.cumulative_since,
    current_figures.published_on,
    current_figures.converted_from,
    current_figures.snapshot_no
FROM (
    FROM current_figures WHERE NOT $is_placed
    UNION ALL
    FROM placed_figures WHERE $is_placed
) AS current_figures
LEFT JOIN units ON units.unit_no = current_figures.unit_no
WHERE ($indicator_id IS NULL OR current_figures.indicator_id = $indicator_id)
    AND ($unit_ids IS NULL OR list_contains($unit_ids, current_figures.unit_id))
    AND ($level IS NULL OR units.level = $level)
    AND ($period IS NULL OR current_figures.period = $period)
ORDER BY current_figures.indicator_id, current_figures.unit_id, current_figures.period

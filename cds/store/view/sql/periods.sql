-- One row: a period with a current figure.
SELECT DISTINCT period
FROM current_figures
WHERE $indicator_id IS NULL OR indicator_id = $indicator_id
ORDER BY period

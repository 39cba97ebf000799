-- One row: a figure that differs, the first $most; $is_corrected leaves out what came or went, or took the place of a demonstration figure.
SELECT differing.indicator_id, differing.unit_id, differing.period
FROM differing
WHERE NOT $is_corrected OR (differing.status_before = 'demo') = (differing.status_after = 'demo')
ORDER BY differing.indicator_id, differing.unit_id, differing.period_no
LIMIT $most

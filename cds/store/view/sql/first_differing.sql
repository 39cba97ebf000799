-- One row: a figure that differs, the first $most, those corrected first; $is_real leaves out what was and is only a demonstration figure.
SELECT differing.indicator_id, differing.unit_id, differing.period
FROM differing
WHERE NOT $is_real OR differing.status_before <> 'demo' OR differing.status_after <> 'demo'
ORDER BY
    $is_real AND (differing.status_before = 'demo') IS DISTINCT FROM (differing.status_after = 'demo'),
    differing.indicator_id, differing.unit_id, differing.period_no
LIMIT $most

-- One row: a current figure of some snapshots ($versions).
SELECT indicator_id, unit_id, period, indicator_no, unit_no, period_no
FROM current_figures
WHERE snapshot_no IN (SELECT unnest($versions))

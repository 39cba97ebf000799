-- One row: a period of which some snapshots ($versions) have figures in the base.
SELECT DISTINCT period
FROM base.current_figures
WHERE snapshot_no IN (SELECT unnest($versions))
ORDER BY period

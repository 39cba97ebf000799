-- One row: a current figure of a snapshot that goes ($gone).
SELECT indicator_no, unit_no, period_no
FROM current_figures
WHERE snapshot_no IN (SELECT unnest($gone))
    AND indicator_no IS NOT NULL
    AND unit_no IS NOT NULL

-- One row: a figure that was touched, of what the reference knows.
SELECT DISTINCT indicator_no, unit_no, period_no
FROM touched
WHERE indicator_no IS NOT NULL AND unit_no IS NOT NULL AND period_no IS NOT NULL

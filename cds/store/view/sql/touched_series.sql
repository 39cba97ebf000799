-- One row: an indicator and a unit of which something was touched that the reference knows.
SELECT DISTINCT indicator_no, unit_no
FROM touched
WHERE indicator_no IS NOT NULL AND unit_no IS NOT NULL

-- One row: an indicator and period of which something is to be added up, be there no figure left of that period.
CREATE TABLE affected AS
SELECT DISTINCT indicator_no, period_no
FROM touched
WHERE indicator_no IS NOT NULL AND period_no IS NOT NULL

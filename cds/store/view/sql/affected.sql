-- One row: an indicator and period of which something is to be added up.
CREATE TABLE affected AS
SELECT DISTINCT indicators.indicator_no, periods.period_no
FROM touched
JOIN indicators ON indicators.indicator_id = touched.indicator_id
JOIN periods ON periods.period = touched.period

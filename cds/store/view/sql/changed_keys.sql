-- One row: a figure that may differ from another view's: of a snapshot that came or went (gone_keys) since.
CREATE TABLE changed_keys AS
SELECT indicators.indicator_no, units.unit_no, periods.period_no
FROM came_figures
JOIN indicators ON indicators.indicator_id = came_figures.indicator_id
JOIN units ON units.unit_id = came_figures.unit_id
JOIN periods ON periods.period = came_figures.period
UNION
SELECT indicator_no, unit_no, period_no
FROM gone_keys
WHERE indicator_no IS NOT NULL AND unit_no IS NOT NULL

-- One row: a figure that a snapshot which came ($came) has, or that was one's which went ($gone). The numbers (_no) are NULL where the reference does not know the id.
CREATE TABLE touched AS
SELECT
    figures.indicator_id, figures.unit_id, figures.period,
    indicators.indicator_no, units.unit_no, periods.period_no
FROM figures
LEFT JOIN indicators ON indicators.indicator_id = figures.indicator_id
LEFT JOIN units ON units.unit_id = figures.unit_id
LEFT JOIN periods ON periods.period = figures.period
WHERE figures.snapshot_id IN (SELECT unnest($came))
UNION
SELECT indicator_id, unit_id, period, indicator_no, unit_no, period_no
FROM base.current_figures
WHERE snapshot_no IN (SELECT unnest($gone))

-- One row: the current figure of an indicator, unit and period: real before demo, then the latest snapshot.
INSERT INTO current_figures
SELECT
    figure.indicator_id,
    figure.unit_id,
    figure.period,
    indicators.indicator_no,
    units.unit_no,
    periods.period_no,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.status,
    snapshots.snapshot_no,
    figure.line,
    figure."column",
    figure.note,
    figure.source_title,
    figure.source_url,
    figure.cumulative_since,
    coalesce(figure.published_on, ''),
    coalesce(figure.converted_from, '')
FROM figures AS figure
JOIN touched
    ON touched.indicator_id = figure.indicator_id
    AND touched.unit_id = figure.unit_id
    AND touched.period = figure.period
JOIN snapshots ON snapshots.snapshot_id = figure.snapshot_id
LEFT JOIN indicators ON indicators.indicator_id = figure.indicator_id
LEFT JOIN units ON units.unit_id = figure.unit_id
LEFT JOIN periods ON periods.period = figure.period
QUALIFY row_number() OVER (
    PARTITION BY figure.indicator_id, figure.unit_id, figure.period
    ORDER BY figure.status = 'demo', snapshots.snapshot_no DESC, figure.line DESC NULLS LAST
) = 1
ORDER BY indicators.indicator_no, units.unit_no, periods.period_no

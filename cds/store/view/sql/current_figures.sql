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
FROM (
    SELECT NULL::DATE AS cumulative_since, NULL::VARCHAR AS published_on, NULL::VARCHAR AS converted_from -- not in the oldest files
    WHERE false
    UNION ALL BY NAME
    SELECT COLUMNS(
        LAMBDA name: name IN (
            'indicator_id', 'unit_id', 'period', 'numerator', 'denominator', 'value', 'status', 'note', 'source_title',
            'source_url', 'line', 'column', 'cumulative_since', 'published_on', 'converted_from', 'snapshot_id'
        )
    )
    FROM read_parquet($files, union_by_name = true, hive_partitioning = true, hive_types_autocast = false)
) AS figure
JOIN snapshots ON snapshots.snapshot_id = figure.snapshot_id
LEFT JOIN indicators ON indicators.indicator_id = figure.indicator_id
LEFT JOIN units ON units.unit_id = figure.unit_id
LEFT JOIN periods ON periods.period = figure.period
QUALIFY row_number() OVER (
    PARTITION BY figure.indicator_id, figure.unit_id, figure.period
    ORDER BY figure.status = 'demo', snapshots.version DESC, figure.line DESC NULLS LAST
) = 1
ORDER BY indicators.indicator_no, units.unit_no, periods.period_no

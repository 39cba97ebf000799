-- One row: a figure of some snapshots, with its place in the file; of one indicator, unit and period where they are given.
SELECT
    figure.indicator_id,
    figure.unit_id,
    figure.period,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.status,
    figure.note,
    figure.source_title,
    figure.source_url,
    figure.line,
    figure."column",
    figure.cumulative_since,
    coalesce(figure.published_on, '') AS published_on,
    coalesce(figure.converted_from, '') AS converted_from,
    figure.snapshot_id
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
WHERE ($indicator_id IS NULL OR figure.indicator_id = $indicator_id)
    AND ($unit_id IS NULL OR figure.unit_id = $unit_id)
    AND ($period IS NULL OR figure.period = $period)
ORDER BY figure.snapshot_id, figure.line, figure."column", figure.indicator_id, figure.unit_id, figure.period

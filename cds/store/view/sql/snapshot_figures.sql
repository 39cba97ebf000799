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
FROM figures AS figure
JOIN (SELECT unnest($snapshot_ids) AS snapshot_id) AS asked ON asked.snapshot_id = figure.snapshot_id
WHERE ($indicator_id IS NULL OR figure.indicator_id = $indicator_id)
    AND ($unit_id IS NULL OR figure.unit_id = $unit_id)
    AND ($period IS NULL OR figure.period = $period)
ORDER BY figure.snapshot_id, figure.line, figure."column", figure.indicator_id, figure.unit_id, figure.period

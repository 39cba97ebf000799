-- One row: a figure of one indicator, unit and period in any snapshot, with its place in the file.
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
    figure.snapshot_id
FROM read_parquet($files, hive_partitioning = true, hive_types_autocast = false) AS figure
WHERE figure.indicator_id = $indicator_id
    AND figure.unit_id = $unit_id
    AND figure.period = $period
ORDER BY figure.snapshot_id, figure.line

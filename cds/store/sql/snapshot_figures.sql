-- One row: a figure of one snapshot, with its place in the file.
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
    figure."column"
FROM read_parquet($files, hive_partitioning = true, hive_types_autocast = false) AS figure
ORDER BY figure.line, figure."column", figure.indicator_id, figure.unit_id, figure.period

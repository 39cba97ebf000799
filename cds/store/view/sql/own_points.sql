-- One row: the current figure of a chosen indicator, unit and period, numbers as plain decimal text.
SELECT
    indicator_no,
    unit_no,
    period_no,
    coalesce(rtrim(rtrim(CAST(numerator AS VARCHAR), '0'), '.'), '') AS numerator,
    coalesce(rtrim(rtrim(CAST(denominator AS VARCHAR), '0'), '.'), '') AS denominator,
    coalesce(rtrim(rtrim(CAST(value AS VARCHAR), '0'), '.'), '') AS value,
    status,
    snapshot_no,
    coalesce(line, 0) AS line,
    note,
    source_title,
    source_url,
    cumulative_since,
    published_on,
    converted_from
FROM placed_figures
WHERE indicator_no IN (SELECT unnest($indicators))
    AND unit_no IN (SELECT unnest($units))
    AND period_no IN (SELECT unnest($periods))
ORDER BY indicator_no, unit_no, period_no

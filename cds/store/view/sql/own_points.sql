-- One row: the current figure of a chosen indicator, unit and period.
SELECT
    indicator_no,
    unit_no,
    period_no,
    numerator,
    denominator,
    value,
    status,
    snapshot_no,
    coalesce(line, 0) AS line,
    note,
    source_title,
    source_url,
    cumulative_since,
    published_on,
    converted_from
FROM valued_figures
WHERE indicator_no IN (SELECT unnest($indicators))
    AND unit_no IN (SELECT unnest($units) UNION ALL SELECT unit_no FROM units WHERE $is_of_all)
    AND period_no IN (SELECT unnest($periods))

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
    AND unit_no IS NOT NULL
    AND ($is_of_all OR unit_no IN (SELECT unnest($units)))
    AND period_no IS NOT NULL
    AND ($period_no IS NULL OR period_no = $period_no)

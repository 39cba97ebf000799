-- One row: one side of a figure that differs, as it was published, with its place in the file; $is_in_both leaves out figures that came or went.
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
    figure.column_no,
    figure.cumulative_since,
    figure.published_on,
    figure.converted_from,
    figure.is_later
FROM (
    SELECT
        indicator_id, unit_id, period, numerator, denominator, value, status,
        note, source_title, source_url, line, column_no, cumulative_since, published_on, converted_from,
        false AS is_later
    FROM current_figures
    UNION ALL
    SELECT
        indicator_id, unit_id, period, numerator, denominator, value, status,
        note, source_title, source_url, line, column_no, cumulative_since, published_on, converted_from,
        true AS is_later
    FROM later_figures
) AS figure
JOIN differing
    ON differing.indicator_id = figure.indicator_id
    AND differing.unit_id = figure.unit_id
    AND differing.period = figure.period
WHERE NOT $is_in_both
    OR (differing.status_before IS NOT NULL AND differing.status_after IS NOT NULL)
ORDER BY figure.is_later, figure.indicator_id, figure.unit_id, figure.period

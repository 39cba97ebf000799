-- One row: the current figure of a chosen indicator, unit and period, unless it says nothing.
SELECT
    figure.indicator_no,
    figure.unit_no,
    figure.period_no,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.status,
    figure.snapshot_no,
    coalesce(figure.line, 0) AS line,
    figure.note,
    figure.source_title,
    figure.source_url,
    figure.cumulative_since,
    figure.published_on,
    figure.converted_from
FROM placed_figures AS figure
JOIN indicators ON indicators.indicator_no = figure.indicator_no
WHERE figure.indicator_no IN (SELECT unnest($indicators))
    AND figure.unit_no IN (SELECT unnest($units) UNION ALL SELECT unit_no FROM units WHERE $is_of_all)
    AND figure.period_no IN (SELECT unnest($periods))
    AND CASE
        WHEN NOT indicators.is_share THEN coalesce(figure.value, figure.numerator) IS NOT NULL
        WHEN figure.numerator IS NULL OR figure.denominator IS NULL THEN figure.value IS NOT NULL
        ELSE figure.denominator <> 0
    END

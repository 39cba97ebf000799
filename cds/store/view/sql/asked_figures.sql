-- One row: a current figure that is asked for (asked_keys), if there is one, as it was published.
SELECT
    indicator_id, unit_id, period, numerator, denominator, value, status,
    note, source_title, source_url, line, column_no, cumulative_since, published_on, converted_from,
    period_no
FROM current_figures SEMI JOIN asked_keys USING (indicator_id, unit_id, period)

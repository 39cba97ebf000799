-- One row: a current figure of another view that nothing has touched; periods may have other numbers here.
INSERT INTO current_figures
SELECT
    other.indicator_id,
    other.unit_id,
    other.period,
    other.indicator_no,
    other.unit_no,
    periods.period_no,
    other.numerator,
    other.denominator,
    other.value,
    other.status,
    other.snapshot_no,
    other.line,
    other.column_no,
    other.note,
    other.source_title,
    other.source_url,
    other.cumulative_since,
    other.published_on,
    other.converted_from
FROM other_current_figures AS other
LEFT JOIN periods ON periods.period = other.period
ANTI JOIN touched
    ON touched.indicator_id = other.indicator_id
    AND touched.unit_id = other.unit_id
    AND touched.period = other.period

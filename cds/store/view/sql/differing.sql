-- One row: a figure, of those that may differ (asked_keys), in which a view and a later one (later_figures) do; a status is NULL where there is none.
CREATE TEMPORARY TABLE differing AS
SELECT
    coalesce(earlier.indicator_id, later.indicator_id) AS indicator_id,
    coalesce(earlier.unit_id, later.unit_id) AS unit_id,
    coalesce(earlier.period, later.period) AS period,
    coalesce(earlier.period_no, later.period_no) AS period_no,
    earlier.status AS status_before,
    later.status AS status_after
FROM (FROM current_figures SEMI JOIN asked_keys USING (indicator_id, unit_id, period)) AS earlier
FULL JOIN later_figures AS later
    ON later.indicator_id = earlier.indicator_id
    AND later.unit_id = earlier.unit_id
    AND later.period = earlier.period
WHERE earlier.status IS DISTINCT FROM later.status
    OR earlier.value IS DISTINCT FROM later.value
    OR earlier.numerator IS DISTINCT FROM later.numerator
    OR earlier.denominator IS DISTINCT FROM later.denominator
    OR earlier.cumulative_since IS DISTINCT FROM later.cumulative_since

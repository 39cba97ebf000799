-- One row: the sums of another view that nothing has touched.
INSERT INTO rolled
SELECT
    indicator_no,
    parent_no,
    period_no,
    numerator,
    denominator,
    total,
    units_reported,
    units_expected,
    expected_missing,
    unknown_expected,
    households_reported,
    households_missing,
    unknown_households,
    is_weighted,
    status_rank,
    units_demo
FROM moved_sums
ANTI JOIN affected USING (indicator_no, period_no)

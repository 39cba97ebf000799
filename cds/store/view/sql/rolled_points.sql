-- One row: the sums over the units below a chosen unit, for a chosen indicator and period.
SELECT
    indicator_no,
    parent_no,
    period_no,
    numerator,
    denominator,
    total,
    units_reported,
    units_expected,
    CASE WHEN unknown_expected = 0 THEN expected_missing END AS expected_missing,
    households_reported,
    households_missing,
    is_weighted,
    status_rank,
    unknown_households = 0 AS is_size_known,
    units_demo
FROM valued_sums
WHERE indicator_no IN (SELECT unnest($indicators))
    AND ($is_of_all OR parent_no IN (SELECT unnest($units)))
    AND ($period_no IS NULL OR period_no = $period_no)

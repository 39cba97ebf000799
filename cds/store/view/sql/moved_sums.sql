-- One row: the sums that another view had over the units below a parent; periods may have other numbers here.
CREATE VIEW moved_sums AS
SELECT
    other.indicator_no,
    other.parent_no,
    moved.period_no,
    other.numerator,
    other.denominator,
    other.total,
    other.units_reported,
    other.units_expected,
    other.expected_missing,
    other.unknown_expected,
    other.households_reported,
    other.households_missing,
    other.unknown_households,
    other.is_weighted,
    other.status_rank,
    other.units_demo
FROM other_rolled AS other
JOIN moved ON moved.other_no = other.period_no

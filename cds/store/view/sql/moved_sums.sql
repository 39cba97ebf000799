-- One row: the sums that another view had over the units below a parent; periods may have other numbers here.
CREATE VIEW moved_sums AS
SELECT other.* REPLACE (moved.period_no AS period_no)
FROM other_rolled AS other
JOIN moved ON moved.other_no = other.period_no

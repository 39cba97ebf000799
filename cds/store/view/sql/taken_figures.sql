-- One row: a current figure of another view that nothing has touched; periods may have other numbers here.
INSERT INTO current_figures BY NAME
SELECT other.* REPLACE (periods.period_no AS period_no)
FROM other_current_figures AS other
LEFT JOIN periods ON periods.period = other.period
ANTI JOIN touched
    ON touched.indicator_id = other.indicator_id
    AND touched.unit_id = other.unit_id
    AND touched.period = other.period

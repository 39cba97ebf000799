-- One row: the sums of another view that nothing has touched.
INSERT INTO rolled BY NAME
FROM moved_sums
ANTI JOIN affected USING (indicator_no, period_no)

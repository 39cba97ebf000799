-- The tables of what counts: the base's rows that nothing touched, and the view's own; one row is as in those.
-- Numbers are compared far sooner than texts, but for what the reference does not know.
CREATE VIEW current_figures AS
FROM (FROM base.current_figures WHERE indicator_no IS NOT NULL AND unit_no IS NOT NULL) AS known
ANTI JOIN touched USING (indicator_no, unit_no, period_no)
UNION ALL
FROM (FROM base.current_figures WHERE indicator_no IS NULL OR unit_no IS NULL) AS unknown
ANTI JOIN touched USING (indicator_id, unit_id, period)
UNION ALL
FROM own_figures;
CREATE VIEW converted_figures AS
FROM base.converted_figures
UNION ALL
FROM own_converted;
CREATE VIEW rolled AS
FROM base.rolled
ANTI JOIN (FROM affected JOIN parents USING (period_no)) AS added_up USING (indicator_no, parent_no, period_no)
UNION ALL
FROM own_sums;

-- One row: the figure of an indicator, unit and period that counts on the boundaries that are shown.
CREATE VIEW placed_figures AS
FROM current_figures ANTI JOIN converted_figures USING (indicator_no, unit_no, period_no)
UNION ALL
FROM converted_figures

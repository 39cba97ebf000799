-- One row: a current figure that is asked for, if there is one.
FROM current_figures SEMI JOIN asked_keys USING (indicator_id, unit_id, period)

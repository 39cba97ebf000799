-- One row: the sums over the units below a parent, of the indicators and periods of asked_keys.
FROM rolled SEMI JOIN asked_keys USING (indicator_no, period_no)

-- One row: an indicator and unit whose figures or sums may differ from those of another view (sums_before).
WITH now AS (FROM rolled SEMI JOIN changed_keys USING (indicator_no, period_no))
SELECT indicator_no, unit_no
FROM changed_keys
UNION
SELECT indicator_no, parent_no FROM (FROM sums_before EXCEPT FROM now)
UNION
SELECT indicator_no, parent_no FROM (FROM now EXCEPT FROM sums_before)

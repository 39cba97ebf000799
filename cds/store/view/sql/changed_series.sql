-- One row: an indicator and unit whose figures or sums may differ from those of the view that was taken over.
WITH before AS (FROM moved_sums SEMI JOIN affected USING (indicator_no, period_no)),
now AS (FROM rolled SEMI JOIN affected USING (indicator_no, period_no))
SELECT indicators.indicator_no, units.unit_no
FROM touched
JOIN indicators ON indicators.indicator_id = touched.indicator_id
JOIN units ON units.unit_id = touched.unit_id
UNION
SELECT indicator_no, parent_no FROM (FROM before EXCEPT FROM now)
UNION
SELECT indicator_no, parent_no FROM (FROM now EXCEPT FROM before)
UNION
SELECT other.indicator_no, other.parent_no -- of a period that nobody reports any more
FROM other_rolled AS other
ANTI JOIN moved ON moved.other_no = other.period_no

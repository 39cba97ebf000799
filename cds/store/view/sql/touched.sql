-- One row: a figure that a snapshot which came ($came) has, or that was one's which went ($gone).
CREATE TABLE touched AS
SELECT indicator_id, unit_id, period
FROM figures
WHERE snapshot_id IN (SELECT unnest($came))
UNION
SELECT indicator_id, unit_id, period
FROM base.current_figures
WHERE snapshot_no IN (SELECT unnest($gone))

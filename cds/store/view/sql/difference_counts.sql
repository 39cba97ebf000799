-- One row: how many figures of an indicator and unit differ, by the status they had and have.
SELECT
    differing.indicator_id,
    differing.unit_id,
    differing.status_before,
    differing.status_after,
    count(*) AS figures
FROM differing
GROUP BY
    differing.indicator_id, differing.unit_id, differing.status_before, differing.status_after
ORDER BY
    differing.indicator_id, differing.unit_id, differing.status_before, differing.status_after

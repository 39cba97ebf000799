-- One row: how many figures of an indicator and unit a snapshot changed, by the status that what counted before it had (NULL: none did) and the one they have.
WITH sent AS (FROM sent_figures JOIN sent_snapshots USING (snapshot_id)),
paired AS (
    SELECT
        later.snapshot_id, later.indicator_id, later.unit_id,
        earlier.status AS status_before,
        later.status AS status_after,
        earlier.value IS DISTINCT FROM later.value
        OR earlier.numerator IS DISTINCT FROM later.numerator
        OR earlier.denominator IS DISTINCT FROM later.denominator
        OR earlier.cumulative_since IS DISTINCT FROM later.cumulative_since AS is_other
    FROM sent AS later
    LEFT JOIN sent AS earlier
        ON earlier.indicator_id = later.indicator_id
        AND earlier.unit_id = later.unit_id
        AND earlier.period = later.period
        AND earlier.version < later.version
        AND coalesce(earlier.withdrawn_at > later.published_at, true)
    QUALIFY row_number() OVER (
        PARTITION BY later.version, later.indicator_id, later.unit_id, later.period
        ORDER BY earlier.status = 'demo', earlier.version DESC NULLS LAST -- a generated figure stands for no other
    ) = 1
)
SELECT
    paired.snapshot_id, paired.indicator_id, paired.unit_id,
    paired.status_before, paired.status_after,
    count(*) AS figures
FROM paired
WHERE (paired.is_other OR paired.status_before IS DISTINCT FROM paired.status_after)
    AND (paired.status_after <> 'demo' OR coalesce(paired.status_before, 'demo') = 'demo')
GROUP BY
    paired.snapshot_id, paired.indicator_id, paired.unit_id,
    paired.status_before, paired.status_after
ORDER BY
    paired.snapshot_id, paired.indicator_id, paired.unit_id,
    paired.status_before, paired.status_after

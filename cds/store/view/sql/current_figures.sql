-- One row: the current figure of an indicator, unit and period that was touched: real before demo, then the latest snapshot.
-- What counted in the base did so before all others of it: of those that did not go ($gone) it alone need be compared.
INSERT INTO own_figures
WITH candidate AS (
    SELECT
        figure.indicator_id, figure.unit_id, figure.period, figure.numerator, figure.denominator, figure.value,
        figure.status, snapshots.snapshot_no, figure.line, figure."column" AS column_no, figure.note,
        figure.source_title, figure.source_url, figure.cumulative_since,
        coalesce(figure.published_on, '') AS published_on,
        coalesce(figure.converted_from, '') AS converted_from
    FROM figures AS figure
    JOIN snapshots ON snapshots.snapshot_id = figure.snapshot_id
    UNION ALL
    SELECT
        figure.indicator_id, figure.unit_id, figure.period, figure.numerator, figure.denominator, figure.value,
        figure.status, figure.snapshot_no, figure.line, figure.column_no, figure.note,
        figure.source_title, figure.source_url, figure.cumulative_since,
        figure.published_on,
        figure.converted_from
    FROM ( -- of a large base only the touched units are read
        FROM base.current_figures
        WHERE unit_no IN (SELECT units.unit_no FROM touched JOIN units ON units.unit_id = touched.unit_id)
        UNION ALL
        FROM base.current_figures
        WHERE unit_no IS NULL
    ) AS figure
    WHERE NOT list_contains($gone, figure.snapshot_no)
)
SELECT
    candidate.indicator_id,
    candidate.unit_id,
    candidate.period,
    indicators.indicator_no,
    units.unit_no,
    periods.period_no,
    candidate.numerator,
    candidate.denominator,
    candidate.value,
    candidate.status,
    candidate.snapshot_no,
    candidate.line,
    candidate.column_no,
    candidate.note,
    candidate.source_title,
    candidate.source_url,
    candidate.cumulative_since,
    candidate.published_on,
    candidate.converted_from,
    indicators.is_share
FROM candidate
JOIN touched
    ON touched.indicator_id = candidate.indicator_id
    AND touched.unit_id = candidate.unit_id
    AND touched.period = candidate.period
LEFT JOIN indicators ON indicators.indicator_id = candidate.indicator_id
LEFT JOIN units ON units.unit_id = candidate.unit_id
LEFT JOIN periods ON periods.period = candidate.period
QUALIFY row_number() OVER (
    PARTITION BY candidate.indicator_id, candidate.unit_id, candidate.period
    ORDER BY candidate.status = 'demo', candidate.snapshot_no DESC, candidate.line DESC NULLS LAST
) = 1
ORDER BY indicators.indicator_no, units.unit_no, periods.period_no

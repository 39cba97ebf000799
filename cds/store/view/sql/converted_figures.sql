-- One row: the figure that a unit shown would have had, made of those of the units it inherited from.
-- All of them must have one, with a known share; else the line of the heir breaks there.
INSERT INTO own_converted
WITH part AS MATERIALIZED ( -- a unit's figure, one of its heirs, and what weighs a percentage without counts
    SELECT
        figure.indicator_no, figure.period_no, figure.unit_no, crosswalk.heir_no, crosswalk.vintage,
        crosswalk.share, crosswalk.is_estimate, crosswalk.is_largest, crosswalk.parts,
        indicators.converted, figure.numerator, figure.denominator,
        coalesce(figure.value, figure.numerator) AS amount,
        CASE indicators.weighed_by
            WHEN 'households' THEN place.households_weight
            WHEN 'population' THEN place.population_weight
        END AS weight,
        figure.numerator IS NOT NULL AND figure.denominator IS NOT NULL AS has_counts,
        CASE figure.status WHEN 'demo' THEN 3 WHEN 'estimated' THEN 2 WHEN 'provisional' THEN 1 ELSE 0 END AS status_rank,
        figure.cumulative_since, figure.published_on
    FROM current_figures AS figure
    JOIN units ON units.unit_no = figure.unit_no
    JOIN periods ON periods.period_no = figure.period_no
    JOIN vintages ON least(periods.last_day, units.valid_to) BETWEEN vintages.first_day AND vintages.last_day
    JOIN crosswalk ON crosswalk.vintage = vintages.vintage AND crosswalk.unit_no = figure.unit_no
    JOIN indicators ON indicators.indicator_no = figure.indicator_no
    LEFT JOIN hierarchy AS place
        ON place.vintage = crosswalk.vintage AND place.part_level = 'commune' AND place.unit_no = figure.unit_no
),
rounded AS ( -- what of a divided one the heir gets by its share
    SELECT
        indicator_no, period_no, unit_no, heir_no, vintage, share, is_estimate, is_largest, parts, converted,
        numerator, denominator, amount, weight, has_counts, status_rank, cumulative_since, published_on,
        -- 24 digits by 13: the product keeps within the 38 that DuckDB has
        CAST(TRY_CAST(amount AS DECIMAL(24,8)) * share AS DECIMAL(28,8)) AS amount_share,
        CAST(TRY_CAST(numerator AS DECIMAL(24,8)) * share AS DECIMAL(28,8)) AS numerator_share,
        CAST(TRY_CAST(denominator AS DECIMAL(24,8)) * share AS DECIMAL(28,8)) AS denominator_share
    FROM part
    WHERE share IS DISTINCT FROM 1
),
moved AS ( -- the largest share takes what rounding the others leaves: nothing is lost or made
    SELECT
        indicator_no, period_no, unit_no, heir_no, vintage, share, is_estimate, parts, converted,
        amount, weight, has_counts, status_rank, cumulative_since, published_on,
        amount AS amount_part, numerator AS numerator_part, denominator AS denominator_part,
        CAST(weight AS DECIMAL(19,4)) AS weight_part
    FROM part
    WHERE share = 1
    UNION ALL
    SELECT
        indicator_no, period_no, unit_no, heir_no, vintage, share, is_estimate, parts, converted,
        amount, weight, has_counts, status_rank, cumulative_since, published_on,
        amount_share + CASE WHEN is_largest THEN amount - sum(amount_share) OVER same ELSE 0 END AS amount_part,
        numerator_share + CASE WHEN is_largest THEN numerator - sum(numerator_share) OVER same ELSE 0 END AS numerator_part,
        denominator_share + CASE WHEN is_largest THEN denominator - sum(denominator_share) OVER same ELSE 0 END AS denominator_part,
        CAST(CAST(weight AS DECIMAL(24,4)) * share AS DECIMAL(19,4)) AS weight_part
    FROM rounded
    WINDOW same AS (PARTITION BY indicator_no, period_no, unit_no, vintage)
),
heir AS (
    SELECT
        indicator_no, heir_no AS unit_no, period_no, vintage, converted,
        CASE WHEN converted = 'counts' AND bool_and(has_counts) THEN sum(numerator_part) END AS numerator,
        CASE WHEN converted = 'counts' AND bool_and(has_counts) THEN sum(denominator_part) END AS denominator,
        CASE
            WHEN converted = 'amount' THEN sum(amount_part)
            WHEN converted <> 'counts' OR count(*) = 1 THEN any_value(amount)
            WHEN NOT bool_and(has_counts) THEN CAST(sum(TRY_CAST(amount AS DECIMAL(19,8)) * weight_part) / nullif(sum(weight_part), 0) AS DECIMAL(28,8))
        END AS value,
        max(status_rank) AS status_rank,
        bool_or(is_estimate) OR (converted = 'counts' AND NOT bool_and(has_counts)) AS is_estimate,
        any_value(cumulative_since) AS cumulative_since,
        any_value(published_on) AS published_on,
        count(*) AS parts_known,
        bool_or(unit_no = heir_no) AS is_own_part
    FROM moved
    GROUP BY indicator_no, heir_no, period_no, vintage, converted
    HAVING count(*) = max(parts)
        AND count(share) = count(*)
        AND count(DISTINCT coalesce(cumulative_since, DATE '0001-01-01')) = 1
        AND CASE converted
            WHEN 'whole' THEN count(*) = 1 AND bool_and(share = 1)
            WHEN 'agreed' THEN min(amount) = max(amount)
            WHEN 'counts' THEN bool_and(has_counts) OR count(*) = 1 OR count(weight) = count(*)
            ELSE true
        END
)
SELECT
    indicators.indicator_id,
    units.unit_id,
    periods.period,
    heir.indicator_no,
    heir.unit_no,
    heir.period_no,
    heir.numerator,
    heir.denominator,
    heir.value,
    CASE
        WHEN heir.status_rank = 3 THEN 'demo'
        WHEN heir.is_estimate OR heir.status_rank = 2 THEN 'estimated'
        WHEN heir.status_rank = 1 THEN 'provisional'
        ELSE 'reported'
    END AS status,
    NULL AS snapshot_no,
    NULL AS line,
    NULL AS column_no,
    '' AS note,
    '' AS source_title,
    '' AS source_url,
    heir.cumulative_since,
    heir.published_on,
    made.made_of,
    indicators.is_share
FROM heir
JOIN indicators ON indicators.indicator_no = heir.indicator_no
JOIN units ON units.unit_no = heir.unit_no
JOIN periods ON periods.period_no = heir.period_no
JOIN (SELECT DISTINCT vintage, heir_no, made_of FROM crosswalk) AS made
    ON made.vintage = heir.vintage AND made.heir_no = heir.unit_no
LEFT JOIN current_figures AS own -- what the heir reported itself counts before what others did
    ON own.indicator_no = heir.indicator_no AND own.unit_no = heir.unit_no AND own.period_no = heir.period_no
WHERE heir.is_own_part OR own.unit_no IS NULL
QUALIFY row_number() OVER (
    PARTITION BY heir.indicator_no, heir.unit_no, heir.period_no
    ORDER BY heir.vintage DESC
) = 1
ORDER BY heir.indicator_no, heir.unit_no, heir.period_no

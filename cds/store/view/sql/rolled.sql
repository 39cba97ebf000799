-- One row: the sums over the units directly below each parent of a level ($level), for an indicator and period.
INSERT INTO own_sums
WITH place AS ( -- a unit below a parent in a period, with its facts
    SELECT
        parents.parent_no, parents.period_no, hierarchy.part_level, hierarchy.unit_no, hierarchy.units,
        hierarchy.households, hierarchy.households_weight, hierarchy.population_weight, hierarchy.communes_weight
    FROM parents
    JOIN hierarchy ON hierarchy.vintage = parents.vintage AND hierarchy.parent_no = parents.parent_no
    WHERE parents.level = $level
),
weighed AS ( -- as above for every indicator that is added up: what the census makes us expect
    SELECT
        indicators.indicator_no, indicators.is_share, place.parent_no, place.period_no, place.unit_no,
        place.units, place.households, place.households_weight IS NULL AS is_size_unknown,
        CASE indicators.weighed_by
            WHEN 'households' THEN place.households_weight
            WHEN 'population' THEN place.population_weight
            WHEN 'communes' THEN place.communes_weight
        END AS weight,
        indicators.weighed_by = 'communes' AND place.communes_weight = 1 AS is_single_commune
    FROM place
    JOIN indicators ON indicators.part_level = place.part_level
    JOIN affected ON affected.indicator_no = indicators.indicator_no AND affected.period_no = place.period_no
),
own AS ( -- what a unit reported itself; a percentage without counts is weighed by the census
    SELECT
        weighed.indicator_no, weighed.parent_no, weighed.period_no, weighed.unit_no,
        weighed.is_share AND (figure.numerator IS NULL OR figure.denominator IS NULL) AS is_by_weight,
        CASE
            WHEN NOT weighed.is_share THEN NULL
            -- 19 digits, for up to 18 DuckDB multiplies in 64 bits and overflows at 60 % of 17,000
            WHEN is_by_weight THEN TRY_CAST(figure.value AS DECIMAL(19,8)) * weighed.weight * CAST(0.01 AS DECIMAL(3,2))
            ELSE figure.numerator
        END AS part_numerator,
        CASE
            WHEN NOT weighed.is_share THEN NULL
            WHEN is_by_weight THEN weighed.weight
            ELSE figure.denominator
        END AS part_denominator,
        CASE WHEN NOT weighed.is_share THEN coalesce(figure.value, figure.numerator) END AS part_total,
        weighed.units, weighed.households,
        is_by_weight AND NOT weighed.is_single_commune AS is_part_weighted,
        CASE figure.status WHEN 'demo' THEN 3 WHEN 'estimated' THEN 2 WHEN 'provisional' THEN 1 ELSE 0 END AS status_rank,
        CASE WHEN figure.status = 'demo' THEN weighed.units ELSE 0 END AS units_demo
    FROM weighed
    JOIN placed_figures AS figure
        ON figure.indicator_no = weighed.indicator_no
        AND figure.unit_no = weighed.unit_no
        AND figure.period_no = weighed.period_no
        AND figure.cumulative_since IS NULL -- never added to plain figures
),
below AS ( -- what the units below a unit add up to
    SELECT
        weighed.indicator_no, weighed.parent_no, weighed.period_no, weighed.unit_no,
        rolled.numerator, rolled.denominator, rolled.total, rolled.units_reported, rolled.units_expected,
        rolled.expected_missing, rolled.unknown_expected, rolled.households_reported,
        rolled.households_missing, rolled.unknown_households, rolled.is_weighted,
        rolled.status_rank, rolled.units_demo, 1 AS preference
    FROM weighed
    JOIN own_sums AS rolled
        ON rolled.indicator_no = weighed.indicator_no
        AND rolled.parent_no = weighed.unit_no
        AND rolled.period_no = weighed.period_no
),
part AS ( -- the one that counts: real before demo, then own counts, sums, own percentage
    SELECT
        indicator_no, parent_no, period_no, unit_no, numerator, denominator, total, units_reported,
        units_expected, expected_missing, unknown_expected, households_reported, households_missing,
        unknown_households, is_weighted, status_rank, units_demo
    FROM (
        SELECT
            indicator_no, parent_no, period_no, unit_no, part_numerator AS numerator,
            part_denominator AS denominator, part_total AS total, units AS units_reported,
            units AS units_expected, NULL AS expected_missing, 0 AS unknown_expected,
            households AS households_reported, NULL AS households_missing, 0 AS unknown_households,
            is_part_weighted AS is_weighted, status_rank, units_demo,
            CASE WHEN is_part_weighted THEN 2 ELSE 0 END AS preference
        FROM own
        WHERE part_total IS NOT NULL OR (part_numerator IS NOT NULL AND part_denominator IS NOT NULL)
        UNION ALL
        SELECT
            indicator_no, parent_no, period_no, unit_no, numerator, denominator, total, units_reported,
            units_expected, expected_missing, unknown_expected, households_reported,
            households_missing, unknown_households, is_weighted, status_rank, units_demo, preference
        FROM below
    )
    QUALIFY row_number() OVER (
        PARTITION BY indicator_no, parent_no, period_no, unit_no
        ORDER BY status_rank = 3, preference
    ) = 1
),
present AS (
    SELECT DISTINCT indicator_no, parent_no, period_no
    FROM part
)
SELECT
    weighed.indicator_no,
    weighed.parent_no,
    weighed.period_no,
    sum(part.numerator),
    sum(part.denominator),
    sum(part.total),
    sum(coalesce(part.units_reported, 0)),
    sum(coalesce(part.units_expected, weighed.units)),
    sum(CASE WHEN part.unit_no IS NULL THEN weighed.weight ELSE part.expected_missing END),
    sum(CASE WHEN part.unit_no IS NULL THEN CAST(weighed.weight IS NULL AS INTEGER) ELSE part.unknown_expected END),
    sum(part.households_reported),
    sum(CASE WHEN part.unit_no IS NULL THEN weighed.households ELSE part.households_missing END),
    sum(CASE WHEN part.unit_no IS NULL THEN CAST(weighed.is_size_unknown AS INTEGER) ELSE part.unknown_households END),
    bool_or(part.is_weighted),
    max(part.status_rank),
    sum(coalesce(part.units_demo, 0))
FROM weighed
JOIN present
    ON present.indicator_no = weighed.indicator_no
    AND present.parent_no = weighed.parent_no
    AND present.period_no = weighed.period_no
LEFT JOIN part
    ON part.indicator_no = weighed.indicator_no
    AND part.parent_no = weighed.parent_no
    AND part.period_no = weighed.period_no
    AND part.unit_no = weighed.unit_no
GROUP BY weighed.indicator_no, weighed.parent_no, weighed.period_no
ORDER BY weighed.indicator_no, weighed.parent_no, weighed.period_no

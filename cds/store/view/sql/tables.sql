-- The tables of one view; each says what one of its rows is.
-- One row: a snapshot whose figures are read; its number is the version it was published in.
CREATE TABLE snapshots (snapshot_no INTEGER, snapshot_id VARCHAR);
-- One row: an indicator; part_level is the lowest level that reports it, 'pilots' where they alone do, NULL when never added up.
-- converted: what a unit's heirs get of its figure, 'counts', 'amount', 'agreed' or only the 'whole'.
CREATE TABLE indicators (indicator_no INTEGER, indicator_id VARCHAR, is_share BOOLEAN, weighed_by VARCHAR, part_level VARCHAR, converted VARCHAR);
-- One row: an admin unit of any vintage.
CREATE TABLE units (unit_no INTEGER, unit_id VARCHAR, level VARCHAR, valid_to DATE);
-- One row: a reporting period that some snapshot holds.
CREATE TABLE periods (period_no INTEGER, period VARCHAR, last_day DATE);
-- One row: the units between two reforms.
CREATE TABLE vintages (vintage VARCHAR, first_day DATE, last_day DATE);
-- One row: the share (0 to 1, NULL unknown) of a unit of a vintage that lies in a unit that is shown, how many such parts that has, and all of them as a text.
CREATE TABLE crosswalk (vintage VARCHAR, unit_no INTEGER, heir_no INTEGER, share DECIMAL(13,12), is_estimate BOOLEAN, is_largest BOOLEAN, parts INTEGER, made_of VARCHAR);
-- One row: a unit under its parent in one vintage, with the facts of its units of part_level.
-- households adds the known ones; the weights are NULL when any is unknown.
CREATE TABLE hierarchy (vintage VARCHAR, part_level VARCHAR, parent_no INTEGER, unit_no INTEGER, units INTEGER, households DECIMAL(14,4), households_weight DECIMAL(14,4), population_weight DECIMAL(14,4), communes_weight DECIMAL(14,4));
-- One row: a unit that has units below it in a period that is added up, and the vintage that says which.
CREATE TABLE parents (parent_no INTEGER, level VARCHAR, period_no INTEGER, vintage VARCHAR);
-- One row: the current figure of an indicator, unit and period that is not the base's. The numbers (_no) and is_share (of its indicator) are NULL where the reference does not know the id.
CREATE TABLE own_figures (indicator_id VARCHAR, unit_id VARCHAR, period VARCHAR, indicator_no INTEGER, unit_no INTEGER, period_no INTEGER, numerator DECIMAL(28,8), denominator DECIMAL(28,8), value DECIMAL(28,8), status VARCHAR, snapshot_no INTEGER, line INTEGER, column_no INTEGER, note VARCHAR, source_title VARCHAR, source_url VARCHAR, cumulative_since DATE, published_on VARCHAR, converted_from VARCHAR, is_share BOOLEAN);
-- One row: a figure that a unit shown would have had in a period before it was made; snapshot_no is NULL.
CREATE TABLE own_converted AS FROM own_figures LIMIT 0;
-- One row: the sums over the units below a parent for an indicator and period that are not the base's.
CREATE TABLE own_sums (indicator_no INTEGER, parent_no INTEGER, period_no INTEGER, numerator DECIMAL(38,14), denominator DECIMAL(38,14), total DECIMAL(38,8), units_reported BIGINT, units_expected BIGINT, expected_missing DECIMAL(38,4), unknown_expected BIGINT, households_reported DECIMAL(38,4), households_missing DECIMAL(38,4), unknown_households BIGINT, is_weighted BOOLEAN, status_rank INTEGER, units_demo BIGINT);

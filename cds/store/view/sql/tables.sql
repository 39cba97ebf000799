-- The tables of one view; each says what one of its rows is.
-- One row: a snapshot that counts in this data version.
CREATE TABLE snapshots (snapshot_no INTEGER, snapshot_id VARCHAR, version INTEGER, is_demo BOOLEAN);
-- One row: an indicator; part_level is the lowest level that reports it, 'pilots' where they alone do, NULL when never added up.
CREATE TABLE indicators (indicator_no INTEGER, indicator_id VARCHAR, is_share BOOLEAN, weighed_by VARCHAR, part_level VARCHAR);
-- One row: an admin unit of any vintage.
CREATE TABLE units (unit_no INTEGER, unit_id VARCHAR, level VARCHAR);
-- One row: a reporting period that some snapshot holds.
CREATE TABLE periods (period_no INTEGER, period VARCHAR);
-- One row: a unit under its parent in one vintage, with the facts of its units of part_level.
-- households adds the known ones; the weights are NULL when any is unknown.
CREATE TABLE hierarchy (vintage VARCHAR, part_level VARCHAR, parent_no INTEGER, unit_no INTEGER, units INTEGER, households DECIMAL(14,4), households_weight DECIMAL(14,4), population_weight DECIMAL(14,4), communes_weight DECIMAL(14,4));
-- One row: a unit that has units below it in a period, and the vintage that says which.
CREATE TABLE parents (parent_no INTEGER, level VARCHAR, period_no INTEGER, vintage VARCHAR);
-- One row: the current figure of an indicator, unit and period. The numbers (_no) are NULL where the reference does not know the id.
CREATE TABLE current_figures (indicator_id VARCHAR, unit_id VARCHAR, period VARCHAR, indicator_no INTEGER, unit_no INTEGER, period_no INTEGER, numerator DECIMAL(28,8), denominator DECIMAL(28,8), value DECIMAL(28,8), status VARCHAR, snapshot_no INTEGER, line INTEGER, column_no INTEGER, note VARCHAR, source_title VARCHAR, source_url VARCHAR, cumulative_since DATE, published_on VARCHAR);
-- One row: the sums over the units below a parent for an indicator and period.
CREATE TABLE rolled (indicator_no INTEGER, parent_no INTEGER, period_no INTEGER, numerator DECIMAL(38,14), denominator DECIMAL(38,14), total DECIMAL(38,8), units_reported BIGINT, units_expected BIGINT, expected_missing DECIMAL(38,4), unknown_expected BIGINT, households_reported DECIMAL(38,4), households_missing DECIMAL(38,4), unknown_households BIGINT, is_weighted BOOLEAN, status_rank INTEGER, units_demo BIGINT);

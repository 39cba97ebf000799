-- The tables of a base that tell of its records, and the base's own seen as those of a view.
-- One row: how many records a series has, in the order in which they lie; unit_no is NULL where those of an indicator were not made.
CREATE TABLE base.places (indicator_no INTEGER, unit_no INTEGER, records INTEGER);
-- One row: what is told of figures beside their numbers; the rows are counted from 0.
CREATE TABLE base.told AS
SELECT status, note, source_title, source_url, snapshot_no, cumulative_since, published_on, converted_from
FROM base.current_figures
LIMIT 0;
CREATE VIEW current_figures AS
FROM base.current_figures;
CREATE VIEW converted_figures AS
FROM base.converted_figures;

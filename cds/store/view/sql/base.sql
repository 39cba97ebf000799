-- The tables of a view as a base for others, in an empty file; made_of: a snapshot that counts in them.
-- Units lie in groups, so that of a country those of one lie near each other, and so do those of one indicator.
CREATE TABLE base.current_figures AS FROM current_figures ORDER BY unit_no // 128, indicator_no, unit_no, period_no;
CREATE TABLE base.converted_figures AS FROM converted_figures ORDER BY indicator_no, unit_no, period_no;
CREATE TABLE base.rolled AS FROM rolled ORDER BY indicator_no, parent_no, period_no;
CREATE TABLE base.made_of AS FROM made_of;

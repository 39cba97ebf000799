-- The tables of a base without a row, where a view has none.
CREATE SCHEMA base;
CREATE TABLE base.current_figures AS FROM own_figures;
CREATE TABLE base.converted_figures AS FROM own_converted;
CREATE TABLE base.rolled AS FROM own_sums;

-- The tables of a view are taken away, once it is no longer read.
DROP VIEW moved_sums;
DROP VIEW figures;
DROP VIEW packed_figures;
DROP VIEW loose_figures;
DROP VIEW other_current_figures;
DROP VIEW other_converted_figures;
DROP VIEW other_rolled;
DROP TABLE touched;
DROP TABLE affected;
DROP TABLE moved;

-- The tables of a snapshot's files are taken away, once they are no longer read.
DROP VIEW figures;
DROP VIEW packed_figures;
DROP VIEW loose_figures;

-- One row: a figure of a snapshot, as its file has it; some may be of snapshots that nobody asked for.
CREATE VIEW figures AS
FROM packed_figures
UNION ALL BY NAME
FROM loose_figures

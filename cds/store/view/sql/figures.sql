-- One row: a figure of a snapshot, as its file has it; some may be of snapshots that nobody asked for.
CREATE VIEW figures AS
SELECT
    indicator_id, unit_id, period, numerator, denominator, value, status, note, source_title, source_url, line,
    "column", cumulative_since, published_on, converted_from, snapshot_id
FROM packed_figures
UNION ALL
SELECT
    indicator_id, unit_id, period, numerator, denominator, value, status, note, source_title, source_url, line,
    "column", cumulative_since, published_on, converted_from, snapshot_id
FROM loose_figures

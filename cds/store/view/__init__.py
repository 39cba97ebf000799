"""The figures of one data version, read by DuckDB from the snapshots."""

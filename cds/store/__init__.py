"""Everything on disk; the only home of DuckDB and Delta."""

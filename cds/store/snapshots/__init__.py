"""Published files as immutable snapshots in one Delta table."""

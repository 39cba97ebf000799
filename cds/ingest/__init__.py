"""From the bytes of an upload to observations and issues: no disk, no database."""

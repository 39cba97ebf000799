"""The reference tables as one catalogue."""

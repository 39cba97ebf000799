"""Care of a whole data home: verify, back up, repair, clean."""

"""What must hold of the figures of a file."""

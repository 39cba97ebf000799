"""Every Vietnamese phrase the code owns, and the only rounding."""

"""Target tracking for a provincial digital-transformation programme."""

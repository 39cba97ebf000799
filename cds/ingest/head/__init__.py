"""Which column holds what: the head of a table, its titles, and what is amiss with columns."""

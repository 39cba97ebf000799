"""What the pages share: cached data, choices in the address, components, page models."""

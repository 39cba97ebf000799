"""Map layers: building, importing, carrying through reforms, tiles; no figures."""

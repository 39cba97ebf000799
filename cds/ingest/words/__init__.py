"""What single texts mean: periods, numbers, measures, units, indicators, qualifying words."""

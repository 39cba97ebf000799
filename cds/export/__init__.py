"""Files that people take away: forms to fill in and figures to pass on."""

"""The command line: everything a page can do with data, for scripts and other systems."""

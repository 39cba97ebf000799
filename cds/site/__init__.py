"""The site of this process, as server and pages share it: how it is reached, by whom, how often."""

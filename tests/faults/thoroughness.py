"""How much of the tests of faults runs: all of it, or what `make test` has the time for."""

import os

IS_FULL = os.environ.get("CDS_FAULTS") == "full"
"""True when every fault is tried in every way, as `make test-faults` does."""

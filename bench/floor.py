"""Serve the floor page as our own server serves the dashboard: `python -m bench.floor PORT`."""

import sys
from pathlib import Path

from cds.server import serve

FLOOR_PAGE = Path(__file__).with_name("floor_page.py")

if __name__ == "__main__":
    serve("127.0.0.1", int(sys.argv[1]), script=FLOOR_PAGE)

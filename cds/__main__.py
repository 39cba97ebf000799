"""Start the command line: `python -m cds COMMAND`."""

import os
import sys

from cds.cli.program import run

_NICE = 10  # whoever looks at pages comes before a command on the same machine

if __name__ == "__main__":
    if not {"serve", "bench"} & set(sys.argv):
        os.nice(_NICE)
    run()

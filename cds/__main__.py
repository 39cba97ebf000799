"""Start the command line: `python -m cds COMMAND`."""

import gc
import os
import sys

_NICE = 10  # whoever looks at pages comes before a command on the same machine

if __name__ == "__main__":
    if "serve" in sys.argv:
        gc.disable()  # until it has warmed up: modules and figures stay, a sixth of the start
    elif "bench" not in sys.argv:
        os.nice(_NICE)
    from cds.cli.program import run

    run()

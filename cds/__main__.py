"""Start the command line: `python -m cds COMMAND`."""

from cds.cli.program import run

if __name__ == "__main__":
    run()

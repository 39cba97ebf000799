"""What a process can be made to do with a file: well, badly, or for ever."""

from time import sleep

from cds.domain.errors import NotFoundError


def told(content, line):
    """Tells how far it is and gives back what it got."""
    line.limit(30)
    line.tell(0.5)
    return len(content)


def refused(_line):
    raise NotFoundError("not_waiting", file="f.csv")


def faulty(_line):
    return 1 / 0


def endless(line):
    line.tell(0.25)
    sleep(600)


def busy(line):
    line.limit(0)
    while True:
        pass


def heavy(line):
    line.tell(0.25)
    held = b"x" * 300_000_000
    sleep(600)
    return held

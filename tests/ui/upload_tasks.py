"""What a process can be made to do with a file: well, badly, or for ever."""

from dataclasses import dataclass
from time import sleep
from typing import ClassVar

from cds.domain.errors import NotFoundError


@dataclass(frozen=True)
class Told:
    """Tells how far it is and gives back what it got."""

    kind: ClassVar = "upload"
    content: bytes

    def run(self, line):
        line.limit(30)
        line.tell(0.5)
        return len(self.content)


@dataclass(frozen=True)
class Refused:
    kind: ClassVar = "upload"

    def run(self, line):
        raise NotFoundError("not_waiting", file="f.csv")


@dataclass(frozen=True)
class Faulty:
    kind: ClassVar = "upload"

    def run(self, line):
        return 1 / 0


@dataclass(frozen=True)
class Endless:
    kind: str = "upload"

    def run(self, line):
        line.tell(0.25)
        sleep(600)


@dataclass(frozen=True)
class Busy:
    kind: str = "upload"

    def run(self, line):
        line.limit(0)
        while True:
            pass


@dataclass(frozen=True)
class Heavy:
    kind: ClassVar = "upload"

    def run(self, line):
        line.tell(0.25)
        held = b"x" * 300_000_000
        sleep(600)
        return held

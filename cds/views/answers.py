"""What was made for a question, kept for who asks it again; the longest unused goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, TypeVar

Made = TypeVar("Made")
_NOTHING = object()


@dataclass(slots=True)
class _Made:
    """What a builder made, once it has."""

    value: object = _NOTHING
    lock: RLock = field(default_factory=RLock)


class Answers:
    """So much of what was made for questions; safe to share by threads."""

    def __init__(self, most: int, let_go: Callable[[Any], object] = lambda _: None) -> None:
        """Keep nothing yet. `let_go` is told of what is dropped."""
        self.most = most
        self._let_go = let_go
        self._made: OrderedDict[Hashable, _Made] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for a question, or make it; who asks the same meanwhile waits.

        What fails is the next one's to try, and makes nobody else's place.
        """
        with self._lock:
            made = self._made.setdefault(question, _Made())
            self._made.move_to_end(question)
        with made.lock:
            if made.value is _NOTHING:
                try:
                    made.value = make()
                finally:
                    self.drop(question if made.value is _NOTHING else self._one_too_many())
        return made.value  # type: ignore[return-value] # made for this question

    def _one_too_many(self) -> Hashable:
        """The question longest unused, where more are kept than may be."""
        with self._lock:
            return next(iter(self._made)) if len(self._made) > self.most else None

    def put(self, question: Hashable, value: object) -> None:
        """Keep what was made elsewhere."""
        with self._lock:
            self._made[question] = _Made(value)

    def drop(self, question: Hashable) -> None:
        """Let go of what was made for one question."""
        with self._lock:
            made = self._made.pop(question, None)
        if made and made.value is not _NOTHING:
            self._let_go(made.value)

    def clear(self) -> None:
        """Keep nothing more of what was made."""
        with self._lock:
            self._made.clear()

"""The event loop: woken once, however many messages a page's script has for it.

A script hands over some hundred messages, and each wrote a byte that the loop had yet to read: a
tenth of what a page costs.
"""

import asyncio


class WokenOnce(asyncio.SelectorEventLoop):
    """A loop to which nothing is written while it has not read what woke it.

    What is handed over meanwhile stands in its list already, which it looks through before it
    waits again.
    """

    _is_woken = False

    def _write_to_self(self) -> None:
        if not self._is_woken:
            self._is_woken = True
            super()._write_to_self()  # type: ignore[misc] # the standard library's own name

    def _process_self_data(self, data: bytes) -> None:
        self._is_woken = False
        super()._process_self_data(data)  # type: ignore[misc] # the same

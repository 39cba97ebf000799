"""Visitors without browsers: each holds pages by websocket as a browser does. Also a program.

`python -m tests.faults.crowd URL COUNT THINK_SECONDS` looks at pages until it is ended, and prints
a line for each page: when it was asked for (monotonic clock), the milliseconds, and the page or
"broken".
"""

import asyncio
import contextlib
import re
import sys
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from random import Random
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from cds.text.phrases import phrase

LOOKED_AT = (
    ("overview", ""), ("coverage", ""), ("coverage", "level=district"), ("gaps", ""),
    ("gaps", "level=commune"), ("indicator", ""), ("indicator", "indicator=smartphone_adult_share"),
    ("unit", ""), ("unit", "unit=27685@2004-08-31"), ("sectors", ""), ("nation", ""),
    ("milestones", ""), ("motto", ""), ("reporting", ""), ("programme", ""),
)  # fmt: skip
_WIDGET = re.compile(rb"\$\$ID-[0-9a-f]+-[\w.]+")
_BUG = phrase("bug").encode()
BROKEN = "broken"  # printed in place of a page that showed what nobody expects
_AT_ONCE_SECONDS = 0.001
_MOST_OF_LAST = 500  # bytes; no other message needs to be understood


@dataclass
class Page:
    """A page held open."""

    line: ClientConnection
    url: str
    cookie: str
    widgets: dict[str, str] = field(default_factory=dict)
    session: str = ""
    is_broken: bool = False  # something was shown that we did not expect

    async def load(self, page: str, query: str = "") -> float:
        """Ask for a page; return the milliseconds until all of it was there."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        self.asked = message
        return await self.ask(message)

    async def press(self, key: str) -> float:
        """Press a button of the page that was loaded last."""
        return await self.choose(key, "trigger_value", True)

    async def choose(self, key: str, kind: str, value: object) -> float:
        message = BackMsg()
        message.CopyFrom(self.asked)
        state = message.rerun_script.widget_states.widgets.add(id=self.widgets[key])
        if kind == "file_uploader_state_value":
            state.file_uploader_state_value.uploaded_file_info.add(**value)
        else:
            setattr(state, kind, value)
        self.last = message
        return await self.ask(message)

    async def ask(self, message: BackMsg) -> float:
        with contextlib.suppress(TimeoutError):  # what came of runs that nobody here asked for
            while True:
                async with asyncio.timeout(_AT_ONCE_SECONDS):
                    await self.line.recv()
        start = time.monotonic()
        await self.line.send(message.SerializeToString())
        while not self._is_last(await self.line.recv()):
            pass
        return (time.monotonic() - start) * 1000

    async def upload(self, name: str, content: bytes, key: str) -> float:
        """Put a file into an uploader and wait for the page that takes note of it."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self.session
        await self.line.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self.line.recv())
            if told.WhichOneof("type") == "file_urls_response":
                break
        (urls,) = told.file_urls_response.file_urls
        await asyncio.to_thread(_put, f"{self.url}{urls.upload_url}", name, content, self.cookie)
        info = {"name": name, "size": len(content), "file_id": urls.file_id, "file_urls": urls}
        return await self.choose(key, "file_uploader_state_value", info)

    def _is_last(self, frame: bytes) -> bool:
        self.is_broken |= _BUG in frame
        for found in _WIDGET.findall(frame):
            self.widgets[found.decode().split("-", 2)[2]] = found.decode()
        if not self.session or len(frame) < _MOST_OF_LAST:
            told = ForwardMsg.FromString(frame)
            if told.WhichOneof("type") == "new_session":
                self.session = told.new_session.initialize.session_id
            return told.WhichOneof("type") == "script_finished"
        return False


def _put(url: str, name: str, content: bytes, cookie: str) -> None:
    border = "----crowd"
    head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
    headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={border}"}
    headers["Origin"] = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    for part in cookie.split("; "):
        if part.startswith("_streamlit_xsrf="):
            headers["X-Xsrftoken"] = part.partition("=")[2]
    with urlopen(Request(url, body, headers, method="PUT"), timeout=60):  # noqa: S310 - our own
        pass


def cookies(address: str) -> str:
    """Return the cookies that a browser holds after opening an address."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    for asked in (address, urljoin(address, "/_stcore/health")):  # the second gives that of uploads
        with browser.open(asked, timeout=60):
            pass
    return "; ".join(f"{each.name}={each.value}" for each in jar)


@contextlib.asynccontextmanager
async def opened(url: str, path: str = "/", cookie: str = ""):
    """Fetch a page, unless its cookie is known, and hold its websocket."""
    cookie = cookie or await asyncio.to_thread(cookies, f"{url}{path}")
    async with connect(
        f"ws://{urlsplit(url).netloc}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=url,
        additional_headers={"Cookie": cookie},
        max_size=None,
        open_timeout=60,
        close_timeout=1,
        ping_interval=None,
    ) as line:
        yield Page(line, url, cookie)


async def look(url: str, number: int, think_seconds: float) -> None:
    """Look at one page after the other, for ever."""
    random = Random(number)
    await asyncio.sleep(think_seconds * random.random())
    while True:
        with contextlib.suppress(OSError):
            async with opened(url) as page:
                while True:
                    name, query = random.choice(LOOKED_AT)
                    start = time.monotonic()
                    spent = await page.load(name, query)
                    print(
                        f"{start:.3f} {spent:.1f} {BROKEN if page.is_broken else name}", flush=True
                    )
                    await asyncio.sleep(think_seconds * (0.5 + random.random()))


async def _main(url: str, count: int, think_seconds: float) -> None:
    await asyncio.gather(*(look(url, number, think_seconds) for number in range(count)))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))

"""The one HTML page: our language and name, its own address, packed or plain, never half."""

import gzip
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from cds.server.front_page import (
    FrontPage,
    content_security_policy,
    front_page,
    packed_page,
)
from cds.site.reach import PROGRAMME_COOKIE
from cds.text.phrases import phrase
from tests.server.asgi_client import ask

PACKED = gzip.compress(b"<html>theirs</html>")


def front(*, may_look, first_sight=str):
    pages = frozenset({"/", "/packed", "/packed/", "/coverage"})
    return Middleware(FrontPage, pages, lambda _: may_look, first_sight)


def app():
    def page(_request):
        return HTMLResponse("<html>theirs</html>", headers={"etag": "x"})

    def packed(_request):
        return HTMLResponse(PACKED, headers={"content-encoding": "gzip"})

    def other(_request):
        return PlainTextResponse("theirs")

    routes = [Route("/", page), Route("/packed", packed), Route("/text", other)]
    return Starlette(routes=routes, middleware=[front(may_look=False)])


def test_the_page_speaks_our_language_and_bears_our_name():
    text = front_page().decode()

    assert '<html lang="vi">' in text
    assert f"<title>{phrase('product')}</title>" in text


def test_the_page_brings_our_looks_after_those_of_streamlit():
    text = front_page().decode()

    assert text.index('id="root"') < text.index(".st-key-bar") < text.index("</body>")


def test_a_page_is_replaced_whole():
    answer = ask(app(), "/", accept_encoding="identity")

    assert answer.content == front_page()
    assert int(answer.headers["content-length"]) == len(front_page())
    assert "etag" not in answer.headers


def test_a_packed_page_stays_packed():
    answer = ask(app(), "/packed")

    assert answer.content in (front_page(), gzip.compress(front_page(), mtime=0))
    assert answer.headers["content-encoding"] == "gzip"


def test_what_is_no_page_is_left_alone():
    assert ask(app(), "/text").content == b"theirs"


def test_the_policy_allows_the_script_that_was_added():
    assert front_page().count(b"<script>") == content_security_policy().count("'sha256-")


SIGHT = "<main>95,25%</main>"


def with_sight(*, may_look=True):
    def page(_request):
        return HTMLResponse("<html>theirs</html>")

    def packed(_request):
        return HTMLResponse(PACKED, headers={"content-encoding": "gzip"})

    seen = front(may_look=may_look, first_sight=lambda: SIGHT)
    routes = [Route("/", page), Route("/coverage", page), Route("/packed/", packed)]
    return Starlette(routes=routes, middleware=[seen])


def test_the_home_page_brings_its_first_numbers():
    content = ask(with_sight(), "/").content

    assert content == front_page(SIGHT)
    assert content.endswith(f"{SIGHT}</body>\n</html>\n".encode())
    assert content.index(b"sight.js") < content.index(b"/static/js/")
    assert gzip.decompress(packed_page(SIGHT)) == content


@pytest.mark.parametrize("address", ["/coverage", "/?version=1", "/?period=2024", "/?x"])
def test_no_address_that_may_show_other_numbers_brings_them(address):
    assert ask(with_sight(), address).content == front_page()


def test_who_looks_at_another_programme_or_may_not_look_gets_none():
    elsewhere = ask(with_sight(), "/", cookie=f"a=b; {PROGRAMME_COOKIE}=long_an")

    assert elsewhere.content == front_page()
    assert ask(with_sight(may_look=False), "/").content == front_page()


def test_what_comes_first_needs_no_other_policy():
    """The policy is of the plain page."""
    assert front_page(SIGHT).count(b"<script>") == front_page().count(b"<script>")


def test_streamlit_begins_once_it_is_told_to():
    """Its own tag is there where nothing else begins it, and not where something does."""
    begins = re.compile(r'<script type="module" crossorigin src="(\./static/js/index\.[^"]+)">')
    (address,) = begins.findall(front_page().decode())
    text = front_page('<script data-next="NEXT">').decode()

    assert begins.findall(text) == []
    assert f'data-next="{address}"' in text
    assert f'rel="modulepreload" crossorigin href="{address}"' in text

"""The one HTML page: our language and name, its own address, packed or plain, never half."""

import gzip

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from cds.server.front_page import FrontPage, front_page
from cds.server.headers import content_security_policy
from cds.text.phrases import phrase
from tests.server.asgi_client import ask

PACKED = gzip.compress(b"<html>theirs</html>")


def app():
    def page(_request):
        return HTMLResponse("<html>theirs</html>", headers={"etag": "x"})

    def packed(_request):
        return HTMLResponse(PACKED, headers={"content-encoding": "gzip"})

    def other(_request):
        return PlainTextResponse("theirs")

    routes = [Route("/", page), Route("/packed", packed), Route("/text", other)]
    return Starlette(routes=routes, middleware=[Middleware(FrontPage)])


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

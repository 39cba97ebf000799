"""Streamlit's own scripts and styles as they are sent."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from cds.maps.addresses import SIGNS, browser_folder_url
from cds.server.browser_files import CompressedScripts, _script_files
from tests.server.asgi_client import ask

THEIRS = b"MaterialSymbols-Rounded"


@pytest.mark.parametrize(("accepted", "packing"), [("gzip", "gzip"), ("identity", None)])
def test_looks_name_our_font_of_signs_whether_packed_or_not(accepted, packing):
    app = Starlette(middleware=[Middleware(CompressedScripts)])
    (path,) = (one for one, file in _script_files().items() if THEIRS in file.read_bytes())

    answer = ask(app, path, accept_encoding=accepted)

    assert answer.headers.get("content-encoding") == packing
    assert f"../..{browser_folder_url()}/{SIGNS}".encode() in answer.content
    assert THEIRS not in answer.content

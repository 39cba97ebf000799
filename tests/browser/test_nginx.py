"""Behind the real nginx with the lines of deploy/nginx.conf: on any port, and below a path."""

import os
import re
import shutil
import subprocess
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.serving import await_answer, free_port, needs_chromium, settled
from tests.homes import ROOT

NGINX = shutil.which("nginx", path=os.defpath + ":/usr/sbin:/usr/local/sbin")
WHOLE = """
daemon off; user root; pid {folder}/pid; error_log stderr error;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {text}
}}
"""
PLAIN = "server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {server}; }} }}"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
    pytest.mark.skipif(
        NGINX is None and os.environ.get("CDS_BROWSER") != "required", reason="no nginx here"
    ),
]


def documented():
    """The configuration for a site of its own, and the part for a path below another's."""
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    (below,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    return (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8"), below


def at_port(text, port, server, folder):
    """The documented lines without TLS, on a free port, before one process."""
    text = re.sub(r"\n *ssl_[^\n]*", "", text).replace("443 ssl", f"127.0.0.1:{port}")
    text = re.sub(r"\n *server 127\.0\.0\.1:850[23][^\n]*", "", text).replace("Secure; ", "")
    text = text.replace("/var/cache", str(folder))
    return text.replace("127.0.0.1:8501", server.removeprefix("http://"))


@pytest.fixture(scope="module")
def proxies(server, tmp_path_factory):
    """Runs nginx with a text, in which PORT is free; gives the address."""
    assert NGINX, "CDS_BROWSER=required, but there is no nginx"
    running = []

    def started(make):
        port, folder = free_port(), tmp_path_factory.mktemp("nginx")
        file = folder / "nginx.conf"
        file.write_text(WHOLE.format(folder=folder, text=make(port, folder)))
        command = [NGINX, "-p", str(folder), "-c", str(file), "-e", "stderr"]
        running.append(subprocess.Popen(command))
        return f"http://127.0.0.1:{port}"

    yield started
    for process in running:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def site(server, proxies):
    address = proxies(lambda *at: at_port(documented()[0], at[0], server.url, at[1]))
    await_answer(f"{address}/healthz")
    return address


@pytest.fixture(scope="module")
def below(server, proxies):
    """The dashboard below /cds/ of another site."""
    whole, location = documented()

    def make(port, folder):
        text = re.sub(r"    location / \{.*?\n    \}\n", lambda _: location, whole, flags=re.DOTALL)
        return at_port(text, port, server.url, folder)

    address = f"{proxies(make)}/cds"
    await_answer(f"{address}/healthz")
    return address


@pytest.fixture
def window(windows):
    used = windows.take()
    yield used.page
    troubles = used.troubles + used.console
    windows.give_back(used)
    assert troubles == []


def fetched(asked):
    """Status, headers and text of an answer, be it a refusal."""
    try:
        with urlopen(asked) as answer:  # noqa: S310 - our own address
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read().decode()


def test_documented_lines_serve_pages_and_websockets_on_any_port(site, window):
    window.goto(f"{site}/coverage")
    settled(window)

    window.locator(".map svg[role=listbox]").first.wait_for(timeout=30_000)
    with pytest.raises(InvalidStatus):
        connect(f"ws{site[4:]}/_stcore/stream", origin="http://evil.example")


def test_below_a_path_maps_links_and_reloads_work(below, window):
    window.goto(f"{below}/coverage")
    settled(window)
    window.locator(".map svg[role=listbox]").first.wait_for(timeout=30_000)
    assert window.locator(".map .unit").count() > 100

    window.goto(f"{below}/")
    settled(window)
    window.locator(".st-key-headlines a").first.click()
    window.wait_for_url(re.compile(f"{below}/[a-z]+.*"))
    settled(window)
    led = window.url, window.locator("h1").first.inner_text()
    window.reload()
    settled(window)
    assert (window.url, window.locator("h1").first.inner_text()) == led

    window.goto(f"{below}/overview?version=1")
    window.wait_for_url(f"{below}/?version=1")
    window.goto(f"{below}/present?story=ready-monthly")
    settled(window)
    link = window.locator("code").filter(has_text=f"{below}/present?kiosk=ready-monthly")
    link.wait_for(timeout=30_000)
    assert link.inner_text().startswith(f"{below}/present?kiosk=ready-monthly")


def test_below_a_path_an_unknown_page_leads_home(below):
    status, _, text = fetched(f"{below}/xx")

    assert status == 404
    assert 'href="./"' in text


def test_who_comes_through_a_plain_forwarder_is_not_at_the_machine(server, proxies):
    address = proxies(lambda port, _: PLAIN.format(port=port, server=server.url))
    await_answer(f"{address}/healthz")

    _, headers, _ = fetched(f"{address}/upload")
    cookie = {"Cookie": headers["Set-Cookie"].partition(";")[0]}
    put = Request(f"{address}/_stcore/upload_file/x/y", b"x", cookie, method="PUT")  # noqa: S310

    assert fetched(put)[0] == 403

"""Signing in with a real OpenID Connect provider, in a real browser, in front of the real pages."""

import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cds.domain.access import DENIED, Role
from cds.store.audit import AuditTrail
from cds.text.phrases import phrase, word
from tests.browser.serving import IDLE, await_answer
from tests.homes import ROOT

PROVIDER = Path(__file__).with_name("oidc_provider.py")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLES_FILE = """
viewers = "signed_in"

[session]
idle_minutes = {idle_minutes}

[[people]]
email = "lan@example.vn"
role = "staff"
units = ["794"]

[[people]]
email = "unverified-lan@example.vn"
role = "administrator"
"""
SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "of the tests alone, and long enough"
client_id = "cds"
client_secret = "a secret of the tests alone"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
"""
SIGN_IN, SIGN_OUT = phrase("access.sign_in"), phrase("access.sign_out")


@dataclass(frozen=True)
class Site:
    app: str
    home: Path

    def write_roles(self, idle_minutes=30):
        path = self.home / "access.toml"
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(ROLES_FILE.format(idle_minutes=idle_minutes), encoding="utf-8")
        assert path.stat().st_mtime_ns != before

    def denied(self):
        """Who was refused what, as the audit trail tells."""
        events = [e for e in self.events() if e.event == DENIED]
        return [(e.by, e.details["action"], e.details["reason"]) for e in events]

    def events(self):
        return list(AuditTrail(self.home).events())


@pytest.fixture(scope="module")
def ports():
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.fixture(scope="module")
def provider(ports):
    """The address of the provider."""
    app, own = f"http://127.0.0.1:{ports[0]}", str(ports[1])
    with running([sys.executable, str(PROVIDER), own, app], ROOT, os.environ):
        address = f"http://localhost:{own}"
        await_answer(f"{address}/.well-known/openid-configuration")
        yield address


@pytest.fixture(scope="module")
def site(provider, ports, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "data" / "reference", home / "reference")
    found = Site(f"http://127.0.0.1:{ports[0]}", home)
    found.write_roles()
    (home / ".streamlit").mkdir()
    secrets = SECRETS.format(app=found.app, provider=provider)
    (home / ".streamlit" / "secrets.toml").write_text(secrets)
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "CDS_DATA": str(home), "CDS_PORT": str(ports[0]),
        "CDS_ACCESS": str(home / "access.toml"),
    }  # fmt: skip
    command = [sys.executable, "-c", "from cds.server import serve; serve()"]
    with running(command, home, environment):
        await_answer(f"{found.app}/healthz")
        yield found


@contextmanager
def running(command, folder, environment):
    with subprocess.Popen(command, cwd=folder, env=environment) as process:
        try:
            yield
        finally:
            process.terminate()


@pytest.fixture
def visitor(windows, site):
    """A browser of its own."""
    with browser_of(windows) as own:
        yield own


@contextmanager
def browser_of(windows):
    """A browser in which nobody has been; its first page stands open."""
    window = windows.take()
    try:
        yield window.context
    finally:
        windows.give_back(window)


def opened(context, url, page=None):
    """Open an address in the first page of a browser, or in another."""
    page = page or context.pages[0]
    page.goto(url)
    page.locator(IDLE).wait_for()
    return page


def sign_in(context, site, name, path="/upload"):
    """Go from a page to the provider and back; return the page."""
    page = opened(context, site.app + path)
    button(page, SIGN_IN).click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{site.app}/**")
    button(page, SIGN_OUT).wait_for()
    return page


def sign_out(page):
    button(page, SIGN_OUT).click()
    button(page, SIGN_IN).wait_for()


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def said(page, text):
    page.get_by_text(text).first.wait_for()


def knows_nobody(context, site):
    page = opened(context, f"{site.app}/upload")
    said(page, phrase("access.welcome"))
    button(page, SIGN_IN).wait_for()
    return button(page, SIGN_OUT).count() == 0


def test_nobody_sees_pages_before_signing_in(visitor, site):
    page = opened(visitor, f"{site.app}/indicator")

    said(page, phrase("access.welcome"))

    assert page.get_by_role("heading", name=phrase("indicator.title")).count() == 0


@pytest.fixture(scope="module")
def lan(windows, site):
    """A member of staff who has signed in from a page; tests leave her signed in."""
    with browser_of(windows) as context:
        sign_in(context, site, "lan", "/upload?unit=794")
        yield context


@pytest.fixture(scope="module")
def minh(windows, site):
    """Somebody the roles file does not know, signed in."""
    with browser_of(windows) as context:
        sign_in(context, site, "minh")
        yield context


def test_staff_sign_in_and_return_to_the_page_they_wanted(lan, site):
    page = lan.pages[0]

    said(page, f"lan · {word(Role.STAFF)}")
    button(page, phrase("upload.step_file")).wait_for()
    assert button(page, phrase("access.sign_in_again")).count() == 0
    assert page.url.startswith(f"{site.app}/upload?unit=794")


def test_cookies_are_hidden_from_scripts_and_die_with_the_browser(lan, site):
    kept = {c["name"]: c for c in lan.cookies(site.app)}

    for name in ("_streamlit_user", "_streamlit_user_tokens", "cds_visit"):
        assert kept[name]["httpOnly"]
        assert kept[name]["expires"] == -1


@pytest.fixture(scope="module")
def signed_out(windows, site):
    """What is left when somebody with two tabs signs out in one: the other, and copied cookies."""
    with browser_of(windows) as context:
        first = sign_in(context, site, "lan")
        second = opened(context, f"{site.app}/upload", context.new_page())
        button(second, SIGN_OUT).wait_for()
        cookies = context.cookies(site.app)
        with browser_of(windows) as thief:
            thief.add_cookies(cookies)
            button(opened(thief, f"{site.app}/upload"), SIGN_OUT).wait_for()
        sign_out(first)
        yield second, cookies


def test_copied_cookies_are_worth_nothing_after_signing_out(signed_out, visitor, site):
    _, cookies = signed_out
    assert {"_streamlit_user", "cds_visit"} <= {cookie["name"] for cookie in cookies}
    visitor.add_cookies(cookies)

    assert knows_nobody(visitor, site)
    said(visitor.pages[0], phrase("access.expired"))


def test_signing_in_and_out_stands_in_the_audit_trail(signed_out, site):
    told = [(event.event, event.by) for event in site.events()]

    assert ("signed_in", "lan@example.vn") in told
    assert ("signed_out", "lan@example.vn") in told


def test_staff_upload_into_their_own_session_and_nobody_else_does(lan, minh):
    page = lan.pages[0]
    button(page, phrase("upload.step_file")).click()
    with page.expect_response(lambda answer: "/upload_file/" in answer.url) as response:
        page.locator("input[type=file]").first.set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x"}
        )
    assert response.value.status == 204
    address = response.value.url

    assert put(page, address) == 204
    assert put(page, address.replace(address.split("/")[-2], "another-session")) == 403
    assert put(minh.pages[0], address) == 403


def put(page, address):
    """Send a file to an upload address with all that the page itself would send."""
    script = """async address => {
        const token = document.cookie.match(/_streamlit_xsrf=([^;]+)/)[1];
        const form = new FormData();
        form.append("file", new Blob(["x"]), "x.csv");
        const headers = {"X-Xsrftoken": decodeURIComponent(token)};
        return (await fetch(address, {method: "PUT", body: form, headers})).status;
    }"""
    return page.evaluate(script, address)


def test_wrong_role_is_told_why_and_the_refusal_is_written_down(minh, site):
    page = minh.pages[0]

    said(page, f"minh đang có vai trò {word(Role.VIEWER)}")
    said(page, f"cần vai trò {word(Role.STAFF)}")

    assert page.locator("input[type=file]").count() == 0
    assert ("minh@example.vn", "send", "role") in site.denied()


def test_identity_cookie_alone_is_worth_nothing(lan, visitor, site):
    found = lan.cookies(site.app)
    visitor.add_cookies([cookie for cookie in found if cookie["name"].startswith("_streamlit")])

    assert knows_nobody(visitor, site)


def test_role_withdrawn_in_the_file_is_gone_at_the_next_click(lan, site):
    page, path = lan.pages[0], site.home / "access.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("lan@", "hoa@"), encoding="utf-8")
    try:
        page.reload()
        said(page, f"lan · {word(Role.VIEWER)}")
        said(page, f"cần vai trò {word(Role.STAFF)}")
        assert page.locator("input[type=file]").count() == 0
        assert ("lan@example.vn", "send", "role") in site.denied()
    finally:
        site.write_roles()


def test_unverified_address_grants_nothing(visitor, site):
    page = sign_in(visitor, site, "unverified-lan")

    said(page, f"unverified-lan · {word(Role.VIEWER)}")
    said(page, f"cần vai trò {word(Role.STAFF)}")
    assert page.locator("input[type=file]").count() == 0


def test_people_sign_out_in_their_other_browsers(signed_out, windows, site):
    with browser_of(windows) as one, browser_of(windows) as other:
        left_open = sign_in(other, site, "hoa")
        page = sign_in(one, site, "hoa")

        button(page, phrase("access.end_others", count=1)).click()
        button(page, phrase("access.end_others", count=1)).wait_for(state="detached")
        page.reload()
        button(page, SIGN_OUT).wait_for()
        assert button(page, phrase("access.end_others", count=1)).count() == 0

        said(left_open, phrase("access.welcome"))
        assert button(left_open, SIGN_OUT).count() == 0


def test_forged_headers_and_cookies_make_nobody_anybody(windows, site):
    forged = {
        "X-Cds-Session": "lan@example.vn", "X-Forwarded-Email": "lan@example.vn",
        "X-Forwarded-User": "lan@example.vn", "X-Remote-User": "lan@example.vn",
        "X-Streamlit-User": "eyJlbWFpbCI6ImxhbkBleGFtcGxlLnZuIn0=",
    }  # fmt: skip
    with browser_of(windows) as liar:
        liar.set_extra_http_headers(forged)
        names = ("_streamlit_user", "cds_visit")
        value = "eyJlbWFpbCI6ImxhbkBleGFtcGxlLnZuIn0.x.y"
        liar.add_cookies([{"name": n, "value": value, "url": site.app} for n in names])

        assert knows_nobody(liar, site)


def test_signing_out_in_one_tab_signs_out_the_other(signed_out):
    """Long after what made it: an open page asks every ten seconds whom it is open for."""
    second, _ = signed_out

    said(second, phrase("access.welcome"))
    button(second, SIGN_IN).wait_for()
    assert button(second, SIGN_OUT).count() == 0


def test_idle_session_ends_in_the_open_page(lan, site):
    """The last one: it ends the session that the others share."""
    page = lan.pages[0]
    site.write_roles(idle_minutes=0.02)
    try:
        page.reload()
        said(page, phrase("access.expired"))
        button(page, SIGN_IN).wait_for()
        assert button(page, SIGN_OUT).count() == 0
    finally:
        site.write_roles()

"""The server: what it answers without a session, what it refuses, what every answer carries."""

import asyncio
import errno
import json
import shutil
import socket
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from streamlit import config as streamlit_config
from streamlit import file_util
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.web.server.starlette.starlette_routes import create_media_routes
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from cds.domain.errors import UsageError
from cds.export.files import MEDIA_TYPES
from cds.maps.addresses import BROWSER_FILES, browser_folder_url, geometry_url
from cds.server import serve
from cds.server.app import SCRIPT, _bind, guards, page_addresses, routes, sign_ins
from cds.server.front_page import (
    FrontPage,
    SecurityHeaders,
    content_security_policy,
    front_page,
)
from cds.server.trusted_hosts import Gate, TrustedHosts
from cds.store.access_table import AccessFileError
from cds.store.layers import save_layer
from cds.store.snapshots.delta import DeltaLog
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests import factories
from tests.charts.map_factory import layer
from tests.server.asgi_client import ask, open_line

LOCAL = TrustedHosts.from_environment("127.0.0.1")
BASE = "http://127.0.0.1:8501"


@pytest.fixture
def home(tmp_path):
    save_layer(tmp_path / "boundaries" / "v1-commune.json", layer())
    return tmp_path


def guarded(home):
    return guards(home, LOCAL, frozenset({"/", "/overview"}), sign_ins(home))


@pytest.fixture
def app(home):
    """Our own routes and guards; Streamlit's runtime, one per process, stays out."""
    return Starlette(
        routes=routes(home),
        middleware=guarded(home),
    )


async def welcome(scope, receive, send):
    """An app that answers everything, and echoes one websocket frame."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": (await receive()).get("bytes")})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def gate_status(trusted, path="/", method="GET", **headers):
    return ask(Gate(welcome, trusted), path, method=method, **headers).status


def test_health_tells_the_data_version_of_an_empty_home(app):
    answer = ask(app, "/healthz")

    assert (answer.status, json.loads(answer.content)) == (
        200,
        {"status": "ok", "data_version": -1},
    )


def test_health_tells_a_damaged_store_from_a_dead_server(app, home):
    """A restart mends no file: a watchdog must not be told to try."""
    log = home / "snapshots" / "_delta_log"
    log.mkdir(parents=True)
    (log / f"{0:020d}.json").write_text("not a commit")

    for _ in range(2):
        answer = ask(app, "/healthz")
        told = json.loads(answer.content)
        assert (answer.status, told) == (200, {"status": "damaged", "data_version": 0})

    (log / f"{0:020d}.json").write_text('{"commitInfo": {}}\n')
    assert json.loads(ask(app, "/healthz").content) == {"status": "ok", "data_version": 0}


def test_health_is_answered_from_memory(app, home, monkeypatch):
    read, count = DeltaLog.read, []
    monkeypatch.setattr(DeltaLog, "read", lambda *asked: count.append(asked) or read(*asked))
    SnapshotStore(home).publish([factories.observation(value="1")], factories.upload())
    count.clear()
    for _ in range(3):
        assert json.loads(ask(app, "/healthz").content)["data_version"] == 1
    assert len(count) == 2  # the two commits, once


def test_who_asks_for_health_without_a_pause_waits(app, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    answers = [ask(app, "/healthz") for _ in range(60)]

    assert {answer.status for answer in answers} == {200}
    assert waited
    assert len(waited) <= 40


@pytest.mark.parametrize(("fault", "status"), [(errno.EMFILE, 503), (errno.EIO, 200)])
def test_health_asks_for_a_restart_only_where_one_helps(app, monkeypatch, fault, status):
    def fail(self):
        raise OSError(fault, "x")

    monkeypatch.setattr(DeltaLog, "version", fail)
    assert ask(app, "/healthz").status == status


def test_layer_is_served_for_good_and_packed(app, home):
    path = home / "boundaries" / "v1-commune.json"

    answer = ask(app, geometry_url(path))

    assert answer.status == 200
    assert json.loads(answer.content) == json.loads(path.read_text())
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"


def test_layer_is_served_plain_to_who_cannot_unpack(app, home):
    url = geometry_url(home / "boundaries" / "v1-commune.json")

    answer = ask(app, url, accept_encoding="identity")

    assert "content-encoding" not in answer.headers


def test_changed_layer_gets_a_new_address(app, home):
    path = home / "boundaries" / "v1-commune.json"
    old = geometry_url(path)

    save_layer(path, layer(2))

    assert geometry_url(path) != old
    assert ask(app, old).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/geometry/0123456789abcdef/v1-commune.json",
        "/geometry/0/missing.json",
        "/geometry/0/..%2f..%2fetc%2fpasswd.json",
        "/geometry/0/%2e%2e/app.json",
        "/assets/0/map.js",
        "/assets/0/__init__.py",
    ],
)
def test_only_known_files_in_their_present_version_are_served(app, path):
    assert ask(app, path).status in (400, 404)


@pytest.mark.parametrize("name", sorted(BROWSER_FILES))
def test_files_of_the_map_are_served(app, name):
    answer = ask(app, f"{browser_folder_url()}/{name}")

    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


def test_python_beside_the_script_of_the_map_is_not_served(app):
    assert ask(app, f"{browser_folder_url()}/__init__.py").status == 404


def test_scripts_of_streamlit_are_packed(app):
    folder = Path(file_util.get_static_dir())
    script = max(
        (folder / "static" / "js").glob("index.*.js"), key=lambda path: path.stat().st_size
    )

    packed = ask(app, f"/{script.relative_to(folder)}")

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == script.read_bytes()
    assert len(packed.body) < len(packed.content) / 2


@pytest.mark.parametrize("path", ["/", "/healthz", "/unknown/page", "/_stcore/metrics"])
def test_every_answer_carries_security_headers(app, path):
    headers = ask(app, path).headers

    assert headers["content-security-policy"] == content_security_policy()
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert "permissions-policy" in headers


def test_sites_that_may_frame_us_are_named():
    app = SecurityHeaders(welcome, lambda: ("https://portal.example.vn",))

    headers = ask(app, "/").headers

    assert headers["content-security-policy"].endswith(
        "frame-ancestors 'self' https://portal.example.vn"
    )
    assert "x-frame-options" not in headers
    assert ask(SecurityHeaders(welcome), "/").headers["x-frame-options"] == "SAMEORIGIN"


async def streamlit_page(scope, receive, send):
    """Answers any address with the same page, as Streamlit does."""
    if scope["path"].startswith("/media/"):
        await PlainTextResponse("figures")(scope, receive, send)
        return
    await HTMLResponse("<title>page</title>")(scope, receive, send)


def known(may_look=True):
    return FrontPage(streamlit_page, frozenset({"/", "/indicator"}), lambda _: may_look)


@pytest.mark.parametrize("path", ["/", "/indicator", "/indicator?unit=10"])
def test_pages_are_found(path):
    assert ask(known(), path).status == 200


@pytest.mark.parametrize("path", ["/xx", "/indicator/more", "/static/missing.js", "/wp-login.php"])
def test_unknown_address_is_said_to_be_unknown(path):
    answer = ask(known(), path)

    assert answer.status == 404
    assert "<title>page</title>" not in answer.content.decode()
    assert "Không có trang này" in answer.content.decode()


@pytest.mark.parametrize(("path", "home"), [("/xx", "./"), ("/a/b", "../"), ("/a/b/", "../../")])
def test_unknown_address_leads_home_wherever_home_is(path, home):
    assert f'href="{home}"' in ask(known(), path).content.decode()


def test_home_page_is_found_by_its_name_with_its_choices():
    answer = ask(known(), "/overview?version=3")

    assert (answer.status, answer.headers["location"]) == (302, "./?version=3")
    assert ask(known(), "/overview").headers["location"] == "./"


@pytest.mark.parametrize("path", ["/", "/overview"])
@pytest.mark.parametrize("asked", ["kiosk=ready-monthly&dwell=20", "meeting=1a2b3c4d", "story=x"])
def test_a_meetings_words_lead_to_its_page_wherever_they_are_put(path, asked):
    answer = ask(known(), f"{path}?{asked}")

    assert (answer.status, answer.headers["location"]) == (302, f"./present?{asked}")


def test_other_words_stay_where_they_are():
    assert ask(known(), "/?version=3&unit=801").status == 200


def test_downloads_are_private_and_for_those_who_may_look():
    assert ask(known(), "/media/x.csv").headers["cache-control"] == "private, no-cache"
    assert ask(known(may_look=False), "/media/x.csv").status == 403
    assert ask(known(may_look=False), "/media/logo.svg").status == 200


@pytest.fixture
def downloads():
    return MemoryMediaFileStorage("/media")


@pytest.fixture
def served(home, downloads):
    """Streamlit's own downloads and page within our guards."""
    streamlit = (
        *create_media_routes(downloads, None),
        *create_streamlit_static_assets_routes(None),
    )
    return Starlette(
        routes=[*routes(home), *streamlit],
        middleware=guarded(home),
    )


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_every_kind_of_file_is_downloaded_as_it_was_made(served, downloads, ending):
    content = b"<!doctype html><title>b\xc3\xa0i</title>\x00"
    file_id = downloads.load_and_get_id(
        content, MEDIA_TYPES[ending], MediaFileKind.DOWNLOADABLE, f"bai.{ending}"
    )

    answer = ask(served, downloads.get_url(file_id))

    assert (answer.status, answer.content) == (200, content)
    assert answer.headers["content-type"].startswith(MEDIA_TYPES[ending])
    assert answer.headers["content-disposition"] == f'attachment; filename="bai.{ending}"'


def test_a_download_that_is_gone_and_an_unknown_page_are_unknown(served):
    assert ask(served, "/").content == front_page()
    assert ask(served, "/media/gone.html").status == 404
    assert "Không có trang này" in ask(served, "/gone.html").content.decode()


def test_pages_are_the_files_beside_the_script(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "gaps.py").touch()

    assert page_addresses(tmp_path / "app.py") == {"/", "/gaps"}
    assert page_addresses(SCRIPT) > {"/", "/indicator", "/overview"}


def test_policy_allows_neither_eval_nor_another_site():
    policy = content_security_policy()

    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "script-src 'self' blob: 'sha256-" in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8501", 200),
        ("localhost", 200),
        ("[::1]:8501", 200),
        ("evil.example", 400),
        ("[", 400),
    ],
)
def test_foreign_host_is_refused(host, status):
    assert gate_status(LOCAL, host=host) == status


def test_head_larger_than_any_browser_s_is_refused():
    assert gate_status(LOCAL, cookie="k=" + "b" * 20_000) == 200
    assert gate_status(LOCAL, cookie="k=" + "b" * 30_000) == 431


def test_server_of_a_network_answers_to_addresses_and_listed_names(monkeypatch):
    monkeypatch.setenv("CDS_ALLOWED_HOSTS", "cds.example.vn, other.vn")
    trusted = TrustedHosts.from_environment("0.0.0.0")  # noqa: S104

    statuses = [
        gate_status(trusted, host=host)
        for host in ("10.0.0.5:8501", "cds.example.vn", "evil.example")
    ]

    assert statuses == [200, 200, 400]


@pytest.mark.parametrize(
    ("origin", "status"),
    [(BASE, 200), ("http://evil.example", 403), ("http://127.0.0.1:9999", 403), ("null", 403)],
)
def test_foreign_origin_is_refused(origin, status):
    assert gate_status(LOCAL, origin=origin) == status


def test_roles_file_ends_local_mode(monkeypatch):
    monkeypatch.setenv("CDS_ACCESS", "roles.csv")

    assert not TrustedHosts.from_environment("127.0.0.1").is_local


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/mcp"])
def test_inner_workings_are_not_shown(path):
    assert gate_status(LOCAL, path) == 404


@pytest.mark.parametrize("said", [{"origin": "http://evil.example"}, {}])
def test_websocket_of_a_foreign_page_or_of_none_is_refused(said):
    refused = [{"type": "websocket.close", "code": 1008}]

    assert open_line(Gate(welcome, LOCAL), "/_stcore/stream", [], **said) == refused
    assert open_line(Gate(welcome, LOCAL), "/_stcore/stream", [b"x"], origin=BASE) != refused


def test_foreign_page_cannot_sign_people_out():
    assert gate_status(LOCAL, "/auth/logout", sec_fetch_site="cross-site") == 403
    assert gate_status(LOCAL, "/auth/logout", sec_fetch_site="same-origin") == 200


def test_taken_address_is_said(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(UsageError) as error:
            serve("127.0.0.1", port := other.getsockname()[1], home)

    assert error.value.phrase == "address_taken"
    assert error.value.slots["port"] == str(port)  # not parted into thousands in an address


def test_who_comes_before_the_server_is_ready_waits():
    with (
        _bind("127.0.0.1", 0) as bound,
        socket.create_connection(bound.getsockname(), timeout=1) as visitor,
    ):
        assert visitor.getpeername() == bound.getsockname()


def test_faulty_roles_file_keeps_the_server_from_starting(home, monkeypatch):
    roles = home / "access.toml"
    roles.write_text("viewers = ")
    shutil.copytree(SCRIPT.parent / "data" / "reference", home / "reference")
    monkeypatch.setenv("CDS_ACCESS", str(roles))
    for name in ("CDS_DATA", "CDS_HOST"):
        monkeypatch.setenv(name, "")  # set by serve; this puts them back

    with pytest.raises(AccessFileError):
        serve("127.0.0.1", 0, home)


def test_port_that_is_no_number_is_said(home, monkeypatch):
    monkeypatch.setenv("CDS_PORT", "http")

    with pytest.raises(UsageError) as error:
        serve(home=home)

    assert error.value.phrase == "bad_port"


def test_hidden_option_against_collection_after_each_run_still_exists():
    assert "runner.postScriptGC" in streamlit_config._config_options_template

"""Files a browser may keep for good: map layers, scripts of components, Streamlit's own scripts."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from cds.maps.addresses import (
    BROWSER_FILES,
    BROWSER_FOLDER,
    SIGNS,
    browser_folder_url,
    content_hash,
)
from cds.store.layers import BOUNDARIES

IMMUTABLE = "public, max-age=31536000, immutable"
_TYPES = {
    **{".js": "text/javascript", ".css": "text/css", ".json": "application/json"},
    ".woff2": "font/woff2",
}
_LEVEL = 6
_ALL_SIGNS = re.compile(rb"\.\./media/MaterialSymbols-Rounded[^)]*?\.woff2")


def file_routes(home: Path) -> list[Route]:
    """GET /geometry/HASH/NAME.json: a layer of the data home, when it still has that hash.

    GET /assets/HASH/NAME: a script or style of our components in its present version.
    """

    async def geometry(request: Request) -> Response:
        layers = {path.stem: path for path in (home / BOUNDARIES).glob("*.json")}
        path = layers.get(request.path_params["name"])
        if path is None or content_hash(path) != request.path_params["version"]:
            return PlainTextResponse("404", 404)
        return await _kept(path, request.headers)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in BROWSER_FILES or request.url.path != f"{browser_folder_url()}/{name}":
            return PlainTextResponse("404", 404)
        return await _kept(BROWSER_FOLDER / name, request.headers)

    return [
        Route("/geometry/{version}/{name}.json", geometry, methods=["GET"]),
        Route("/assets/{version}/{name}", asset, methods=["GET"]),
    ]


def _script_files() -> dict[str, Path]:
    """Addresses of Streamlit's hashed scripts and styles."""
    folder = Path(file_util.get_static_dir())
    found = (path for path in (folder / "static").rglob("*") if path.suffix in (".js", ".css"))
    return {f"/{path.relative_to(folder).as_posix()}": path for path in found}


@dataclass
class CompressedScripts:
    """Middleware that sends Streamlit's scripts and styles compressed, each packed only once.

    Streamlit serves them as they are: 2.7 MB for a first visit, which a slow line feels. Its looks
    name our font of signs instead of its own.
    """

    app: ASGIApp
    files: Mapping[str, Path] = field(default_factory=_script_files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET of a known script; pass everything else on."""
        path = self.files.get(scope.get("path", "")) if scope.get("method") == "GET" else None
        answer = self.app if path is None else await _kept(path, Headers(scope=scope))
        await answer(scope, receive, send)


async def _kept(path: Path, headers: Headers) -> Response:
    head = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    kind = _TYPES[path.suffix]
    signs = f"../..{browser_folder_url()}/{SIGNS}" if path.suffix == ".css" else ""
    if path.suffix == ".woff2" or "gzip" not in headers.get("accept-encoding", ""):
        content = await run_sync(_content, path, signs)  # a font is packed already
        return Response(content, headers=head, media_type=kind)
    content = await run_sync(_packed, path, path.stat().st_mtime_ns, signs)
    return Response(content, headers={**head, "Content-Encoding": "gzip"}, media_type=kind)


@lru_cache(maxsize=512)
def _packed(path: Path, _changed_at_ns: int, signs: str) -> bytes:
    return gzip.compress(_content(path, signs), _LEVEL, mtime=0)


def _content(path: Path, signs: str) -> bytes:
    content = path.read_bytes()
    return _ALL_SIGNS.sub(signs.encode(), content) if signs else content

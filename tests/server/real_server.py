"""An ASGI app behind the real uvicorn as we configure it, on a port of its own."""

import asyncio
import contextlib

import uvicorn

from cds.server.app import _uvicorn_config


@contextlib.asynccontextmanager
async def served(app):
    """Serve until the block ends; give the port."""
    settings = _uvicorn_config(app)
    settings.port, settings.lifespan = 0, "off"
    server = uvicorn.Server(settings)
    server.install_signal_handlers = lambda: None
    serving = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving

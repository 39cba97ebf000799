"""An ASGI app behind the real uvicorn as we configure it, on a port of its own."""

import contextlib

import uvicorn

from cds.server.app import _uvicorn_config


@contextlib.asynccontextmanager
async def served(app, **options):
    """Serve until the block ends, and give the port; nothing looks now and then for that end."""
    settings = _uvicorn_config(app)
    for name, value in {"port": 0, "lifespan": "off", **options}.items():
        setattr(settings, name, value)
    settings.load()
    server = uvicorn.Server(settings)
    server.lifespan = settings.lifespan_class(settings)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()

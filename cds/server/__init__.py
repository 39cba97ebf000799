"""The ASGI app around the Streamlit script, and how it is served."""

from cds.server.app import make_app, serve

__all__ = ["make_app", "serve"]

"""Old door of `cds.text.labels`; to go."""

from cds.text.labels import public_name

__all__ = ["public_name"]

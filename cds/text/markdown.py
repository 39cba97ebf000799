"""Old door of `cds.text.labels`; to go."""

from cds.text.labels import escaped

__all__ = ["escaped"]

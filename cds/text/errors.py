"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import sentence, written

__all__ = ["sentence", "written"]

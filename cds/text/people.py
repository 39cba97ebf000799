"""How people are named to anybody who looks."""

from cds.text.screens import say


def public_name(key: str) -> str:
    """Who did something, as the public reads it: an e-mail address stays among staff."""
    return say("access.someone") if "@" in key else key

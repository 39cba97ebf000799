"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family, head, phrase, template

__all__ = ["DAMAGES", "KINDS", "LEVELS", "OBSERVED", "say", "template"]
LEVELS = family("words.AdminLevel")
KINDS = family("words.IndicatorKind")
OBSERVED = family("words.ObservationStatus")
DAMAGES = family("words.DamageReason")


def say(key: str, /, **slots: object) -> str:
    """Return a phrase; `table.col_name` is the head of a column."""
    table, _, column = key.partition(".col_")
    return head(column, table) if column else phrase(key, **slots)

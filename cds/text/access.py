"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family

ROLES = family("words.Role")
ACCESS_PROBLEMS = family("errors.access_rules")

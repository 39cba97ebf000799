"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import template

METHODS = template("methods.rules")

"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import template

FILE_NAME = template("demo.file_name")
LOADED_BY = template("demo.loaded_by")
NOTE = template("demo.note")
REPLACED = template("demo.replaced")
REMOVAL_REASON = template("demo.removal_reason")
REPLACEMENT_REASON = template("demo.replacement_reason")

"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family, head, template

# The long form's head, in order, with the field each column holds. Source: contracts.
_COLUMNS = """
unit_code unit_name district indicator_id indicator_name period numerator denominator
value status source_title note
"""
HEAD = {name: head(name, "form") for name in _COLUMNS.split()}
VINTAGE = head("vintage", "form")
MORE = {head(name, "form"): name for name in ("cumulative_since", "source_url", "published_on")}
SHEET = template("form.sheet")
GUIDE_SHEET = template("form.guide_sheet")
STATUS_CHOICES = tuple(template("form.status_choices").split(", "))
STATUS_FAULT = template("form.status_fault")
COUNT_FAULT = template("form.count_fault")
GUIDE = tuple(family("form.guide").items())

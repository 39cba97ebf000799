"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family, template

HEAD = family("form.head")
VINTAGE = template("form.more.vintage")
MORE = {head: field for field, head in family("form.more").items() if field != "vintage"}
SHEET = template("form.sheet")
GUIDE_SHEET = template("form.guide_sheet")
STATUS_CHOICES = tuple(template("form.status_choices").split(", "))
STATUS_FAULT = template("form.status_fault")
COUNT_FAULT = template("form.count_fault")
GUIDE = tuple(family("form.guide").items())

"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family, head, template

COMMANDS = family("cli.commands")
OPTIONS = family("cli.options")
METAVARS = family("cli.metavars")
HEADINGS = family("cli.headings")
STEPS = family("cli.steps")
_COLUMNS = """
base_period change code column completeness denominator due file_name flags gap high hint
indicator_id is_demo level line low message new_value note numerator old_value open path
period periods progress projected_date cumulative_since published_at published_on reason
recent_pace required_pace rows running_total score severity sha256 snapshot_id
source_title source_url standing status status_cagr still_to_do target target_id unit_code
unit_name unit_id unit_valid_from unit_valid_to uploaded_by value version withdrawn_at
withdrawn_by withdrawn_reason
"""
COLUMNS = {name: head(name, "cli") for name in _COLUMNS.split()}


def __getattr__(name: str) -> str:
    """Return the phrase of that name."""
    try:
        return template(f"cli.{name.lower()}")
    except KeyError:
        raise AttributeError(name) from None

"""Old door of `cds.text.phrases`; to go."""

from cds.text.phrases import family, head

FILE = family("gaps_file")
_COLUMNS = """
target_id target_name indicator_id indicator_name pillar sector unit_code unit_name
unit_id unit_valid_from unit_valid_to level period cumulative_since value measure
numerator denominator operator aim due_on gap still_to_do attainment_pct status
completeness_pct kind source_title source_url published_on note snapshot_id file_name line
responsible data_version
"""
FILE_COLUMNS = {name: head(name, "gaps_file") for name in _COLUMNS.split()}

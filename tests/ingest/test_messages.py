"""docs/messages.md shows every message as it is today."""

from tests.ingest.messages import FILE, document, issues, key, keys

WITHOUT_EXAMPLE = {"suspicious_scale.census"}  # needs facts of the census, see test_comparisons


def test_the_page_of_messages_is_current():
    assert FILE.read_text(encoding="utf-8") == document()


def test_every_message_has_an_example():
    assert keys() - {key(issue) for issue, _ in issues()} == WITHOUT_EXAMPLE

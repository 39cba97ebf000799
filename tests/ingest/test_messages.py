"""docs/messages.md shows every message as it is today."""

import re

import pytest

from tests.ingest.messages import FILE, WITHOUT_EXAMPLE, document, keys


@pytest.mark.slow
def test_the_page_of_messages_is_current():
    assert FILE.read_text(encoding="utf-8") == document()


def test_every_message_has_an_example():
    shown = re.findall(r"^\| `([^`]+)` \|", FILE.read_text(encoding="utf-8"), re.MULTILINE)

    assert keys() - set(shown) == WITHOUT_EXAMPLE

"""One idea, one name: every public class of a room stands in the glossary, under its own name."""

import ast
import re
from collections import Counter

import pytest

from tests.source import CODE, ROOT, name, nodes

ROOMS = ("cds/domain/", "cds/store/", "cds/maps/", "cds/views/", "cds/blocks.py")
WORDS = set(re.findall(r"`(\w+)", (ROOT / "docs/glossary.md").read_text("utf-8")))


def classes(room: str) -> list[str]:
    """Names of all classes in a room, by module."""
    modules = [path for path in CODE if name(path).startswith(room)]
    return [node.name for path in modules for node in nodes(path) if isinstance(node, ast.ClassDef)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_class_stands_in_the_glossary(room):
    public = {each for each in classes(room) if not each.startswith("_")}
    assert sorted(public - WORDS) == []
    assert public  # or the search finds nothing at all


def test_no_class_name_means_two_things():
    twice = [each for each, count in Counter(classes("")).items() if count > 1]
    assert twice == []

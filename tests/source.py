"""The source of the program, read and parsed once, for tests that look at all of it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("cds/**", "pages", "bench")
CODE = sorted([*(path for one in FOLDERS for path in ROOT.glob(f"{one}/*.py")), ROOT / "app.py"])


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def every(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind in the whole source, with its place."""
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, kind):
                yield f"{name(path)}:{node.lineno}", node

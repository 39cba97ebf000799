"""Two recordings compared: which views differ, how, and what stands in the long values."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher, unified_diff
from pathlib import Path

_ASIDE = re.compile(r"<([a-z]+)-[0-9a-f]{12}\.[a-z]+>")
_BLOCK = re.compile(r"\s*\[[a-z_]+\]( \{.*\})?$")
_WIDTH = 260


def compare(base: Path, new: Path, parts: list[str], lines: int, *, shows_layout: bool) -> int:
    """Print the differences; return 1 if there are any that people see."""
    worlds = [one.name for one in sorted(new.iterdir()) if one.is_dir()]
    pairs: dict[tuple[str, str], Path] = {}
    seen, layouts, same = 0, 0, 0
    for world in worlds:
        for name in _names(base / world, new / world, parts):
            old, now = _text(base / world / name), _text(new / world / name)
            if old == now:
                same += 1
                continue
            if not shows_layout and _words(old) == _words(now):
                layouts += 1
                continue
            seen += 1
            print(f"\n=== {world}/{name}")
            found = list(unified_diff(old, now, "base", "new", n=2, lineterm=""))[2:]
            _show(found, lines)
            pairs |= {pair: Path(world) for pair in _asides(old, now)}
    for (was, now), world in pairs.items():
        print(f"\n--- {was} → {now}")
        texts = _text(base / world / "aside" / was), _text(new / world / "aside" / now)
        _show(list(unified_diff(*texts, n=0, lineterm=""))[2:], lines)
    print(f"\n{same} views equal, {layouts} differ in layout only, {seen} differ")
    return 1 if seen else 0


def _names(base: Path, new: Path, parts: list[str]) -> list[str]:
    found = {
        str(path.relative_to(folder)) for folder in (base, new) for path in folder.rglob("*.*")
    }
    return sorted(
        name
        for name in found
        if not name.startswith("aside/") and (not parts or name.split("/")[0] in parts)
    )


def _text(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def _words(lines: list[str]) -> list[str]:
    """The lines without blocks and how deep they stand."""
    return [line.strip() for line in lines if not _BLOCK.match(line)]


def _show(found: list[str], most: int) -> None:
    for line in found[:most]:
        print(line if len(line) <= _WIDTH else f"{line[:_WIDTH]} …")
    if len(found) > most:
        print(f"… {len(found) - most} lines more (--lines)")


def _asides(old: list[str], now: list[str]) -> Iterator[tuple[str, str]]:
    """The long values that took each other's place."""
    for kind, *places in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if kind == "replace":
            first, last, begin, end = places
            was = [one.group(0) for line in old[first:last] for one in _ASIDE.finditer(line)]
            new = [one.group(0) for line in now[begin:end] for one in _ASIDE.finditer(line)]
            for pair in zip(was, new, strict=False):
                if pair[0] != pair[1] and pair[0].split("-")[0] == pair[1].split("-")[0]:
                    yield pair[0].strip("<>"), pair[1].strip("<>")

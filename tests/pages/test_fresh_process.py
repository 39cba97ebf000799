"""What a page brings along: a server that has just started opens it soon and in little memory."""

import json
import os
import subprocess
import sys

import pytest

from tests.homes import ROOT, TODAY

pytestmark = pytest.mark.slow

OPEN = """
import ast, json, sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).run()
shown = [str(one.value) for one in app.exception] or [app.title[0].value]
first = [name for name in sys.modules if name.split(".")[0] == "cds"]
for page in Path("pages").glob("*.py"):
    if page.stem not in ("upload", "targets"):
        for node in ast.parse(page.read_text("utf-8")).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                exec(ast.unparse(node))
print(json.dumps([shown, first, [name for name in sys.modules if name.startswith("cds.ingest")]]))
"""


def test_the_first_page_brings_no_importer_and_few_modules(full_home):
    told = {**os.environ, "CDS_DATA": str(full_home), "CDS_TODAY": TODAY.isoformat()}
    done = subprocess.run(
        [sys.executable, "-c", OPEN], cwd=ROOT, env=told, capture_output=True, text=True, check=True
    )

    shown, modules, importer = json.loads(done.stdout.splitlines()[-1])
    assert "8 mục tiêu chính" in "".join(shown), shown
    assert importer == [], "no page but the two that take files reads any"
    assert "cds.views.overview" in modules
    assert len(modules) <= 120, sorted(modules)

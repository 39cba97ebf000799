"""A Spark cluster on this machine finds what DuckDB finds. Run by `make test-cluster`."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx2
import pytest
from pyarrow import parquet

from cds.store.derived import FOLDER
from tests.homes import ROOT

pyspark = pytest.importorskip("pyspark")
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # short work: little time for the compiler
_START_WITHIN = 120  # seconds


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    settings = tmp_path_factory.mktemp("settings")
    (settings / "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 4\n")
    return {
        **os.environ,
        "CDS_TODAY": "2026-11-15",
        "JAVA_TOOL_OPTIONS": _JAVA,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


@pytest.fixture(scope="module")
def master(environment, tmp_path_factory):
    """A master and two workers, as on three machines."""
    run = Path(pyspark.__file__).parent / "bin" / "spark-class"
    port, page = free_port(), free_port()
    address, folder = f"spark://127.0.0.1:{port}", tmp_path_factory.mktemp("cluster")
    place = ["--host", "127.0.0.1"]
    worker = ["worker.Worker", *place, "--cores", "1", "--memory", "1g", "--webui-port", "0"]
    roles = [
        ["master.Master", *place, "--port", str(port), "--webui-port", str(page)],
        *([*worker, "--work-dir", str(folder / name), address] for name in ("a", "b")),
    ]
    with ExitStack() as running, (folder / "log").open("wb") as log:
        for kind, *arguments in roles:
            made = [str(run), f"org.apache.spark.deploy.{kind}", *arguments]
            process = running.enter_context(
                subprocess.Popen(made, env=environment, stdout=log, stderr=log)
            )
            running.callback(process.terminate)
        deadline = time.monotonic() + _START_WITHIN
        while alive_workers(f"http://127.0.0.1:{page}/json/") < 2:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.5)
        yield address


def alive_workers(address):
    with suppress(httpx2.HTTPError):
        return httpx2.get(address, trust_env=False).json()["aliveworkers"]
    return 0


def rollup(environment, home, *asked):
    output = home.parent / "rolled.parquet"
    command = [sys.executable, "-m", "cds", "--data", str(home), "rollup", "-o", str(output)]
    done = subprocess.run(
        [*command, *asked], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return parquet.read_table(output)


@pytest.mark.parametrize("programme", ["long_an", "tay_ninh"])
def test_a_cluster_finds_the_same_to_the_last_digit_and_keeps_it(
    full_home, environment, master, tmp_path, programme
):
    home = shutil.copytree(full_home, tmp_path / "home")
    views = home / FOLDER
    shutil.rmtree(views, ignore_errors=True)

    asked = ("--engine", "spark", "--master", master, "--programme", programme)
    by_cluster, kept = rollup(environment, home, *asked), set(views.iterdir())
    from_kept = rollup(environment, home, "--programme", programme)
    assert {path for path in views.iterdir() if path.suffix == ".duckdb"} <= kept  # none anew
    shutil.rmtree(views)
    here = rollup(environment, home, "--programme", programme)

    assert len(here) > 200
    assert by_cluster.equals(here)
    assert from_kept.equals(here)

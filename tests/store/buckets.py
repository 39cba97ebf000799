"""A server that speaks S3, in an environment of its own that `make test-bucket` sets up."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.homes import ROOT

SERVER = ROOT / ".cache" / "moto" / "bin" / "moto_server"
ACCESS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}


@contextmanager
def s3_server(log) -> Iterator[str]:
    """Yield the address of a server with a bucket named `office`."""
    command = [SERVER, "--host", "127.0.0.1", "--port", "0"]
    with log.open("w") as output, subprocess.Popen(command, stderr=output) as server:
        try:
            while not (found := re.search(r"Running on (http\S+)", log.read_text())):
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
            requests.put(f"{found[1]}/office", timeout=10).raise_for_status()
            yield found[1]
        finally:
            server.kill()

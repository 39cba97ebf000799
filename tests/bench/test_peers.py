"""What others' pages are given, and what of their servers counts."""

import os
import subprocess
import sys
from itertools import pairwise

import pytest

from bench.measures import aligned
from bench.peers.crowd import asked_of_dash
from bench.peers.exporting import geojson
from bench.peers.sites import memory_mb

SQUARE = [(0.1, -0.1), (0.2, -0.1), (0.2, -0.2), (0.1, -0.2), (0.1, -0.1)]  # clockwise


@pytest.mark.parametrize(
    "path", ["M100,100L200,100L200,200L100,200Z", "M100,100L100,200L200,200L200,100Z"]
)
def test_outlines_of_others_run_clockwise_however_ours_run(path):
    found = geojson({"units": [{"id": "1", "d": path}]})

    (((ring,),),) = (one["geometry"]["coordinates"] for one in found["features"])
    assert {*ring} == {*SQUARE}
    turned = sum((c - a) * (d + b) for (a, b), (c, d) in pairwise(ring))
    assert ring[0] == ring[-1]
    assert turned > 0


def test_a_unit_of_several_pieces_keeps_them():
    found = geojson({"units": [{"id": "1", "d": "M0,0L9,0L9,9ZM20,20L29,20L29,29Z"}]})

    assert len(found["features"][0]["geometry"]["coordinates"]) == 2


def test_memory_of_a_server_is_that_of_all_its_processes():
    hold = "x = bytearray(30_000_000); print(flush=True); input()"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", start], **pipes) as parent:
        parent.stdout.readline()
        found = memory_mb(parent.pid)
        parent.communicate(b"\n")

    assert 35 < found < 80
    assert memory_mb(os.getpid()) > 10


def test_dash_is_asked_as_a_browser_asks_it():
    asked = asked_of_dash(("map.figure", "lowest.children"), {"indicator.value": "x"})

    assert asked["output"] == "..map.figure...lowest.children.."
    assert asked["inputs"] == [{"id": "indicator", "property": "value", "value": "x"}]


def test_a_table_is_as_wide_as_what_stands_in_it():
    assert aligned([("a", "bb"), ("ccc", "d")]) == "a   | bb\nccc | d"

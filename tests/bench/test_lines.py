"""``make bench`` prints every promised figure beside its target, and why one falls short."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import figures
from bench.measure import Act, Figure

HOUSE = Path(__file__).resolve().parents[2]
LINE = re.compile(
    r"P[12] (not measured: nginx is not installed|\d+\.\d\d >= \d\.\d\d \(.+\) (ok|short))"
    r"|(P\d+) \d+\.\d\d <= \d+\.\d\d "
    r"(\(.+ ms, .+ ms, \d+ queries( <= \d+)?\)"
    r"|\(\d+ KB <= 90, \d+ KB gzip <= 20, \d requests <= 4\)"
    r"|\(.+ \d+ MB, bare Wagtail \d+ MB\)|\(.+ \d\.\d s, bare Wagtail \d\.\d s\)) (ok|short)"
)
PRINTED = {
    "P1": 1,
    "P2": 1,
    "P3": 2,
    "P4": 1,
    "P5": 4,
    "P6": 2,
    "P7": 1,
    "P8": 1,
    "P9": 2,
    "P10": 1,
    "P12": 2,
    "P14": 2,
    "P15": 4 + len(figures.REGISTERS),
}


def act(name, seconds, queries=7):
    """One side, as if measured."""
    one = Act(name, "here", lambda: lambda: None, 1, queries=queries, cause=f"{name}: why")
    one.rounds = [seconds]
    return one


@pytest.mark.parametrize(
    ("seconds", "queries", "verdict"),
    [
        (0.130, 30, "P6 1.30 <= 1.30 (many 130 ms, few 100 ms, 30 queries <= 30) ok"),
        (0.131, 30, "P6 1.31 <= 1.30 (many 131 ms, few 100 ms, 30 queries <= 30) short"),
        (0.090, 31, "P6 0.90 <= 1.30 (many 90 ms, few 100 ms, 31 queries <= 30) short"),
    ],
)
def test_a_line_is_ok_up_to_its_target_in_time_and_in_queries(seconds, queries, verdict):
    figure = Figure("P6", act("many", seconds, queries), act("few", 0.1), 1.3, 30)
    assert figure.line() == verdict


def test_a_short_line_is_followed_by_its_cause():
    class Run:
        def figures(self):
            yield Figure("P7", act("large", 2), act("small", 1), 1.3)
            yield Figure("P7", act("large", 1), act("small", 1), 1.3)

    said = []
    assert figures.print_all(Run(), said.append) is False
    assert [line.strip() for line in said[1:3]] == ["large: why", "small: why"]
    assert said[0].endswith("short")
    assert said[3].endswith("ok")
    assert len(said) == 4


@pytest.mark.slow
def test_every_promised_figure_is_printed():
    """The whole measurement in its smallest size, on the embedded database."""
    there = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "-m", "bench"],
        cwd=HOUSE,
        env={**there, "SCALE": "0"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    names = [line.split()[0] for line in lines]
    assert {name: names.count(name) for name in names} == PRINTED

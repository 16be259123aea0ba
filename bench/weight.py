"""P12: what a web process weighs after it answered every public page, and what it takes to begin,
beside a bare Wagtail's on the same database.

Beginning is counted in processor time up to the first answer, for the same reason as P1. Memory is
the proportional set size of the worker: pages shared with others count by their share.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from bench.served import PATIENCE_SECONDS, ROOT, children, ended, free_port, processor, wait_for

MEGABYTE = 1024 * 1024


@dataclass
class Program:
    """A site served by one worker, again and again.

    Args:
        name: as the line says it.
        application: what gunicorn serves.
        settings: module of its settings.
        host: name it answers to.
        paths: what is read of it; the first is the first answer.
    """

    name: str
    application: str
    settings: str
    host: str
    paths: Sequence[str]
    bytes: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def run(self, folder: Path, database: str, reads: int) -> None:
        """Begin, read so many pages, weigh, end."""
        port = free_port()
        told = {"CARTA_BENCH_DATABASE": database, "DJANGO_SETTINGS_MODULE": self.settings}
        words = ["--workers=1", "--worker-class=gthread", "--threads=4", "--no-control-socket"]
        words += ["--log-level=error", f"--bind=127.0.0.1:{port}"]
        process = subprocess.Popen(  # noqa: S603  (our own words)
            [sys.executable, "-m", "gunicorn", self.application, *words],
            cwd=ROOT,
            env=os.environ | told,
            stderr=(folder / f"{self.name.split()[0]}.log").open("wb"),
        )
        with ended(process):
            wait_for(port, process)
            self._read(port, self.paths[0])
            self.seconds.append(processor(process.pid))
            for number in range(reads):
                self._read(port, self.paths[number % len(self.paths)])
            self.bytes.append(max(map(_weight, children(process.pid))))

    def _read(self, port: int, path: str) -> None:
        asked = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": self.host})
        with urlopen(asked, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  (our own server)
            answer.read()


@dataclass
class Heavier:
    """One line: how many times the other."""

    what: str
    ours: str
    theirs: str
    ratio: float
    at_most: float

    @property
    def holds(self) -> bool:
        """Whether it is what was promised."""
        return round(self.ratio, 2) <= self.at_most

    @property
    def causes(self) -> list[str]:
        """What to look at."""
        return ["python -X importtime -c 'import cms.wsgi' says what is imported"]

    def line(self) -> str:
        """``P12 1.21 <= 1.30 (memory after 60 pages 120 MB, bare Wagtail 99 MB) ok``."""
        verdict = "ok" if self.holds else "short"
        told = f"{self.what} {self.ours}, bare Wagtail {self.theirs}"
        return f"P12 {self.ratio:.2f} <= {self.at_most:.2f} ({told}) {verdict}"


def compared(
    folder: Path, database: str, ours: Program, bare: Program, rounds: int
) -> list[Heavier]:
    """Run both in turn.

    Args:
        folder: where servers may write.
        database: read by both.
        ours: the site, with every public page that is to be read.
        bare: the other.
        rounds: how often.
    """
    reads = len(ours.paths)
    for _number in range(rounds):
        for one in (ours, bare):
            one.run(folder, database, reads)
    memory, begun = (
        [median(getattr(one, what)) for one in (ours, bare)] for what in ("bytes", "seconds")
    )
    return [
        Heavier(
            f"memory after {reads} pages",
            *(f"{size / MEGABYTE:.0f} MB" for size in memory),
            memory[0] / memory[1],
            1.3,
        ),
        Heavier(
            "processor until the first answer",
            *(f"{seconds:.1f} s" for seconds in begun),
            begun[0] / begun[1],
            1.5,
        ),
    ]


def _weight(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return 1024 * int(line.split()[1])
    raise LookupError("no Pss in smaps_rollup")

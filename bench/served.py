"""P1 and P2: a kept page from nginx as it ships, and from the application, beside a plain file.

Counted in processor time of the servers, not by the clock: what asks them shares the machine and
would be the limit. Requests per second of processor are what a core can serve.

Like is compared with like: the plain file is a copy of the whole answer, the compressed bytes that
a browser takes and the headers that go with them, given by nginx with its files kept open.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

CONNECTIONS = 8
SPELLS = 4
"""Times that each server is asked in a round: what else the machine does falls on all of them."""
PATIENCE_SECONDS = 600
HOST = "testserver"
NGINX_WRITES = frozenset(
    {"connection", "content-encoding", "content-length", "content-type", "date", "etag"}
    | {"keep-alive", "last-modified", "server"}
)
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Served:
    """A server and what a core of it serves in a second."""

    name: str
    process: subprocess.Popen
    port: int
    path: str
    rounds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests for each second of processor, the median of the rounds."""
        return median(self.rounds)

    def measure(self, count: int) -> None:
        """Ask so many times and read what the server's processes took."""
        asyncio.run(_ask(self.port, self.path, CONNECTIONS))
        before = processor(self.process.pid)
        asyncio.run(_ask(self.port, self.path, count))
        self.rounds.append(count / (processor(self.process.pid) - before))


@dataclass
class Share:
    """One line: how much of a plain file's rate a page reaches."""

    name: str
    of: Served | None
    than: Served | None
    at_least: float

    @property
    def holds(self) -> bool:
        """Whether it is what was promised; what was not measured is no failure."""
        return self.of is None or self.than is None or round(self._ratio, 2) >= self.at_least

    @property
    def _ratio(self) -> float:
        assert self.of is not None
        assert self.than is not None
        return self.of.rate / self.than.rate

    @property
    def causes(self) -> list[str]:
        """What a request took on each side."""
        sides = [side for side in (self.of, self.than) if side is not None]
        return [f"{one.name}: {1e6 / one.rate:.0f} µs of processor a request" for one in sides]

    def line(self) -> str:
        """``P1 0.92 >= 0.90 (carta 47100 per core, nginx 51200 per core) ok``."""
        if self.of is None or self.than is None:
            return f"{self.name} not measured: nginx is not installed"
        sides = ", ".join(f"{one.name} {one.rate:.0f} per core" for one in (self.of, self.than))
        verdict = "ok" if self.holds else "short"
        return f"{self.name} {self._ratio:.2f} >= {self.at_least:.2f} ({sides}) {verdict}"


def shares(folder: Path, database: str, path: str, rounds: int) -> list[Share]:
    """Serve a page in three ways, in alternating rounds.

    Args:
        folder: where servers may write.
        database: that of the application.
        path: the address of the page.
        rounds: alternating rounds.
    """
    program = shutil.which("nginx")
    if program is None:
        return [Share("P1", None, None, 0.9), Share("P2", None, None, 0.1)]
    with _application(folder, database) as carta:
        headers, page = _answer(carta[1], path)
        with nginx(program, folder, carta[1], folder, copy=(headers, page)) as (process, ports):
            alone = Served("carta alone", carta[0], carta[1], path)
            kept = Served("carta behind nginx", process, ports[0], path)
            plain = Served("nginx file", process, ports[1], "/index.html")
            for _number in range(rounds * SPELLS):
                for server, count in ((alone, 400), (kept, 3000), (plain, 3000)):
                    server.measure(count)
    return [Share("P1", kept, plain, 0.9), Share("P2", alone, plain, 0.1)]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _application(folder: Path, database: str) -> Iterator[tuple[subprocess.Popen, int]]:
    port = free_port()
    told = {"CARTA_BENCH_DATABASE": database, "DJANGO_SETTINGS_MODULE": "bench.served_settings"}
    words = ["--workers=2", "--worker-class=gthread", "--threads=4", f"--bind=127.0.0.1:{port}"]
    process = subprocess.Popen(  # noqa: S603  (our own words)
        [sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--log-level=error", *words],
        cwd=ROOT,
        env=os.environ | told,
        stderr=(folder / "gunicorn.log").open("wb"),
    )
    with ended(process):
        wait_for(port, process)
        yield process, port


def _answer(port: int, path: str) -> tuple[list[tuple[str, str]], bytes]:
    """What a browser is given: the headers besides those that nginx writes, compressed bytes."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    line.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    assert answer.headers["Content-Encoding"] == "gzip", answer.headers.items()
    return [each for each in answer.headers.items() if each[0].lower() not in NGINX_WRITES], body


@contextmanager
def nginx(
    program: str,
    folder: Path,
    behind: int,
    static: Path,
    copy: tuple[list[tuple[str, str]], bytes] | None = None,
) -> Iterator[tuple[subprocess.Popen, tuple[int, int]]]:
    """The shipped configuration without TLS, and a plain file beside it.

    Args:
        program: nginx.
        folder: where it may write.
        behind: port of the application.
        static: where the static files are.
        copy: headers and compressed bytes of the answer that the plain file repeats.

    Yields:
        the process; the ports of the site and of the plain file.
    """
    ports = free_port(), free_port()
    headers, page = copy or ([], gzip.compress(b""))
    (folder / "index.html").write_bytes(gzip.decompress(page))
    (folder / "index.html.gz").write_bytes(page)
    (folder / "nginx.conf").write_text(configuration(folder, ports, behind, static, headers))
    process = subprocess.Popen(  # noqa: S603  (our own words)
        [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"],
        stderr=(folder / "nginx.log").open("wb"),
    )
    with ended(process):
        wait_for(ports[0], process)
        yield process, ports


def configuration(
    folder: Path,
    ports: tuple[int, int],
    behind: int,
    static: Path,
    headers: Iterable[tuple[str, str]] = (),
) -> str:
    """What ships in ``deploy/nginx``, on a free port and without what only a real host has."""
    shipped = (ROOT / "deploy" / "nginx" / "carta.conf").read_text()
    first, secure = shipped.split("server {\n    listen 80;", 1)
    secure = secure.split("server {", 1)[1]
    secure = re.sub(r"^ *(ssl_|listen |access_log|server_name).*\n", "", secure, flags=re.MULTILINE)
    secure = secure.replace("/var/lib/carta/static/", f"{static}/")
    first = re.sub(r"server unix:\S+", f"server 127.0.0.1:{behind}", first)
    first = first.replace("/var/cache/nginx/carta", str(folder / "kept"))
    kept_open = "".join(re.findall(r"open_file_cache.*?;", secure))
    said = "".join(f"add_header {name} {_quoted(value)};" for name, value in headers)
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
worker_processes 2;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{first}
    server {{ listen 127.0.0.1:{ports[0]};{secure}
    server {{
        listen 127.0.0.1:{ports[1]};
        default_type text/html;
        root {folder};
        gzip_static on;
        {kept_open}
        {said}
    }}
}}
"""


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def ended(process: subprocess.Popen) -> Iterator[None]:
    """End a server with the block."""
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {process.args}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def children(pid: int) -> list[int]:
    """The processes that a process began."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid):
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def processor(pid: int) -> float:
    """Seconds of processor of a process and its children, to the nanosecond."""
    total = 0
    for one in (pid, *children(pid)):
        for thread in Path(f"/proc/{one}/task").glob("*/schedstat"):
            total += int(thread.read_text().split()[0])
    return total / 1e9


async def _ask(port: int, path: str, count: int) -> None:
    """So many requests over a few connections that stay open."""
    text = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    await asyncio.gather(*(_visit(port, text, count // CONNECTIONS) for _n in range(CONNECTIONS)))


async def _visit(port: int, text: bytes, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _number in range(count):
        writer.write(text)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert length, head
        await reader.readexactly(int(length[1]))
        if re.search(rb"(?i)connection: close", head):
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    await writer.wait_closed()

"""nginx as it ships, where it is installed: what it refuses or cannot reach is said in Spanish."""

import shutil
import subprocess
import threading
from collections import Counter
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

from bench import served
from cms import proxy_pages
from tests.carta_pages.public.validity import faults

PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed")
SHIPPED = (served.ROOT / "deploy" / "nginx" / "carta.conf").read_text()


class Silent(BaseHTTPRequestHandler):
    """What stands behind: answers anything at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"aqui"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def log_message(self, *words):
        pass


@pytest.fixture
def behind():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def proxy(tmp_path, settings):
    """A way to start nginx before a port; ended with the test."""
    settings.STATIC_ROOT = tmp_path / "static"
    proxy_pages.write(settings.STATIC_ROOT)
    begun = []

    def start(port):
        with served.nginx(PROGRAM, tmp_path, port, settings.STATIC_ROOT) as (process, ports):
            begun.append(process)
            yield ports[0]

    ways = []

    def begin(port):
        way = start(port)
        ways.append(way)
        return next(way)

    yield begin
    for way in ways:
        next(way, None)


def ask(port, path, method="GET", body=None):
    """Status, headers and text of one answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.request(method, path, body=body, headers={"Host": "127.0.0.1"})
    answer = line.getresponse()
    found = answer.status, answer.headers, answer.read().decode()
    line.close()
    return found


@pytest.mark.parametrize("template", proxy_pages.PAGES.values())
def test_each_page_is_valid_and_says_what_to_do(template):
    text = render_to_string(template, {"home": "/"})
    assert faults(text) == []
    assert '<html lang="es-EC">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "style=" not in text


def test_collecting_static_files_writes_them(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "static")
    call_command("collectstatic", interactive=False, verbosity=0)
    written = {path.name for path in (tmp_path / "static" / proxy_pages.FOLDER).iterdir()}
    assert written == set(proxy_pages.PAGES)
    for name in written:
        assert f"/static/{proxy_pages.FOLDER}/{name};" in SHIPPED


@needs_nginx
def test_who_asks_without_end_is_told_to_wait(proxy, behind):
    port = proxy(behind.server_port)
    found = [ask(port, "/buscar/?q=cedula") for _n in range(125)]
    count = Counter(status for status, _headers, _text in found)
    # A reserve of a hundred, and five each second that this took.
    assert count[200] >= 101
    assert count[429] >= 1
    assert set(count) == {200, 429}
    _status, headers, text = next(each for each in found if each[0] == 429)
    assert "Espere unos segundos" in text
    assert headers["Retry-After"] == "10"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    # Reading what is kept has no brake.
    assert {ask(port, "/registro-civil/")[0] for _n in range(30)} == {200}
    # A form is refused with the same page.
    statuses = {ask(port, "/admin/login/", "POST", b"a=b")[0] for _n in range(75)}
    assert statuses == {200, 429}


@needs_nginx
def test_a_site_that_does_not_answer_says_so_in_the_house_s_look(proxy):
    port = proxy(served.free_port())
    for method in ("GET", "POST"):
        status, headers, text = ask(port, "/registro-civil/", method)
        assert status == 502
        assert "El sitio no responde en este momento" in text
        assert headers["Retry-After"] == "60"
        assert headers["Content-Type"] == "text/html; charset=utf-8"


@needs_nginx
def test_what_is_too_large_is_refused_with_the_limit(proxy, behind):
    port = proxy(behind.server_port)
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest("POST", "/admin/")
    line.putheader("Content-Length", str(13 * 1024 * 1024))
    line.endheaders()
    answer = line.getresponse()
    assert answer.status == 413
    assert "12 MB" in answer.read().decode()
    line.close()


@needs_nginx
def test_the_shipped_configuration_is_one_that_nginx_takes(tmp_path):
    text = served.configuration(tmp_path, (1, 2), 3, tmp_path)
    (tmp_path / "nginx.conf").write_text(text)
    done = subprocess.run(
        [PROGRAM, "-t", "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

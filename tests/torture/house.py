"""A whole installation in a folder of its own, served as it ships, for what may break around it."""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import requests

BASE = Path(__file__).resolve().parents[2]
PATIENCE = 120
#: What a check began and must not outlive it, whatever happens; called in reverse order.
TO_END = []


def free_port():
    """A port that nobody listens on now, and that no caller is given while its server is away."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise LookupError("no free port between 20000 and 32000")


def wait_until(true, seconds=PATIENCE, every=0.1):
    """Ask until it is so.

    Raises:
        TimeoutError: it never was.
    """
    until = time.monotonic() + seconds
    while not (answer := true()):
        if time.monotonic() > until:
            raise TimeoutError(f"{true} for {seconds} s")
        time.sleep(every)
    return answer


class House:
    """One installation: its folder, its environment, its commands and its server."""

    def __init__(self, var, **environment):
        self.var, self.port = Path(var), free_port()
        self.log = self.var.with_name(f"{self.var.name}.log")
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "CARTA_VAR_DIR": str(self.var),
            "CARTA_DEMO": "0",
            "PORT": str(self.port),
            "PYTHONPATH": str(BASE),
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
            **environment,
        }
        self.server = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *words):
        """A command of the installation, to its end; what it said."""
        return self._run("manage.py", *words)

    def inside(self, *words):
        """What ``tests.torture.inside`` found or did there."""
        return self.inside_with(None, *words)

    def inside_with(self, told, *words):
        """The same, with something on its standard input."""
        return json.loads(self._run("-m", "tests.torture.inside", *map(str, words), told=told))

    def _run(self, *words, told=None):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=BASE,
            env=self.environment,
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def begin(self, *words, **options):
        """A process of the installation that goes on by itself."""
        return subprocess.Popen(
            [sys.executable, *map(str, words)],
            cwd=BASE,
            env=self.environment,
            start_new_session=True,
            **options,
        )

    def open(self):
        """Serve it, as ``make run`` does."""
        with self.log.open("ab") as log:
            self.server = self.begin("manage.py", "serve", stdout=log, stderr=log)
        TO_END.append(self.close)
        wait_until(self._answers)

    def _answers(self):
        assert self.server.poll() is None, self.log.read_text()[-2000:]
        try:
            return requests.get(f"{self.url}/salud/", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def close(self):
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=60)

    def visit(self, path, **options):
        """What a stranger gets."""
        return requests.get(self.url + path, timeout=60, **options)

    def sign_in(self, username, password):
        return Person(self, username, password)


class Person(requests.Session):
    """Somebody at a browser, signed in."""

    def __init__(self, house, username, password):
        super().__init__()
        self.house = house
        answer = self.open("/admin/login/")
        form = fields(answer.text, None)
        answer = self.press("/admin/login/", {**form, "username": username, "password": password})
        if answer.status_code != 302:
            raise SignInError(answer)

    def open(self, path):
        return self.get(self.house.url + path, timeout=60, allow_redirects=False)

    def press(self, path, data, **options):
        """A form from a page of ours, as a browser sends it."""
        headers = {"Origin": self.house.url, "Referer": self.house.url + path}
        return self.post(
            self.house.url + path,
            data=data,
            headers=headers,
            timeout=90,
            allow_redirects=False,
            **options,
        )


class SignInError(Exception):
    """The answer to somebody who was not let in."""

    def __init__(self, answer):
        super().__init__(answer.status_code, answer.text[:500])
        self.answer = answer


class _Fields(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.action, self.values = form_id, False, "", []
        self.select = self.text = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            post = attrs.get("method", "").lower() == "post"
            self.inside = post and (self.form_id is None or attrs.get("id") == self.form_id)
            self.action = attrs.get("action", "") if self.inside else self.action
        elif self.select and tag == "option" and "selected" in attrs:
            self.values.append((self.select, attrs.get("value", "")))
        if not self.inside or not (name := attrs.get("name")):
            return
        kind = attrs.get("type", "text")
        if tag == "input" and kind not in {"submit", "button", "file"}:
            if kind not in {"checkbox", "radio"} or "checked" in attrs:
                self.values.append((name, attrs.get("value", "")))
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.text = [name, ""]

    def handle_data(self, data):
        if self.text:
            self.text[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.text:
            self.values.append((self.text[0], self.text[1].removeprefix("\n")))
            self.text = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


def fields(html, form_id="page-edit-form"):
    """The values of a form as it stands on the screen; ``None`` takes every posted form."""
    parser = _Fields(form_id)
    parser.feed(html)
    return {name: value for name, value in parser.values if "__prefix__" not in name}


def posted_to(html):
    """The address of the (last) posted form of a page."""
    parser = _Fields(None)
    parser.feed(html)
    return parser.action


def heading(answer):
    """The title of an answer, for messages."""
    found = re.search(r"<title>\s*(.*?)\s*</title>", answer.text, re.DOTALL)
    return (answer.status_code, found.group(1) if found else answer.text[:200])


def copied(template, var, **environment):
    """A house like ``template``, which is closed."""
    shutil.copytree(template.var, var)
    return House(var, **environment)

"""Servers of our own that may be killed: PostgreSQL, Redis, and a mail server that says nothing."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest

from tests.torture.house import TO_END, free_port, wait_until

DURABLE = "fsync=on", "synchronous_commit=on", "full_page_writes=on"


class Postgres:
    """A cluster of its own, as durable as it is installed.

    Its folder is not pytest's: the owner of the server must be able to come in.

    Args:
        disk: where to make it; default the temporary files of the machine.
        settings: lines of its configuration, after ours.
    """

    def __init__(self, disk=None, *settings):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            pytest.skip("no hay un servidor PostgreSQL en esta máquina (/usr/lib/postgresql)")
        self.programs, self.port = found[-1], free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="carta-postgresql-", dir=disk))
        self.as_owner = []
        if os.geteuid() == 0:
            if shutil.which("runuser") is None:
                pytest.skip("PostgreSQL no corre como root, y falta runuser")
            self.as_owner = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        small = ("--wal-segsize", "1") if disk else ()
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", *small)
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.write("".join(f"{one}\n" for one in (*DURABLE, *settings)))
            file.write(f"port={self.port}\nlisten_addresses='127.0.0.1'\n")
            file.write("unix_socket_directories=''\n")
        TO_END.append(self.stop)
        self.start()
        self.run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "carta")

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/carta"

    def run(self, program, *words):
        words = [*self.as_owner, str(self.programs / program), *map(str, words)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self):
        log = self.folder / "log"
        try:
            self.run("pg_ctl", "-D", f"{self.folder}/data", "-l", log, "-w", "-t", 120, "start")
        except subprocess.CalledProcessError as error:
            error.add_note(log.read_text()[-2000:])
            raise

    def is_up(self):
        """Whether it takes questions; without room it may have stopped by itself."""
        found = subprocess.run(
            [*self.as_owner, str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p",
             str(self.port)], check=False, cwd=self.folder,
        )  # fmt: skip
        return found.returncode == 0

    def kill(self):
        """SIGKILL to the whole family at once; nobody is told, nothing is tidied up."""
        head = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        _kill(head, signal.SIGSTOP)  # it brings no more children into the world
        family = [head, *children(head)] if _lives(head) else []
        for pid in family:
            _kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(_lives(pid) for pid in family), seconds=30)
        # A dead process that init has not taken away yet looks alive to the next postmaster
        # (for the same reason there is no local socket: its lock would be one more).
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self):
        if (self.folder / "data" / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def children(parent):
    """Who a process began and still live."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(after_name[1]) == parent:
            found.append(int(folder.name))
    return found


def _kill(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _lives(pid):
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Redis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder):
        if shutil.which("redis-server") is None:
            pytest.skip("no hay redis-server en esta máquina")
        self.folder, self.port = folder, free_port()
        TO_END.append(self.kill)
        self.start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *more):
        words = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *more)
        self.process = subprocess.Popen(
            ["redis-server", *words], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        wait_until(self._listens)

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()


class SilentMailServer:
    """Accepts whoever calls and never says a word, until it is told to do its work."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self.socket.getsockname()[1]
        self.silent, self.callers, self.letters = True, [], 0
        TO_END.append(self.stop)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def _listen(self):
        while True:
            try:
                caller, _address = self.socket.accept()
            except OSError:
                return
            self.callers.append(caller)
            if not self.silent:
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller):
        with caller, caller.makefile("rwb", buffering=0) as line:
            line.write(b"220 listo\r\n")
            while said := line.readline():
                word = said.strip().upper()
                if word == b"DATA":
                    line.write(b"354 siga\r\n")
                    while line.readline() not in (b".\r\n", b""):
                        pass
                    self.letters += 1
                line.write(b"221 adios\r\n" if word == b"QUIT" else b"250 bien\r\n")
                if word == b"QUIT":
                    return

    def stop(self):
        self.socket.close()
        for caller in self.callers:
            caller.close()

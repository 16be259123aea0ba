"""Children that share the test's database and may be killed at any moment (POSIX only)."""

import os
import pickle
import signal
import sys
import time
from dataclasses import dataclass

from django.db import connections


@dataclass
class Child:
    """A process that does one thing and says when it is acknowledged."""

    pid: int
    pipe: int

    def wait(self):
        """What the child answered, or ``None`` when it died before."""
        told = b""
        while piece := os.read(self.pipe, 65536):
            told += piece
        os.close(self.pipe)
        os.waitpid(self.pid, 0)
        return pickle.loads(told) if told else None

    def kill_after(self, seconds):
        """SIGKILL after a while: nothing is tidied up, nobody is told."""
        time.sleep(seconds)
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()


def start(act):
    """Run ``act`` in a child with connections of its own; its result comes by a pipe."""
    connections.close_all()
    sys.stdout.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    os.close(reading)
    try:
        try:
            answer = ("done", act())
        except BaseException as error:  # noqa: BLE001  (the parent shows it)
            answer = ("failed", repr(error))
        connections.close_all()
        os.write(writing, pickle.dumps(answer))
    finally:
        os._exit(0)

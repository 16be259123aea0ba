"""The two databases of a run: a small country and a large one, with a worker each."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

SMALL, LARGE = "small", "large"
ROOT = Path(__file__).resolve().parents[1]


class Places:
    """Databases made for this run and dropped after it."""

    def __init__(self) -> None:
        self.present = SMALL
        self.names: dict[str, str] = {}
        self._original = connection.settings_dict["NAME"]
        self._workers: list[subprocess.Popen] = []

    def make(self) -> None:
        """The small one, empty and migrated."""
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.names[SMALL] = name

    def clone(self) -> None:
        """The large one, for now a copy of the small one: every key is the same in both."""
        connection.close()
        connection.creation.clone_test_db("50k", verbosity=0, autoclobber=True)
        self.names[LARGE] = connection.creation.get_test_db_clone_settings("50k")["NAME"]

    def use(self, place: str) -> None:
        """Work in one of them from here on, with nothing left to do in the other."""
        if place == self.present:
            return
        self.drain()
        connection.close()
        connection.settings_dict["NAME"] = self.names[place]
        self.present = place

    def drain(self) -> None:
        """Wait until the worker has done what was left to it."""
        while self._workers and DBTaskResult.objects.filter(finished_at__isnull=True).exists():
            if any(worker.poll() is not None for worker in self._workers):
                raise RuntimeError("a worker ended")
            time.sleep(0.05)

    def hire(self) -> None:
        """Start the worker of each database, where tasks go to a queue."""
        if not isinstance(task_backends["default"], DatabaseBackend):
            return
        for name in self.names.values():
            told = {"CARTA_BENCH_DATABASE": name, "DJANGO_SETTINGS_MODULE": "bench.worker_settings"}
            self._workers.append(
                subprocess.Popen(
                    [sys.executable, "manage.py", "db_worker", "--interval", "0.2"],
                    cwd=ROOT,
                    env=os.environ | told,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )

    def close(self) -> None:
        """End the workers, drop the databases."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.wait(timeout=30)
        self._workers = []
        connection.close()
        for name in reversed(self.names.values()):
            connection.settings_dict["NAME"] = name
            connection.creation.destroy_test_db(self._original, verbosity=0)


@contextmanager
def made() -> Iterator[Any]:
    """The databases of one run, dropped however it ends."""
    places = Places()
    try:
        places.make()
        yield places
    finally:
        places.close()

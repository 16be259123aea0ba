"""Who writes in an installation, and what each of them was told had been done."""

import itertools
import json
import os
import random
import signal
import subprocess
import threading
import time

import requests

from tests.torture.house import TO_END, fields


class Worker:
    """A process that goes through the services: writes, sends, decides, publishes."""

    def __init__(self, house, seconds=3600):
        self.told = []
        self.process = house.begin(
            "-m", "tests.torture.inside", "work", seconds, stdout=subprocess.PIPE, text=True
        )
        TO_END.append(self.stop)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.told.append(line)

    def done(self):
        """How many things it was told were done."""
        return sum(not line.startswith('["refused"') for line in list(self.told))

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Saver(threading.Thread):
    """Somebody who saves one page again and again by the editor, whatever is answered."""

    def __init__(self, person, page):
        super().__init__(daemon=True)
        self.person, self.page, self.told, self.answers = person, page, [], {}
        self.stopping = threading.Event()
        TO_END.append(self.stop)
        self.start()

    def run(self):
        path = f"/admin/pages/{self.page}/edit/"
        for turn in itertools.count():
            if self.stopping.is_set():
                return
            try:
                self._once(path, turn)
            except requests.RequestException as error:
                self._count(type(error).__name__)
            time.sleep(random.uniform(0, 0.2))

    def _once(self, path, turn):
        form = self.person.open(path)
        self._count(form.status_code)
        if form.status_code != 200:
            return
        text = f"Su cédula en {turn % 40 + 1} minutos, vez {turn} de {self.page}."
        answer = self.person.press(path, {**fields(form.text), "statement": text})
        self._count(answer.status_code)
        if answer.status_code == 302:
            self.told.append(json.dumps(["text", self.page, text]))

    def _count(self, what):
        self.answers[what] = self.answers.get(what, 0) + 1

    def done(self):
        return len(self.told)

    def stop(self):
        self.stopping.set()
        self.join(timeout=120)


def wrong(house, *writers):
    """What ``tests.torture.inside`` finds wrong, given what these were told."""
    told = "\n".join(line.strip() for writer in writers for line in list(writer.told))
    return house.inside_with(told, "wrong")

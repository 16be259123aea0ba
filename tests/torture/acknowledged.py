"""Who writes in an installation, and what each of them was told had been done."""

import hashlib
import itertools
import json
import os
import random
import re
import signal
import subprocess
import threading
import time

import requests

from tests.torture.house import TO_END, fields
from tests.torture.inside import UPLOADED

UPLOADED_BYTES = 400_000
WORDS = "abcdefghij"


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


class Busy(threading.Thread):
    """Somebody at a browser who goes on with the same thing, whatever is answered.

    ``told`` is what was acknowledged, ``answers`` how often each answer came.
    """

    def __init__(self):
        super().__init__(daemon=True)
        self.told, self.answers = [], {}
        self.stopping = threading.Event()
        TO_END.append(self.stop)

    def run(self):
        for turn in itertools.count():
            if self.stopping.is_set():
                return
            try:
                self.once(turn)
            except requests.RequestException as error:
                self.count(type(error).__name__)
            time.sleep(random.uniform(0, 0.2))

    def once(self, turn):
        """The thing itself."""
        raise NotImplementedError

    def tell(self, *words):
        self.told.append(json.dumps(words))

    def count(self, what):
        self.answers[what] = self.answers.get(what, 0) + 1

    def done(self):
        return len(self.told)

    def stop(self):
        self.stopping.set()
        if self.is_alive():
            self.join(timeout=120)


class Saver(Busy):
    """Saves one page again and again by the editor."""

    def __init__(self, person, page):
        super().__init__()
        self.person, self.page = person, page
        self.start()

    def once(self, turn):
        path = f"/admin/pages/{self.page}/edit/"
        form = self.person.open(path)
        self.count(form.status_code)
        if form.status_code != 200:
            return
        text = f"Su cédula en {turn % 40 + 1} minutos, vez {turn} de {self.page}."
        answer = self.person.press(path, {**fields(form.text), "statement": text})
        self.count(answer.status_code)
        if answer.status_code == 302:
            self.tell("text", self.page, text)


class Uploader(Busy):
    """Uploads one document after another, each named after what is in it."""

    def __init__(self, person):
        super().__init__()
        self.person = person
        self.start()

    def once(self, turn):
        path = "/admin/documents/add/"
        form = self.person.open(path)
        self.count(form.status_code)
        if form.status_code != 200:
            return
        content = b"%PDF-1.7\n" + random.randbytes(random.randint(1, UPLOADED_BYTES))
        title = f"{UPLOADED}{hashlib.sha256(content).hexdigest()}"
        kept = {
            name: value
            for name, value in fields(form.text, None).items()
            if name in ("csrfmiddlewaretoken", "collection")
        }
        file = {"file": (f"acta-{turn}.pdf", content)}
        answer = self.person.press(path, {**kept, "title": title}, files=file)
        self.count(answer.status_code)
        if answer.status_code == 302:
            self.tell("file", title)


class Journey(Busy):
    """One page saved, sent, decided and published by those whose turn it is, again and again.

    Whoever got no answer looks again and goes on from where things stand, as people do.
    """

    def __init__(self, house, scene, page):
        super().__init__()
        self.scene, self.page = scene, page
        self.writer = house.sign_in(scene["writer"], scene["password"])
        self.deciders = [
            (stage, action, house.sign_in(name, scene["password"]))
            for stage, action, name in scene["deciders"]
        ]
        self.start()

    def once(self, turn):
        sending = f"/admin/expedientes/enviar/{self.page}/"
        shown = self.writer.open(sending)
        self.count(f"look {shown.status_code}")
        dossier = _dossier_of(shown)
        if dossier is None and shown.status_code == 200:
            self._save(turn)
            dossier = self._send(sending)
        if dossier is not None:
            for stage, action, person in self.deciders:
                self._decide(dossier, stage, action, person)

    def _save(self, turn):
        path = f"/admin/pages/{self.page}/edit/"
        word = "".join(WORDS[int(digit)] for digit in str(turn))  # the standard is its one number
        text = f"Usted recibe su cédula en 35 minutos o menos, sin vueltas ({word})."
        form = fields(self.writer.open(path).text)
        answer = self.writer.press(path, {**form, "statement": text})
        self.count(f"save {answer.status_code}")
        if answer.status_code == 302:
            self.tell("text", self.page, text)

    def _send(self, path):
        form = fields(self.writer.open(path).text, None)
        told = {"kind": "actualizacion", "change_note": "Se dice cuánto se tarda hoy."}
        answer = self.writer.press(path, {**form, **told})
        self.count(f"send {answer.status_code}")
        dossier = _dossier_of(answer)
        if dossier is not None:
            self.tell("sent", self.page, dossier)
        return dossier

    def _decide(self, dossier, stage, action, person):
        path = f"/admin/expedientes/{dossier}/"
        form = fields(person.open(path).text, None)
        if "seen" not in form:
            self.count("not this one's turn")  # decided before, and the answer was lost
            return
        data = {**form, **self.scene["evidence"], "action": action}
        answer = person.press(f"{path}decidir/", data)
        self.count(f"decide {answer.status_code}")
        if answer.status_code == 302:
            self.tell("decided", dossier, stage)
            if stage == self.deciders[-1][0]:
                self.tell("published", self.page, dossier)


def _dossier_of(answer):
    """The dossier that an answer leads to; ``None`` when to none."""
    found = re.search(r"/expedientes/(\d+)/", answer.headers.get("Location", ""))
    return int(found.group(1)) if answer.status_code == 302 and found else None


class Told:
    """What somebody had been told up to a moment."""

    def __init__(self, writer):
        self.told = list(writer.told)


def wrong(house, *writers):
    """What ``tests.torture.inside`` finds wrong, given what these were told."""
    told = "\n".join(line.strip() for writer in writers for line in list(writer.told))
    return house.inside_with(told, "wrong")

"""A full disk (T24), by a small file system of its own for database, files and temporary files.

The cache has no folder: it is in the process or in Redis, whose full memory is tried too.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.torture.acknowledged import wrong
from tests.torture.conftest import how_many
from tests.torture.house import House, SignInError, copied, fields, heading, posted_to, wait_until
from tests.torture.servers import Postgres, Redis

FULL = 20
NO_ROOM = "No queda espacio para guardar"
KEPT = "Lo que usted escribió sigue en esta página."
PROSE = "Usted recibe su cédula en {} minutos, " + "como se lo decimos, " * 8
PDF = b"%PDF-1.7\n" + b"x" * 3_000_000


@contextmanager
def small_disk(place, megabytes):
    """A file system with little room, mounted there."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("montar un disco pequeño necesita ser root")
    place.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if subprocess.run(words, check=False).returncode != 0:
        pytest.skip("esta máquina no deja montar un tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place):
    """Leave no room at all."""
    for size in (1 << 20, 4096, 1):
        with (place / "relleno").open("ab", buffering=0) as file:
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


def free(place):
    (place / "relleno").unlink()


class Disk:
    """What every full disk is asked."""

    def __init__(self, line, house, place, scene):
        self.line, self.house, self.place, self.scene = line, house, place, scene
        self.writer = house.sign_in(scene["writer"], scene["password"])
        self.told = []
        self.boss = house.sign_in(scene["boss"], scene["password"])

    def expect(self, what, answer, status, *words):
        """Note an answer that is none of these."""
        allowed = status if isinstance(status, tuple) else (status,)
        if answer.status_code not in allowed or any(word not in answer.text for word in words):
            self.line.failures.append(f"round {self.line.rounds}, {what}: {heading(answer)}")
            return False
        return True

    def public_pages_stay(self):
        for path in self.scene["public"]:
            self.expect(f"public {path}", self.house.visit(path), 200)

    def begin(self, page):
        """Open the editor; the form to send, or the answer of a disk without room."""
        shown = self.writer.open(f"/admin/pages/{page}/edit/")
        self.expect("open the editor", shown, (200, 507))
        return shown, fields(shown.text)

    def save(self, page, text, form=None):
        """Save by the editor, with a form of before or of now."""
        if form is None:
            shown, form = self.begin(page)
            if shown.status_code != 200:
                return shown
        return self.writer.press(f"/admin/pages/{page}/edit/", {**form, "statement": text})

    def must_save(self, place, text):
        """A text of the writer's, which has to go in."""
        page = self.scene["drafts"][place]
        if self.expect("save a text", self.save(page, text), 302):
            self.saved(page, text)

    def saved(self, page, text):
        self.told.append(f'["text", {page}, "{text}"]')

    def upload(self, number):
        """A document, by whoever runs the platform."""
        path = "/admin/documents/add/"
        shown = self.boss.open(path)
        if not self.expect("open the upload", shown, 200):
            return shown
        form = {**_only(fields(shown.text, None)), "title": f"Acta {number}"}
        return self.boss.press(path, form, files={"file": (f"acta-{number}.pdf", PDF)})

    def whole(self):
        """Nothing corrupt, nothing half made, nothing acknowledged lost."""
        self.line.failures += wrong(self.house, self)
        media = self.house.var / "media"
        halves = [
            str(path.relative_to(media))
            for path in media.rglob("*")
            if path.is_file()
            and path.name != "relleno"
            and (path.stat().st_size == 0 or path.name.startswith(".incompleto"))
        ]
        short = [path.name for path in media.rglob("acta-*.pdf") if path.stat().st_size != len(PDF)]
        if halves or short:
            self.line.failures.append(f"round {self.line.rounds}, half made: {halves + short}")


def _only(form):
    wanted = ("csrfmiddlewaretoken", "collection")
    return {name: value for name, value in form.items() if name in wanted}


def torture_full_disk_of_the_database(line, once, prepared, tmp_path):
    with small_disk(tmp_path / "disk", 60) as place:
        house = copied(prepared, tmp_path / "var", DATABASE_URL=f"sqlite:///{place}/carta.sqlite3")
        shutil.move(house.var / "carta.sqlite3", place)
        disk = _opened(line, house, place)
        for number in range(how_many(FULL)):
            _shown, form = disk.begin(disk.scene["drafts"][1])
            fill(place)
            disk.public_pages_stay()
            kept = _writing_meets_the_end(disk, number, form)
            disk.public_pages_stay()
            disk.expect("health", house.visit("/salud/"), (200, 503))
            free(place)
            _goes_on_by_itself(disk, number, *kept)
            line.rounds += 1
            line.tell(how_many(FULL))
        house.close()
        disk.whole()
    assert line.failures == []


def _opened(line, house, place):
    scene = house.inside("scene", 2)
    house.open()
    return Disk(line, house, place, scene)


def _writing_meets_the_end(disk, number, form, refused=(507,), words=(NO_ROOM,)):
    """Save until there is no room; who had begun to write has it kept, to send it again."""
    page, other = disk.scene["drafts"]
    for turn in range(200):
        text = PROSE.format(turn) + f"{number}-{turn}"
        answer = disk.save(page, text)
        if answer.status_code != 302:
            break
        disk.saved(page, text)
    disk.expect("save on a full disk", answer, refused, *words)
    text = PROSE.format(number) + "lo que escribía"
    answer = disk.save(other, text, form)
    disk.expect("save what was begun", answer, refused, *words, KEPT, text)
    disk.expect("upload on a full disk", disk.upload(f"db-{number}"), (*refused, 302))
    try:
        person = disk.house.sign_in(disk.scene["quality"], disk.scene["password"])
    except SignInError as error:
        disk.expect("sign in on a full disk", error.answer, refused, *words)
    else:  # the log of writes may have room for one more
        disk.expect("just signed in", person.open("/admin/"), 200)
    return answer, text


def _goes_on_by_itself(disk, number, answer, text):
    """The button of the page that refused saves what it kept; nobody did anything else."""
    disk.public_pages_stay()
    page = disk.scene["drafts"][1]
    sent = disk.writer.press(posted_to(answer.text), fields(answer.text, None))
    if disk.expect("send again once there is room", sent, 302):
        disk.saved(page, text)
    disk.expect("upload once there is room", disk.upload(f"after-{number}"), 302)
    disk.house.sign_in(disk.scene["quality"], disk.scene["password"])


#: A cluster that fits on a small disk; everything else is as it comes.
SMALL = ("shared_buffers=16MB", "min_wal_size=4MB", "max_wal_size=8MB")


def torture_full_disk_of_postgresql(line, once, tmp_path):
    """Tables and log on one disk without room: the server refuses, or stops until there is some.

    While it takes questions public pages stay; where it stopped they say so (503), and it is
    started again as its service manager would. The site itself is never started again.
    """
    with (
        tempfile.TemporaryDirectory(prefix="carta-disco-") as folder,
        small_disk(Path(folder) / "disk", 120) as place,
    ):
        for one in (Path(folder), place):
            one.chmod(0o755)
        cluster = Postgres(place, *SMALL)
        try:
            _fill_postgresql(
                line, cluster, House(tmp_path / "var", DATABASE_URL=cluster.url), place
            )
        finally:
            cluster.stop()
    assert line.failures == []


def _fill_postgresql(line, cluster, house, place):
    house.manage("migrate", "--verbosity=0")
    house.manage("collectstatic", "--no-input", "--verbosity=0")
    disk, stopped = _opened(line, house, place), 0
    for number in range(how_many(FULL)):
        _shown, form = disk.begin(disk.scene["drafts"][1])
        fill(place)
        if cluster.is_up():
            disk.public_pages_stay()
        kept = _writing_meets_the_end(disk, number, form, refused=(507, 503), words=())
        is_up = cluster.is_up()
        for path in disk.scene["public"]:
            disk.expect(f"public {path}", house.visit(path), 200 if is_up else (200, 503))
        free(place)
        if not cluster.is_up():
            stopped += 1
            cluster.start()
        _goes_on_by_itself(disk, number, *kept)
        line.rounds += 1
        line.tell(how_many(FULL))
    house.close()
    disk.whole()
    line.say(f"it stopped by itself in {stopped} of {line.rounds} rounds")


def torture_full_disk_of_the_files(line, once, prepared, tmp_path):
    house = copied(prepared, tmp_path / "var")
    with small_disk(tmp_path / "var" / "media", 12 + 3 * how_many(FULL)) as place:
        disk = _opened(line, house, place)
        for number in range(how_many(FULL)):
            fill(place)
            disk.public_pages_stay()
            disk.expect("upload on a full disk", disk.upload(f"full-{number}"), 507, NO_ROOM)
            _room_for_less_than_a_file(place)
            disk.expect("upload into little room", disk.upload(f"half-{number}"), 507, NO_ROOM)
            _decision_with_a_file(disk, 507)
            disk.must_save(1, f"Sin archivos se guarda {number}.")
            disk.whole()
            free(place)
            disk.expect("upload once there is room", disk.upload(f"after-{number}"), 302)
            line.rounds += 1
            line.tell(how_many(FULL))
        house.close()
        disk.whole()
    assert line.failures == []


def _room_for_less_than_a_file(place):
    filler = place / "relleno"
    os.truncate(filler, max(filler.stat().st_size - len(PDF) // 2, 0))


def _decision_with_a_file(disk, status):
    """A decision whose paper cannot be kept is no decision."""
    waits = disk.house.inside("waiting", disk.scene["writer"])
    person = disk.house.sign_in(disk.scene["quality"], disk.scene["password"])
    path = f"/admin/expedientes/{waits['dossier']}/"
    form = fields(person.open(path).text, None)
    data = {**form, "action": "approve", "seen": waits["seen"]}
    answer = person.press(f"{path}decidir/", data, files={"attachment": ("informe.pdf", PDF)})
    disk.expect("decide with a file", answer, status, NO_ROOM)


def torture_full_disk_of_temporary_files(line, once, prepared, tmp_path):
    """Where an upload waits before it is looked at."""
    with small_disk(tmp_path / "tmp", 4) as place:
        house = copied(prepared, tmp_path / "var", TMPDIR=str(place))
        disk = _opened(line, house, place)
        for number in range(how_many(FULL)):
            # What the round before left goes a moment after its answer, and would be room.
            wait_until(lambda: not os.listdir(place))
            fill(place)
            disk.public_pages_stay()
            disk.expect("upload on a full disk", disk.upload(f"tmp-{number}"), 507, NO_ROOM)
            disk.must_save(0, f"Sin archivos se guarda {number}.")
            free(place)
            disk.expect("upload once there is room", disk.upload(f"after-{number}"), 302)
            line.rounds += 1
            line.tell(how_many(FULL))
        house.close()
        disk.whole()
    assert line.failures == []


def torture_full_memory_of_the_cache(line, once, prepared, tmp_path):
    """Redis that takes nothing more: pages come as before, and people save."""
    (tmp_path / "redis").mkdir()
    redis = Redis(tmp_path / "redis")
    redis.kill()
    redis.start("--maxmemory", "1", "--maxmemory-policy", "noeviction")
    house = copied(prepared, tmp_path / "var", REDIS_URL=redis.url)
    disk = _opened(line, house, tmp_path)
    for number in range(how_many(FULL)):
        disk.public_pages_stay()
        disk.must_save(0, f"Sin caché se guarda {number}.")
        line.rounds += 1
        line.tell(how_many(FULL))
    house.close()
    disk.whole()
    assert line.failures == []

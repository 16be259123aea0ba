"""The questions themselves, what counts as a failure, and how they are asked."""

from __future__ import annotations

import csv
import io
import random
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from openpyxl import load_workbook

from tests.hostile import ground as grounds
from tests.hostile import values
from tests.hostile.files import every_file
from tests.hostile.ground import Ground, Spot
from tests.hostile.reading import Form, executed, read

FORM = "application/x-www-form-urlencoded"
#: Read by some view of Wagtail or ours, whether or not a form or link names them.
PARAMETERS = (
    "q", "p", "page", "ordering", "next", "export", "search", "term", "tag", "tags", "id", "ids",
    "entidad", "ver", "fecha", "todo", "parte", "codigo", "debajo", "anio", "vigencia", "mode",
    "in_preview_panel", "multiple", "layout", "collection_id", "collection", "locale", "page_type",
    "link_url", "link_text", "select_format", "position", "parent_page_id", "match_subclass",
    "width", "height", "filter_method", "closeness", "user_perms", "for_explorer", "child_of",
    "descendant_of", "ancestor_of", "translation_of", "has_children", "fields", "content_type",
    "limit", "offset", "search_operator", "order", "html_path", "show", "status", "stage", "kind",
    "entity", "user", "action", "timestamp_from", "timestamp_to", "at_from", "at_to", "page_number",
    "_w_filter_fragment", "_w_hydrate_create_view", "describe_on_delete", "allow_external_link",
    "expand_all", "type", "o", "e", "all", "pop", "_changelist_filters", "usage_count", "label",
)  # fmt: skip
STRONG = (
    b"\x00", b"9" * 5000, b"9223372036854775808", b"-1", b"'", b'"', b"\xff", b"10000-01-01",
    b"//" + values.OUTSIDE.encode(), values.SCRIPTS[1].encode(), b"[]", b"",
)  # fmt: skip
#: A request that asks for something may leave these behind.
MAY_REMEMBER = re.compile(
    r"django_session|axes_|securityevent|rendition|editingsession|referenceindex|"
    r"pagesubscription|userprofile|keptdraft|entrancetry|django_tasks|workflows_notice"
)
#: The kind of answer that holds an XLSX.
WORKBOOK = "spreadsheetml"
PROTECTED = (
    "X-Content-Type-Options",
    "Content-Security-Policy",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Resource-Policy",
)
#: Fields that some form of Wagtail or ours reads.
GUESSED = (
    "title",
    "name",
    "slug",
    "next",
    "reason",
    "confirm",
    "action-publish",
    "level",
    "message",
    "ids",
    "search_query",
    "go_live_at",
    "comments-TOTAL_FORMS",
    "overwrite_revision_id",
    "loaded_revision_id",
    "collection",
    "entidad",
    "dossier",
    "item",
    "seen",
    "decision",
    "username",
    "password",
    "new_password1",
    "email",
    "url",
)
LARGE_FORM = 10
FEW = 6
SOME = 40


@dataclass(frozen=True)
class Ask:
    """One request."""

    spot: Spot
    label: str
    method: str = "GET"
    address: str = ""
    body: bytes = b""
    content_type: str = FORM
    headers: tuple[tuple[str, str], ...] = ()
    upload: tuple[str, tuple[str, str, bytes], tuple[tuple[str, str], ...]] | None = None

    def __str__(self) -> str:
        who = self.spot.person or "nadie"
        return f"{self.spot.key} [{who}] {self.method} {self.address[:160]} {self.label}"


@dataclass
class Found:
    """Failures by what they are; ``shown`` counts answers that repeated a payload harmlessly."""

    asked: int = 0
    shown: int = 0
    failures: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


# --- What is asked ----------------------------------------------------------------------


def _q(value: bytes) -> str:
    return quote_from_bytes(value, safe="")


def of_paths(spot: Spot) -> Iterator[Ask]:
    for name, hole in spot.holes:
        for value in values.PATHS:
            yield Ask(spot, f"path {name}={value[:60]!r}", address=hole.replace("\0", _q(value)))


def of_queries(spot: Spot, found: set[str], rng: random.Random) -> Iterator[Ask]:
    names = sorted(found | set(PARAMETERS))
    base = spot.address.partition("?")[0]
    for value in rng.sample(values.TEXTS, SOME):
        if len(value) > 1000:
            continue
        query = "&".join(f"{_q(name.encode())}={_q(value)}" for name in names)
        yield Ask(spot, f"all={value[:60]!r}", address=f"{base}?{query}")
    few = sorted(found) + rng.sample(PARAMETERS, SOME)
    for name in few:
        for value in (*rng.sample(values.TEXTS, FEW), *rng.sample(STRONG, FEW))[
            : None if name in found else 1
        ]:
            yield Ask(
                spot, f"{name}={value[:60]!r}", address=f"{base}?{_q(name.encode())}={_q(value)}"
            )
    for query in ("%", "&&&=", "=x", "%00=%00", "a[]=1&a[b]=2", "p=1&p=%FF", "+" * 3000):
        yield Ask(spot, "query", address=f"{base}?{query}")


def of_forms(spot: Spot, form: Form, rng: random.Random) -> Iterator[Ask]:
    where = form.action if form.action.startswith("/") else spot.address
    base = {name: value.encode() for name, value in form.values.items()}

    def asked(label: str, data: dict[str, bytes]) -> Ask:
        body = "&".join(f"{_q(name.encode())}={_q(value)}" for name, value in data.items())
        return Ask(spot, label, "POST", where, body.encode())

    yield asked("as it stands", base)
    yield asked("nothing", {})
    for value in values.TEXTS:
        yield asked(f"all={value[:60]!r}", dict.fromkeys(base, value))
    for name in base:
        chosen = values.TEXTS
        if len(base) > LARGE_FORM:
            chosen = tuple(rng.sample(values.TEXTS, FEW))
        for value in chosen:
            yield asked(f"{name}={value[:60]!r}", {**base, name: value})
        yield asked(f"without {name}", {key: kept for key, kept in base.items() if key != name})
        for json in rng.sample(values.JSONS, 2):
            yield asked(f"{name}={json[:40]!r}", {**base, name: json})
    if base:
        yield asked("long", {**base, rng.choice(sorted(base)): values.LONG})
    for name in form.files:
        for file in every_file():
            yield Ask(
                spot,
                f"{name}=<{file[0][:40]!r} {file[2][:12]!r}>",
                "POST",
                where,
                upload=(name, file, tuple(form.values.items())),
            )


def of_bodies(spot: Spot, rng: random.Random) -> Iterator[Ask]:
    where = spot.address
    for method in ("POST", "PATCH"):
        for body in values.JSONS:
            yield Ask(spot, f"json {body[:40]!r}", method, where, body, "application/json")
    for kind in values.CONTENT_TYPES:
        yield Ask(spot, f"type {kind[:40]!r}", "POST", where, b"title=1&next=2", kind)
    for body in values.MULTIPART:
        kind = "multipart/form-data; boundary=x"
        yield Ask(spot, f"multipart {body[:60]!r}", "POST", where, body, kind)
    for body in (b"&".join(b"a=1" for _ in range(11_000)), b"%", b"\xff=\xff", b"=" * 3000):
        yield Ask(spot, f"form {body[:20]!r}", "POST", where, body)
    for value in rng.sample(values.TEXTS, SOME):
        body = "&".join(f"{name}={_q(value)}" for name in GUESSED).encode()
        yield Ask(spot, f"guessed={value[:60]!r}", "POST", where, body)


def of_headers(spot: Spot) -> Iterator[Ask]:
    for turn, headers in enumerate(values.HEADERS):
        label = " ".join(f"{name}: {value[:40]!r}" for name, value in headers.items())
        method = ("GET", "POST")[turn % 2]
        yield Ask(spot, label, method, spot.address, headers=tuple(headers.items()))
    for method in values.METHODS:
        yield Ask(spot, method, method, spot.address, b"x=1")


# --- Asking -----------------------------------------------------------------------------


class Sweep:
    """Asks and remembers what went wrong; every request is undone."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.found = Found()
        self.clients: dict[str, Client] = {}
        self.cookies: dict[str, dict[str, str]] = {}
        self.writes: list[tuple[str, str]] = []
        self.error = ""

    def client(self, person: str) -> Client:
        if person not in self.clients:
            client = Client(raise_request_exception=False)
            if person:
                client.force_login(grounds.user_of(self.ground, person))
            self.clients[person] = client
            self.cookies[person] = {name: one.value for name, one in client.cookies.items()}
        # An answer may have taken the session's cookie away; what it did was undone.
        self.clients[person].cookies = SimpleCookie(self.cookies[person])
        return self.clients[person]

    def reach(self, spot: Spot) -> tuple[Spot, str]:
        """The spot with somebody who gets in, and the page; the first of the hints otherwise."""
        body = ""
        for person in grounds.persons(spot.key):
            client = self.client(person)
            with undone():
                response = client.get(spot.address)
                text = _text(response)
            away = response.headers.get("Location", "").startswith("/admin/login/")
            if response.status_code not in grounds.NOT_REACHED and not away:
                return replace(spot, person=person), text
            body = body or text
        return spot, body

    def asks_of(self, spot: Spot, rng: random.Random) -> list[Ask]:
        """Everything that is asked at one address."""
        spot, body = self.reach(spot)
        page = read(body)
        names = set(page.parameters)
        asks = [*of_paths(spot), *of_bodies(spot, rng), *of_headers(spot)]
        seen = set()
        for form in page.forms:
            if form.method == "get":
                names.update(form.values)
                continue
            mark = (form.action, frozenset(form.values))
            if mark not in seen and "logout" not in form.action:
                seen.add(mark)
                asks += of_forms(spot, form, rng)
        return [*asks, *of_queries(spot, names, rng)]

    def ask(self, one: Ask) -> None:
        """Send it and judge the answer."""
        self.writes, self.error = [], ""
        # Signed in outside: what happens inside is undone.
        self.client(one.spot.person)
        with undone(), self._watching():
            try:
                response = self._send(one)
                text = _text(response)
            except Exception:  # noqa: BLE001  (what escapes the handler is the worst answer)
                self.found.asked += 1
                self.found.failures.append(f"escaped: {one}\n{traceback.format_exc(limit=-6)}")
                return
        self._count(response, text)
        for problem in self._problems(one, response, text):
            self.found.failures.append(f"{problem}: {one}")

    def _send(self, one: Ask) -> Any:
        client = self.client(one.spot.person)
        headers = dict(one.headers)
        extra: dict[str, Any] = {}
        if "content-length" in headers:
            extra["CONTENT_LENGTH"] = headers.pop("content-length")
        if "cookie" in headers:
            extra["HTTP_COOKIE"] = headers.pop("cookie")
        address = one.address or one.spot.address
        if one.upload:
            name, (file, kind, content), rest = one.upload
            sent = SimpleUploadedFile("x", content, kind)
            sent.__dict__["name"] = file
            sent._name = file
            return client.post(address, {**dict(rest), name: sent}, headers=headers)
        return client.generic(
            one.method, address, one.body, one.content_type, headers=headers, **extra
        )

    @contextmanager
    def _watching(self) -> Iterator[None]:
        def failed(**kwargs: Any) -> None:
            self.error = traceback.format_exc(limit=-4)

        def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            word, _space, tail = sql.partition(" ")
            if word in {"INSERT", "UPDATE", "DELETE", "SAVEPOINT"} or sql.startswith("ROLLBACK TO"):
                self._write(word, tail)
            return execute(sql, *rest)

        got_request_exception.connect(failed)
        try:
            with connection.execute_wrapper(watch):
                yield
        finally:
            got_request_exception.disconnect(failed)

    def _write(self, word: str, tail: str) -> None:
        """What is written and not taken back by a savepoint of the request itself."""
        if word == "ROLLBACK":
            name = tail.split()[-1]
            place = self.writes.index(("SAVEPOINT", name)) if name in self._open() else 0
            del self.writes[place:]
        elif word == "SAVEPOINT":
            self.writes.append((word, tail))
        elif not MAY_REMEMBER.search(tail[:120]):
            self.writes.append((word, tail[:60]))

    def _open(self) -> set[str]:
        return {tail for word, tail in self.writes if word == "SAVEPOINT"}

    def _count(self, response: Any, text: str) -> None:
        found = self.found
        found.asked += 1
        found.statuses[response.status_code] = found.statuses.get(response.status_code, 0) + 1
        found.shown += values.MARK in text

    def _problems(self, one: Ask, response: Any, text: str) -> Iterator[str]:
        if response.status_code >= 500:
            yield f"{response.status_code} {self.error}"
        if leads_out(response.headers.get("Location", "")):
            yield f"leads to {response.headers['Location'][:80]!r}"
        if "X-Hostil" in response.headers:
            yield "header injected"
        kind = response.headers.get("Content-Type", "")
        if "html" in kind and (run := executed(text)):
            yield f"executed {run[:2]}"
        if ("csv" in kind or WORKBOOK in kind) and (cells := formulas(text)):
            yield f"formula {cells[:2]}"
        if missing := [name for name in PROTECTED if name not in response.headers]:
            yield f"{response.status_code} without {missing}"
        written = [entry for entry in self.writes if entry[0] != "SAVEPOINT"]
        if written and _must_not_write(one, response):
            yield f"{response.status_code} wrote {written[:3]}"


def _must_not_write(one: Ask, response: Any) -> bool:
    if one.method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
        return True
    return response.status_code >= 400 and not getattr(response, "keeps_writes", False)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _text(response: Any) -> str:
    body = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if WORKBOOK in kind:
        return as_csv(body) if body else ""  # HEAD answers no body
    return body.decode(errors="replace") if "text" in kind or "json" in kind else ""


def as_csv(workbook: bytes) -> str:
    """The first sheet as text; a cell that would be computed begins with «=», no other does.

    In a workbook a text may begin as a formula does and stays a text: the cell says its kind.
    """
    sheet = load_workbook(io.BytesIO(workbook)).active
    told = io.StringIO()
    for row in sheet.iter_rows():
        cells = [
            f"={cell.value}" if cell.data_type == "f" else str(cell.value or "").lstrip("=+-@\t\r")
            for cell in row
        ]
        csv.writer(told).writerow(cells)
    return told.getvalue()


def leads_out(location: str) -> bool:
    """Whether a browser that follows it leaves the site; it reads ``\\`` as ``/``."""
    plain = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    if not plain:
        return False
    if plain.startswith("//"):
        plain = "http:" + plain
    try:
        parts = urlsplit(plain)
    except ValueError:
        return True
    if parts.scheme not in {"", "http", "https"}:
        return True
    if parts.scheme and not parts.netloc:
        return True
    return parts.netloc not in {"", "testserver"}


def formulas(text: str) -> list[str]:
    """Cells that a spreadsheet program would compute."""
    cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]
    return [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


# --- How much ---------------------------------------------------------------------------

#: Forms of which the suite asks a few fields; ``make torture`` asks all of all.
OUR_FORMS = (
    "carta_staff:invite",
    "carta_workflows:dossier",
    "carta_service_state",
    "entities_pointofservice_modeladmin_create",
    "workflows_stagedeadline_modeladmin_edit",
    "wagtailadmin_login",
    "wagtaildocs:add",
    "wagtailadmin_pages:edit",
)


def everything(sweep: Sweep, rng: random.Random) -> list[Ask]:
    """All of it, shuffled, so that any beginning is a sample of the whole."""
    asks = [ask for spot in every_spot(sweep.ground) for ask in sweep.asks_of(spot, rng)]
    rng.shuffle(asks)
    return asks


def every_spot(ground: Ground) -> Iterator[Spot]:
    """Every address of the resolver that leads somewhere, and the public pages."""
    for key in grounds.every_key():
        yield from grounds.spots(ground, key)
    for where in ground.public:
        yield Spot("public", grounds.NOBODY, where)


def a_few(sweep: Sweep, rng: random.Random) -> list[Ask]:
    """One question at each address, by the first of the hints, and some at our own forms."""
    kinds: tuple[Callable[[Spot], Iterator[Ask]], ...] = (
        of_paths,
        lambda spot: of_queries(spot, set(), rng),
        lambda spot: of_bodies(spot, rng),
        of_headers,
    )
    asks = []
    known = set()
    for turn, spot in enumerate(every_spot(sweep.ground)):
        if spot.key in known and spot.key != "public":
            continue
        known.add(spot.key)
        pool = list(kinds[turn % len(kinds)](spot)) or list(of_headers(spot))
        asks.append(rng.choice(pool))
    for key in OUR_FORMS:
        spot = next(grounds.spots(sweep.ground, key))
        of_form = [one for one in sweep.asks_of(spot, rng) if one.method == "POST"]
        asks += rng.sample([one for one in of_form if one.body != values.LONG], 4)
    return asks

"""What people do, as their browsers ask for it: through every middleware, gate and form."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from bench.measure import Timed
from tests.carta_pages import editor_forms
from tests.factories import workflows as make
from workflows import selectors
from workflows.models import Dossier
from workflows.seen import SeenDraft, mark_of
from workflows.services import decide as deciding
from workflows.stages import Kind, Stage

BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM = "application/x-www-form-urlencoded"


class Person:
    """Somebody signed in; the session is written before it is measured."""

    def __init__(self, user: Any):
        self.user = user
        self.client = Client()
        self._signed_in: set[str] = set()

    def at(self, place: str) -> Client:
        """Their browser in one of the databases."""
        if place not in self._signed_in:
            self.client.force_login(self.user, backend=BACKEND)
            self._signed_in = {place}
        return self.client


def reading(client: Client, url: str) -> Timed:
    """Open a screen."""

    def act() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)

    return act


def posting(client: Client, url: str, data: Any) -> Timed:
    """Send a form; what is done is answered with the way onward."""
    body = data if isinstance(data, dict) else data.urlencode()

    def act() -> None:
        if isinstance(body, dict):
            response = client.post(url, body)
        else:
            response = client.post(url, body, content_type=FORM)
        assert response.status_code == 302, (url, response.status_code)

    return act


def saving(client: Client, page: Any, minutes: int) -> Timed:
    """«Guardar borrador» in the editor, as it stood on the screen."""
    data = editor_forms.opened(client, page)
    editor_forms.change(
        data,
        statement=f"Usted recibe su cédula en {minutes} minutos o menos.",
        indicators__0__value=str(minutes),
    )
    return posting(client, reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def sending(client: Client, page: Any) -> Timed:
    """«Enviar a revisión», with the mark of the draft that was on the screen."""
    draft = type(page).objects.get(pk=page.pk)
    revision = draft.get_latest_revision()
    seen = SeenDraft.of(revision, revision.as_object().build_snapshot())
    data = {
        "kind": Kind.UPDATE.value,
        "change_note": "Se acorta el tiempo de espera.",
        f"revision-{page.pk}": mark_of(page.pk, seen),
    }
    return posting(client, reverse("carta_workflows:submit", args=[page.pk]), data)


def deciding_on(client: Client, dossier_id: int) -> Timed:
    """The approval of the present stage; at the last one it publishes."""
    dossier = Dossier.objects.get(pk=dossier_id)
    action = deciding.VERDICT if dossier.stage == Stage.CONTROL else deciding.APPROVE
    data = {**make.evidence(dossier), "action": action, "seen": selectors.seen_token(dossier)}
    return posting(client, reverse("carta_workflows:decide", args=[dossier_id]), data)

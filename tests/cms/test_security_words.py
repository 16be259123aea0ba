"""The list of the security log speaks in words; the route and the status stay within reach."""

import re

import pytest
from django.urls import reverse

from cms.models import SecurityEvent
from cms.security import words
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory
from workflows.gate import routes

Kind = SecurityEvent.Kind
#: Answered by no screen that a person reads about: scripts, catalogues, pages of a test.
NO_SCREEN = re.compile(
    r"admin/(jsi18n|modeladmin|sprite|dismissibles|block-preview|failwhale|test404)|[.][*]"
)


def test_every_address_of_the_admin_has_words():
    nameless = [
        route
        for found in routes.admin_keys().values()
        for route in found
        if not words.place_of(route) and not NO_SCREEN.search(route)
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("values", "asked", "result"),
    [
        (
            (Kind.REFUSED, "GET", r"admin/^entities/roleassignment/$", 403),
            "Ver el registro de roles",
            "Se negó",
        ),
        (
            (Kind.ROLE_CHANGED, "POST", "admin/personal/invitar/", 302),
            "Enviar un formulario de una invitación nueva en «Personal»",
            "Se hizo",
        ),
        (
            (Kind.SIGN_IN_FAILED, "POST", "admin/login/", 200),
            "Enviar un formulario de la entrada",
            "No entró",
        ),
        (
            (Kind.REFUSED, "POST", "admin/expedientes/<int:pk>/decidir/", 409),
            "Enviar un formulario de la decisión de un expediente",
            "Se negó",
        ),
        ((Kind.EXPORTED, "GET", "admin/", 200), "Ver el inicio", "Se hizo"),
        ((Kind.EXPORTED, "GET", "otra-app/todo/", 500), "otra-app/todo/", "Falló"),
    ],
)
def test_a_line_says_what_was_asked_and_how_it_ended(values, asked, result):
    kind, method, route, status = values
    event = SecurityEvent(kind=kind, method=method, route=route, status=status)
    assert (words.asked(event), words.result(event)) == (asked, result)


@pytest.mark.django_db
def test_the_list_and_the_export_hold_both(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADM).user)
    route = "admin/entities/roleassignment/"
    SecurityEvent.objects.create(kind=Kind.REFUSED, method="GET", route=route, status=403)
    page = client.get(reverse("carta_security:index")).content.decode()
    heads = re.findall(r"<th[^>]*>(.*?)</th>", page, re.DOTALL)
    told = " ".join(re.sub("<[^>]+>", " ", head) for head in heads)
    assert "Qué se pidió" in told
    assert "Resultado" in told
    assert "Ruta" not in told
    assert "Ver el registro de roles" in page
    assert re.search(rf"<details>.*GET {route} · 403", page, re.DOTALL)
    export = client.get(reverse("carta_security:index"), {"export": "csv"})
    text = b"".join(export.streaming_content).decode()
    for said in ("Ver el registro de roles", "Se negó", route, "403"):
        assert said in text

"""What a browser may do with our pages (T60)."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

pytestmark = pytest.mark.django_db


def _policy(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: sources.split() for name, _, sources in (p.strip().partition(" ") for p in parts)}


def test_a_public_page_allows_only_its_own_host_and_nothing_inline(client):
    policy = _policy(client.get("/no-hay-tal-pagina/"))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


def test_only_the_editors_side_may_run_inline_scripts(client):
    login = _policy(client.get(reverse("wagtailadmin_login")))
    assert "'unsafe-inline'" in login["script-src"]
    assert login["frame-ancestors"] == ["'self'"]
    assert login["default-src"] == login["object-src"] == ["'none'"]
    assert not any("http" in source for sources in login.values() for source in sources)


def test_every_answer_carries_the_other_headers(client):
    headers = client.get("/no-hay-tal-pagina/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("over_tls", [True, False])
@pytest.mark.parametrize("host", ["malo.example", "[::1", "a@testserver"])
def test_a_refused_host_gets_the_headers_too(client, settings, host, over_tls):
    """With the redirect to TLS the host is refused before any other middleware."""
    settings.SECURE_SSL_REDIRECT = over_tls
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert name in answer.headers, name
    assert "Permissions-Policy" in answer.headers
    assert host not in answer.content.decode()


def test_a_page_without_its_token_is_explained_in_spanish(client):
    client.handler.enforce_csrf_checks = True
    response = client.post(reverse("wagtailadmin_login"), {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "El formulario caducó" in response.content.decode()


def test_a_failure_names_its_request_and_tells_nothing_else(client, monkeypatch):
    user = get_user_model().objects.create_superuser("alguien", password="una frase larga 7")
    client.force_login(user)

    def broken(*args, **kwargs):
        raise RuntimeError("una palabra secreta")

    monkeypatch.setattr("wagtail.admin.views.home.HomeView.get_context_data", broken)
    client.raise_request_exception = False
    response = client.get(reverse("wagtailadmin_home"))
    text = response.content.decode()
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in text
    assert "secreta" not in text
    assert "Traceback" not in text
